import { z } from "zod";
import { tickerSchema } from "../../domain/market.ts";
import type { CompanyTerm, SymbolDirectory } from "./directory.ts";
import { wordsOf } from "./words.ts";

/** Most entries of a user's table. */
export const USER_TERMS_MAX = 10_000;

const entrySchema = z.strictObject({
  ticker: tickerSchema,
  kind: z.enum(["alias", "person", "product"]),
  text: z.string().trim().min(2).max(80),
});

/** A user's own terms, or one sentence on what is wrong with them. */
export type UserTerms =
  | { readonly ok: true; readonly terms: readonly CompanyTerm[] }
  | { readonly ok: false; readonly problem: string };

/**
 * Reads a user's own aliases, people and products: a JSON array of
 * `{ "ticker": "AAPL", "kind": "person", "text": "Tim Cook" }`.
 *
 * @param file its name, for the sentence
 */
export function readUserTerms(json: string, file: string): UserTerms {
  const bad = (problem: string): UserTerms => ({ ok: false, problem: `${file}: ${problem}` });
  let entries: unknown;
  try {
    entries = JSON.parse(json);
  } catch (error) {
    return bad(
      `it must be JSON, but ${error instanceof Error ? error.message : error}; correct it.`,
    );
  }
  if (!Array.isArray(entries) || entries.length > USER_TERMS_MAX) {
    const found = Array.isArray(entries) ? `${entries.length} entries` : shown(entries);
    return bad(`it must be an array of at most ${USER_TERMS_MAX} entries; found ${found}.`);
  }
  const terms: CompanyTerm[] = [];
  const tickers = new Map<string, string>();
  for (const [index, entry] of entries.entries()) {
    const where = `entry ${index + 1}`;
    const read = entrySchema.safeParse(entry);
    if (!read.success) {
      const issue = read.error.issues[0]!;
      const field = issue.path.join(".") || "the entry";
      return bad(`${where}, ${field}: ${issue.message}; found ${shown(entry)}. ${HOW}`);
    }
    const key = wordsOf(read.data.text).map(({ lower }) => lower).join(" ");
    if (key === "") {
      return bad(`${where}, text: it must have a letter or digit; found ${shown(entry)}. ${HOW}`);
    }
    const other = tickers.get(key);
    if (other !== undefined && other !== read.data.ticker) {
      return bad(
        `${where}, text: "${read.data.text}" already stands for ${other}, so it cannot also stand ` +
          `for ${read.data.ticker}; remove one of the two.`,
      );
    }
    tickers.set(key, read.data.ticker);
    terms.push(read.data);
  }
  return { ok: true, terms };
}

const HOW = 'Write {"ticker": "AAPL", "kind": "alias", "person" or "product", "text": "Tim Cook"}.';

/** A directory with a user's terms, which go before its own. */
export function withTerms(
  directory: SymbolDirectory,
  terms: readonly CompanyTerm[],
): SymbolDirectory {
  return { ...directory, terms: [...terms, ...directory.terms] };
}

function shown(value: unknown): string {
  const json = JSON.stringify(value) ?? "nothing";
  return json.length > 80 ? `${json.slice(0, 77)}...` : json;
}
