import type { Millis } from "../../clock/clock.ts";
import type { LocalDeadLetters } from "../local/backing.ts";
import type { DeadLetter } from "../mailbox.ts";
import type { Database } from "./database.ts";
import { ensureGroup, isUnsettled } from "./group.ts";

type DeadRow = Omit<DeadLetter, "id" | "stream"> & { readonly id: number };

const SELECT =
  "SELECT id, grp AS 'group', seq, key, body, reason, attempts, dead_at AS deadAt FROM dead";

/** The dead letters in a stream's file. */
export class SqliteDeadLetters implements LocalDeadLetters {
  constructor(readonly db: Database, readonly stream: string) {}

  list(after: number, max: number): DeadLetter[] {
    const rows = this.db.all<DeadRow>(`${SELECT} WHERE id > ? ORDER BY id LIMIT ?`, after, max);
    return rows.map((row) => this.#letter(row));
  }

  get(id: number): DeadLetter | null {
    const row = this.db.get<DeadRow>(`${SELECT} WHERE id = ?`, id);
    return row === undefined ? null : this.#letter(row);
  }

  count(): number {
    return this.db.get<{ n: number }>("SELECT count(*) AS n FROM dead")!.n;
  }

  replay(id: number): boolean {
    return this.db.write(() => {
      const letter = this.get(id);
      if (letter === null) return false;
      const group = ensureGroup(this.db, letter.group);
      // A group that was dropped and made again has the entry before it anyway.
      if (!isUnsettled(this.db, group, letter.seq)) {
        this.db.run(
          `INSERT OR IGNORE INTO parked (grp, seq, key, body, attempts, due)
           SELECT grp, seq, key, body, 0, 0 FROM dead WHERE id = ?`,
          id,
        );
      }
      return this.drop(id);
    });
  }

  drop(id: number): boolean {
    return this.db.run("DELETE FROM dead WHERE id = ?", id) === 1;
  }

  #letter({ id, ...row }: DeadRow): DeadLetter {
    return { ...row, id: `${id}`, stream: this.stream };
  }
}

/** Copies an entry from `table` to the dead letters. Within a transaction. */
export function bury(
  db: Database,
  table: "entries" | "parked",
  letter: {
    readonly group: string;
    readonly seq: number;
    readonly reason: string;
    readonly attempts: number;
    readonly deadAt: Millis;
  },
): void {
  db.run(
    `INSERT INTO dead (grp, seq, key, body, reason, attempts, dead_at)
     SELECT ?, seq, key, body, ?, ?, ? FROM ${table}
     WHERE seq = ? ${table === "parked" ? "AND grp = ?" : "AND ? IS NOT NULL"}`,
    letter.group,
    letter.reason,
    letter.attempts,
    letter.deadAt,
    letter.seq,
    letter.group,
  );
}
