import type { Millis, SystemClock } from "../../clock/clock.ts";
import {
  type Consumer,
  type Delivery,
  MailboxUnavailable,
  type ParkedEntry,
  type ReceiveOptions,
} from "../mailbox.ts";
import { POLL_MS } from "./blocking.ts";
import { withinDeadline } from "./deadline.ts";
import { Hands } from "./hands.ts";
import type { Keys } from "./keys.ts";
import type { Argument, Link } from "./link.ts";
import { LEAVE } from "./lua_group.ts";
import { ACK, BEGIN, EXTEND, PARK, PARKED, REJECT } from "./lua_settle.ts";
import { bytes, integer, rows, text } from "./replies.ts";
import type { Script } from "./script.ts";
import { type Membership, Taking } from "./taking.ts";

/** What a consumer works with. */
export interface ConsumerParts {
  readonly member: Membership;
  readonly streams: readonly string[];
  readonly keys: Keys;
  readonly clock: SystemClock;
  /** The mailbox's connection: everything but receiving. */
  readonly commands: Link;
  /** The consumer's own connection: receiving and waiting. */
  readonly own: Link;
  /** Called when the consumer is closed. */
  readonly closed: (consumer: RedisConsumer) => void;
}

const PARK_FULL = 2;

/** A member of a consumer group on Redis Streams. */
export class RedisConsumer implements Consumer {
  readonly #parts: ConsumerParts;
  readonly #hands = new Hands();
  readonly #taking: Taking;
  readonly #stopExtending: () => void;
  #extending = false;
  #closed = false;

  constructor(parts: ConsumerParts) {
    const { member, keys, own, commands, clock } = this.#parts = parts;
    this.#taking = new Taking(member, keys, own, commands, this.#hands, clock);
    this.#stopExtending = clock.every(member.claimAfterMs / 3, () => void this.#extend());
  }

  get group(): string {
    return this.#parts.member.group;
  }

  get name(): string {
    return this.#parts.member.consumer;
  }

  async receive({ streams, max, waitMs, signal }: ReceiveOptions): Promise<Delivery[]> {
    const { clock } = this.#parts;
    if (this.#closed) throw new MailboxUnavailable(`consumer ${this.name} is closed`);
    const wanted = this.#joined(streams);
    const until = clock.monotonic() + waitMs;
    try {
      for (let leftMs = waitMs; !signal?.aborted && !this.#closed;) {
        const taken = await this.#taking.take(wanted, max, leftMs, signal);
        if (taken.deliveries.length > 0) return taken.deliveries;
        leftMs = until - clock.monotonic();
        if (taken.again) continue;
        if (leftMs <= 0) break;
        if (taken.barred) await clock.sleep(Math.min(leftMs, POLL_MS), signal);
      }
    } catch (error) {
      if (!this.#closed && !signal?.aborted) throw error;
    }
    return [];
  }

  async begin(delivery: Delivery): Promise<boolean> {
    const { member, clock } = this.#parts;
    const reason = `given up after ${member.attemptsMax} attempts`;
    const answer = await this.#settle(BEGIN, delivery, [member.attemptsMax, reason, clock.now()]);
    if (answer === 0) this.#hands.remove(delivery.stream, [delivery.seq]);
    return answer === 1;
  }

  async ack(deliveries: readonly Delivery[]): Promise<number> {
    if (deliveries.length === 0) return 0;
    const byStream = [...Map.groupBy(deliveries, ({ stream }) => stream)]
      .map(([stream, own]) => ({ stream, seqs: new Set(own.map(({ seq }) => seq)) }));
    try {
      const counts = await this.#parts.commands.send(
        (commands) =>
          Promise.all(
            byStream.map(({ stream, seqs }) =>
              commands.run(ACK, this.#keys(stream), [this.group, this.name, ...seqs])
            ),
          ),
        { repeatable: false },
      );
      return counts.reduce((sum: number, count) => sum + integer(count), 0);
    } catch (error) {
      this.#taking.doubt();
      throw error;
    } finally {
      for (const { stream, seqs } of byStream) this.#hands.remove(stream, seqs);
    }
  }

  async park(delivery: Delivery, dueAt: Millis): Promise<boolean> {
    if (!Number.isFinite(dueAt)) {
      throw new RangeError(`an entry is parked until a time, not ${dueAt}`);
    }
    const args = [Math.ceil(dueAt), this.#parts.member.parkedMax];
    const answer = await this.#settle(PARK, delivery, args);
    if (answer !== PARK_FULL) this.#hands.remove(delivery.stream, [delivery.seq]);
    this.#taking.stir(delivery.stream);
    return answer === 1;
  }

  async reject(delivery: Delivery, reason: string): Promise<boolean> {
    const answer = await this.#settle(REJECT, delivery, [reason, this.#parts.clock.now()]);
    this.#hands.remove(delivery.stream, [delivery.seq]);
    return answer === 1;
  }

  async parked(stream: string): Promise<ParkedEntry[]> {
    this.#joined([stream]);
    const reply = await this.#parts.commands.send(
      (commands) => commands.run(PARKED, this.#keys(stream), [this.group, this.name]),
      { repeatable: true },
    );
    return [...rows(reply, 4)]
      .map(([seq, key, body, dueAt]) => ({
        seq: integer(seq),
        key: text(key),
        body: bytes(body),
        dueAt: integer(dueAt),
      }))
      .sort((a, b) => a.seq - b.seq);
  }

  async close(deadlineMs = 5_000): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopExtending();
    const { streams, own, commands, clock } = this.#parts;
    own.close();
    const leaving = commands.send((each) =>
      Promise.all(
        streams.map((stream) => each.run(LEAVE, this.#keys(stream), [this.group, this.name])),
      ), { repeatable: false });
    await withinDeadline(clock, deadlineMs, leaving);
    this.#parts.closed(this);
  }

  /** Runs a script on one delivery. An unknown outcome makes the next receive look for itself. */
  async #settle(step: Script, delivery: Delivery, args: readonly Argument[]): Promise<number> {
    const { stream, seq } = delivery;
    try {
      const [reply] = await this.#parts.commands.send((commands) =>
        Promise.all([
          commands.run(step, this.#keys(stream), [this.group, this.name, seq, ...args]),
          // Known by name, dead letters are found without a search through all keys.
          step !== PARK && commands.call("SADD", this.#parts.keys.buried(), stream),
        ]), { repeatable: false });
      return integer(reply);
    } catch (error) {
      this.#hands.remove(stream, [seq]);
      this.#taking.doubt();
      throw error;
    }
  }

  /** A living consumer keeps what it holds, however long its handler takes. */
  async #extend(): Promise<void> {
    if (this.#extending) return;
    this.#extending = true;
    const { member, streams, commands } = this.#parts;
    const held = (stream: string) => member.exclusive ? [] : this.#hands.of(stream);
    const needed = streams.filter((stream) => member.exclusive || held(stream).length > 0);
    try {
      if (needed.length === 0) return;
      await commands.send(
        (each) =>
          Promise.all(
            needed.map((stream) =>
              each.run(EXTEND, this.#keys(stream), [this.group, this.name, ...held(stream)])
            ),
          ),
        { repeatable: false },
      );
    } catch {
      // Whatever it is, the next receive meets it too and reports it; this one is tried again soon.
    } finally {
      this.#extending = false;
    }
  }

  #joined(streams: readonly string[] | undefined): readonly string[] {
    const unknown = streams?.find((stream) => !this.#parts.streams.includes(stream));
    if (unknown !== undefined) {
      throw new RangeError(
        `consumer ${this.name} has joined ${this.#parts.streams.join(", ")}, not ${unknown}`,
      );
    }
    return streams ?? this.#parts.streams;
  }

  #keys(stream: string): string[] {
    return this.#parts.keys.group(stream, this.group);
  }
}
