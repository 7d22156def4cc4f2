/** Words of a lead that take part in the comparison: the rest differs from paper to paper. */
const LEAD_WORDS_MAX = 24;
/** Words of a text that are compared at all. */
const WORDS_MAX = 64;

/** What two texts are compared by. */
export interface StoryText {
  /** In lower case, in order, without links, mentions and marks of forwarding. */
  readonly words: readonly string[];
  /** Cashtags, in order and once. */
  readonly symbols: readonly string[];
  /** Numbers as written, without their separators: another number is another fact. */
  readonly numbers: readonly string[];
}

/**
 * Reduces a title and its lead to what a copy keeps. Links, "RT", mentions, and the word that a
 * length limit cut through ("earni…") are what copies add or lose, so they are left out.
 */
export function storyText(title: string, lead: string): StoryText {
  const own = cleaned(title);
  const rest = cleaned(lead);
  const text = `${own} ${rest}`;
  const titleWords = wordsOf(own);
  const leadWords = startsWith(rest, own) ? [] : wordsOf(rest).slice(0, LEAD_WORDS_MAX);
  return {
    words: [...titleWords, ...leadWords].slice(0, WORDS_MAX),
    symbols: distinct([...text.matchAll(/\$([a-z][a-z.]{0,6})\b/g)].map(([, symbol]) => symbol!)),
    numbers: distinct([...own.matchAll(/\d[\d,.]*/g)].map(([number]) => plain(number))),
  };
}

function cleaned(text: string): string {
  return text.normalize("NFKC").toLowerCase()
    .replaceAll(/\bhttps?:\/\/\S*|\bwww\.\S+/g, " ")
    .replace(/\S*(…|\.\.\.)\s*$/u, " ")
    .replaceAll(/(^|[\s"“])(rt|via|mt)\b:?(?=\s|$)/g, "$1")
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
