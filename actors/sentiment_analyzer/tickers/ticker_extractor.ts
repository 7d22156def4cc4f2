import type { SymbolDirectory } from "./directory.ts";
import {
  hasEvidence,
  isContraction,
  isFund,
  isMedium,
  isMove,
  isRatingTalk,
  meansOtherwise,
  rates,
} from "./evidence.ts";
import { explicitMentions } from "./explicit_forms.ts";
import type { Found, TickerEvidence, TickerMention } from "./mention.ts";
import { type NamePattern, namesAt, nameTree } from "./name_tree.ts";
import { isPartOfCode, isQuoted } from "./symbol_words.ts";
import { TEXT_LENGTH_MAX, type Word, wordsOf } from "./words.ts";

/** Finds the listed companies that a text names. */
export interface TickerExtractor {
  /**
   * Every mention, title before summary, by place, then what the source attached. Pure; never throws.
   * Of each text the first {@link TEXT_LENGTH_MAX} units are searched.
   *
   * @param attached tickers that the source itself names
   */
  extract(title: string, summary?: string, attached?: readonly string[]): readonly TickerMention[];
}

/** What an extractor leaves out. */
export interface TickerExtractorOptions {
  /** Kinds of evidence that are not wanted; none by default. */
  readonly without?: readonly TickerEvidence[];
}

/** An extractor for the companies of a directory, whose names it indexes once. */
export function createTickerExtractor(
  directory: SymbolDirectory,
  { without = [] }: TickerExtractorOptions = {},
): TickerExtractor {
  const root = nameTree(directory);
  const ownSymbols = new Set(
    directory.listings.flatMap(({ ticker, otherSymbols }) => [ticker, ...otherSymbols]),
  );
  const { symbols } = directory;
  const knows = (symbol: string) => symbols?.has(symbol) ?? ownSymbols.has(symbol);
  const wanted = ({ ticker, evidence }: { ticker: string; evidence: TickerEvidence }) =>
    !without.includes(evidence) && (symbols === null || symbols.has(ticker));

  return {
    extract(title, summary = "", attached = []) {
      const heads = explicitMentions(title.slice(0, TEXT_LENGTH_MAX), knows);
      const bodies = summary === ""
        ? []
        : explicitMentions(summary.slice(0, TEXT_LENGTH_MAX), knows);
      const stated = new Set(attached);
      for (const { ticker } of heads) stated.add(ticker);
      for (const { ticker } of bodies) stated.add(ticker);
      const inText = (text: string, explicit: readonly Found[], where: "title" | "summary") =>
        [...explicit, ...named(text, explicit, stated)]
          .toSorted((a, b) => a.offset - b.offset)
          .map((found): TickerMention => ({ ...found, where }));
      return [
        ...inText(title, heads, "title"),
        ...summary === "" ? [] : inText(summary, bodies, "summary"),
        ...attached.map((ticker, offset): TickerMention => ({
          ticker,
          evidence: "attached",
          where: "attached",
          matched: ticker,
          offset,
        })),
      ].filter(wanted);
    },
  };

  /** The companies that a text names in words, outside its explicit forms and links. */
  function named(text: string, explicit: readonly Found[], stated: ReadonlySet<string>): Found[] {
    const taken = [...explicit.map(rangeOf), ...linksOf(text)];
    const words = wordsOf(text);
    const shouting = !/[a-z]/.test(text);
    const found: Found[] = [];
    const raters: Found[] = [];
    for (let at = 0; at < words.length; at++) {
      for (const { pattern, last } of namesAt(root, text, words, at)) {
        const start = words[at]!.start;
        const end = words[last]!.end;
        if (taken.some((range) => start < range.end && end > range.start)) continue;
        const ticker = statedClass(pattern, stated);
        const isStated = stated.has(ticker);
        const place = { text, words, at, last, shouting, isStated };
        if (!stands(pattern, place)) continue;
        const mention = {
          ticker,
          evidence: pattern.evidence,
          matched: text.slice(start, end),
          offset: start,
        };
        const { before, after, possessive } = beside(place);
        if (!pattern.rater || isStated) found.push(mention);
        else if (stated.size === 0) {
          (rates(before, after) || possessive || isSource(place) ? raters : found).push(mention);
        }
        at = last;
        break;
      }
    }
    // Who rates a company is not what the text is about; who is alone in it is.
    return found.length === 0 && !isRatingTalk(text) ? raters : found;
  }
}

interface Place {
  readonly text: string;
  readonly words: readonly Word[];
  /** First and last word of the name. */
  readonly at: number;
  readonly last: number;
  /** The whole text is in capitals, which then say nothing. */
  readonly shouting: boolean;
  /** The text or its source states the ticker as well. */
  readonly isStated: boolean;
}

/** A bare symbol: in capitals as it is, or as a hashtag; of doubtful ones only those that are quoted. */
function isSymbolAlone(isPlain: boolean, name: string, written: string, place: Place): boolean {
  const { text, words, at, last, shouting } = place;
  const before = text.slice(Math.max(0, words[at]!.start - 12), words[at]!.start);
  const after = text.slice(words[last]!.end, words[last]!.end + 12);
  if (place.isStated && written === name) return true;
  if (isPartOfCode(before, after)) return false;
  if (isPlain && before.endsWith("#")) return true;
  return !shouting && written === name && (isPlain || isQuoted(name, before, after));
}

/** Whether a name of several words has its capitals, or is written without any. */
function isWrittenLike(written: string, name: string): boolean {
  return written === written.toLowerCase() || hasCapitals(written, name);
}

/** Whether each word of a name starts with a capital where it should; its first always. */
function hasCapitals(written: string, name: string): boolean {
  if (!isCapital(written)) return false;
  const [writtenWords, nameWords] = [written.split(/[ -]/), name.split(/[ -]/)];
  return nameWords.every((word, index) =>
    !isCapital(word) || writtenWords[index] === undefined || isCapital(writtenWords[index])
  );
}

/** Whether a name ends the text after a dash, as whoever said it: "shares are cheap - BofA". */
function isSource({ text, words, at, last }: Place): boolean {
  return last === words.length - 1 &&
    /(?: [-–—]|:) $/.test(text.slice(0, words[at]!.start).slice(-3));
}

/** Whether a name stands for its company where it was found. */
function stands({ strength, evidence, text: name }: NamePattern, place: Place): boolean {
  const { text, words, at, last, shouting, isStated } = place;
  const written = text.slice(words[at]!.start, words[last]!.end);
  const tagged = text[words[at]!.start - 1] === "#";
  const { before, after, possessive } = beside(place);
  if (isMedium(written.toLowerCase(), before) && !isStated) return false;
  const owns = possessive && !shouting && !isContraction(written.toLowerCase());
  const end = words[last]!.end;
  const evident = isStated || hasEvidence(before, after) || isMove(text.slice(end, end + 12));
  if (evidence === "symbol") return isSymbolAlone(strength === "plain", name, written, place);
  // American Express is Amex; AMEX is the exchange.
  if (written === "AMEX") return false;
  if (!isStated && isFund(text.slice(words[last]!.end, words[last]!.end + 200))) return false;
  if (strength === "word") {
    return isCapital(written) && (isStated || (evident || owns) && !meansOtherwise(before, after));
  }
  if (strength === "careful") {
    return (tagged || hasCapitals(written, name)) && (isStated || !meansOtherwise(before, after));
  }
  // Capitals only, such as UPS, are a word in small letters, and any word where all is in capitals.
  if (name.length <= 5 && name === name.toUpperCase()) {
    return tagged || written === name && (!shouting || evident || last === words.length - 1);
  }
  if (evidence === "person") return isCapital(written);
  if (evidence === "product") return isCapital(written) || !isCapital(name);
  if (last > at) return isWrittenLike(written, name);
  return name.length >= 5 || isCapital(written) || written === name;
}

/** The words next to a name; the s of a possessive is none. */
function beside({ text, words, at, last }: Place) {
  const s = words[last + 1];
  const gap = text[words[last]!.end];
  const possessive = s?.lower === "s" && (gap === "'" || gap === "’");
  const first = words[at]!;
  const end = words[last + (possessive ? 1 : 0)]!;
  const previous = words[at - 1];
  const next = words[last + (possessive ? 2 : 1)];
  return {
    before: previous && isNextTo(text, previous.end, first.start) ? previous.lower : undefined,
    after: next && isNextTo(text, end.end, next.start) ? next.lower : undefined,
    possessive,
  };
}

/** Words on the two sides of a comma, dash or exclamation mark say nothing of each other. */
function isNextTo(text: string, from: number, to: number): boolean {
  return /^[\s.'’"”-]{1,3}$/.test(text.slice(from, Math.min(to, from + 4)));
}

function isCapital(written: string): boolean {
  const first = written[0] ?? "";
  return first !== first.toLowerCase() || /\d/.test(first);
}

/** Of a company with several symbols, the one that the text states. */
function statedClass({ listing, ticker }: NamePattern, stated: ReadonlySet<string>): string {
  if (stated.has(ticker)) return ticker;
  return [listing.ticker, ...listing.otherSymbols].find((other) => stated.has(other)) ?? ticker;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

function rangeOf({ offset, matched }: Found): Range {
  return { start: offset, end: offset + matched.length };
}

function linksOf(text: string): Range[] {
  if (!text.includes("://")) return [];
  return [...text.matchAll(/https?:\/\/\S+/g)].map(({ index, 0: link }) => ({
    start: index,
    end: index + link.length,
  }));
}
