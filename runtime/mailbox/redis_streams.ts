import type { SystemClock } from "../clock/clock.ts";
import { checkStreamName, planPublish } from "./checks.ts";
import {
  type ConsumeOptions,
  type Consumer,
  type DeadLetters,
  type Mailbox,
  MailboxUnavailable,
  type Published,
  type StreamDepth,
  type StreamEntry,
} from "./mailbox.ts";
import { ends, POLL_MS, readBlocking } from "./redis/blocking.ts";
import { RedisConsumer } from "./redis/consumer.ts";
import { RedisDeadLetters } from "./redis/dead_letters.ts";
import { withinDeadline } from "./redis/deadline.ts";
import { Keys } from "./redis/keys.ts";
import { type Commands, Link } from "./redis/link.ts";
import { JOIN } from "./redis/lua_group.ts";
import { APPEND, DEPTH, DROP_GROUP, MAKE_GROUP, PUBLISH, TRIM } from "./redis/lua_stream.ts";
import {
  argument,
  integer,
  list,
  rangeEntry,
  rows,
  text,
  UnexpectedReply,
} from "./redis/replies.ts";
import { RedisSharedState } from "./redis/shared_state.ts";
import { readTarget, type Target } from "./redis/target.ts";
import type { SharedState } from "./shared_state.ts";

/** Where the mailboxes are, and how long to wait for them. */
export interface RedisMailboxOptions {
  /** `redis://[user:password@]host[:port][/database]`, or `rediss://` for TLS. */
  readonly url: string;
  /** What every key begins with, so that installations share a server. Default `pitboss`. */
  readonly prefix?: string;
  readonly clock: SystemClock;
  /** A call ends with {@link MailboxUnavailable} after this long without the server. Default 6 000. */
  readonly timeoutMs?: number;
  /** A connection that owes an answer for this long is dropped. Default 3 000. */
  readonly silenceMs?: number;
}

/**
 * Opens mailboxes on Redis Streams (Redis 7.0 or later). Throws a RangeError for a URL or prefix
 * that cannot be used, {@link MailboxUnavailable} where the server is not there.
 *
 * Everything that must happen together is one Lua script. A call that is made while the server is
 * away waits for it up to `timeoutMs`. Where a connection breaks under way, what may be repeated
 * is; the outcome of anything else is reported as unknown, by {@link MailboxUnavailable}.
 */
export async function openRedisMailbox(options: RedisMailboxOptions): Promise<Mailbox> {
  const mailbox = new RedisMailbox(options);
  try {
    await mailbox.deadLetters.count("opened");
  } catch (error) {
    await mailbox.close();
    throw error;
  }
  return mailbox;
}

const CLOSE_MS = 5_000;

class RedisMailbox implements Mailbox {
  readonly deadLetters: DeadLetters;
  readonly shared: SharedState;
  readonly #keys: Keys;
  readonly #target: Target;
  readonly #options: RedisMailboxOptions;
  readonly #commands: Link;
  readonly #consumers = new Set<RedisConsumer>();
  readonly #idle: Link[] = [];
  readonly #waiting = new Set<Link>();
  #closed = false;

  constructor(options: RedisMailboxOptions) {
    this.#options = options;
    this.#target = readTarget(options.url);
    this.#keys = new Keys(options.prefix ?? "pitboss");
    this.#commands = this.#link();
    this.deadLetters = new RedisDeadLetters(this.#commands, this.#keys);
    this.shared = new RedisSharedState(this.#commands, this.#keys, options.clock);
  }

  async publish(
    stream: string,
    after: number,
    entries: readonly StreamEntry[],
    { ontoEmpty = false }: { readonly ontoEmpty?: boolean } = {},
  ): Promise<Published> {
    checkStreamName(stream);
    planPublish(ontoEmpty ? 0 : after, after, entries, ontoEmpty);
    const first = entries[0]?.seq ?? after + 1;
    const reply = await this.#commands.send(
      (commands) =>
        commands.run(PUBLISH, [this.#keys.entries(stream)], [
          ...[after, first, ontoEmpty ? 1 : 0],
          ...entries.flatMap(({ key, body }) => [key, argument(body)]),
        ]),
      { repeatable: true },
    );
    const [kind, number] = list(reply);
    const last = integer(number);
    switch (text(kind)) {
      case "stored":
        return { kind: "stored", stored: last };
      case "gap":
        return { kind: "gap", last };
      case "ahead":
        return { kind: "ahead", last };
      case "misnumbered":
        planPublish(last, after, entries, ontoEmpty);
    }
    throw new UnexpectedReply(`publishing was answered with ${text(kind)}`);
  }

  async append(stream: string, entries: readonly Omit<StreamEntry, "seq">[]): Promise<number[]> {
    checkStreamName(stream);
    if (entries.length === 0) return [];
    const reply = await this.#commands.send((commands) =>
      commands.run(
        APPEND,
        [this.#keys.entries(stream)],
        entries.flatMap(({ key, body }) => [key, argument(body)]),
      ), { repeatable: false });
    const first = integer(reply);
    return entries.map((_, i) => first + i);
  }

  async lastSeq(stream: string): Promise<number> {
    checkStreamName(stream);
    const [end] = await ends(this.#commands, this.#keys, [stream]);
    return end?.after ?? 0;
  }

  async read(stream: string, after: number, max: number): Promise<StreamEntry[]> {
    checkStreamName(stream);
    const reply = await this.#repeatable((commands) =>
      commands.call("XRANGE", this.#keys.entries(stream), `${after + 1}-0`, "+", "COUNT", max)
    );
    return list(reply).map(rangeEntry);
  }

  async changed(
    streams: readonly string[],
    waitMs: number,
    signal?: AbortSignal,
  ): Promise<boolean> {
    streams.forEach(checkStreamName);
    if (this.#closed) throw new MailboxUnavailable("the mailbox is closed");
    if (signal?.aborted) return false;
    const { clock } = this.#options;
    const until = clock.monotonic() + waitMs;
    const link = this.#idle.pop() ?? this.#link();
    this.#waiting.add(link);
    try {
      const cursors = await ends(this.#commands, this.#keys, streams);
      while (!signal?.aborted && !this.#closed) {
        const blockMs = Math.min(POLL_MS, until - clock.monotonic());
        if (blockMs <= 0) break;
        const grown = await link.send(
          (commands) => readBlocking(commands, this.#keys, cursors, blockMs),
          { repeatable: true, blockMs, signal },
        );
        if (grown) return true;
      }
      return false;
    } catch (error) {
      if (this.#closed || signal?.aborted) return false;
      throw error;
    } finally {
      this.#waiting.delete(link);
      this.#idle.push(link);
    }
  }

  async ensureGroup(stream: string, group: string): Promise<void> {
    checkStreamName(stream);
    await this.#repeatable((commands) =>
      commands.run(MAKE_GROUP, [this.#keys.entries(stream)], [group])
    );
  }

  async dropGroup(stream: string, group: string): Promise<void> {
    checkStreamName(stream);
    await this.#repeatable((commands) =>
      commands.run(DROP_GROUP, this.#keys.group(stream, group), [group])
    );
  }

  async consume(options: ConsumeOptions): Promise<Consumer> {
    const { streams, group, consumer, exclusive } = options;
    const { claimAfterMs = 30_000, attemptsMax = 5, parkedMax = 10_000 } = options;
    if (streams.length === 0) {
      throw new RangeError(
        `consumer ${consumer} of group ${group} joins at least one stream, not 0`,
      );
    }
    streams.forEach(checkStreamName);
    await this.#repeatable((commands) =>
      Promise.all(streams.map((stream) =>
        commands.run(JOIN, this.#keys.group(stream, group), [
          ...[group, consumer, exclusive ? 1 : 0, claimAfterMs],
        ])
      ))
    );
    const joined = new RedisConsumer({
      member: { group, consumer, exclusive, claimAfterMs, attemptsMax, parkedMax },
      streams,
      keys: this.#keys,
      clock: this.#options.clock,
      commands: this.#commands,
      own: this.#link(),
      closed: (gone) => this.#consumers.delete(gone),
    });
    this.#consumers.add(joined);
    return joined;
  }

  async depth(stream: string): Promise<StreamDepth> {
    checkStreamName(stream);
    const reply = await this.#repeatable((commands) =>
      commands.run(DEPTH, [this.#keys.entries(stream)], [this.#keys.base(stream)])
    );
    const [last, stored, ...positions] = list(reply);
    const groups = [...rows(positions, 4)].map(([name, undelivered, pending, parked]) => ({
      group: text(name),
      depth: integer(undelivered) + integer(pending) + integer(parked),
      pending: integer(pending),
      parked: integer(parked),
    }));
    return { last: integer(last), stored: integer(stored), groups };
  }

  async trim(stream: string, { keep = 0 }: { readonly keep?: number } = {}): Promise<number> {
    checkStreamName(stream);
    return integer(
      await this.#repeatable((commands) =>
        commands.run(TRIM, [this.#keys.entries(stream)], [keep])
      ),
    );
  }

  async close(deadlineMs = CLOSE_MS): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    for (const link of [...this.#waiting, ...this.#idle]) link.close();
    // A server that is away must not hold up the end: leave some of the time for our own.
    const leaving = [...this.#consumers].map((consumer) => consumer.close(deadlineMs * 0.8));
    await withinDeadline(this.#options.clock, deadlineMs, Promise.all(leaving));
    this.#commands.close();
  }

  #link(): Link {
    const { clock, timeoutMs = 6_000, silenceMs = 3_000 } = this.#options;
    return new Link(this.#target, clock, { timeoutMs, silenceMs });
  }

  #repeatable<T>(work: (commands: Commands) => Promise<T>): Promise<T> {
    return this.#commands.send(work, { repeatable: true });
  }
}
