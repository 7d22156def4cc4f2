import { createHash } from "node:crypto";
import { Buffer } from "node:buffer";

/** Gives so many random bytes that nobody can guess. */
export type NewSecret = (bytes: number) => Uint8Array<ArrayBuffer>;

/** Letters of codes that people type: none looks like another. */
const LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789";

/** What is kept of a secret: its SHA-256, base64url. Secrets are random, so no salt is needed. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Bytes as text for URLs and cookies. */
export function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64url");
}

/** A code for people, in groups of five: `XXXXX-XXXXX`. Each letter carries 4.9 bits. */
export function newCode(newSecret: NewSecret, letters: number): string {
  const found: string[] = [];
  while (found.length < letters) {
    for (const byte of newSecret(letters)) {
      // Bytes beyond the last multiple would make some letters likelier than others.
      if (byte >= 256 - 256 % LETTERS.length || found.length === letters) continue;
      found.push(LETTERS[byte % LETTERS.length]!);
    }
  }
  return found.join("").replace(/.{5}(?=.)/g, "$&-");
}

/** A code as it was typed, in the form that is hashed: case, spaces and dashes do not matter. */
export function plainCode(typed: string): string {
  return typed.toUpperCase().replace(/[\s-]/g, "");
}
