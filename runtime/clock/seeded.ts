import type { Randomness } from "./clock.ts";

/**
 * A small, fast, seedable generator (mulberry32, Tommy Ettinger, public domain):
 * the same seed gives the same sequence on every machine. Not for secrets.
 */
export function seededRandomness(seed: number): Randomness {
  let a = seed >>> 0;
  return {
    next() {
      a = (a + 0x6d2b79f5) >>> 0;
      let t = a;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  };
}

/** A 32-bit seed from any text (FNV-1a), so that named streams of randomness stay independent. */
export function seedOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    hash ^= text.charCodeAt(i);
    hash = Math.imul(hash, 0x01000193);
  }
  return hash >>> 0;
}
