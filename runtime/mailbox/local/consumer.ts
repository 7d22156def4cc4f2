import type { Millis } from "../../clock/clock.ts";
import {
  type ConsumeOptions,
  type Consumer,
  type Delivery,
  MailboxUnavailable,
  type ParkedEntry,
  type ReceiveOptions,
} from "../mailbox.ts";
import type { LocalMember, Membership } from "./backing.ts";
import type { LocalMailbox } from "./mailbox.ts";

const DEFAULTS = { claimAfterMs: 30_000, attemptsMax: 5, parkedMax: 10_000 };

/** A consumer over streams that answer at once. */
export class LocalConsumer implements Consumer {
  readonly group: string;
  readonly name: string;
  readonly #membership: Membership;
  readonly #members = new Map<string, LocalMember>();
  #stopSigns = () => {};
  #closed = false;
  #turn = 0;

  /** Joins, and with that takes over where it is exclusive. */
  constructor(readonly mailbox: LocalMailbox, { streams, ...options }: ConsumeOptions) {
    this.group = options.group;
    this.name = options.consumer;
    this.#membership = { ...DEFAULTS, ...options };
    const { clock } = mailbox;
    for (const stream of streams) {
      this.#members.set(stream, mailbox.stream(stream).join(this.#membership, clock.now()));
    }
    if (!options.exclusive) {
      this.#stopSigns = clock.every(this.#membership.claimAfterMs / 3, () => {
        for (const member of this.#members.values()) member.giveSign(clock.now());
      });
    }
  }

  async receive({ streams, max, waitMs, signal }: ReceiveOptions): Promise<Delivery[]> {
    if (!this.#open) throw new MailboxUnavailable(`consumer ${this.name} is closed`);
    const { clock, wakeups } = this.mailbox;
    const asked = streams ?? [...this.#members.keys()];
    const until = clock.now() + waitMs;
    for (let looks = 0; this.#open && !signal?.aborted; looks++) {
      // Nothing may be awaited between taking and waiting: a wake-up would pass unnoticed.
      const taken = this.#take(asked, max);
      const leftMs = until - clock.now();
      if (taken.length > 0 || leftMs <= 0) return taken;
      await wakeups.wait(asked, Math.min(leftMs, this.#lookAgainMs(asked, looks)), signal);
    }
    return [];
  }

  begin({ stream, seq }: Delivery): Promise<boolean> {
    return this.#settling(
      [stream],
      () => this.#member(stream).begin(seq, this.mailbox.clock.now()),
    );
  }

  ack(deliveries: readonly Delivery[]): Promise<number> {
    const bySeq = Map.groupBy(deliveries, (delivery) => delivery.stream);
    return this.#settling([...bySeq.keys()], () => {
      let count = 0;
      for (const [stream, own] of bySeq) {
        count += this.#member(stream).ack([...new Set(own.map(({ seq }) => seq))]);
      }
      return count;
    });
  }

  park({ stream, seq }: Delivery, dueAt: Millis): Promise<boolean> {
    return this.#settling([stream], () => this.#member(stream).park(seq, dueAt));
  }

  reject({ stream, seq }: Delivery, reason: string): Promise<boolean> {
    const now = this.mailbox.clock.now();
    return this.#settling([stream], () => this.#member(stream).reject(seq, reason, now));
  }

  parked(stream: string): Promise<ParkedEntry[]> {
    return this.mailbox.run(() => this.#member(stream).parked());
  }

  close(): Promise<void> {
    this.#closed = true;
    this.#stopSigns();
    // A receive of ours that waits looks up, and sees that it is over.
    for (const stream of this.#members.keys()) this.mailbox.wakeups.notify(stream);
    return Promise.resolve();
  }

  /** Settling may make room in a full store, for which a waiting receive of ours stands still. */
  async #settling<T>(streams: readonly string[], action: () => T): Promise<T> {
    const result = await this.mailbox.run(action);
    for (const stream of streams) this.mailbox.wakeups.notify(stream);
    return result;
  }

  #take(streams: readonly string[], max: number): Delivery[] {
    const now = this.mailbox.clock.now();
    const taken: Delivery[] = [];
    // Another stream comes first each time, so that a busy one starves no other.
    const turn = this.#turn++ % streams.length;
    for (const stream of [...streams.slice(turn), ...streams.slice(0, turn)]) {
      if (taken.length === max) break;
      taken.push(...this.#member(stream).take(max - taken.length, now));
    }
    return taken;
  }

  /** When to look again though nothing is announced: something falls due, or somebody falls silent. */
  #lookAgainMs(streams: readonly string[], looks: number): number {
    const now = this.mailbox.clock.now();
    const { exclusive, claimAfterMs } = this.#membership;
    let ms = this.mailbox.backing.lookAgainMs(looks);
    if (!exclusive) ms = Math.min(ms, claimAfterMs / 3);
    for (const stream of streams) ms = Math.min(ms, this.#member(stream).nextDue(now) - now);
    return ms;
  }

  #member(stream: string): LocalMember {
    const member = this.#members.get(stream);
    if (member !== undefined) return member;
    throw new RangeError(`consumer ${this.name} did not join ${stream}`);
  }

  get #open(): boolean {
    return !this.#closed && !this.mailbox.closed;
  }
}
