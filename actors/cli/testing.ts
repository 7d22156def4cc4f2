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

/** Makes a {@link FakeIo}. */
export function fakeIo(env: Environment = {}, stderrIsTerminal = false): FakeIo {
  const out: string[] = [];
  const err: string[] = [];
  const handlers = new Set<(signal: string) => void>();
  return {
    env,
    clock: new VirtualClock(),
    stderrIsTerminal,
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
