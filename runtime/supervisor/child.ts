import type { Failure, FromHost, ToHost } from "./protocol.ts";

/** One life of a child, whatever carries it: a Worker, a process, a test. */
export interface Child {
  /** Sends a message. Never throws; what is sent to the dead is lost. */
  post(message: ToHost): void;
  /** Ends it as far as that is possible from outside. Calling it again does nothing. */
  kill(): void;
}

/** What a child tells whoever started it. */
export interface ChildListener {
  message(message: FromHost): void;
  /** It died without a goodbye, for a reason that its carrier knows. */
  died(failure: Failure): void;
  /** Its thread or process does not run any more, as far as that can be known. Told once, or never. */
  gone(): void;
}

/**
 * Starts one life. `name` is unique within the process and names it in tools. May throw where it
 * cannot even be started. The listener is called later, never from within.
 */
export type Spawn = (name: string, listener: ChildListener) => Child;
