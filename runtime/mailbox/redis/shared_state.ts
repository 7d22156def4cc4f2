import type { Millis, SystemClock } from "../../clock/clock.ts";
import type { SharedState } from "../shared_state.ts";
import type { Keys } from "./keys.ts";
import type { Commands, Link } from "./link.ts";
import { ADD_EXPIRING, COMPARE_AND_SET } from "./lua_shared.ts";
import { fields, integer, list, text } from "./replies.ts";

/** Shared state in Redis hashes and sorted sets. */
export class RedisSharedState implements SharedState {
  readonly #link: Link;
  readonly #keys: Keys;
  readonly #clock: SystemClock;

  constructor(link: Link, keys: Keys, clock: SystemClock) {
    this.#link = link;
    this.#keys = keys;
    this.#clock = clock;
  }

  async get(key: string, field: string): Promise<string | null> {
    const reply = await this.#repeatable((link) =>
      link.call("HGET", this.#keys.fields(key), field)
    );
    return reply === null ? null : text(reply);
  }

  async all(key: string): Promise<Record<string, string>> {
    const reply = await this.#repeatable((link) => link.call("HGETALL", this.#keys.fields(key)));
    return Object.fromEntries([...fields(reply)].map(([name, value]) => [name, text(value)]));
  }

  async set(key: string, values: Readonly<Record<string, string>>): Promise<void> {
    const pairs = Object.entries(values).flat();
    if (pairs.length === 0) return;
    await this.#repeatable((link) => link.call("HSET", this.#keys.fields(key), ...pairs));
  }

  async remove(key: string, names?: readonly string[]): Promise<void> {
    if (names?.length === 0) return;
    const hash = this.#keys.fields(key);
    if (names !== undefined) {
      await this.#repeatable((link) => link.call("HDEL", hash, ...names));
      return;
    }
    // One at a time: in a cluster they need not lie in the same slot.
    await this.#repeatable((link) => link.call("DEL", hash));
    await this.#repeatable((link) => link.call("DEL", this.#keys.members(key)));
  }

  async compareAndSet(
    key: string,
    field: string,
    expected: string | null,
    next: string,
  ): Promise<boolean> {
    const args = expected === null ? [field, next] : [field, next, expected];
    const reply = await this.#once((link) =>
      link.run(COMPARE_AND_SET, [this.#keys.fields(key)], args)
    );
    return integer(reply) === 1;
  }

  async addExpiring(
    key: string,
    members: readonly string[],
    expiresAt: Millis,
  ): Promise<string[]> {
    if (members.length === 0) return [];
    const args = [this.#clock.now(), expiresAt, ...members];
    const reply = await this.#once((link) =>
      link.run(ADD_EXPIRING, [this.#keys.members(key)], args)
    );
    return list(reply).map(text);
  }

  async hasMembers(key: string, members: readonly string[]): Promise<Set<string>> {
    if (members.length === 0) return new Set();
    const scores = await this.#repeatable((link) =>
      link.call("ZMSCORE", this.#keys.members(key), ...members)
    );
    const now = this.#clock.now();
    const live = (score: unknown) => score !== null && integer(score) > now;
    return new Set(list(scores).flatMap((score, i) => live(score) ? [members[i] ?? ""] : []));
  }

  #repeatable<T>(work: (link: Commands) => Promise<T>): Promise<T> {
    return this.#link.send(work, { repeatable: true });
  }

  /** For steps whose answer would be another one the second time. */
  #once<T>(work: (link: Commands) => Promise<T>): Promise<T> {
    return this.#link.send(work, { repeatable: false });
  }
}
