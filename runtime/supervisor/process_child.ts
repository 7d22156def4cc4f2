import type { SystemClock } from "../clock/clock.ts";
import { systemClock } from "../clock/system.ts";
import type { Child, ChildListener, Spawn } from "./child.ts";
import { lineOf, linesOf, protocolLine } from "./lines.ts";
import {
  endedForMemory,
  howItEnded,
  processCommand,
  type ProcessPlan,
  tellsOfMemory,
} from "./process_command.ts";
import { SUPERVISED } from "./process_host.ts";
import type { Failure, ToHost } from "./protocol.ts";
import { ProtocolBreach, readFromHost } from "./wire.ts";

export type { ProcessPlan };

/** How long what was said before the end may take to arrive, in ms: a grandchild may hold a pipe. */
const LAST_WORDS_MS = 500;
/** Lines of stderr that are kept to explain an end. */
const LAST_LINES = 20;
/** Longest printed line that is logged, in characters. */
const PRINTED_MAX = 2_000;

/**
 * A child in a process of its own, with no more than the permissions given and an environment
 * without anything secret. It is the one placement that can always be ended: by SIGKILL, in the
 * middle of a synchronous loop too, and running out of memory ends it alone. Throws a RangeError
 * for permissions that break a rule.
 */
export function processChild(plan: ProcessPlan): Spawn {
  const command = processCommand(plan, SUPERVISED);
  return (name, listener) => new ProcessChild(command, name, listener, systemClock);
}

class ProcessChild implements Child {
  readonly #process: Deno.ChildProcess;
  readonly #stdin: WritableStreamDefaultWriter<Uint8Array>;
  readonly #lastLines: string[] = [];
  #isLoaded = false;
  #saidGoodbye = false;
  #isKilled = false;
  #ranOutOfMemory = false;

  constructor(
    command: Deno.Command,
    private readonly name: string,
    private readonly listener: ChildListener,
    private readonly clock: SystemClock,
  ) {
    this.#process = command.spawn();
    this.#stdin = this.#process.stdin.getWriter();
    const heard = Promise.all([this.#hear(), this.#overhear()]);
    this.#process.status.then((status) => this.#ended(status, heard));
  }

  post(message: ToHost): void {
    if (this.#isKilled) return;
    // What is sent to the dead is lost; its end is told elsewhere.
    this.#stdin.write(protocolLine(message)).catch(() => {});
  }

  kill(): void {
    if (this.#isKilled) return;
    this.#isKilled = true;
    this.#stdin.close().catch(() => {});
    try {
      this.#process.kill("SIGKILL");
    } catch (error) {
      // It has ended already.
      if (!(error instanceof TypeError)) throw error;
    }
  }

  async #hear(): Promise<void> {
    for await (const text of linesOf(this.#process.stdout)) {
      const line = lineOf(text);
      if (line.kind === "printed") this.#log("info", line.text);
      else this.#heard(line.text);
    }
  }

  #heard(text: string): void {
    try {
      const message = readFromHost(parse(text));
      if (message.kind === "loaded") this.#isLoaded = true;
      if (message.kind === "goodbye") this.#saidGoodbye = true;
      this.listener.message(message);
    } catch (error) {
      if (!(error instanceof ProtocolBreach)) throw error;
      this.#log("warn", `ignored: ${error.message}`);
    }
  }

  async #overhear(): Promise<void> {
    for await (const line of linesOf(this.#process.stderr)) {
      if (line.trim() === "") continue;
      this.#ranOutOfMemory ||= tellsOfMemory(line);
      if (this.#lastLines.push(line) > LAST_LINES) this.#lastLines.shift();
      this.#log("warn", line);
    }
  }

  async #ended(status: Deno.CommandStatus, heard: Promise<unknown>): Promise<void> {
    await Promise.race([heard, this.clock.sleep(LAST_WORDS_MS)]).catch(() => {});
    this.#stdin.close().catch(() => {});
    if (!this.#saidGoodbye && !this.#isKilled) this.listener.died(this.#failure(status));
    this.listener.gone();
  }

  #failure(status: Deno.CommandStatus): Failure {
    const how = howItEnded(status);
    if (this.#ranOutOfMemory && endedForMemory(status)) {
      return { name: "OutOfMemory", message: `ran out of memory and ${how}`, restartable: true };
    }
    if (!this.#isLoaded && status.signal === null) {
      const why = this.#lastLines.find((line) => /error/i.test(line)) ?? how;
      // Code that does not load today does not load in a second either.
      return { name: "ProcessError", message: `could not be loaded: ${why}`, restartable: false };
    }
    return { name: "Exited", message: `its process ${how}`, restartable: true };
  }

  #log(level: "info" | "warn", text: string): void {
    const message = text.slice(0, PRINTED_MAX);
    const record = { at: this.clock.now(), level, source: this.name, message, fields: {} };
    this.listener.message({ kind: "log", record });
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
