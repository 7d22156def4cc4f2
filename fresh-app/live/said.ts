import { type ReadonlySignal, signal } from "@preact/signals";
import { systemClock } from "../../runtime/clock/system.ts";

/** A listener is told at most one sentence in this time, in ms. */
const PAUSE_MS = 5_000;

const said = signal("");
let waiting: string | null = null;
let pausing = false;

/** What a screen reader is told now: the text of the page's one status region. */
export const saidNow: ReadonlySignal<string> = said;

/** Has a sentence told to whoever listens; of several within the pause the last is told. */
export function say(sentence: string): void {
  waiting = sentence;
  if (pausing) return;
  pausing = true;
  said.value = waiting;
  waiting = null;
  systemClock.after(PAUSE_MS, () => {
    pausing = false;
    if (waiting !== null) say(waiting);
  });
}
