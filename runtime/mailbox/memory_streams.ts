import type { SystemClock } from "../clock/clock.ts";
import { LocalMailbox } from "./local/mailbox.ts";
import { Wakeups } from "./local/wakeups.ts";
import type { Mailbox } from "./mailbox.ts";
import { MemoryShared, MemoryTables } from "./memory/shared.ts";
import { MemoryStream } from "./memory/stream.ts";

/**
 * Streams in memory, for tests and the simulator. Every mailbox opened on a broker sees the same
 * streams, as processes on one server would. Nothing takes time but waiting, and that only of the
 * clock given, so that the same calls give the same answers in the same order.
 */
export class MemoryBroker {
  readonly #streams = new Map<string, MemoryStream>();
  readonly #tables = new MemoryTables();
  readonly #open = new Set<Wakeups>();

  /** A mailbox with a system clock of its own: its owner's, which may hang. */
  open(clock: SystemClock): Mailbox {
    const wakeups = new Wakeups(clock);
    this.#open.add(wakeups);
    return new LocalMailbox(clock, {
      stream: (name) => this.stream(name),
      streamNames: () => [...this.#streams.keys()],
      shared: new MemoryShared(this.#tables, clock),
      announce: (stream) => {
        for (const each of this.#open) if (each !== wakeups) each.notify(stream);
      },
      lookAgainMs: () => Infinity,
      close: () => this.#open.delete(wakeups),
    }, wakeups);
  }

  /** Wakes whoever waits for a stream, after it was changed other than through a mailbox. */
  announce(stream: string): void {
    for (const each of this.#open) each.notify(stream);
  }

  /** The stream itself, with what a test may do to it and no mailbox can. */
  stream(name: string): MemoryStream {
    let stream = this.#streams.get(name);
    if (stream === undefined) this.#streams.set(name, stream = new MemoryStream(name));
    return stream;
  }
}
