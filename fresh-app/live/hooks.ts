import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import { figuresOf, type Reader } from "../words/reader.ts";
import { liveClient } from "./browser.ts";
import type { Known, Status } from "./client.ts";
import { idOf, type Json } from "./window.ts";

/** What is known of a topic: null until something is told of it, and without a topic. */
export function useTopic(topic: string | null): Known | null {
  const [known, tell] = useState<Known | null>(null);
  useEffect(() => topic === null ? undefined : liveClient().follow(topic, tell), [topic]);
  return known;
}

/** The values of a topic that has no list. */
export function useFields<Fields extends object>(topic: string, initial: Fields): Fields {
  const known = useTopic(topic);
  // The server told them by the same type.
  return known === null ? initial : known.window.fields as Fields;
}

/** A list as a reader sees it. */
export interface Shown<Item> {
  /** Null: it was not read yet. */
  readonly items: readonly Item[] | null;
  /** How many rows wait until the reader's pointer or focus has left the list. */
  readonly waiting: number;
  /** Why the list cannot be read now; null: it can. */
  readonly trouble: string | null;
}

/**
 * A list that follows a topic. While `isHeld`, its rows stay where they are: they are kept up to date,
 * and none comes or goes.
 */
export function useList<Item extends object>(
  topic: string,
  { initial, key, isHeld, most }: {
    readonly initial: readonly Item[] | null;
    readonly key: string;
    readonly isHeld: boolean;
    /** Most rows that are shown. */
    readonly most?: number;
  },
): Shown<Item> {
  const known = useTopic(topic);
  const shown = useRef(initial);
  return useMemo(() => {
    const newest = known === null
      ? initial
      : (known.window.items as readonly Item[]).slice(0, most ?? known.window.items.length);
    const next = isHeld && newest !== null && shown.current !== null
      ? held(shown.current, newest, key)
      : { items: newest, waiting: 0 };
    shown.current = next.items;
    return { ...next, trouble: known?.trouble ?? null };
  }, [known, isHeld, initial, key, most]);
}

/** The rows that are shown, each as it is now, and how many that are new. */
export function held<Item extends object>(
  shown: readonly Item[],
  newest: readonly Item[],
  key: string,
): { readonly items: readonly Item[]; readonly waiting: number } {
  const id = (item: Item) => idOf(item as Json, key);
  const now = new Map(newest.map((item) => [id(item), item]));
  const before = new Set(shown.map(id));
  return {
    items: shown.map((item) => now.get(id(item)) ?? item),
    waiting: newest.filter((item) => !before.has(id(item))).length,
  };
}

/** How the connection is. */
export function useStatus(): Status {
  const [status, tell] = useState<Status>({ kind: "reconnecting", heardAt: null });
  useEffect(() => liveClient().watch(tell), []);
  return status;
}

/** The browser's time zone; null where only the server's guess is known. */
const zone: Signal<string | null> = signal(null);

/** Tells every island of the page in which time zone its reader is. */
export function setReaderZone(timeZone: string): void {
  zone.value = timeZone;
}

/** The reader as the server took him to be, in the time zone that he is in. */
export function useReader({ locale, timeZone }: Reader): Reader {
  const now = zone.value ?? timeZone;
  return useMemo(() => ({ locale, timeZone: now }), [locale, now]);
}

/** A moment of the market's present day: it changes when the reader's day does. */
export function useToday(initial: string | null, reader: Reader): string | null {
  const [today, setToday] = useState(initial);
  useEffect(() => {
    const { day } = figuresOf(reader);
    return liveClient().follow("frame", ({ window }) => {
      const { marketTime: now } = window.fields;
      if (typeof now !== "string") return;
      setToday((before) => before !== null && day(before) === day(now) ? before : now);
    });
  }, [reader]);
  return today;
}

/** Whether the reader is busy in a part of the page, with a mouse or the keyboard. */
export function useHold() {
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const whilePointed = (inside: boolean) => ({ pointerType }: PointerEvent) =>
    // A finger that has lifted leaves no pointer behind.
    setPointed(inside && pointerType === "mouse");
  return {
    isHeld: pointed || focused,
    handlers: {
      onPointerEnter: whilePointed(true),
      onPointerLeave: whilePointed(false),
      onFocusIn: () => setFocused(true),
      onFocusOut: () => setFocused(false),
    },
  };
}
