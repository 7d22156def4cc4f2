import type { Millis } from "../clock/clock.ts";

/**
 * Small shared state beside the mailboxes: hashes, sorted sets with expiry, compare-and-set.
 * A cache of what the database decides: it may be lost at any time and is rebuilt from there.
 */
export interface SharedState {
  /** A field of a hash. */
  get(key: string, field: string): Promise<string | null>;
  /** All fields of a hash. */
  all(key: string): Promise<Record<string, string>>;
  /** Sets fields of a hash. */
  set(key: string, fields: Readonly<Record<string, string>>): Promise<void>;
  /** Removes fields of a hash; without `fields`, everything under the key: its hash and its set. */
  remove(key: string, fields?: readonly string[]): Promise<void>;
  /** Sets a field only if it holds `expected` (null: only if it is absent). True when it was set. */
  compareAndSet(
    key: string,
    field: string,
    expected: string | null,
    next: string,
  ): Promise<boolean>;
  /**
   * Adds members to a set in which each expires at its own time. Returns those that were not in it
   * (expired ones count as absent), so that one call both asks and marks.
   */
  addExpiring(key: string, members: readonly string[], expiresAt: Millis): Promise<string[]>;
  /** Which of the members are in the set and not expired. */
  hasMembers(key: string, members: readonly string[]): Promise<Set<string>>;
}
