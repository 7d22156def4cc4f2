import { VirtualClock } from "../../runtime/clock/virtual.ts";
import type { Environment } from "../../runtime/config.ts";
import type { CommandIo } from "./command.ts";

/** A task's world in a test: virtual time, captured output, requests to stop by hand. */
export interface FakeIo extends CommandIo {
  readonly clock: VirtualClock;
  readonly out: string[];
  readonly err: string[];
  /** Sends a request to stop, as Ctrl-C would. */
  stop(signal?: string): void;
}

/** Makes a {@link FakeIo}. `stdin`: what comes in; null: a keyboard that nobody touches. */
export function fakeIo(
  env: Environment = {},
  stderrIsTerminal = false,
  stdin: string | null = null,
): FakeIo {
  const out: string[] = [];
  const err: string[] = [];
  const handlers = new Set<(signal: string) => void>();
  return {
    env,
    clock: new VirtualClock(),
    stderrIsTerminal,
    stdinIsTerminal: stdin === null,
    stdin: () => ReadableStream.from(stdin === null ? [] : [stdin]),
    out,
    err,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
    onStop(handler) {
      handlers.add(handler);
      return () => handlers.delete(handler);
    },
    stop: (signal = "SIGINT") => handlers.forEach((handler) => handler(signal)),
  };
}
