import type { TickerMention } from "./mention.ts";

/** A cashtag, but neither an amount ($5) nor the middle of a word; BRK.B and BRK-B are one share class. */
const CASHTAG = /(?<![A-Za-z0-9$])\$([A-Za-z]{1,5}(?:[.\-][A-Za-z])?)(?![A-Za-z0-9])/g;
const EXCHANGE =
  /\(\s{0,2}(?:NASDAQ|NYSE|NYSEARCA|NYSE ARCA|NYSE AMERICAN|AMEX|BATS|ARCA)\s{0,2}:\s{0,2}([A-Z]{1,5}(?:[.\-][A-Z])?)\s{0,2}\)/gi;

/** Tickers that a text states outright: `$AAPL`, `$BRK.B`, `(NASDAQ: AAPL)`; in order of place. */
export function explicitMentions(text: string): TickerMention[] {
  const found: TickerMention[] = [];
  for (const [pattern, evidence] of [[CASHTAG, "cashtag"], [EXCHANGE, "exchange"]] as const) {
    for (const match of text.matchAll(pattern)) {
      const ticker = match[1]!.toUpperCase().replace("-", ".");
      found.push({ ticker, evidence, matched: match[0], offset: match.index });
    }
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}
