import type { ListedAsset } from "../../domain/listed_asset.ts";
import type { CompanyListing, CompanyName, SymbolDirectory } from "./directory.ts";
import { wordsOf } from "./words.ts";

/**
 * The companies that a broker trades: its symbols decide what exists; the names and terms of `own` are
 * kept for those, and every other company goes by its listed name.
 */
export function directoryFromAssets(
  assets: readonly ListedAsset[],
  own: SymbolDirectory,
): SymbolDirectory {
  const symbols = new Set(assets.map(({ ticker }) => ticker));
  const kept = own.listings.flatMap((listing) => listingWithin(listing, symbols));
  const known = new Set(kept.flatMap(({ ticker, otherSymbols }) => [ticker, ...otherSymbols]));
  const others = assets.flatMap(({ ticker, name }): CompanyListing[] => {
    const names = name === null || known.has(ticker) ? [] : namesOfAsset(name);
    return names.length === 0 ? [] : [{ ticker, otherSymbols: [], names, vetted: false }];
  });
  return { listings: [...kept, ...others], terms: own.terms, symbols };
}

/** A company by the first of its symbols that the broker has; nothing where it has none. */
function listingWithin(listing: CompanyListing, symbols: ReadonlySet<string>): CompanyListing[] {
  const [ticker, ...otherSymbols] = [listing.ticker, ...listing.otherSymbols]
    .filter((symbol) => symbols.has(symbol));
  return ticker === undefined ? [] : [{ ...listing, ticker, otherSymbols }];
}

const NO_COMPANY =
  /\b(?:warrants?|rights?|units?|preferred|notes?|debentures?|etf|etn|fund|trust|acquisition)\b/i;
const SHARES =
  /\s*(?:-\s.*|\(.*|,?\s+(?:class [a-z]\b|common (?:stock|shares?)|ordinary shares?|american depositary|depositary|adr|ads|sponsored|new\b).*)$/i;
const LEGAL =
  /,?\s+(?:inc|incorporated|corp|corporation|co|company|companies|ltd|limited|plc|s\.?a|n\.?v|a\.?g|s\.?e|l\.?p|llc|holdings?|group)\.?$/i;

/** What texts call a company that is listed under this name; none for funds, warrants and the like. */
export function namesOfAsset(listed: string): CompanyName[] {
  if (listed.length > 200 || NO_COMPANY.test(listed)) return [];
  const full = listed.replace(SHARES, "").trim();
  let short = full;
  while (LEGAL.test(short)) short = short.replace(LEGAL, "").trim();
  if (short.length < 3) return [];
  const count = wordsOf(short).length;
  const names: CompanyName[] = [];
  // Two words or more are a name when capitalised; one may be anything and needs evidence.
  if (full !== short) names.push({ text: full, strength: "careful", rater: false });
  names.push({ text: short, strength: count >= 2 ? "careful" : "word", rater: false });
  return names;
}
