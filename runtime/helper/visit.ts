import { lineOf, linesOf, protocolLine } from "../supervisor/lines.ts";
import type { Helper, HelperEnd, Summon } from "./helper.ts";
import { doorEndSchema, messageOf } from "./messages.ts";
import { incoming, outgoing, shut } from "./socket.ts";

/** Summons a helper through a door; all that this takes is the right to use its socket. */
export function summonAt(socket: string): Summon {
  return async () => helperOf(await Deno.connect({ transport: "unix", path: socket }));
}

function helperOf(connection: Deno.UnixConn): Helper {
  const { promise: ended, resolve: end } = Promise.withResolvers<HelperEnd>();
  const writer = outgoing(connection).getWriter();
  let isKilled = false;
  async function* messages() {
    try {
      for await (const text of linesOf(incoming(connection))) {
        const line = lineOf(text);
        // What native code prints on stdout; all else goes to stderr, which is logged at the door.
        if (line.kind === "printed") continue;
        const message = messageOf(line.text);
        const last = doorEndSchema.safeParse(message);
        if (last.success) return end(last.data.doorEnd);
        yield message;
      }
    } catch (error) {
      // A connection that breaks is an end like any other.
      if (!(error instanceof Error)) throw error;
    } finally {
      end({ reason: "killed", how: isKilled ? "was killed" : "is out of reach: its door is shut" });
      shut(connection);
    }
  }
  return {
    messages: messages(),
    ended,
    post(message) {
      writer.write(protocolLine(message)).catch(() => {});
    },
    close() {
      writer.close().catch(() => {});
    },
    kill() {
      isKilled = true;
      end({ reason: "killed", how: "was killed" });
      shut(connection);
    },
  };
}
