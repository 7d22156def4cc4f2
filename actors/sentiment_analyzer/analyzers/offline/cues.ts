import {
  BAD,
  BAD_IF_UP,
  COMPARISONS,
  CONCESSIONS,
  DOWN,
  GOOD,
  GOOD_IF_UP,
  NEGATORS,
  NUMBER_WORDS,
  TURNS,
  UP,
} from "./lexicon.ts";
import { isUnit, type Token } from "./tokens.ts";

/**
 * How a cue speaks: `moves` says that something rises or falls and what (`profit rose`), `bare` only
 * that, `event` is good or bad by itself (`downgraded`), `compared` are two numbers of which one was
 * earlier, `signed` is a change with its sign (`+3%`), `state` is a profit or loss as such.
 */
export const CUE_KINDS = ["moves", "bare", "event", "compared", "signed", "state"] as const;
/** See {@link CUE_KINDS}. */
export type CueKind = (typeof CUE_KINDS)[number];

/** A part of a text that speaks for good or bad. */
export interface Cue {
  readonly kind: CueKind;
  /** From -1 (bad) to 1 (good); smaller in size where it is denied or conceded. */
  readonly weight: number;
  /** The words that say it, for people. */
  readonly words: string;
  /** Index of its token. */
  readonly at: number;
}

const TRANSITIVE = new Set(
  `cut cuts cutting trim trims trimmed reduce reduces reduced reducing slash slashes slashed lower
  lowers lowered lowering raise raises raised raising hike hikes hiked boost boosts boosted boosting
  lift lifts lifted lifting increase increases increased increasing expand expands expanded shed sheds
  narrow narrows narrowed widen widens widened improve improves improved improving ease eases eased
  growth decline decrease rise drop fall improvement reduction higher lower double doubles doubled
  halve halves halved strengthen strengthens strengthened lost loses losing`.split(/\s+/),
);
const EXTREMES_BEFORE = new Set(
  "record all-time week year month new day multi-year fresh".split(" "),
);
const AIMS = new Set("record high highs target targets milestone milestones peak".split(" "));
const RATING_BEFORE = new Set(
  "at to rated strong reiterates reiterated maintains maintained".split(" "),
);
const TURNED = new Set(
  "swung swings swing turned turns turning returned returns return swinging back".split(" "),
);
const BACK_MAX = 7;
const AHEAD_MAX = 4;
const COMPARED_MAX = 9;

/** Everything in a text that speaks for good or bad, in its order. */
export function cuesOf(tokens: readonly Token[]): Cue[] {
  const cues: Cue[] = [];
  const used = new Set<number>();
  for (let at = 0; at < tokens.length; at++) {
    const cue = cueAt(tokens, at, used);
    if (cue === null || cue.weight === 0) continue;
    cues.push({ ...cue, weight: cue.weight * emphasis(tokens, at) });
  }
  // A loss of which it is said that it narrowed is no further bad news.
  return cues.filter(({ kind, at }) => kind !== "state" || !used.has(at));
}

function cueAt(tokens: readonly Token[], at: number, used: Set<number>): Cue | null {
  const { text, kind, value, signed } = tokens[at]!;
  if (kind === "percent" && signed && value !== null && value !== 0) {
    return { kind: "signed", weight: Math.sign(value), words: value > 0 ? "+%" : "−%", at };
  }
  if (kind !== "word") return null;
  const compared = COMPARISONS.has(text) ? comparison(tokens, at) : null;
  if (compared !== null) return compared;
  const direction = UP.has(text) ? 1 : DOWN.has(text) ? -1 : 0;
  if (direction !== 0) return movement(tokens, at, direction, used);
  if (/^(highs?|lows?)$/.test(text)) return extreme(tokens, at);
  if (text === "buy" || text === "sell") return rating(tokens, at);
  if (GOOD.has(text)) return good(tokens, at);
  if (BAD.has(text)) return bad(tokens, at);
  if (/^(loss|losses|profit|profits)$/.test(text)) return state(tokens, at);
  return null;
}

/** `profit rose`, `cuts costs`, `growth in sales`; a direction of nothing known is only `bare`. */
function movement(
  tokens: readonly Token[],
  at: number,
  direction: number,
  used: Set<number>,
): Cue {
  const { text } = tokens[at]!;
  const before = metric(tokens, at, -1, BACK_MAX);
  const after = metric(tokens, at, 1, AHEAD_MAX);
  const first = TRANSITIVE.has(text) ? after ?? before : before ?? after;
  const weight = direction * denial(tokens, at);
  if (first === null) return { kind: "bare", weight, words: text, at };
  used.add(first.at);
  const what = tokens[first.at]!.text;
  const words = first.at < at ? `${what} ${text}` : `${text} ${what}`;
  return { kind: "moves", weight: weight * first.sign, words, at };
}

/** The nearest thing that rises or falls, within the clause and not beyond another direction. */
function metric(
  tokens: readonly Token[],
  from: number,
  step: 1 | -1,
  max: number,
): { at: number; sign: number } | null {
  for (let at = from + step, n = 0; n < max; at += step, n++) {
    const token = tokens[at];
    if (token === undefined || isBoundary(token)) return null;
    if (token.kind !== "word") continue;
    if (BAD_IF_UP.has(token.text)) return { at, sign: -1 };
    if (GOOD_IF_UP.has(token.text)) return { at, sign: 1 };
    if (step === 1 && (UP.has(token.text) || DOWN.has(token.text))) return null;
  }
  return null;
}

/** `a profit of 5 mn, compared to 3 mn`; `EPS 1.20 vs 1.10`. */
function comparison(tokens: readonly Token[], at: number): Cue | null {
  const now = number(tokens, at, -1);
  const then = number(tokens, at, 1);
  if (now === null || then === null || tokens[now]!.kind !== tokens[then]!.kind) return null;
  const difference = tokens[now]!.value! - tokens[then]!.value!;
  const subject = subjectOf(tokens, now);
  if (subject === null) return null;
  const other = between(tokens, at, then);
  const words = `${tokens[subject.at]!.text} ${tokens[at]!.text} before`;
  if (other !== null && other !== subject.sign) {
    return { kind: "compared", weight: subject.sign, words, at };
  }
  if (difference === 0) return null;
  return { kind: "compared", weight: Math.sign(difference) * subject.sign, words, at };
}

function number(tokens: readonly Token[], from: number, step: 1 | -1): number | null {
  for (let at = from + step, n = 0; n < COMPARED_MAX; at += step, n++) {
    const token = tokens[at];
    if (token === undefined || (token.kind === "mark" && !/[,()]/.test(token.text))) return null;
    if (token.kind === "number" || token.kind === "percent") {
      if (token.value === null) return null;
      if (!isYear(token, tokens[at + 1])) return at;
      continue;
    }
    if (token.kind === "word" && !NUMBER_WORDS.has(token.text) && !isUnit(token.text)) {
      if (step === 1 || n > 3) return null;
    }
  }
  return null;
}

function isYear({ kind, value }: Token, next: Token | undefined): boolean {
  const plain = next === undefined || !isUnit(next.text);
  return kind === "number" && plain && Number.isInteger(value) && value! >= 1900 && value! <= 2100;
}

function subjectOf(tokens: readonly Token[], from: number): { at: number; sign: number } | null {
  for (let at = from - 1; at >= Math.max(0, from - 20); at--) {
    const { text, kind } = tokens[at]!;
    if (kind === "mark" && text === ".") return null;
    if (/^loss(es)?$/.test(text) || BAD_IF_UP.has(text)) return { at, sign: -1 };
    if (GOOD_IF_UP.has(text)) return { at, sign: 1 };
  }
  return null;
}

/** A profit or loss named between the comparing word and the earlier number. */
function between(tokens: readonly Token[], from: number, to: number): number | null {
  for (let at = from + 1; at < to; at++) {
    const { text } = tokens[at]!;
    if (/^loss(es)?$/.test(text)) return -1;
    if (/^profits?$/.test(text)) return 1;
  }
  return null;
}

function extreme(tokens: readonly Token[], at: number): Cue | null {
  const { text } = tokens[at]!;
  const before = [tokens[at - 1]?.text, tokens[at - 2]?.text];
  if (!before.some((word) => word !== undefined && EXTREMES_BEFORE.has(word))) return null;
  return { kind: "event", weight: text.startsWith("high") ? 1 : -1, words: `new ${text}`, at };
}

function rating(tokens: readonly Token[], at: number): Cue | null {
  const { text } = tokens[at]!;
  const before = tokens[at - 1]?.text;
  const next = tokens[at + 1];
  const final = next === undefined || next.kind === "mark" ||
    /^(rating|at|from|by)$/.test(next.text);
  if (before === undefined || !RATING_BEFORE.has(before) || !final) return null;
  return { kind: "event", weight: text === "buy" ? 1 : -1, words: `${before} ${text}`, at };
}

function good(tokens: readonly Token[], at: number): Cue | null {
  const { text } = tokens[at]!;
  const next = [tokens[at + 1], tokens[at + 2]];
  if (text === "record" && /^(dates?|of)$/.test(next[0]?.text ?? "")) return null;
  const worse = next.find((token) => token?.kind === "word" && BAD_IF_UP.has(token.text));
  const weight = (worse === undefined ? 1 : -1) * denial(tokens, at);
  return { kind: "event", weight, words: worse ? `${text} ${worse.text}` : text, at };
}

function bad(tokens: readonly Token[], at: number): Cue | null {
  const { text } = tokens[at]!;
  const next = [1, 2, 3].map((n) => tokens[at + n]?.text ?? "");
  if (/^hits?$/.test(text) && next.some((word) => AIMS.has(word))) return null;
  return { kind: "event", weight: -denial(tokens, at), words: text, at };
}

function state(tokens: readonly Token[], at: number): Cue | null {
  const { text } = tokens[at]!;
  const sign = text.startsWith("loss") ? -1 : 1;
  const turned = [1, 2, 3, 4].some((n) => TURNED.has(tokens[at - n]?.text ?? ""));
  if (sign === 1 && !turned) return null;
  // "from a loss" and "compared to a loss" speak of what was.
  const past = [1, 2, 3].some((n) => COMPARISONS.has(tokens[at - n]?.text ?? ""));
  const weight = (past ? -sign : sign) * denial(tokens, at);
  return { kind: turned ? "moves" : "state", weight, words: turned ? `to ${text}` : text, at };
}

/** 1; less than nothing behind a negation. */
function denial(tokens: readonly Token[], at: number): number {
  for (let n = 1; n <= 3; n++) {
    const token = tokens[at - n];
    if (token === undefined || isBoundary(token)) return 1;
    if (NEGATORS.has(token.text)) return -0.7;
    if (token.text === "to" && FAILING.has(tokens[at - n - 1]?.text ?? "")) return -0.7;
  }
  return 1;
}

const FAILING = new Set("fails fail failed failing unable refuses refused".split(" "));

/** What is conceded ("despite weak demand, ...") counts half; what comes after "but" in full. */
function emphasis(tokens: readonly Token[], at: number): number {
  for (let back = at - 1; back >= 0; back--) {
    const { text, kind } = tokens[back]!;
    if (kind === "mark") break;
    if (CONCESSIONS.has(text)) return 0.5;
  }
  for (let ahead = at + 1; ahead < tokens.length; ahead++) {
    const { text, kind } = tokens[ahead]!;
    if (kind === "mark" && text === ".") break;
    if (TURNS.has(text)) return 0.5;
  }
  return 1;
}

function isBoundary({ kind, text }: Token): boolean {
  if (kind === "mark") return text !== "," && text !== "(" && text !== ")";
  return TURNS.has(text);
}
