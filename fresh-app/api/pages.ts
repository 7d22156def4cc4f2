import { Buffer } from "node:buffer";
import { BadCursor, type Page, type PageRequest } from "./ports.ts";

/** How a list that is held in memory is ordered: by a text that no two items share. */
export interface ListOrder<Item> {
  key(item: Item): string;
  readonly direction: "ascending" | "descending";
}

/**
 * One page of a list in memory. The cursor names a place in the order, not an item: an item that
 * goes or comes between two pages neither breaks the walk nor doubles anything.
 */
export function pageOf<Item>(
  items: readonly Item[],
  { key, direction }: ListOrder<Item>,
  { limit, cursor }: PageRequest,
): Page<Item> {
  const sign = direction === "ascending" ? 1 : -1;
  const compare = (a: string, b: string) => sign * (a < b ? -1 : a > b ? 1 : 0);
  const from = cursor === null ? null : decodeCursor(cursor);
  const rest = items
    .map((item) => ({ item, key: key(item) }))
    .filter((each) => from === null || compare(each.key, from) > 0)
    .sort((a, b) => compare(a.key, b.key));
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map(({ item }) => item),
    nextCursor: last === undefined || rest.length <= limit ? null : encodeCursor(last.key),
  };
}

/** A place in a list, as text that is safe in a URL. */
export function encodeCursor(place: string): string {
  return Buffer.from(place, "utf8").toString("base64url");
}

/** The place that a cursor names. Throws {@link BadCursor} for a text that is no cursor. */
export function decodeCursor(cursor: string): string {
  const place = Buffer.from(cursor, "base64url").toString("utf8");
  if (encodeCursor(place) !== cursor) throw new BadCursor(cursor);
  return place;
}
