import type { Millis } from "../../clock/clock.ts";
import type { Database } from "./database.ts";
import type { FoundRow } from "./membership.ts";

/** A group's parked store during one transaction. */
export class ParkedStore {
  #room: number | undefined;
  #someWait: boolean | undefined;

  constructor(readonly db: Database, readonly group: string, readonly max: number) {}

  /** Waiting entries that are due, as are all before them of their key; in order. */
  due(max: number, now: Millis): FoundRow[] {
    if (!this.#anyWait()) return [];
    return this.db.all<FoundRow>(
      `SELECT seq, key, body, attempts FROM parked
       WHERE grp = ?1 AND owner IS NULL AND due <= ?2
         AND NOT EXISTS (SELECT 1 FROM parked AS before
           WHERE before.grp = ?1 AND before.owner IS NULL AND before.key = parked.key
             AND before.seq < parked.seq AND before.due > ?2)
       ORDER BY seq LIMIT ?3`,
      this.group,
      now,
      max,
    );
  }

  /** Puts a due entry into a consumer's hands. It keeps its room in the store. */
  handOut(seq: number, consumer: string): void {
    this.db.run(
      "UPDATE parked SET owner = ? WHERE grp = ? AND seq = ?",
      consumer,
      this.group,
      seq,
    );
  }

  /** Parks an arriving entry if an earlier one of its key waits, and there is room. */
  place(row: FoundRow): "free" | "parked" | "full" {
    if (!this.#anyWait()) return "free";
    const { due } = this.db.get<{ due: number | null }>(
      `SELECT max(due) AS due FROM parked
       WHERE grp = ? AND owner IS NULL AND key = ? AND seq < ?`,
      this.group,
      row.key,
      row.seq,
    )!;
    if (due === null) return "free";
    return this.add(row, due) ? "parked" : "full";
  }

  /** Adds an entry; false when there is no room. */
  add({ seq, key, body, attempts }: FoundRow, due: Millis): boolean {
    this.#room ??= this.max - this.#count();
    if (this.#room <= 0) return false;
    this.#room--;
    this.db.run(
      "INSERT INTO parked (grp, seq, key, body, attempts, due) VALUES (?, ?, ?, ?, ?, ?)",
      this.group,
      seq,
      key,
      body,
      attempts,
      due,
    );
    return true;
  }

  /** Entries in the store, those in hand again included. */
  #count(): number {
    return this.db.get<{ n: number }>(
      "SELECT count(*) AS n FROM parked WHERE grp = ?",
      this.group,
    )!.n;
  }

  #anyWait(): boolean {
    return this.#someWait ??= this.db.get(
      "SELECT 1 FROM parked WHERE grp = ? AND owner IS NULL LIMIT 1",
      this.group,
    ) !== undefined;
  }
}
