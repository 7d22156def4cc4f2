/** The browser's entry: the script at the end of a page with islands imports `boot` from here. */
import { computed, signal } from "@preact/signals";
import { type ComponentType, h, hydrate } from "preact";
import { parse } from "../../serial/parse.ts";
import { SlotReference } from "../../serial/slot.ts";
import { findMarked, type Marked, rangeRoot } from "./range.ts";
import { reviveSlots } from "./slots.ts";

/** The components of the islands on the page, by their names in its markup. */
export type Islands = Record<string, ComponentType<Record<string, unknown>>>;

/** Hydrates every island of the page. All props are read as one, so that signals are shared. */
export function boot(islands: Islands, serialized: string): void {
  const props = parse(serialized, {
    signal: (value) => signal(value),
    computed: (value) => computed(() => value),
    slot: (id, name) => new SlotReference(id, name),
  }) as Record<string, unknown>[];
  for (const marked of [...findMarked(document.documentElement, "island")]) {
    hydrateIsland(marked, islands, props);
  }
}

function hydrateIsland(marked: Marked, islands: Islands, props: Record<string, unknown>[]): void {
  const [name = "", index = ""] = marked.text.split(":");
  const component = islands[name];
  if (component === undefined) return;
  const given = reviveSlots(props[Number(index)] ?? {}, marked, islands, props);
  hydrate(h(component, given), rangeRoot(marked));
}
