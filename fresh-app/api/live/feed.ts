import type { Millis } from "../../../runtime/clock/clock.ts";
import { advance, emptyJournal, type Journal } from "./journal.ts";
import type { News } from "./notice.ts";
import type { Read } from "./session.ts";
import type { Source } from "./sources.ts";

/** A topic is read at most so often when messages came, in ms. */
export const SOON_MS = 300;

/** And so often when there were watermarks alone: what tells no message shows by then, in ms. */
export const LATER_MS = 1_000;

/** After a read that failed, in ms. */
export const AGAIN_MS = 2_000;

/** What came of a reading: whether there is something new, and what is to be said of its failures. */
export interface Refreshed {
  readonly changed: boolean;
  readonly trouble: "began" | "ended" | null;
}

const NOTHING: Refreshed = { changed: false, trouble: null };

/** Everything that one topic's followers share. It is read once for all of them. */
export class Feed<Follower> {
  readonly followers = new Set<Follower>();
  /** Since when nobody has followed it; null: somebody does. */
  idleSince: Millis | null = null;
  /** Why it could not be read last; null: it could. */
  trouble: string | null = null;
  #journal: Journal;
  #readAt: Millis = -Infinity;
  #dueAt: Millis;
  #reading = false;

  constructor(readonly topic: string, readonly source: Source, base: number, now: Millis) {
    this.#journal = emptyJournal(topic, source.key, base);
    this.#dueAt = now;
  }

  /** What was told; null before the first reading. */
  get journal(): Read | null {
    const { window } = this.#journal;
    return window === null ? null : { ...this.#journal, window };
  }

  /** The number of what was told last. */
  get seq(): number {
    return this.#journal.seq;
  }

  /** Takes notice of what came to one of its streams. */
  noticed(news: News): void {
    if (news === "nothing") return;
    const wait = news === "messages" ? SOON_MS : LATER_MS;
    this.#dueAt = Math.min(this.#dueAt, this.#readAt + wait);
  }

  /** Reads the topic if it is time to. */
  async refresh(
    now: Millis,
    read: (source: Source) => Promise<Read["window"]>,
  ): Promise<Refreshed> {
    if (this.#reading || now < this.#dueAt) return NOTHING;
    this.#reading = true;
    this.#readAt = now;
    this.#dueAt = now + (this.source.everyMs ?? Infinity);
    try {
      const before = this.#journal;
      this.#journal = advance(before, await read(this.source));
      const recovered = this.trouble !== null;
      this.trouble = null;
      return { changed: this.#journal !== before, trouble: recovered ? "ended" : null };
    } catch (error) {
      this.#dueAt = now + AGAIN_MS;
      const isNew = this.trouble === null;
      this.trouble = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      return { changed: false, trouble: isNew ? "began" : null };
    } finally {
      this.#reading = false;
    }
  }
}
