/** Kinds of post, in the order in which they are recognised: whom they rate, what they report, … */
const KINDS: readonly RegExp[] = [
  /upgrade|downgrade|price target|initiated|started at|overweight|outperform|\b(?:buy|hold)\b/i,
  /EPS|revenue|beats|misses|reports|earnings|results|quarter|Q[1-4]|FFO/i,
  /^\$/,
  /dividend|offering|prices|notes|IPO/i,
  /https?:/,
];

/** How many kinds of post there are. */
export const KIND_COUNT = KINDS.length + 1;

/**
 * Which kind of post a text is, from 0: by its shape and subject, not by its label. Whoever learns from
 * all kinds but one and is tried on that one meets something unlike what it learned from, as it does
 * outside.
 */
export function kindOf(text: string): number {
  const found = KINDS.findIndex((kind) => kind.test(text));
  return found < 0 ? KINDS.length : found;
}
