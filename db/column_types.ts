/**
 * How values of PostgreSQL's types appear in rows: numerics as exact decimal text, bigints as
 * numbers (they must be safe), times as ISO 8601 with Z, json parsed. Numbers are the types' oids.
 */
export const columnTypes = {
  bigint: { to: 20, from: [20], serialize: String, parse: parseBigint },
  numeric: { to: 1700, from: [1700], serialize: String, parse: (text: string) => text },
  timestamptz: { to: 1184, from: [1184], serialize: String, parse: parseTimestamp },
  date: { to: 1082, from: [1082], serialize: String, parse: (text: string) => text },
};

/** A bigint as a number. Throws a RangeError where a number would not be exact. */
export function parseBigint(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(
      `a bigint column holds ${text}, which is beyond what a number keeps exactly`,
    );
  }
  return value;
}

const TIMESTAMP = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)(?:\.(\d{1,6}))?\+00$/;

/**
 * A timestamptz, as a session in UTC prints it, as `YYYY-MM-DDTHH:MM:SS.sssZ`; what lies below the
 * millisecond is cut off. Throws a RangeError for what has no such form (infinity, years beyond 9999).
 */
export function parseTimestamp(text: string): string {
  const match = TIMESTAMP.exec(text);
  if (match === null) throw new RangeError(`a timestamptz column holds ${text}, not a time in UTC`);
  const [, date, time, fraction = ""] = match;
  return `${date}T${time}.${fraction.padEnd(3, "0").slice(0, 3)}Z`;
}
