import type { Database } from "./database.ts";

/** How far a group is; see the schema for what the numbers mean. */
export interface GroupRow {
  readonly name: string;
  readonly position: number;
  readonly settled: number;
  readonly owner: string | null;
}

/** Reads a group's row. */
export function groupRow(db: Database, name: string): GroupRow | undefined {
  return db.get<GroupRow>(
    "SELECT name, position, settled, owner FROM groups WHERE name = ?",
    name,
  );
}

/** Makes the group where it is missing, before the stream's oldest entry. Within a transaction. */
export function ensureGroup(db: Database, name: string): GroupRow {
  db.run(
    `INSERT OR IGNORE INTO groups (name, position, settled)
     SELECT ?, start, start
     FROM (SELECT coalesce((SELECT min(seq) FROM entries), last + 1) - 1 AS start FROM stream)`,
    name,
  );
  return groupRow(db, name)!;
}

/**
 * Notes entries of a group as settled. `seqs` ascend, and were pending. Within a transaction.
 * `settled` moves over whatever is settled without a gap; the rest is marked.
 */
export function settle(db: Database, { name, settled }: GroupRow, seqs: readonly number[]): void {
  let through = settled;
  for (const seq of seqs) {
    if (seq === through + 1) through = seq;
    else {
      db.run(
        `INSERT INTO marks (grp, seq, settled) VALUES (?, ?, 1)
         ON CONFLICT (grp, seq) DO UPDATE SET settled = 1`,
        name,
        seq,
      );
    }
  }
  if (through === settled) return;
  const marked = db.all<{ seq: number }>(
    "SELECT seq FROM marks WHERE grp = ? AND seq > ? AND settled = 1 ORDER BY seq",
    name,
    through,
  );
  for (const { seq } of marked) {
    if (seq !== through + 1) break;
    through = seq;
  }
  db.run("UPDATE groups SET settled = ? WHERE name = ?", through, name);
  db.run("DELETE FROM marks WHERE grp = ? AND seq <= ?", name, through);
}

/** Whether the group still has the entry before it in the stream: undelivered or pending. */
export function isUnsettled(db: Database, { name, settled }: GroupRow, seq: number): boolean {
  if (seq <= settled) return false;
  const mark = db.get<{ settled: number }>(
    "SELECT settled FROM marks WHERE grp = ? AND seq = ?",
    name,
    seq,
  );
  return mark?.settled !== 1;
}
