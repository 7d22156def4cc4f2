import { createHash } from "node:crypto";

/**
 * An identifier derived from what it names: the same parts give the same id in every run, so a
 * message that is produced twice is recognised as one. 128 bits of SHA-256, as 32 hex digits.
 */
export function derivedId(...parts: readonly (string | number)[]): string {
  // The separator cannot occur in a part's JSON, so ("ab","c") and ("a","bc") differ.
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 32);
}
