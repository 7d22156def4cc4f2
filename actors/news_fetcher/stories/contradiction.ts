import type { StoryText } from "./text.ts";

/** Words of which one says the opposite of the other: whoever swaps them tells another story. */
const OPPOSITES: readonly (readonly [string, string])[] = [
  ["up", "down"],
  ["beats", "misses"],
  ["beat", "miss"],
  ["rises", "falls"],
  ["rise", "fall"],
  ["gains", "losses"],
  ["gain", "loss"],
  ["rally", "drop"],
  ["rallies", "drops"],
  ["surge", "slump"],
  ["surges", "slumps"],
  ["jump", "drop"],
  ["jumps", "drops"],
  ["climbs", "slips"],
  ["raises", "cuts"],
  ["raised", "cut"],
  ["higher", "lower"],
  ["upgrade", "downgrade"],
  ["upgraded", "downgraded"],
  ["upgrades", "downgrades"],
  ["buy", "sell"],
  ["bullish", "bearish"],
  ["long", "short"],
  ["call", "put"],
  ["calls", "puts"],
  ["wins", "loses"],
  ["approves", "rejects"],
];

/**
 * Whether two texts, however alike, tell different things: about other tickers, with another number
 * on each side, about somebody else (`Apple upgraded to buy`, `Dell upgraded to buy`), or the opposite. Templates ("X beats estimates by 3 %") differ in nothing else.
 */
export function contradicts(a: StoryText, b: StoryText): boolean {
  if (a.symbols.length > 0 && b.symbols.length > 0) {
    const shared = a.symbols.filter((symbol) => b.symbols.includes(symbol)).length;
    if (shared === 0) return true;
  }
  if (lacks(a.numbers, b.numbers) && lacks(b.numbers, a.numbers)) return true;
  const [left, right] = [new Set(a.words), new Set(b.words)];
  if (differsInNames(a, right) && differsInNames(b, left)) return true;
  return OPPOSITES.some(([one, other]) =>
    saysOnly(left, one, other) && saysOnly(right, other, one) ||
    saysOnly(left, other, one) && saysOnly(right, one, other)
  );
}

function saysOnly(words: ReadonlySet<string>, word: string, opposite: string): boolean {
  return words.has(word) && !words.has(opposite);
}

/** Whether a text has words that the other lacks, and they are all names. */
function differsInNames({ words, names }: StoryText, others: ReadonlySet<string>): boolean {
  const own = words.filter((word) => !others.has(word));
  return own.length > 0 && own.every((word) => names.includes(word));
}

function lacks(numbers: readonly string[], others: readonly string[]): boolean {
  return others.some((number) => !numbers.includes(number));
}
