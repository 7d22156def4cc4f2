import type { ServerMessage, SnapshotReason } from "../../live/messages.ts";
import { diff, type Window } from "../../live/window.ts";

/** Most changes of a topic that are kept for clients that come back. */
export const DELTAS_MAX = 256;

/** Most characters of them. */
export const DELTAS_CHARS_MAX = 1_000_000;

/** A change as it is told: written once, for all who follow the topic. */
export interface Delta {
  readonly seq: number;
  readonly text: string;
}

/** What was told of a topic in the life of this server. */
export interface Journal {
  readonly topic: string;
  /** Names the id of an item. */
  readonly key: string;
  /** Of the newest window. */
  readonly seq: number;
  /** Null: it was not read yet. */
  readonly window: Window | null;
  /** The newest changes, oldest first, without a gap up to `seq`. */
  readonly deltas: readonly Delta[];
}

/**
 * The journal of a topic of which nothing was told yet. Its numbers begin after `base`: no place that
 * a client ever had in an earlier journal of the topic is one in this.
 */
export function emptyJournal(topic: string, key: string, base: number): Journal {
  return { topic, key, seq: base, window: null, deltas: [] };
}

/** The journal with the window as it is now: the same journal where nothing changed. */
export function advance(journal: Journal, window: Window): Journal {
  const { topic, key } = journal;
  const seq = journal.seq + 1;
  // Nobody has anything yet that could be changed.
  if (journal.window === null) return { ...journal, seq, window };
  const change = diff(journal.window, window, key);
  if (change === null) return journal;
  const message: ServerMessage = { type: "delta", topic, seq, ...change };
  const deltas = bounded([...journal.deltas, { seq, text: JSON.stringify(message) }]);
  return { ...journal, seq, window, deltas };
}

/** The changes after a place, oldest first; null where some of them are no longer kept. */
export function since({ seq, deltas }: Journal, after: number): readonly Delta[] | null {
  if (after > seq || after < seq - deltas.length) return null;
  return deltas.slice(deltas.length - (seq - after));
}

/** The whole window, as it is told. */
export function snapshotText(
  { topic, key, seq, window }: Journal & { readonly window: Window },
  reason: SnapshotReason,
): string {
  const message: ServerMessage = { type: "snapshot", topic, seq, reason, key, ...window };
  return JSON.stringify(message);
}

function bounded(deltas: readonly Delta[]): readonly Delta[] {
  let chars = 0;
  let first = deltas.length;
  while (first > 0 && deltas.length - first < DELTAS_MAX) {
    chars += deltas[first - 1]!.text.length;
    if (chars > DELTAS_CHARS_MAX) break;
    first--;
  }
  return first === 0 ? deltas : deltas.slice(first);
}
