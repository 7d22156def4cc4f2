import type { SystemClock } from "../../clock/clock.ts";
import { checkStreamName } from "../checks.ts";
import {
  type ConsumeOptions,
  type Consumer,
  type DeadLetters,
  type Mailbox,
  MailboxUnavailable,
  type StreamEntry,
} from "../mailbox.ts";
import type { SharedState } from "../shared_state.ts";
import type { Backing, LocalStream } from "./backing.ts";
import { LocalConsumer } from "./consumer.ts";
import type { Wakeups } from "./wakeups.ts";

const LIST_MAX = 100;

/** A mailbox over streams that answer at once: it adds promises, waiting and closing. */
export class LocalMailbox implements Mailbox {
  closed = false;
  readonly #consumers = new Set<Consumer>();

  constructor(
    readonly clock: SystemClock,
    readonly backing: Backing,
    readonly wakeups: Wakeups,
  ) {}

  /** Answers as a promise: what is thrown is a rejection, and so is everything after closing. */
  run<T>(action: () => T | Promise<T>): Promise<T> {
    return Promise.try(() => {
      if (this.closed) throw new MailboxUnavailable("the mailbox is closed");
      return action();
    });
  }

  /** The stream of a name. Throws a RangeError for an impossible one. */
  stream(name: string): LocalStream {
    checkStreamName(name);
    return this.backing.stream(name);
  }

  publish(
    stream: string,
    after: number,
    entries: readonly StreamEntry[],
    options?: { readonly ontoEmpty?: boolean },
  ) {
    return this.run(() => {
      const published = this.stream(stream).publish(after, entries, options?.ontoEmpty ?? false);
      if (published.kind === "stored" && published.stored > 0) this.#announce(stream);
      return published;
    });
  }

  append(stream: string, entries: readonly Omit<StreamEntry, "seq">[]) {
    return this.run(() => {
      const seqs = this.stream(stream).append(entries);
      if (seqs.length > 0) this.#announce(stream);
      return seqs;
    });
  }

  lastSeq(stream: string) {
    return this.run(() => this.stream(stream).lastSeq());
  }

  read(stream: string, after: number, max: number) {
    return this.run(() => this.stream(stream).read(after, max));
  }

  changed(streams: readonly string[], waitMs: number, signal?: AbortSignal) {
    return this.run(async () => {
      const lasts = () => streams.map((stream) => this.stream(stream).lastSeq()).join();
      const before = lasts();
      const until = this.clock.now() + waitMs;
      for (let looks = 0; !this.closed && !signal?.aborted; looks++) {
        if (lasts() !== before) return true;
        const leftMs = until - this.clock.now();
        if (leftMs <= 0) break;
        const waitedMs = Math.min(leftMs, this.backing.lookAgainMs(looks));
        await this.wakeups.wait(streams, waitedMs, signal);
      }
      return false;
    });
  }

  ensureGroup(stream: string, group: string) {
    return this.run(() => this.stream(stream).ensureGroup(group));
  }

  dropGroup(stream: string, group: string) {
    return this.run(() => this.stream(stream).dropGroup(group));
  }

  consume(options: ConsumeOptions): Promise<Consumer> {
    return this.run(() => {
      const consumer = new LocalConsumer(this, options);
      this.#consumers.add(consumer);
      return consumer;
    });
  }

  depth(stream: string) {
    return this.run(() => this.stream(stream).depth());
  }

  trim(stream: string, options?: { readonly keep?: number }) {
    return this.run(() => this.stream(stream).trim(options?.keep ?? 0));
  }

  readonly deadLetters: DeadLetters = {
    list: (stream, { after = "0", max = LIST_MAX } = {}) =>
      this.run(() => this.stream(stream).dead.list(numberOf(after), max)),
    get: (stream, id) => this.run(() => this.stream(stream).dead.get(numberOf(id))),
    count: (stream) => this.run(() => this.stream(stream).dead.count()),
    replay: (stream, id) =>
      this.run(() => {
        const replayed = this.stream(stream).dead.replay(numberOf(id));
        if (replayed) this.#announce(stream);
        return replayed;
      }),
    drop: (stream, id) => this.run(() => this.stream(stream).dead.drop(numberOf(id))),
    streams: () =>
      this.run(() =>
        this.backing.streamNames().filter((stream) => this.stream(stream).dead.count() > 0)
      ),
  };

  readonly shared: SharedState = {
    get: (key, field) => this.run(() => this.backing.shared.get(key, field)),
    all: (key) => this.run(() => this.backing.shared.all(key)),
    set: (key, fields) => this.run(() => this.backing.shared.set(key, fields)),
    remove: (key, fields) => this.run(() => this.backing.shared.remove(key, fields)),
    compareAndSet: (key, field, expected, next) =>
      this.run(() => this.backing.shared.compareAndSet(key, field, expected, next)),
    addExpiring: (key, members, expiresAt) =>
      this.run(() => this.backing.shared.addExpiring(key, members, expiresAt)),
    hasMembers: (key, members) => this.run(() => this.backing.shared.hasMembers(key, members)),
  };

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    this.wakeups.end();
    for (const consumer of this.#consumers) await consumer.close();
    this.backing.close();
  }

  #announce(stream: string): void {
    this.wakeups.notify(stream);
    this.backing.announce(stream);
  }
}

/** Identifiers of dead letters are numbers; whatever else is asked for is not there. */
function numberOf(id: string): number {
  return /^\d{1,15}$/.test(id) ? Number(id) : -1;
}
