/** Words of a lead that take part in the comparison: the rest differs from paper to paper. */
const LEAD_WORDS_MAX = 24;
/** Words of a text that are compared at all. */
const WORDS_MAX = 64;

/** What two texts are compared by. */
export interface StoryText {
  /** In lower case, in order, without links, mentions and marks of forwarding. */
  readonly words: readonly string[];
  /** Cashtags and tickers in brackets, in order and once. */
  readonly symbols: readonly string[];
  /** Words of the title that are names by their capitals; none where every word has one. */
  readonly names: readonly string[];
  /** Numbers as written, without their separators, and days of the week: another is another fact. */
  readonly numbers: readonly string[];
}

/**
 * Reduces a title and its lead to what a copy keeps. Links, "RT", mentions, and the word that a
 * length limit cut through ("earni…") are what copies add or lose, so they are left out.
 */
export function storyText(title: string, lead: string): StoryText {
  const written = stripped(title);
  const own = written.toLowerCase();
  const rest = stripped(lead).toLowerCase();
  const text = `${own} ${rest}`;
  const titleWords = wordsOf(own);
  const leadWords = startsWith(rest, own) ? [] : wordsOf(rest).slice(0, LEAD_WORDS_MAX);
  return {
    words: [...titleWords, ...leadWords].slice(0, WORDS_MAX),
    symbols: distinct([
      ...[...text.matchAll(/\$([a-z][a-z.]{0,6})\b/g)].map(([, symbol]) => symbol!),
      ...[...written.matchAll(BRACKETED)].map(([, symbol]) => symbol!.toLowerCase()),
    ]),
    names: namesOf(written),
    numbers: distinct([...own.matchAll(NUMBERS)].map(([number]) => plain(number))),
  };
}

const NUMBERS = /\d[\d,.]*|\b(?:mon|tues|wednes|thurs|fri|satur|sun)day\b/g;
/** `(AAPL)`, `(NYSE: BRK.B)`. */
const BRACKETED = /\((?:[A-Za-z]{2,12}: ?)?([A-Z]{1,5}(?:\.[A-Z])?)\)/g;
/** Of the longer words, the share with a capital from which on capitals say nothing. */
const TITLE_CASE = 0.8;

/** Names by their capitals, as the words are compared; none where nearly every word has one. */
function namesOf(title: string): string[] {
  const words = wordsOf(title);
  const long = words.filter((word) => word.length >= 4 && /^\p{L}/u.test(word));
  const capitals = long.filter(isCapital).length;
  if (capitals >= long.length * TITLE_CASE) return [];
  return distinct(words.filter(isCapital).map((word) => word.toLowerCase()));
}

function isCapital(word: string): boolean {
  return /^\p{Lu}/u.test(word);
}

/** Without what copies add or lose; its capitals stay. */
function stripped(text: string): string {
  return text.normalize("NFKC")
    .replaceAll(/\bhttps?:\/\/\S*|\bwww\.\S+/gi, " ")
    .replace(/\S*(…|\.\.\.)\s*$/u, " ")
    .replaceAll(/(^|[\s"“])(rt|via|mt)\b:?(?=\s|$)/gi, "$1")
    .replaceAll(/@\w+:?/g, " ")
    .replaceAll(/\s+/g, " ")
    .trim();
}

function wordsOf(text: string): string[] {
  return [...text.matchAll(/\d[\d,.]*|[\p{L}\p{M}][\p{L}\p{M}'’]*/gu)].map(([word]) =>
    /^\d/.test(word) ? plain(word) : word.replaceAll(/['’]s?$|['’]/g, "")
  ).filter((word) => word !== "");
}

function plain(number: string): string {
  return number.replaceAll(",", "").replace(/\.+$/, "");
}

function startsWith(text: string, start: string): boolean {
  return start !== "" && text.startsWith(start) && text.length < start.length + 12;
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)].sort();
}
