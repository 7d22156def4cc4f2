import { seedOf } from "../../../runtime/clock/seeded.ts";
import type { StoryText } from "./text.ts";

/** Shingles kept of a text; of longer ones the smallest hashes, which are a fair sample. */
const SHINGLES_MAX = 96;

/** The hashes of a text's words and pairs of neighbouring words, ascending and distinct. */
export function shinglesOf({ words }: StoryText): number[] {
  const hashes = new Set<number>();
  for (const [i, word] of words.entries()) {
    hashes.add(seedOf(word));
    const next = words[i + 1];
    if (next !== undefined) hashes.add(seedOf(`${word} ${next}`));
  }
  return [...hashes].sort((a, b) => a - b).slice(0, SHINGLES_MAX);
}

/**
 * Jaccard similarity of two sets of shingles: what they share as a part of what they have together,
 * 0 to 1. Where one was cut short both are compared up to where it ends (a bottom-k sketch, Broder
 * 1997, "On the resemblance and containment of documents").
 */
export function similarity(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) return 0;
  const end = Math.min(limitOf(a), limitOf(b));
  let shared = 0;
  let together = 0;
  for (let i = 0, j = 0;;) {
    const left = i < a.length && a[i]! <= end ? a[i]! : Infinity;
    const right = j < b.length && b[j]! <= end ? b[j]! : Infinity;
    if (left === Infinity && right === Infinity) break;
    together++;
    if (left === right) shared++;
    if (left <= right) i++;
    if (right <= left) j++;
  }
  return together === 0 ? 0 : shared / together;
}

function limitOf(shingles: readonly number[]): number {
  return shingles.length < SHINGLES_MAX ? Infinity : shingles.at(-1)!;
}

const BANDS = 16;
const ROWS = 2;

/**
 * The bands of a MinHash signature (Broder 1997; banding: Leskovec, Rajaraman, Ullman, "Mining of
 * Massive Datasets", 3.4). Texts that share one are compared. Of two whose similarity is s, a share
 * of 1 - (1 - s²)^16 meets: 0.9999 at 0.66, 0.99 at 0.5.
 */
export function bandsOf(shingles: readonly number[]): string[] {
  return Array.from({ length: BANDS }, (_, band) => {
    const rows = Array.from({ length: ROWS }, (_, row) => minimum(shingles, band * ROWS + row));
    return `${band}:${rows.join(",")}`;
  });
}

function minimum(shingles: readonly number[], nth: number): number {
  let least = 0xffffffff;
  for (const shingle of shingles) least = Math.min(least, mixed(shingle ^ salt(nth)));
  return least;
}

function salt(nth: number): number {
  return Math.imul(nth + 1, 0x9e3779b1);
}

/** The finaliser of MurmurHash3 (Appleby, public domain): a permutation of 32-bit numbers. */
function mixed(value: number): number {
  let h = value >>> 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
