import type { Millis } from "../../clock/clock.ts";
import type { Membership } from "../local/backing.ts";
import type { Database } from "./database.ts";
import { ensureGroup, type GroupRow } from "./group.ts";

/** An entry as a take finds it. */
export interface FoundRow {
  readonly seq: number;
  readonly key: string;
  readonly body: Uint8Array;
  readonly attempts: number;
}

/** What a group remembers of a pending entry. */
export interface MarkRow {
  readonly seq: number;
  readonly settled: number;
  readonly attempts: number;
  readonly owner: string | null;
}

/** Where exclusive and competing members differ. All within a transaction, but for {@link hasWork}. */
export interface Mode {
  /** Enters the group; returns through which seq its pending entries are to be taken over. */
  join(now: Millis): GroupRow;
  isMember(group: GroupRow): boolean;
  /** Whether, beyond new and due entries, something may be there to be taken over. */
  hasWork(after: number, now: Millis): boolean;
  /** Pending entries that are not in any living member's hands, above `after`, in order. */
  abandoned(after: number, max: number, now: Millis): FoundRow[];
  /** Notes that an entry, new or taken over, is now in this member's hands. */
  hold(seq: number): void;
  /** Whether a pending entry with this mark is in this member's hands. */
  holds(mark: MarkRow | undefined): boolean;
  giveSign(now: Millis): void;
}

/** The group's only rightful member: whatever is pending is its own. */
export class Exclusive implements Mode {
  /** Through which seq entries were pending when it joined. */
  #inherited = 0;

  constructor(readonly db: Database, readonly membership: Membership) {}

  join(): GroupRow {
    const { group, consumer } = this.membership;
    const row = ensureGroup(this.db, group);
    this.#inherited = row.position;
    this.db.run("UPDATE groups SET owner = ? WHERE name = ?", consumer, group);
    this.db.run("UPDATE marks SET owner = NULL WHERE grp = ?", group);
    this.db.run("DELETE FROM members WHERE grp = ?", group);
    this.db.run(
      "UPDATE parked SET owner = NULL WHERE grp = ? AND owner IS NOT NULL",
      group,
    );
    return row;
  }

  isMember(group: GroupRow): boolean {
    return group.owner === this.membership.consumer;
  }

  hasWork(after: number): boolean {
    return after < this.#inherited;
  }

  abandoned(after: number, max: number): FoundRow[] {
    if (after >= this.#inherited) return [];
    return this.db.all<FoundRow>(
      `SELECT entries.seq, key, body, coalesce(attempts, 0) AS attempts
       FROM entries LEFT JOIN marks ON grp = ? AND marks.seq = entries.seq
       WHERE entries.seq > ? AND entries.seq <= ? AND coalesce(settled, 0) = 0
       ORDER BY entries.seq LIMIT ?`,
      this.membership.group,
      after,
      this.#inherited,
      max,
    );
  }

  hold(): void {}

  holds(): boolean {
    return true;
  }

  giveSign(): void {}
}

/** One of several members: a mark says who holds what, a sign of life who still can. */
export class Competing implements Mode {
  constructor(readonly db: Database, readonly membership: Membership) {}

  join(now: Millis): GroupRow {
    const { group, claimAfterMs } = this.membership;
    const row = ensureGroup(this.db, group);
    this.db.run(
      "DELETE FROM members WHERE grp = ? AND seen <= ?",
      group,
      now - claimAfterMs,
    );
    if (row.owner !== null) this.#demote(row, row.owner, now);
    this.#seen(this.membership.consumer, now);
    return row;
  }

  isMember(group: GroupRow): boolean {
    return group.owner === null;
  }

  hasWork(_after: number, now: Millis): boolean {
    const { group, consumer } = this.membership;
    const silent = (table: "marks" | "parked") =>
      `EXISTS (SELECT 1 FROM ${table} WHERE grp = ?1 AND owner <> ?2 AND ${this.#isSilent()})`;
    return this.db.get(
      `SELECT 1 WHERE ${silent("marks")} OR ${silent("parked")}`,
      group,
      consumer,
      now - this.membership.claimAfterMs,
    ) !== undefined;
  }

  abandoned(_after: number, max: number, now: Millis): FoundRow[] {
    const { group, consumer, claimAfterMs } = this.membership;
    this.giveSign(now);
    this.db.run(
      `UPDATE parked SET owner = NULL
       WHERE grp = ?1 AND owner <> ?2 AND ${this.#isSilent()}`,
      group,
      consumer,
      now - claimAfterMs,
    );
    return this.db.all<FoundRow>(
      `SELECT entries.seq, key, body, attempts
       FROM marks JOIN entries ON entries.seq = marks.seq
       WHERE grp = ?1 AND settled = 0 AND owner <> ?2 AND ${this.#isSilent()}
       ORDER BY entries.seq LIMIT ?4`,
      group,
      consumer,
      now - claimAfterMs,
      max,
    );
  }

  hold(seq: number): void {
    const { group, consumer } = this.membership;
    this.db.run(
      `INSERT INTO marks (grp, seq, owner) VALUES (?, ?, ?)
       ON CONFLICT (grp, seq) DO UPDATE SET owner = excluded.owner`,
      group,
      seq,
      consumer,
    );
  }

  holds(mark: MarkRow | undefined): boolean {
    return mark?.owner === this.membership.consumer;
  }

  giveSign(now: Millis): void {
    this.#seen(this.membership.consumer, now);
  }

  /** Makes a former exclusive member a competitor that was just seen. */
  #demote({ settled, position }: GroupRow, owner: string, now: Millis): void {
    const { group } = this.membership;
    this.#seen(owner, now);
    this.db.run(
      `INSERT INTO marks (grp, seq, owner)
       SELECT ?, seq, ? FROM entries WHERE seq > ? AND seq <= ?
       ON CONFLICT (grp, seq) DO UPDATE SET owner = excluded.owner`,
      group,
      owner,
      settled,
      position,
    );
    this.db.run("UPDATE groups SET owner = NULL WHERE name = ?", group);
  }

  #seen(consumer: string, now: Millis): void {
    this.db.run(
      "INSERT OR REPLACE INTO members (grp, name, seen) VALUES (?, ?, ?)",
      this.membership.group,
      consumer,
      now,
    );
  }

  /** SQL: the owner has given no sign of life since the time ?3. */
  #isSilent(): string {
    return `NOT EXISTS (SELECT 1 FROM members
              WHERE members.grp = ?1 AND members.name = owner AND seen > ?3)`;
  }
}
