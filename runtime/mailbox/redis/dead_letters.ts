import { checkStreamName } from "../checks.ts";
import type { DeadLetter, DeadLetters } from "../mailbox.ts";
import type { Keys } from "./keys.ts";
import type { Link } from "./link.ts";
import { REPLAY } from "./lua_settle.ts";
import { bytes, fields, integer, list, text } from "./replies.ts";

const ID = /^\d{1,16}-\d{1,16}$/;
const LIST_MAX = 100;

/** Dead letters: one Redis stream per stream, whose ids the server makes. */
export class RedisDeadLetters implements DeadLetters {
  readonly #link: Link;
  readonly #keys: Keys;

  constructor(link: Link, keys: Keys) {
    this.#link = link;
    this.#keys = keys;
  }

  async list(
    stream: string,
    { after, max = LIST_MAX }: { after?: string; max?: number } = {},
  ): Promise<DeadLetter[]> {
    checkStreamName(stream);
    if (after !== undefined && !ID.test(after)) return [];
    const reply = await this.#repeatable((link) =>
      link.call(
        "XRANGE",
        this.#keys.dead(stream),
        after === undefined ? "-" : `(${after}`,
        ...["+", "COUNT", max],
      )
    );
    return list(reply).map((each) => readLetter(stream, each));
  }

  async get(stream: string, id: string): Promise<DeadLetter | null> {
    checkStreamName(stream);
    if (!ID.test(id)) return null;
    const reply = await this.#repeatable((link) =>
      link.call("XRANGE", this.#keys.dead(stream), id, id)
    );
    const [found] = list(reply);
    return found === undefined ? null : readLetter(stream, found);
  }

  async count(stream: string): Promise<number> {
    checkStreamName(stream);
    return integer(
      await this.#repeatable((link) => link.call("XLEN", this.#keys.dead(stream))),
    );
  }

  async replay(stream: string, id: string): Promise<boolean> {
    const letter = await this.get(stream, id);
    if (letter === null) return false;
    const reply = await this.#link.send(
      (link) => link.run(REPLAY, this.#keys.group(stream, letter.group), [letter.group, "", id]),
      { repeatable: false },
    );
    return integer(reply) === 1;
  }

  async drop(stream: string, id: string): Promise<boolean> {
    checkStreamName(stream);
    if (!ID.test(id)) return false;
    const reply = await this.#link.send(
      (link) => link.call("XDEL", this.#keys.dead(stream), id),
      { repeatable: false },
    );
    return integer(reply) === 1;
  }

  async streams(): Promise<string[]> {
    const known = await this.#repeatable((link) => link.call("SMEMBERS", this.#keys.buried()));
    const names = list(known).map(text).sort();
    const counts = await this.#repeatable((link) =>
      Promise.all(names.map((name) => link.call("XLEN", this.#keys.dead(name))))
    );
    return names.filter((_, i) => integer(counts[i]) > 0);
  }

  #repeatable<T>(work: Parameters<typeof Link.prototype.send<T>>[0]): Promise<T> {
    return this.#link.send(work, { repeatable: true });
  }
}

function readLetter(stream: string, reply: unknown): DeadLetter {
  const [id, values] = list(reply);
  const known = fields(values);
  return {
    id: text(id),
    stream,
    group: text(known.get("group")),
    seq: integer(known.get("seq")),
    key: text(known.get("key")),
    body: bytes(known.get("body")),
    reason: text(known.get("reason")),
    attempts: integer(known.get("attempts")),
    deadAt: integer(known.get("at")),
  };
}
