import type { CompanyTerm } from "./tickers/directory.ts";
import { OWN_DIRECTORY } from "./tickers/own_directory.ts";
import { createTickerExtractor, type TickerExtractor } from "./tickers/ticker_extractor.ts";
import { readUserTerms, withTerms } from "./tickers/user_terms.ts";

/** A user's file of names that cannot be used as it is. Trying again is of no use. */
export class UnusableTickerTerms extends Error {
  override readonly name = "UnusableTickerTerms";
  readonly restartable = false;
}

/**
 * The extractor for the companies of our own table and, before them, what the user's file (null:
 * none) names. Throws {@link UnusableTickerTerms} in one sentence.
 */
export function openTickerExtractor(file: string | null): TickerExtractor {
  return createTickerExtractor(withTerms(OWN_DIRECTORY, termsOf(file)));
}

/** The names of a user's file (null: none). Throws {@link UnusableTickerTerms} in one sentence. */
export function termsOf(file: string | null): readonly CompanyTerm[] {
  if (file === null) return [];
  const terms = readUserTerms(readText(file), file);
  if (!terms.ok) throw new UnusableTickerTerms(terms.problem);
  return terms.terms;
}

function readText(file: string): string {
  try {
    return Deno.readTextFileSync(file);
  } catch (error) {
    const why = error instanceof Deno.errors.NotFound
      ? "there is no such file. Check the path"
      : `it cannot be read (${
        error instanceof Error ? error.message : error
      }). Check path and mode`;
    throw new UnusableTickerTerms(`${file}: ${why}, or unset TRADING_TICKER_TERMS.`, {
      cause: error,
    });
  }
}
