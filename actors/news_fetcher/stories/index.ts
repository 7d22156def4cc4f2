import { z } from "zod";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { contradicts } from "./contradiction.ts";
import { bandsOf, shinglesOf, similarity } from "./shingles.ts";
import { type StoryText, storyText } from "./text.ts";

/** How copies are found. */
export interface StoryRules {
  /** From this similarity on, 0 to 1, a text is a copy. */
  readonly threshold: number;
  /** How long after its first telling a story still takes copies: market time, milliseconds. */
  readonly windowMs: number;
  /** Stories that are remembered at most; the oldest go first. */
  readonly storiesMax: number;
}

/** A text as a story's first telling: what later ones are compared with. Plain JSON. */
export const toldStorySchema = z.strictObject({
  at: z.int(),
  /** Its place in the order of telling. */
  nth: z.int().nonnegative(),
  shingles: z.array(z.int().nonnegative()),
  words: z.array(z.string()),
  symbols: z.array(z.string()),
  names: z.array(z.string()).default([]),
  numbers: z.array(z.string()),
});
type ToldStory = z.output<typeof toldStorySchema>;

/** What an article is to the stories so far. */
export interface Placed {
  /** Its own id, or that of the first article of the story that it repeats. */
  readonly storyId: string;
  /** The story to remember, where it is a new one. */
  readonly told: ToldStory | null;
  /** Stories that are too old, or too many, and may be forgotten. */
  readonly forgotten: readonly string[];
}

/**
 * The stories of late. Each article is compared with first tellings only, so that a chain of small
 * edits never grows into one story; of several that fit, the most alike, then the earliest.
 */
export class StoryIndex {
  /** In order of telling. */
  readonly #stories = new Map<string, ToldStory>();
  readonly #byBand = new Map<string, Set<string>>();

  #next = 0;

  constructor(private readonly rules: StoryRules) {}

  get size(): number {
    return this.#stories.size;
  }

  /** Takes up a story that was told before. Call in order of telling. */
  restore(storyId: string, told: ToldStory): void {
    this.#stories.set(storyId, told);
    this.#next = Math.max(this.#next, told.nth + 1);
    for (const band of bandsOf(told.shingles)) {
      const ids = this.#byBand.get(band);
      if (ids === undefined) this.#byBand.set(band, new Set([storyId]));
      else ids.add(storyId);
    }
  }

  /** Finds the article's story, or begins one. `at` must not go back. */
  place(articleId: string, title: string, lead: string, at: Millis): Placed {
    const forgotten = this.#forget(at);
    const text = storyText(title, lead);
    const shingles = shinglesOf(text);
    const storyId = this.#find(text, shingles);
    if (storyId !== null) return { storyId, told: null, forgotten };
    const told: ToldStory = {
      at,
      nth: this.#next,
      shingles,
      words: [...text.words],
      symbols: [...text.symbols],
      names: [...text.names],
      numbers: [...text.numbers],
    };
    this.restore(articleId, told);
    return { storyId: articleId, told, forgotten };
  }

  #find(text: StoryText, shingles: readonly number[]): string | null {
    let best: { id: string; alike: number; at: Millis } | null = null;
    if (shingles.length === 0) return null;
    const candidates = new Set<string>();
    for (const band of bandsOf(shingles)) {
      for (const id of this.#byBand.get(band) ?? []) candidates.add(id);
    }
    for (const id of candidates) {
      const told = this.#stories.get(id)!;
      const alike = similarity(shingles, told.shingles);
      if (alike < this.rules.threshold || contradicts(text, told)) continue;
      const isBetter = best === null || alike > best.alike ||
        alike === best.alike && (told.at < best.at || told.at === best.at && id < best.id);
      if (isBetter) best = { id, alike, at: told.at };
    }
    return best?.id ?? null;
  }

  #forget(now: Millis): string[] {
    const forgotten: string[] = [];
    for (const [id, { at, shingles }] of this.#stories) {
      const isFull = this.#stories.size >= this.rules.storiesMax;
      if (!isFull && now - at <= this.rules.windowMs) break;
      this.#stories.delete(id);
      for (const band of bandsOf(shingles)) {
        const ids = this.#byBand.get(band);
        ids?.delete(id);
        if (ids?.size === 0) this.#byBand.delete(band);
      }
      forgotten.push(id);
    }
    return forgotten;
  }
}
