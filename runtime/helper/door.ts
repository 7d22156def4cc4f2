import { chmod, rm } from "node:fs/promises";
import { protocolLine } from "../supervisor/lines.ts";
import type { ProcessPlan } from "../supervisor/process_command.ts";
import { CLOSE_MS, type HelperEnd } from "./helper.ts";
import { type HelperSurroundings, type RunningProcess, startProcess } from "./process.ts";
import { incoming, outgoing, shut } from "./socket.ts";

/** A place where a helper can be summoned by those who may not run programs. */
export interface HelperDoor {
  /** Unix socket; whoever may use it needs no other permission. */
  readonly socket: string;
  /** Ends every life, and the door. */
  close(): Promise<void>;
}

/** Lives at a time: one that ends and its successor. */
const LIVES_MAX = 2;

/**
 * Opens a door on a Unix socket: each connection is one life of the program, whose pipes it is
 * given. A connection that ends lets the program finish, and kills it where it does not; a program
 * that ends says how, in a last line, and ends its connection. Actors may never run programs, and
 * with a door they need not: what is run, and with which permissions, is decided here alone.
 */
export async function openDoor(
  socket: string,
  plan: ProcessPlan,
  around: HelperSurroundings,
): Promise<HelperDoor> {
  // One that a killed predecessor left.
  await rm(socket, { force: true });
  const listener = Deno.listen({ transport: "unix", path: socket });
  await chmod(socket, 0o600);
  const lives = new Map<RunningProcess, Promise<void>>();

  const live = async (connection: Deno.UnixConn): Promise<void> => {
    if (lives.size >= LIVES_MAX) {
      const how = `was not started, because ${LIVES_MAX} of them run already`;
      return await sayEnd(connection, { reason: "refused", how });
    }
    let process: RunningProcess;
    try {
      process = startProcess(plan, around);
    } catch (error) {
      const how = `could not be started: ${error instanceof Error ? error.message : error}`;
      return await sayEnd(connection, { reason: "refused", how });
    }
    const life = join(connection, process, around).finally(() => lives.delete(process));
    lives.set(process, life);
    await life;
  };
  const listening = (async () => {
    for await (const connection of listener) live(connection).catch(() => {});
  })();
  return {
    socket,
    async close() {
      listener.close();
      await listening;
      for (const process of lives.keys()) process.kill();
      await Promise.allSettled(lives.values());
      await rm(socket, { force: true });
    },
  };
}

/** Joins a connection to a program until the program has ended. */
async function join(
  connection: Deno.UnixConn,
  process: RunningProcess,
  { clock }: HelperSurroundings,
): Promise<void> {
  const tells = process.stdout.pipeTo(outgoing(connection), { preventClose: true })
    .catch(() => {});
  let cancel = () => {};
  let hasEnded = false;
  // Nobody speaks to it any more, and its stdin has ended: it is to finish.
  void incoming(connection).pipeTo(process.stdin).catch(() => {}).then(() => {
    if (!hasEnded) cancel = clock.after(CLOSE_MS, () => process.kill());
  });
  const end = await process.ended;
  hasEnded = true;
  cancel();
  await tells;
  await sayEnd(connection, end);
}

async function sayEnd(connection: Deno.UnixConn, doorEnd: HelperEnd): Promise<void> {
  try {
    await outgoing(connection).getWriter().write(protocolLine({ doorEnd }));
  } catch {
    // Whoever summoned it has gone.
  }
  shut(connection);
}
