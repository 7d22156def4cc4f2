import { companyOf } from "./score.ts";
import type { SymbolDirectory } from "../directory.ts";
import type { TickerExtractor } from "../ticker_extractor.ts";

/** How many cashtags were found again from what else their texts say. */
export interface MaskedRecall {
  readonly cashtags: number;
  readonly recovered: number;
  /** Cashtags of companies in the directory, and how many of those were recovered. */
  readonly known: number;
  readonly knownRecovered: number;
  /** Tickers found that were no cashtag of their text. */
  readonly others: number;
}

const CASHTAG = /(?<![\p{L}\p{N}$])\$([A-Z]{1,5}(?:\.[A-Z])?)(?![\p{L}\p{N}_$])/gu;

/** Takes the cashtags out of texts and looks for their companies in the rest. */
export function recoverMasked(
  { extract }: TickerExtractor,
  directory: SymbolDirectory,
  texts: Iterable<string>,
): MaskedRecall {
  const company = companyOf(directory);
  const listed = new Set(directory.listings.map(({ ticker }) => ticker));
  let [cashtags, recovered, known, knownRecovered, others] = [0, 0, 0, 0, 0];
  for (const text of texts) {
    const tags = new Set([...text.matchAll(CASHTAG)].map((match) => company(match[1]!)));
    if (tags.size === 0) continue;
    const masked = text.replace(CASHTAG, "");
    const found = new Set(extract(masked).map(({ ticker }) => company(ticker)));
    for (const tag of tags) {
      cashtags++;
      if (found.has(tag)) recovered++;
      if (!listed.has(tag)) continue;
      known++;
      if (found.has(tag)) knownRecovered++;
    }
    others += found.difference(tags).size;
  }
  return { cashtags, recovered, known, knownRecovered, others };
}
