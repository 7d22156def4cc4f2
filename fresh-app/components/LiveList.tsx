import type { ComponentType } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { useHold, useList, useReader, useToday } from "../live/hooks.ts";
import { useKeptPlace } from "../live/place.ts";
import { say } from "../live/said.ts";
import { idOf, type Json } from "../live/window.ts";
import { counted } from "../words/names.ts";
import { type Figures, figuresOf, type Reader } from "../words/reader.ts";
import { Unreadable } from "./parts.tsx";
import type { TableProps } from "./tables.tsx";

/** What an island with a list is told by the page. */
export interface LiveProps<Item> {
  /** What it follows. */
  readonly topic: string;
  /** What the server rendered; null: it could not be read then. */
  readonly items: readonly Item[] | null;
  readonly reader: Reader;
  readonly today: string | null;
  /** Most rows that are shown. */
  readonly most?: number;
}

/** A list that the server rendered and that then follows its topic. */
export function LiveList<Item extends object>(
  { topic, items: initial, reader: given, today: then, most, id, what, View, tell }:
    & LiveProps<Item>
    & {
      /** The member that tells items apart. */
      id: string;
      /** What it is a list of, as the first word of a sentence. */
      what: string;
      View: ComponentType<TableProps<Item>>;
      /** What a screen reader is told of a new item. */
      tell?: (item: Item, figures: Figures) => string;
    },
) {
  const reader = useReader(given);
  const today = useToday(then, reader);
  const { isHeld, handlers } = useHold();
  const list = useList(topic, { initial, key: id, isHeld, ...most === undefined ? {} : { most } });
  const { items, waiting, trouble } = list;
  const box = useKeptPlace<HTMLDivElement>([items]);
  const isUnread = trouble !== null || items === null;
  useNews(items, id, (item) => {
    if (tell !== undefined) say(tell(item, figuresOf(reader)));
  });
  return (
    <div class="live" ref={box} {...handlers}>
      {isUnread ? <Unreadable what={what} /> : null}
      {items === null ? null : <View items={items} reader={reader} today={today} />}
      {waiting === 0 ? null : (
        <p class="waiting">
          {counted(waiting, "newer row")} will appear when you leave this list
        </p>
      )}
    </div>
  );
}

/** Calls back with the newest item when it is one that was not there before. */
function useNews<Item extends object>(
  items: readonly Item[] | null,
  key: string,
  tell: (item: Item) => void,
): void {
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (items === null) return;
    const before = known.current;
    known.current = new Set(items.map((item) => idOf(item as Json, key)));
    const [newest] = items;
    if (before === null || newest === undefined) return;
    if (!before.has(idOf(newest as Json, key))) tell(newest);
  }, [items]);
}
