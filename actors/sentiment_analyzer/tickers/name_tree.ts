import { abbreviationsOf } from "./abbreviations.ts";
import type { CompanyListing, NameStrength, SymbolDirectory } from "./directory.ts";
import type { TickerEvidence } from "./mention.ts";
import { speaksAlone } from "./symbol_words.ts";
import { joins, type Word, wordsOf } from "./words.ts";

/** A way of naming a company, as it is found in a text. */
export interface NamePattern {
  readonly listing: CompanyListing;
  /** The symbol that is meant where no other class of the company is stated. */
  readonly ticker: string;
  readonly evidence: TickerEvidence;
  readonly strength: NameStrength;
  readonly rater: boolean;
  readonly text: string;
}

/** Names that start with the same words, by their next word. */
export interface NameNode {
  readonly next: Map<string, NameNode>;
  pattern: NamePattern | null;
}

/** Every name, alias, term and symbol of a directory by its words; where two are alike, the first stays. */
export function nameTree({ listings, terms }: SymbolDirectory): NameNode {
  const root: NameNode = { next: new Map(), pattern: null };
  const byTicker = new Map(listings.map((listing) => [listing.ticker, listing]));
  for (const { ticker, kind, text } of terms) {
    const listing = byTicker.get(ticker) ?? { ticker, otherSymbols: [], names: [], vetted: false };
    add(root, { listing, ticker, evidence: kind, strength: "plain", rater: false, text });
  }
  for (const listing of listings) {
    for (const [index, name] of listing.names.entries()) {
      const evidence = index === 0 ? "company" : "alias";
      add(root, { listing, ticker: listing.ticker, evidence, ...name });
    }
  }
  // After all names as they are: an abbreviation of one may be the name of another.
  for (const listing of listings) {
    for (const name of listing.names) {
      for (const text of abbreviationsOf(name.text)) {
        add(root, { listing, ticker: listing.ticker, evidence: "alias", ...name, text });
      }
    }
  }
  for (const listing of listings) {
    for (const ticker of [listing.ticker, ...listing.otherSymbols]) {
      const strength = listing.vetted && speaksAlone(ticker) ? "plain" : "word";
      if (ticker.length < 2) continue;
      add(root, { listing, ticker, evidence: "symbol", strength, rater: false, text: ticker });
    }
  }
  return root;
}

function add(root: NameNode, pattern: NamePattern): void {
  let node = root;
  for (const { lower } of wordsOf(pattern.text)) {
    let next = node.next.get(lower);
    if (next === undefined) node.next.set(lower, next = { next: new Map(), pattern: null });
    node = next;
  }
  if (node !== root) node.pattern ??= pattern;
}

/** Every name that starts at a word, with the index of its last word; the longest first. */
export function namesAt(
  root: NameNode,
  text: string,
  words: readonly Word[],
  from: number,
): { readonly pattern: NamePattern; readonly last: number }[] {
  let node = root.next.get(words[from]!.lower);
  if (node === undefined) return [];
  const found = [];
  for (let at = from;; at++) {
    if (node.pattern !== null) found.unshift({ pattern: node.pattern, last: at });
    const following = words[at + 1];
    if (following === undefined || !joins(text, words[at]!.end, following.start)) break;
    node = node.next.get(following.lower);
    if (node === undefined) break;
  }
  return found;
}
