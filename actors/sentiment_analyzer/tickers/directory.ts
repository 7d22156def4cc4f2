/** How much a name needs beside it before it stands for its company. */
export type NameStrength =
  /** Means nothing else: taken wherever it stands. */
  | "plain"
  /** Also a word or a person's name (Apple, Ford): taken when capitalised, outside phrases that mean the other thing. */
  | "careful"
  /** Mostly an everyday word (Target, Gap, Visa): taken only with evidence beside it. */
  | "word";

/** One way of writing a company's name. */
export interface CompanyName {
  readonly text: string;
  readonly strength: NameStrength;
  /** It also rates other companies, whose headlines then name it without being about it. */
  readonly rater: boolean;
}

/** A listed company. */
export interface CompanyListing {
  /** The symbol that its name stands for. */
  readonly ticker: string;
  /** Its other share classes and former symbols, taken where a text states them. */
  readonly otherSymbols: readonly string[];
  /** Its name first, then its aliases. */
  readonly names: readonly CompanyName[];
  /** Whether its symbol may stand alone in a text; of the thousands that nobody vetted it may not. */
  readonly vetted: boolean;
}

/** A person or product that stands for a company, or one more name of it. */
export interface CompanyTerm {
  readonly ticker: string;
  readonly kind: "alias" | "person" | "product";
  readonly text: string;
}

/** What the extractor knows of companies: where it comes from is the port's business. */
export interface SymbolDirectory {
  readonly listings: readonly CompanyListing[];
  readonly terms: readonly CompanyTerm[];
  /** Every symbol that may be traded; null where that is not known, and any cashtag is believed. */
  readonly symbols: ReadonlySet<string> | null;
}

/**
 * Reads a table of companies, one a line: `TICKER/OTHER/OTHER Name | alias | alias`. A name that
 * starts with `^` also rates other companies; `~` at its end makes it careful, `!` a word.
 */
export function readTable(table: string): CompanyListing[] {
  return table.trim().split("\n").map((line) => {
    const space = line.indexOf(" ");
    const [ticker, ...otherSymbols] = line.slice(0, space).split("/");
    const names = line.slice(space + 1).split(" | ").map((marked): CompanyName => {
      const rater = marked.startsWith("^");
      const end = marked.at(-1);
      const strength = end === "~" ? "careful" : end === "!" ? "word" : "plain";
      return {
        text: marked.slice(rater ? 1 : 0, strength === "plain" ? undefined : -1),
        strength,
        rater,
      };
    });
    return { ticker: ticker!, otherSymbols, names, vetted: true };
  });
}
