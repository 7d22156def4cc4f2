import type { Millis } from "../../clock/clock.ts";
import { attemptsUsedUp, type LocalMember, type Membership } from "../local/backing.ts";
import type { Delivery, ParkedEntry, StreamEntry } from "../mailbox.ts";
import type { Database } from "./database.ts";
import { bury } from "./dead_letters.ts";
import { type GroupRow, groupRow, settle } from "./group.ts";
import { Competing, Exclusive, type MarkRow, type Mode } from "./membership.ts";
import { ParkedStore } from "./parked.ts";
import { take } from "./take.ts";

/** An entry in this member's hands, and where it lies. */
interface Own {
  readonly table: "entries" | "parked";
  readonly group: GroupRow;
  readonly attempts: number;
}

/** A consumer's place in its group, in a stream's file. */
export class SqliteMember implements LocalMember {
  readonly #mode: Mode;
  /** Through which seq this member has looked for entries to take over. */
  #cursor: number;

  constructor(
    readonly db: Database,
    readonly stream: string,
    readonly membership: Membership,
    now: Millis,
  ) {
    this.#mode = membership.exclusive
      ? new Exclusive(db, membership)
      : new Competing(db, membership);
    this.#cursor = db.write(() => this.#mode.join(now)).settled;
  }

  take(max: number, now: Millis): Delivery[] {
    while (max > 0 && this.#hasWork(now)) {
      const { db, membership } = this;
      const mode = this.#mode;
      const portion = db.write(() => {
        const group = this.#group();
        if (group === undefined) return undefined;
        return take({ db, membership, mode, group, cursor: this.#pastSettled(group), max, now });
      });
      if (portion === undefined) break;
      // Only now, after the commit, is it true.
      this.#cursor = portion.cursor;
      if (portion.taken.length > 0) {
        return portion.taken.map((entry) => ({ ...entry, stream: this.stream }));
      }
      if (portion.stopped) break;
    }
    return [];
  }

  begin(seq: number, now: Millis): boolean {
    return this.db.write(() => {
      const own = this.#own(seq);
      if (own === undefined) return false;
      if (own.attempts >= this.membership.attemptsMax) {
        this.#bury(seq, own, attemptsUsedUp(own.attempts), now);
        return false;
      }
      this.db.run(
        own.table === "parked"
          ? "UPDATE parked SET attempts = attempts + 1 WHERE grp = ? AND seq = ?"
          : `INSERT INTO marks (grp, seq, attempts) VALUES (?, ?, 1)
             ON CONFLICT (grp, seq) DO UPDATE SET attempts = attempts + 1`,
        own.group.name,
        seq,
      );
      return true;
    });
  }

  ack(seqs: readonly number[]): number {
    if (seqs.length === 0) return 0;
    return this.db.write(() => {
      const group = this.#group();
      if (group === undefined) return 0;
      const fromStore = new Set(
        this.#holdsParked() ? seqs.filter((seq) => this.#dropParked(group, seq)) : [],
      );
      const pending = this.#pendingOwn(group, seqs.filter((seq) => !fromStore.has(seq)));
      settle(this.db, group, pending);
      return fromStore.size + pending.length;
    });
  }

  park(seq: number, dueAt: Millis): boolean {
    return this.db.write(() => {
      const own = this.#own(seq);
      if (own === undefined) return false;
      const { name } = own.group;
      if (own.table === "parked") {
        this.db.run(
          "UPDATE parked SET owner = NULL, due = ? WHERE grp = ? AND seq = ?",
          dueAt,
          name,
          seq,
        );
        return true;
      }
      const entry = this.db.get<StreamEntry>(
        "SELECT seq, key, body FROM entries WHERE seq = ?",
        seq,
      )!;
      const store = new ParkedStore(this.db, name, this.membership.parkedMax);
      if (!store.add({ ...entry, attempts: own.attempts }, dueAt)) return false;
      settle(this.db, own.group, [seq]);
      return true;
    });
  }

  reject(seq: number, reason: string, now: Millis): boolean {
    return this.db.write(() => {
      const own = this.#own(seq);
      if (own === undefined) return false;
      this.#bury(seq, own, reason, now);
      return true;
    });
  }

  parked(): ParkedEntry[] {
    return this.db.all<ParkedEntry>(
      `SELECT min(seq) AS seq, key, body, due AS dueAt FROM parked
       WHERE grp = ? AND owner IS NULL GROUP BY key ORDER BY 1`,
      this.membership.group,
    );
  }

  nextDue(now: Millis): Millis {
    return this.db.get<{ due: number | null }>(
      "SELECT min(due) AS due FROM parked WHERE grp = ? AND owner IS NULL AND due > ?",
      this.membership.group,
      now,
    )?.due ?? Infinity;
  }

  giveSign(now: Millis): void {
    this.#mode.giveSign(now);
  }

  /** Whether a take may find anything: asked without the write lock, so that idling costs nobody. */
  #hasWork(now: Millis): boolean {
    const group = this.#group();
    if (group === undefined) return false;
    const ready = this.db.get<{ ready: number }>(
      `SELECT last > ? OR EXISTS
         (SELECT 1 FROM parked WHERE grp = ? AND owner IS NULL AND due <= ?) AS ready
       FROM stream`,
      group.position,
      group.name,
      now,
    )!.ready;
    return ready === 1 || this.#mode.hasWork(this.#pastSettled(group), now);
  }

  /** Marks are gone below what is settled: entries there must not look abandoned. */
  #pastSettled({ settled }: GroupRow): number {
    return Math.max(this.#cursor, settled);
  }

  /** The group, as long as this consumer is a rightful member of it. */
  #group(): GroupRow | undefined {
    const group = groupRow(this.db, this.membership.group);
    return group !== undefined && this.#mode.isMember(group) ? group : undefined;
  }

  #own(seq: number): Own | undefined {
    const group = this.#group();
    if (group === undefined) return undefined;
    const parked = this.db.get<{ attempts: number }>(
      "SELECT attempts FROM parked WHERE grp = ? AND seq = ? AND owner = ?",
      group.name,
      seq,
      this.membership.consumer,
    );
    if (parked !== undefined) return { table: "parked", group, attempts: parked.attempts };
    if (this.#pendingOwn(group, [seq]).length === 0) return undefined;
    const mark = this.db.get<{ attempts: number }>(
      "SELECT attempts FROM marks WHERE grp = ? AND seq = ?",
      group.name,
      seq,
    );
    return { table: "entries", group, attempts: mark?.attempts ?? 0 };
  }

  /** Those of the entries that are pending in this member's hands, ascending. */
  #pendingOwn({ name, settled, position }: GroupRow, seqs: readonly number[]): number[] {
    const pending = seqs.filter((seq) => seq > settled && seq <= position).sort((a, b) => a - b);
    if (pending.length === 0) return pending;
    const rows = this.db.all<MarkRow>(
      `SELECT seq, settled, attempts, owner FROM marks
       WHERE grp = ? AND seq BETWEEN ? AND ?`,
      name,
      pending[0]!,
      pending.at(-1)!,
    );
    const marks = new Map(rows.map((row) => [row.seq, row]));
    return pending.filter((seq) => {
      const mark = marks.get(seq);
      return mark?.settled !== 1 && this.#mode.holds(mark);
    });
  }

  #holdsParked(): boolean {
    return this.db.get(
      "SELECT 1 FROM parked WHERE grp = ? AND owner = ? LIMIT 1",
      this.membership.group,
      this.membership.consumer,
    ) !== undefined;
  }

  #dropParked(group: GroupRow, seq: number): boolean {
    return this.db.run(
      "DELETE FROM parked WHERE grp = ? AND seq = ? AND owner = ?",
      group.name,
      seq,
      this.membership.consumer,
    ) === 1;
  }

  #bury(seq: number, { table, group, attempts }: Own, reason: string, deadAt: Millis): void {
    bury(this.db, table, { group: group.name, seq, reason, attempts, deadAt });
    if (table === "entries") settle(this.db, group, [seq]);
    else this.#dropParked(group, seq);
  }
}
