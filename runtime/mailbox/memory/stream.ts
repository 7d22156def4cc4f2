import type { Millis } from "../../clock/clock.ts";
import { planPublish } from "../checks.ts";
import {
  attemptsUsedUp,
  type LocalDeadLetters,
  type LocalMember,
  type LocalStream,
  type Membership,
} from "../local/backing.ts";
import type { DeadLetter, Delivery, Published, StreamDepth, StreamEntry } from "../mailbox.ts";
import { MemoryGroup } from "./group.ts";

/** A stream's entries, groups and dead letters, in arrays and maps. */
export class MemoryStream implements LocalStream {
  readonly #groups = new Map<string, MemoryGroup>();
  readonly #dead = new Map<number, DeadLetter>();
  #deadCount = 0;
  #last = 0;
  #entries: StreamEntry[] = [];

  constructor(readonly name: string) {}

  publish(after: number, entries: readonly StreamEntry[], ontoEmpty: boolean): Published {
    const plan = planPublish(this.#last, after, entries, ontoEmpty);
    if (plan.kind !== "append") return plan;
    const fresh = entries.slice(plan.from);
    for (const { seq, key, body } of fresh) {
      this.#entries.push({ seq, key, body: body.slice() });
      this.#last = seq;
    }
    // Only an empty stream can begin at a number that its groups do not expect.
    for (const group of this.#groups.values()) {
      group.position = Math.max(group.position, this.#first - 1);
    }
    return { kind: "stored", stored: fresh.length };
  }

  append(entries: readonly Omit<StreamEntry, "seq">[]): number[] {
    const last = this.#last;
    const numbered = entries.map((entry, i) => ({ ...entry, seq: last + 1 + i }));
    this.publish(last, numbered, false);
    return numbered.map((entry) => entry.seq);
  }

  lastSeq(): number {
    return this.#last;
  }

  read(after: number, max: number): StreamEntry[] {
    const from = Math.max(0, after + 1 - this.#first);
    return this.#entries.slice(from, from + max);
  }

  ensureGroup(name: string): MemoryGroup {
    let group = this.#groups.get(name);
    if (group === undefined) {
      this.#groups.set(name, group = new MemoryGroup(name, this.#first - 1));
    }
    return group;
  }

  dropGroup(name: string): void {
    this.#groups.delete(name);
  }

  depth(): StreamDepth {
    const groups = [...this.#groups.values()].map((group) => group.depth(this.#last));
    return { last: this.#last, stored: this.#entries.length, groups };
  }

  /** Seq of the oldest entry that is left, or of the next one to come. */
  firstSeq(): number {
    return this.#first;
  }

  /** Seq of the oldest entry that a group still needs; of the next one to come when none does. */
  firstNeeded(): number {
    let through = this.#last;
    for (const group of this.#groups.values()) through = Math.min(through, group.settledThrough());
    return through + 1;
  }

  trim(keep: number): number {
    const through = Math.min(this.#last - keep, this.firstNeeded() - 1);
    const count = Math.max(0, through + 1 - this.#first);
    this.#entries = this.#entries.slice(count);
    return count;
  }

  /** Loses every entry after `through`, as a server does that comes back from an older state. */
  loseAfter(through: number): void {
    const last = through < this.#first ? 0 : Math.min(through, this.#last);
    this.#entries = last === 0 ? [] : this.#entries.slice(0, last - this.#first + 1);
    this.#last = last;
    for (const group of this.#groups.values()) group.loseAfter(last);
  }

  /** Loses every entry up to `through`, whoever still needs it, as a careless trim does. */
  loseThrough(through: number): void {
    this.#entries = this.#entries.slice(Math.max(0, through - this.#first + 1));
  }

  join(membership: Membership, now: Millis): LocalMember {
    const group = this.ensureGroup(membership.group);
    group.join(membership, now);
    /** What the member has in hand, as long as its group is still there. */
    const held = (seq: number) =>
      this.#groups.get(group.name) === group ? group.held(membership, seq) : undefined;
    const bury = (seq: number, reason: string, now: Millis) => {
      const { entry, attempts } = held(seq)!;
      const id = ++this.#deadCount;
      const { name: stream } = this;
      const letter = { ...entry, id: `${id}`, stream, group: group.name, reason, attempts };
      this.#dead.set(id, { ...letter, deadAt: now });
      group.settle(seq);
    };
    return {
      take: (max, now) => {
        if (this.#groups.get(group.name) !== group) return [];
        const next = (seq: number) => this.#entries[seq - this.#first];
        return group.take(membership, max, now, next).map(
          (taken): Delivery => ({ ...taken, stream: this.name }),
        );
      },
      begin: (seq, now) => {
        const own = held(seq);
        if (own === undefined) return false;
        if (own.attempts < membership.attemptsMax) {
          own.attempts++;
          return true;
        }
        bury(seq, attemptsUsedUp(own.attempts), now);
        return false;
      },
      ack: (seqs) => {
        const own = seqs.filter((seq) => held(seq) !== undefined);
        for (const seq of own) group.settle(seq);
        return own.length;
      },
      park: (seq, dueAt) => {
        const own = held(seq);
        return own !== undefined && group.park(own, dueAt, membership.parkedMax);
      },
      reject: (seq, reason, now) => {
        if (held(seq) === undefined) return false;
        bury(seq, reason, now);
        return true;
      },
      parked: () => group.oldestParked(),
      nextDue: (now) => group.nextDue(now),
      giveSign: (now) => group.giveSign(membership, now),
    };
  }

  readonly dead: LocalDeadLetters = {
    list: (after, max) =>
      [...this.#dead.entries()].filter(([id]) => id > after).slice(0, max).map(([, each]) => each),
    get: (id) => this.#dead.get(id) ?? null,
    count: () => this.#dead.size,
    replay: (id) => {
      const letter = this.#dead.get(id);
      if (letter === undefined) return false;
      const { seq, key, body } = letter;
      this.ensureGroup(letter.group).replay({ seq, key, body });
      return this.#dead.delete(id);
    },
    drop: (id) => this.#dead.delete(id),
  };

  get #first(): number {
    return this.#last - this.#entries.length + 1;
  }
}
