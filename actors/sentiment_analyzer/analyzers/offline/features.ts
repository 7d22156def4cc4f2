import { afinn165FinancialMarketNews as afinn } from "afinn-165-financialmarketnews";
import { type Cue, CUE_KINDS, type CueKind, cuesOf } from "./cues.ts";
import { NEGATORS } from "./lexicon.ts";
import { type Token, tokensOf } from "./tokens.ts";

/** Slots into which word n-grams are hashed: a power of two. */
export const BUCKETS = 1 << 15;

/** What a kind of cue is worth before anything is learned. */
const PRIOR: Readonly<Record<CueKind, number>> = {
  moves: 1,
  bare: 0.5,
  event: 0.8,
  compared: 1.2,
  signed: 0.6,
  state: 0.6,
};

/** Names of the dense features, in order. */
export const DENSE_NAMES: readonly string[] = [
  "bias",
  ...CUE_KINDS.flatMap((kind) => [`${kind} good`, `${kind} bad`]),
  "sum good",
  "sum bad",
  "net good",
  "net bad",
  "lexicon good",
  "lexicon bad",
  "no cue",
  "mixed",
  "question",
  "length",
];

/** What an analyser of ours sees in a text. */
export interface TextFeatures {
  readonly cues: readonly Cue[];
  /** Values of {@link DENSE_NAMES}. */
  readonly dense: Float64Array;
  /** Slots of the text's n-grams, each once. */
  readonly slots: Uint32Array;
  /** Slots of its single words, each once: whether the text is of a known kind. */
  readonly wordSlots: Uint32Array;
}

/** See {@link TextFeatures}. */
export function featuresOf(text: string): TextFeatures {
  const tokens = tokensOf(text);
  const cues = cuesOf(tokens);
  const words = tokens.filter(({ kind }) => kind !== "mark").map(abstract);
  const singles = new Set<number>();
  const grams = new Set<number>();
  for (const [index, word] of words.entries()) {
    singles.add(slotOf(word));
    const next = words[index + 1] ?? "<end>";
    grams.add(slotOf(`${word} ${next}`));
    if (words[index + 2] !== undefined) grams.add(slotOf(`${word} _ ${words[index + 2]}`));
  }
  return {
    cues,
    dense: denseOf(tokens, cues),
    slots: Uint32Array.from(new Set([...singles, ...grams])),
    wordSlots: Uint32Array.from(singles),
  };
}

function denseOf(tokens: readonly Token[], cues: readonly Cue[]): Float64Array {
  let good = 0, bad = 0;
  const byKind = new Map<string, number>();
  for (const { kind, weight } of cues) {
    const size = Math.abs(weight);
    const name = `${kind} ${weight > 0 ? "good" : "bad"}`;
    byKind.set(name, (byKind.get(name) ?? 0) + size);
    if (weight > 0) good += size * PRIOR[kind];
    else bad += size * PRIOR[kind];
  }
  const lexicon = lexiconScore(tokens);
  const net = good - bad;
  const values: Record<string, number> = {
    bias: 1,
    "sum good": Math.tanh(good / 2),
    "sum bad": Math.tanh(bad / 2),
    "net good": Math.tanh(Math.max(0, net)),
    "net bad": Math.tanh(Math.max(0, -net)),
    "lexicon good": Math.tanh(lexicon.good / 4),
    "lexicon bad": Math.tanh(lexicon.bad / 4),
    "no cue": cues.length === 0 ? 1 : 0,
    mixed: good > 0 && bad > 0 ? 1 : 0,
    question: tokens.some(({ text }) => text === "?") ? 1 : 0,
    length: Math.min(1, tokens.length / 40),
  };
  return Float64Array.from(
    DENSE_NAMES,
    (name) => values[name] ?? Math.min(1, (byKind.get(name) ?? 0) / 1.5),
  );
}

/** Sums of the bare word list, with negation: the yardstick, and one feature among others. */
export function lexiconScore(
  tokens: readonly Token[],
): { readonly good: number; readonly bad: number } {
  let good = 0, bad = 0;
  for (const [index, { text, kind }] of tokens.entries()) {
    const value = kind === "word" && Object.hasOwn(afinn, text) ? afinn[text]! : 0;
    if (value === 0) continue;
    const denied = [1, 2, 3].some((n) => NEGATORS.has(tokens[index - n]?.text ?? ""));
    const counted = denied ? -0.7 * value : value;
    if (counted > 0) good += counted;
    else bad -= counted;
  }
  return { good, bad };
}

/** A word as the learned part sees it: numbers are alike, changes are known by their sign. */
function abstract({ text, kind, signed, value }: Token): string {
  if (kind !== "word") return signed && value !== null ? (value < 0 ? "<down>" : "<up>") : text;
  return text;
}

/** FNV-1a with a final mix, over the UTF-16 units. */
export function slotOf(gram: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < gram.length; i++) {
    hash = Math.imul(hash ^ gram.charCodeAt(i), 0x01000193);
  }
  hash ^= hash >>> 15;
  hash = Math.imul(hash, 0x2c1b3c6d);
  return (hash ^ (hash >>> 12)) & (BUCKETS - 1);
}
