import { z } from "zod";
import type { CompanyListing, CompanyName, SymbolDirectory } from "./directory.ts";
import { symbolOf } from "./explicit_forms.ts";
import { wordsOf } from "./words.ts";

/** What is read of one asset of Alpaca's `GET /v2/assets`; it has more fields, and gains new ones. */
const assetSchema = z.object({
  symbol: z.string().min(1).max(24),
  name: z.string().nullish(),
  class: z.string(),
  status: z.string(),
  tradable: z.boolean(),
});

/** A directory from a broker, and how many of its assets could not be read. */
export interface BrokerDirectory {
  readonly directory: SymbolDirectory;
  readonly unread: number;
}

/**
 * The companies that a broker trades, from its asset list as JSON: its symbols decide what exists; the
 * names and terms of `own` are kept for those, and every other company goes by its listed name.
 *
 * @throws {TypeError} if the answer is not a list of which at least one asset can be traded
 */
export function directoryFromAssets(assets: unknown, own: SymbolDirectory): BrokerDirectory {
  if (!Array.isArray(assets)) {
    throw new TypeError(`The broker's assets must be an array; found ${typeof assets}.`);
  }
  const symbols = new Set<string>();
  const named: { ticker: string; name: string }[] = [];
  let unread = 0;
  for (const each of assets) {
    const { success, data } = assetSchema.safeParse(each);
    if (!success) {
      unread++;
      continue;
    }
    if (data.class !== "us_equity" || data.status !== "active" || !data.tradable) continue;
    const ticker = symbolOf(data.symbol);
    symbols.add(ticker);
    if (data.name) named.push({ ticker, name: data.name });
  }
  if (symbols.size === 0) {
    throw new TypeError(
      `The broker's assets must have an active, tradable us_equity; found none in ${assets.length}.`,
    );
  }
  const kept = own.listings.flatMap((listing) => listingWithin(listing, symbols));
  const known = new Set(kept.flatMap(({ ticker, otherSymbols }) => [ticker, ...otherSymbols]));
  const others = named.flatMap(({ ticker, name }): CompanyListing[] => {
    const names = known.has(ticker) ? [] : namesOfAsset(name);
    return names.length === 0 ? [] : [{ ticker, otherSymbols: [], names, vetted: false }];
  });
  return { directory: { listings: [...kept, ...others], terms: own.terms, symbols }, unread };
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
