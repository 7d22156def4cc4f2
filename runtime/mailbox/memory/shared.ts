import type { Millis, SystemClock } from "../../clock/clock.ts";
import type { Immediate } from "../local/backing.ts";
import type { SharedState } from "../shared_state.ts";

/** Hashes by key, and sets by key with the members' expiries. */
export class MemoryTables {
  readonly hashes = new Map<string, Map<string, string>>();
  readonly sets = new Map<string, Map<string, Millis>>();
}

/** Shared state in plain maps, as one mailbox with its clock sees it. */
export class MemoryShared implements Immediate<SharedState> {
  constructor(readonly tables: MemoryTables, readonly clock: SystemClock) {}

  get(key: string, field: string): string | null {
    return this.#hash(key).get(field) ?? null;
  }

  all(key: string): Record<string, string> {
    return Object.fromEntries(this.#hash(key));
  }

  set(key: string, fields: Readonly<Record<string, string>>): void {
    for (const [field, value] of Object.entries(fields)) this.#hash(key).set(field, value);
  }

  remove(key: string, fields?: readonly string[]): void {
    for (const field of fields ?? [...this.#hash(key).keys()]) this.#hash(key).delete(field);
    if (fields === undefined) this.#set(key).clear();
  }

  compareAndSet(key: string, field: string, expected: string | null, next: string): boolean {
    if (this.get(key, field) !== expected) return false;
    this.#hash(key).set(field, next);
    return true;
  }

  addExpiring(key: string, members: readonly string[], expiresAt: Millis): string[] {
    const set = this.#set(key);
    const now = this.clock.now();
    for (const [member, expiry] of set) if (expiry <= now) set.delete(member);
    const fresh = [...new Set(members)].filter((member) => !set.has(member));
    for (const member of members) set.set(member, Math.max(expiresAt, set.get(member) ?? 0));
    return fresh;
  }

  hasMembers(key: string, members: readonly string[]): Set<string> {
    const now = this.clock.now();
    return new Set(members.filter((member) => (this.#set(key).get(member) ?? 0) > now));
  }

  #hash(key: string): Map<string, string> {
    return mapOf(this.tables.hashes, key);
  }

  #set(key: string): Map<string, Millis> {
    return mapOf(this.tables.sets, key);
  }
}

function mapOf<V>(maps: Map<string, Map<string, V>>, key: string): Map<string, V> {
  let map = maps.get(key);
  if (map === undefined) maps.set(key, map = new Map());
  return map;
}
