import type { SystemClock } from "../clock/clock.ts";
import { lineOf, linesOf, protocolLine } from "../supervisor/lines.ts";
import {
  endedForMemory,
  howItEnded,
  processCommand,
  type ProcessPlan,
  tellsOfMemory,
} from "../supervisor/process_command.ts";
import { CLOSE_MS, type Helper, type HelperEnd, type Summon } from "./helper.ts";
import { messageOf } from "./messages.ts";

/** What starting helpers needs around it. */
export interface HelperSurroundings {
  readonly clock: SystemClock;
  /** Told every line that the program prints beside the protocol. */
  printed(line: string): void;
}

/** How long what was said before the end may take to arrive, in ms. */
const LAST_WORDS_MS = 500;
const PRINTED_MAX = 2_000;

/** A process with bare pipes, which can be ended. */
export interface RunningProcess {
  readonly stdin: WritableStream<Uint8Array>;
  readonly stdout: ReadableStream<Uint8Array>;
  /** How it ended, once all that it printed has been read. */
  readonly ended: Promise<HelperEnd>;
  kill(): void;
}

/** Starts a program. Throws where the system cannot start it. */
export function startProcess(
  plan: ProcessPlan,
  { clock, printed }: HelperSurroundings,
): RunningProcess {
  const child = processCommand(plan).spawn();
  let isKilled = false;
  let toldOfMemory = false;
  const overhear = async () => {
    for await (const line of linesOf(child.stderr)) {
      if (line.trim() === "") continue;
      toldOfMemory ||= tellsOfMemory(line);
      printed(line.slice(0, PRINTED_MAX));
    }
  };
  const overheard = overhear();
  const ended = child.status.then(async (status): Promise<HelperEnd> => {
    await Promise.race([overheard, clock.sleep(LAST_WORDS_MS)]).catch(() => {});
    const how = howItEnded(status);
    if (toldOfMemory && endedForMemory(status)) {
      return { reason: "out of memory", how: `ran out of memory and ${how}` };
    }
    if (status.success) return { reason: "finished", how };
    return { reason: status.signal === null && !isKilled ? "exited" : "killed", how };
  });
  return {
    stdin: child.stdin,
    stdout: child.stdout,
    ended,
    kill() {
      if (isKilled) return;
      isKilled = true;
      try {
        child.kill("SIGKILL");
      } catch (error) {
        // It has ended already.
        if (!(error instanceof TypeError)) throw error;
      }
    },
  };
}

/** Summons a program directly, for whoever may run programs. */
export function summonProcess(plan: ProcessPlan, around: HelperSurroundings): Summon {
  return () => Promise.resolve(helperOf(startProcess(plan, around), around));
}

function helperOf(process: RunningProcess, { clock, printed }: HelperSurroundings): Helper {
  const stdin = process.stdin.getWriter();
  let isClosed = false;
  async function* messages() {
    for await (const text of linesOf(process.stdout)) {
      const line = lineOf(text);
      if (line.kind === "printed") printed(line.text.slice(0, PRINTED_MAX));
      else yield messageOf(line.text);
    }
  }
  return {
    messages: messages(),
    ended: process.ended,
    post(message) {
      stdin.write(protocolLine(message)).catch(() => {});
    },
    close() {
      if (isClosed) return;
      isClosed = true;
      stdin.close().catch(() => {});
      const cancel = clock.after(CLOSE_MS, () => process.kill());
      void process.ended.finally(cancel);
    },
    kill: () => process.kill(),
  };
}
