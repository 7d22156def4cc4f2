import type { Millis } from "../../clock/clock.ts";
import { planPublish } from "../checks.ts";
import type { LocalMember, LocalStream, Membership } from "../local/backing.ts";
import type { GroupDepth, Published, StreamDepth, StreamEntry } from "../mailbox.ts";
import { Database } from "./database.ts";
import { SqliteDeadLetters } from "./dead_letters.ts";
import { ensureGroup } from "./group.ts";
import { SqliteMember } from "./member.ts";
import { STREAM_SCHEMA } from "./schema.ts";

/** Entries that one transaction of a trim removes, so that other writers never wait for long. */
const TRIM_BATCH = 10_000;

/** A stream in a file of its own. */
export class SqliteStream implements LocalStream {
  readonly dead: SqliteDeadLetters;

  private constructor(readonly name: string, readonly db: Database) {
    this.dead = new SqliteDeadLetters(db, name);
  }

  static open(name: string, file: string, busyTimeoutMs: number): SqliteStream {
    return new SqliteStream(name, Database.open(file, STREAM_SCHEMA, busyTimeoutMs));
  }

  publish(after: number, entries: readonly StreamEntry[], ontoEmpty: boolean): Published {
    return this.db.write(() => {
      const last = this.lastSeq();
      const plan = planPublish(last, after, entries, ontoEmpty);
      if (plan.kind !== "append") return plan;
      const fresh = entries.slice(plan.from);
      this.#store(last, fresh);
      return { kind: "stored", stored: fresh.length };
    });
  }

  append(entries: readonly Omit<StreamEntry, "seq">[]): number[] {
    return this.db.write(() => {
      const last = this.lastSeq();
      const numbered = entries.map((entry, i) => ({ ...entry, seq: last + 1 + i }));
      this.#store(last, numbered);
      return numbered.map((entry) => entry.seq);
    });
  }

  lastSeq(): number {
    return this.db.get<{ last: number }>("SELECT last FROM stream")!.last;
  }

  read(after: number, max: number): StreamEntry[] {
    return this.db.all<StreamEntry>(
      "SELECT seq, key, body FROM entries WHERE seq > ? ORDER BY seq LIMIT ?",
      after,
      max,
    );
  }

  ensureGroup(group: string): void {
    this.db.write(() => ensureGroup(this.db, group));
  }

  dropGroup(group: string): void {
    this.db.write(() => {
      for (const table of ["marks", "members", "parked"]) {
        this.db.run(`DELETE FROM ${table} WHERE grp = ?`, group);
      }
      this.db.run("DELETE FROM groups WHERE name = ?", group);
    });
  }

  join(membership: Membership, now: Millis): LocalMember {
    return new SqliteMember(this.db, this.name, membership, now);
  }

  depth(): StreamDepth {
    const last = this.lastSeq();
    const { stored } = this.db.get<{ stored: number }>(
      "SELECT coalesce(max(seq) - min(seq) + 1, 0) AS stored FROM entries",
    )!;
    const groups = this.db.all<Omit<GroupDepth, "depth"> & { readonly position: number }>(
      `SELECT name AS 'group', position,
         position - settled
           - (SELECT count(*) FROM marks WHERE grp = name AND marks.settled = 1)
           + (SELECT count(*) FROM parked WHERE grp = name AND parked.owner IS NOT NULL) AS pending,
         (SELECT count(*) FROM parked WHERE grp = name AND parked.owner IS NULL) AS parked
       FROM groups ORDER BY name`,
    ).map(({ group, position, pending, parked }) => ({
      group,
      depth: last - position + pending + parked,
      pending,
      parked,
    }));
    return { last, stored, groups };
  }

  trim(keep: number): number {
    let removed = 0;
    for (;;) {
      const count = this.db.write(() =>
        this.db.run(
          `DELETE FROM entries
           WHERE seq <= (SELECT min(last - ?, coalesce((SELECT min(settled) FROM groups), last))
                         FROM stream)
             AND seq < (SELECT min(seq) FROM entries) + ?`,
          keep,
          TRIM_BATCH,
        )
      );
      removed += count;
      if (count < TRIM_BATCH) return removed;
    }
  }

  close(): void {
    this.db.close();
  }

  #store(last: number, entries: readonly StreamEntry[]): void {
    const [first] = entries;
    if (first === undefined) return;
    for (const { seq, key, body } of entries) {
      this.db.run("INSERT INTO entries (seq, key, body) VALUES (?, ?, ?)", seq, key, body);
    }
    this.db.run("UPDATE stream SET last = ?", entries.at(-1)!.seq);
    if (first.seq !== last + 1) {
      // Only an empty stream can begin at a number that its groups do not expect.
      this.db.run("UPDATE groups SET position = ?1, settled = ?1", first.seq - 1);
    }
  }
}
