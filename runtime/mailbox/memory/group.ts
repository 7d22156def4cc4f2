import type { Millis } from "../../clock/clock.ts";
import type { Membership } from "../local/backing.ts";
import type { Delivery, GroupDepth, ParkedEntry, StreamEntry } from "../mailbox.ts";

/** Delivered and not acknowledged. */
interface Held {
  readonly entry: StreamEntry;
  attempts: number;
  /** Who has it in hand; null when its holder is gone and somebody must take it over. */
  owner: string | null;
  /** It came out of the parked store, where its room is kept. */
  readonly stored: boolean;
}

interface Parked {
  readonly entry: StreamEntry;
  readonly attempts: number;
  readonly dueAt: Millis;
}

/** One group's view of a stream: how far it is, what it holds, what it has parked. */
export class MemoryGroup {
  /** The exclusive member; null while consumers compete. */
  #owner: string | null = null;
  /** When each competing member last gave a sign of life. */
  readonly #seen = new Map<string, Millis>();
  readonly #held = new Map<number, Held>();
  readonly #parked = new Map<number, Parked>();

  /** `position`: seq through which entries have been delivered or parked. */
  constructor(readonly name: string, public position: number) {}

  /** Makes a member the only rightful one, or one of several. */
  join(member: Membership, now: Millis): void {
    if (member.exclusive) {
      this.#owner = member.consumer;
      for (const held of this.#held.values()) held.owner = null;
      return;
    }
    // A former exclusive member counts as one that was just seen.
    if (this.#owner !== null) this.#seen.set(this.#owner, now);
    this.#owner = null;
    this.giveSign(member, now);
  }

  /** Notes that a member lives. */
  giveSign(member: Membership, now: Millis): void {
    this.#seen.set(member.consumer, now);
  }

  /** The next deliveries: taken-over and due entries in order, then new ones. */
  take(
    member: Membership,
    max: number,
    now: Millis,
    next: (seq: number) => StreamEntry | undefined,
  ): Omit<Delivery, "stream">[] {
    const taken: Omit<Delivery, "stream">[] = [];
    if (!this.#isMember(member)) return taken;
    if (!member.exclusive) this.#orphanSilent(member, now);
    const hand = (entry: StreamEntry, attempts: number, redelivered: boolean, stored: boolean) => {
      this.#held.set(entry.seq, { entry, attempts, owner: member.consumer, stored });
      taken.push({ ...entry, attempts, redelivered });
    };
    /** Keys that wait, with the time until which they do. */
    const waiting = new Map<string, Millis>();

    for (const seq of this.#waitingSeqs()) {
      if (taken.length === max) return taken;
      const parked = this.#parked.get(seq);
      const { entry, attempts } = parked ?? this.#held.get(seq)!;
      const keyDue = waiting.get(entry.key);
      if (parked !== undefined) {
        if (keyDue !== undefined || parked.dueAt > now) {
          waiting.set(entry.key, Math.max(keyDue ?? 0, parked.dueAt));
          continue;
        }
        this.#parked.delete(seq);
        hand(entry, attempts, true, true);
      } else if (keyDue === undefined) {
        hand(entry, attempts, true, this.#held.get(seq)!.stored);
      } else if (!this.#store(entry, attempts, keyDue, member.parkedMax)) {
        return taken;
      }
    }

    while (taken.length < max) {
      const entry = next(this.position + 1);
      if (entry === undefined) break;
      const keyDue = waiting.get(entry.key);
      if (keyDue === undefined) hand(entry, 0, false, false);
      else if (!this.#store(entry, 0, keyDue, member.parkedMax)) break;
      this.position = entry.seq;
    }
    return taken;
  }

  /** What a member has in hand; undefined when it is not (or no longer) its own. */
  held(member: Membership, seq: number): Held | undefined {
    const held = this.#held.get(seq);
    return this.#isMember(member) && held?.owner === member.consumer ? held : undefined;
  }

  /** Acknowledges an entry in hand. */
  settle(seq: number): void {
    this.#held.delete(seq);
  }

  /** Parks an entry in hand; false when the store is full. */
  park({ entry, attempts }: Held, dueAt: Millis, parkedMax: number): boolean {
    return this.#store(entry, attempts, dueAt, parkedMax);
  }

  /** Puts a dead letter before the group again, whatever the store holds, unless it is there anyway. */
  replay(entry: StreamEntry): void {
    if (entry.seq > this.position || this.#held.has(entry.seq)) return;
    this.#parked.set(entry.seq, { entry, attempts: 0, dueAt: 0 });
  }

  /** The oldest parked entry of every key, in order. */
  oldestParked(): ParkedEntry[] {
    const byKey = new Map<string, ParkedEntry>();
    for (const seq of [...this.#parked.keys()].sort(ascending)) {
      const { entry, dueAt } = this.#parked.get(seq)!;
      if (!byKey.has(entry.key)) byKey.set(entry.key, { ...entry, dueAt });
    }
    return [...byKey.values()];
  }

  /** The next time after `now` at which a parked entry becomes due; Infinity when none does. */
  nextDue(now: Millis): Millis {
    let next = Infinity;
    for (const { dueAt } of this.#parked.values()) {
      if (dueAt > now && dueAt < next) next = dueAt;
    }
    return next;
  }

  /** Forgets everything about entries after `through`: they are lost, and will come again. */
  loseAfter(through: number): void {
    this.position = Math.min(this.position, through);
    for (const seq of this.#held.keys()) if (seq > through) this.#held.delete(seq);
    for (const seq of this.#parked.keys()) if (seq > through) this.#parked.delete(seq);
  }

  /** Seq through which the group needs nothing of the stream any more. */
  settledThrough(): number {
    let through = this.position;
    for (const [seq, held] of this.#held) {
      if (!held.stored && seq <= through) through = seq - 1;
    }
    return through;
  }

  /** See {@link GroupDepth}. */
  depth(last: number): GroupDepth {
    const [pending, parked] = [this.#held.size, this.#parked.size];
    return { group: this.name, depth: last - this.position + pending + parked, pending, parked };
  }

  #isMember(member: Membership): boolean {
    return this.#owner === (member.exclusive ? member.consumer : null);
  }

  #orphanSilent(member: Membership, now: Millis): void {
    this.giveSign(member, now);
    for (const held of this.#held.values()) {
      const seen = held.owner === null ? undefined : this.#seen.get(held.owner);
      if (seen === undefined || now - seen >= member.claimAfterMs) held.owner = null;
    }
  }

  #store(entry: StreamEntry, attempts: number, dueAt: Millis, parkedMax: number): boolean {
    if (this.#held.get(entry.seq)?.stored !== true) {
      let size = this.#parked.size;
      for (const held of this.#held.values()) if (held.stored) size++;
      if (size >= parkedMax) return false;
    }
    this.#held.delete(entry.seq);
    this.#parked.set(entry.seq, { entry, attempts, dueAt });
    return true;
  }

  #waitingSeqs(): number[] {
    const seqs = [...this.#parked.keys()];
    for (const [seq, held] of this.#held) if (held.owner === null) seqs.push(seq);
    return seqs.sort(ascending);
  }
}

const ascending = (a: number, b: number) => a - b;
