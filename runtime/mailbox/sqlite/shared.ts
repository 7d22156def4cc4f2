import type { Millis, SystemClock } from "../../clock/clock.ts";
import type { Immediate } from "../local/backing.ts";
import type { SharedState } from "../shared_state.ts";
import { Database } from "./database.ts";
import { SHARED_SCHEMA } from "./schema.ts";

/** Shared state in a file of its own. */
export class SqliteShared implements Immediate<SharedState> {
  private constructor(readonly db: Database, readonly clock: SystemClock) {}

  static open(file: string, clock: SystemClock, busyTimeoutMs: number): SqliteShared {
    return new SqliteShared(Database.open(file, SHARED_SCHEMA, busyTimeoutMs), clock);
  }

  get(key: string, field: string): string | null {
    const row = this.db.get<{ value: string }>(
      "SELECT value FROM hashes WHERE key = ? AND field = ?",
      key,
      field,
    );
    return row?.value ?? null;
  }

  all(key: string): Record<string, string> {
    const rows = this.db.all<{ field: string; value: string }>(
      "SELECT field, value FROM hashes WHERE key = ?",
      key,
    );
    return Object.fromEntries(rows.map(({ field, value }) => [field, value]));
  }

  set(key: string, fields: Readonly<Record<string, string>>): void {
    this.db.write(() => {
      for (const [field, value] of Object.entries(fields)) this.#put(key, field, value);
    });
  }

  remove(key: string, fields?: readonly string[]): void {
    this.db.write(() => {
      if (fields === undefined) {
        this.db.run("DELETE FROM hashes WHERE key = ?", key);
        this.db.run("DELETE FROM expiring WHERE key = ?", key);
      }
      for (const field of fields ?? []) {
        this.db.run("DELETE FROM hashes WHERE key = ? AND field = ?", key, field);
      }
    });
  }

  compareAndSet(key: string, field: string, expected: string | null, next: string): boolean {
    return this.db.write(() => {
      if (this.get(key, field) !== expected) return false;
      this.#put(key, field, next);
      return true;
    });
  }

  addExpiring(key: string, members: readonly string[], expiresAt: Millis): string[] {
    return this.db.write(() => {
      this.db.run(
        "DELETE FROM expiring WHERE key = ? AND expires_at <= ?",
        key,
        this.clock.now(),
      );
      return members.filter((member) => {
        const fresh = this.db.run(
          "INSERT OR IGNORE INTO expiring (key, member, expires_at) VALUES (?, ?, ?)",
          key,
          member,
          expiresAt,
        );
        if (fresh === 1) return true;
        this.db.run(
          `UPDATE expiring SET expires_at = max(expires_at, ?) WHERE key = ? AND member = ?`,
          expiresAt,
          key,
          member,
        );
        return false;
      });
    });
  }

  hasMembers(key: string, members: readonly string[]): Set<string> {
    const now = this.clock.now();
    return new Set(members.filter((member) =>
      this.db.get(
        "SELECT 1 FROM expiring WHERE key = ? AND member = ? AND expires_at > ?",
        key,
        member,
        now,
      ) !== undefined
    ));
  }

  close(): void {
    this.db.close();
  }

  #put(key: string, field: string, value: string): void {
    this.db.run(
      `INSERT INTO hashes (key, field, value) VALUES (?, ?, ?)
       ON CONFLICT (key, field) DO UPDATE SET value = excluded.value`,
      key,
      field,
      value,
    );
  }
}
