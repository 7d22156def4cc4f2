/**
 * What a topic shows, and how one state of it becomes the next. The server tells the difference, the
 * browser applies it: both use this file, and `apply(before, diff(before, after))` is `after`.
 */

/** A JSON object. */
export type Json = Readonly<Record<string, unknown>>;

/** The state of a topic: values by name, and a list whose items each have an id. */
export interface Window {
  readonly fields: Json;
  readonly items: readonly Json[];
}

/** An item and the place in the list where it stands now. */
export interface Put {
  readonly index: number;
  readonly item: Json;
}

/** What has to be done to a window, in this order: take away, then put in by rising index. */
export interface Change {
  /** Values that are new or different. */
  readonly set?: Json;
  /** Ids of items that are no longer in the list: removed, or older than it reaches back. */
  readonly gone?: readonly string[];
  /** Items that are new, different, or at another place. */
  readonly put?: readonly Put[];
}

/** A window without anything. */
export const EMPTY_WINDOW: Window = { fields: {}, items: [] };

/**
 * What makes `after` of `before`; null where nothing differs. Fields are the same in both; items are
 * told apart by their member `key`, which no two of a list share.
 */
export function diff(before: Window, after: Window, key: string): Change | null {
  const set = Object.entries(after.fields)
    .filter(([name, value]) => !isSame(before.fields[name], value));
  const ids = new Set(after.items.map((item) => idOf(item, key)));
  const gone = before.items.map((item) => idOf(item, key)).filter((id) => !ids.has(id));
  const put = putsOf(before.items, after.items, key);
  if (set.length === 0 && gone.length === 0 && put.length === 0) return null;
  return {
    ...set.length === 0 ? {} : { set: Object.fromEntries(set) },
    ...gone.length === 0 ? {} : { gone },
    ...put.length === 0 ? {} : { put },
  };
}

/** The window after the change. Items that the change does not name stay the same objects. */
export function apply({ fields, items }: Window, change: Change, key: string): Window {
  const put = change.put ?? [];
  const moved = new Set([...change.gone ?? [], ...put.map(({ item }) => idOf(item, key))]);
  const next = moved.size === 0 ? [...items] : items.filter((item) => !moved.has(idOf(item, key)));
  for (const { index, item } of put) next.splice(index, 0, item);
  return { fields: change.set === undefined ? fields : { ...fields, ...change.set }, items: next };
}

/** The id of an item. */
export function idOf(item: Json, key: string): string {
  return String(item[key]);
}

function putsOf(before: readonly Json[], after: readonly Json[], key: string): Put[] {
  const places = new Map(before.map((item, index) => [idOf(item, key), { item, index }]));
  const put: Put[] = [];
  let last = -1;
  for (const [index, item] of after.entries()) {
    const old = places.get(idOf(item, key));
    // What keeps its place among those that stay need not be told.
    if (old !== undefined && old.index > last && isSame(old.item, item)) last = old.index;
    else put.push({ index, item });
  }
  return put;
}

// Both come from the same code, so their members have the same order.
function isSame(a: unknown, b: unknown): boolean {
  return a === b || JSON.stringify(a) === JSON.stringify(b);
}
