import type { Published, StreamEntry } from "./mailbox.ts";

const STREAM_NAME = /^[A-Za-z0-9_][A-Za-z0-9_:.-]{0,127}$/;

/**
 * Checks a stream's name, which becomes part of file names and server keys. Throws a RangeError
 * for one that is empty, longer than 128 characters or has anything but letters, digits and `_:.-`.
 */
export function checkStreamName(name: string): void {
  if (!STREAM_NAME.test(name)) {
    throw new RangeError(
      `${JSON.stringify(name)} is no stream name: use 1 to 128 letters, digits, "_", ":", "." ` +
        `and "-", beginning with a letter, a digit or "_"`,
    );
  }
}

/** Append the entries from index `from` on, or refuse. */
export type PublishPlan =
  | { readonly kind: "append"; readonly from: number }
  | Exclude<Published, { readonly kind: "stored" }>;

/**
 * Decides what a publish does to a stream whose last entry is `last`. Throws a RangeError for
 * entries that are not numbered as {@link import("./mailbox.ts").Mailbox.publish} asks.
 */
export function planPublish(
  last: number,
  after: number,
  entries: readonly StreamEntry[],
  ontoEmpty: boolean,
): PublishPlan {
  const anyStart = ontoEmpty && last === 0;
  checkNumbering(after, entries, anyStart);
  if (anyStart) return { kind: "append", from: 0 };
  if (last < after) return { kind: "gap", last };
  if (last > after + entries.length) return { kind: "ahead", last };
  return { kind: "append", from: last - after };
}

function checkNumbering(after: number, entries: readonly StreamEntry[], anyStart: boolean): void {
  if (!Number.isSafeInteger(after) || after < 0) {
    throw new RangeError(`entries follow a predecessor numbered 0 or more, not ${after}`);
  }
  const first = anyStart ? Math.max(1, entries[0]?.seq ?? 1) : after + 1;
  entries.forEach(({ seq }, i) => {
    if (seq !== first + i) {
      throw new RangeError(
        `entries are numbered without gaps: entry ${i + 1} of this publish must be ${first + i}, ` +
          `not ${seq}`,
      );
    }
  });
}
