const PREFIX = /^[A-Za-z0-9_][A-Za-z0-9_:.-]{0,63}$/;

/** Checks a key prefix. Throws a RangeError for one that could not be part of a hash tag. */
export function checkPrefix(prefix: string): void {
  if (!PREFIX.test(prefix)) {
    throw new RangeError(
      `${JSON.stringify(prefix)} is no key prefix: use 1 to 64 letters, digits, "_", ":", "." ` +
        `and "-", beginning with a letter, a digit or "_"`,
    );
  }
}

/**
 * The server keys of one installation. All keys of a stream carry the same hash tag,
 * `{prefix:stream}`, so that a cluster keeps them in one slot and scripts may touch them together.
 */
export class Keys {
  constructor(readonly prefix: string) {
    checkPrefix(prefix);
  }

  /** What every key of the stream begins with. */
  base(stream: string): string {
    return `{${this.prefix}:${stream}}`;
  }

  /** The Redis stream that holds the entries; an entry's id is `<seq>-0`. */
  entries(stream: string): string {
    return `${this.base(stream)}:entries`;
  }

  /** The Redis stream `dead:<stream>`, with ids of the server's making. */
  dead(stream: string): string {
    return `${this.base(stream)}:dead`;
  }

  /**
   * What the scripts of a group work on, in the order in which they expect it: entries; parked
   * entries (hash by seq); their order within keys (sorted set); when each key is due (sorted set);
   * who holds parked entries that were handed out (hash); the exclusive owner (hash); dead letters.
   */
  group(stream: string, group: string): string[] {
    const store = `${this.base(stream)}:group:${group}`;
    return [
      this.entries(stream),
      `${store}:parked`,
      `${store}:order`,
      `${store}:due`,
      `${store}:claims`,
      `${store}:owner`,
      this.dead(stream),
    ];
  }

  /** The set of streams that may have dead letters. */
  buried(): string {
    return `{${this.prefix}}:buried`;
  }

  /** A shared hash. */
  fields(key: string): string {
    return `{${this.prefix}:shared:${key}}:fields`;
  }

  /** A shared set whose members expire. */
  members(key: string): string {
    return `{${this.prefix}:shared:${key}}:members`;
  }
}
