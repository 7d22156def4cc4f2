import { Buffer } from "node:buffer";
import { z } from "zod";

/** Which part of a list is asked for. */
export interface PageRequest {
  /** At most this many items, from 1 to {@link PAGE_LIMIT_MAX}. Default {@link PAGE_LIMIT}. */
  readonly limit?: number;
  /** What the page before gave as `nextCursor`; absent or null for the newest. */
  readonly cursor?: string | null;
}

/** A part of a list, newest first. */
export interface Page<Item> {
  readonly items: Item[];
  /** Where the next, older page begins; null at the end. */
  readonly nextCursor: string | null;
}

/** Items of a page where nobody says how many. */
export const PAGE_LIMIT = 50;
/** Most items of a page. */
export const PAGE_LIMIT_MAX = 500;

/** A page that cannot be: its limit or its cursor is none. */
export class BadPage extends Error {
  override readonly name = "BadPage";
}

/** A position in a list: after the item of this time and id. */
export interface Position {
  readonly at: string;
  readonly id: string;
}

// A cursor may be anything: PostgreSQL knows no year 0 and no NUL in a text.
const positionSchema = z.tuple([
  z.iso.datetime({ precision: 3 }).refine((at) => !at.startsWith("0000")),
  z.string().min(1).max(256).refine((id) => !id.includes("\0")),
]);

/** What to fetch for a request: one more than the limit tells whether there is a next page. */
export interface PageQuery {
  readonly limit: number;
  readonly after: Position | null;
}

/** Checks a request. Throws {@link BadPage}. */
export function readPage({ limit = PAGE_LIMIT, cursor = null }: PageRequest): PageQuery {
  if (!Number.isInteger(limit) || limit < 1 || limit > PAGE_LIMIT_MAX) {
    throw new BadPage(`limit is a whole number from 1 to ${PAGE_LIMIT_MAX}, found ${limit}`);
  }
  return { limit, after: cursor === null ? null : readCursor(cursor) };
}

/** The page that fetched rows make, of which there may be one too many. */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  position: (row: Row) => Position,
  item: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const more = rows.length > limit && last !== undefined;
  return { items: shown.map(item), nextCursor: more ? writeCursor(position(last)) : null };
}

function writeCursor({ at, id }: Position): string {
  return Buffer.from(JSON.stringify([at, id])).toString("base64url");
}

function readCursor(cursor: string): Position {
  let json: unknown;
  try {
    json = JSON.parse(Buffer.from(cursor, "base64url").toString());
  } catch {
    json = null;
  }
  const parsed = positionSchema.safeParse(json);
  if (!parsed.success) {
    throw new BadPage(
      "cursor is not one that a page before gave as nextCursor; leave it out to begin",
    );
  }
  return { at: parsed.data[0], id: parsed.data[1] };
}
