import type { Found } from "./mention.ts";

/** A cashtag, but neither an amount ($5) nor the middle of a word, nor cut off (`$T…`); BRK.B, BRK-B and BRK/B are one class. */
const CASHTAG =
  /(?<![\p{L}\p{N}$])\$([A-Za-z]{1,5}(?:[.\-/][A-Za-z])?)(?![\p{L}\p{N}_$…]|\.[A-Za-z])/gu;
/** `NYSE: BAC`, in brackets or not. */
const ON_EXCHANGE =
  /(?<![A-Za-z])(?:NASDAQ|Nasdaq|NYSE|AMEX|BATS|CBOE|ARCA)(?: ?(?:ARCA|Arca|AMERICAN|American|MKT|GS|GM|CM))?\s{0,2}:\s{0,2}([A-Z]{1,5}(?:[.\-/][A-Z])?)(?![A-Za-z0-9])/g;
/** A symbol alone in brackets right after a name, as in `Glu Mobile Inc. (GLUU)`. */
const BRACKETED = /\(\s{0,2}([A-Z]{1,5}(?:[.\-/][A-Z])?)\s{0,2}\)/g;
/**
 * An instrument code of Reuters for New York or Nasdaq: `AAPL.O`, `(T.N)`; of its transcripts also one
 * without an exchange, which is then an American one.
 */
const INSTRUMENT_CODE =
  /(?<![A-Za-z0-9.$])(?:([A-Z]{2,5})\.(?:N|O|OQ)(?![A-Za-z0-9])|(?<=\()([A-Z])\.(?:N|O|OQ)(?=\))|(?<=Edited Transcript of )([A-Z]{1,5})(?= (?:earnings|presentation)))/g;
/** Indices, currencies and coins that are written like tickers. */
const NO_SHARES = new Set(
  "SPX SPXX DJI DJIA NDX RUT VIX VVIX DXY TNX COMP USD EUR GBP JPY CHF CNY BTC ETH XRP LTC DOGE XBT"
    .split(" "),
);

/**
 * Tickers that a text states outright: `$AAPL`, `$BRK.B`, `(NASDAQ: AAPL)`, in order of place.
 *
 * @param knows whether a symbol exists; a symbol in brackets without an exchange, or in small letters,
 *   is only believed if it does
 */
export function explicitMentions(text: string, knows: (symbol: string) => boolean): Found[] {
  const found: Found[] = [];
  if (text.includes("$")) {
    for (const match of text.matchAll(CASHTAG)) {
      const ticker = symbolOf(match[1]!);
      if (isNoShare(ticker) || (match[1] !== ticker && /[a-z]/.test(match[1]!) && !knows(ticker))) {
        continue;
      }
      found.push({ ticker, evidence: "cashtag", matched: match[0], offset: match.index });
    }
  }
  if (text.includes(":")) {
    for (const match of text.matchAll(ON_EXCHANGE)) {
      const ticker = symbolOf(match[1]!);
      found.push({ ticker, evidence: "exchange", matched: match[0], offset: match.index });
    }
  }
  if (text.includes(".") || text.includes("Transcript")) {
    for (const match of text.matchAll(INSTRUMENT_CODE)) {
      const ticker = match[1] ?? match[2] ?? match[3]!;
      found.push({ ticker, evidence: "exchange", matched: match[0], offset: match.index });
    }
  }
  if (text.includes("(")) {
    for (const match of text.matchAll(BRACKETED)) {
      const ticker = symbolOf(match[1]!);
      // An exchange of Reuters's, which was read above, and no class of shares.
      if (/\.[NO]$/.test(ticker)) continue;
      if (isNoShare(ticker) || !isSpokenFor(text, match.index, ticker, knows)) continue;
      found.push({ ticker, evidence: "exchange", matched: match[0], offset: match.index });
    }
  }
  return found.toSorted((a, b) => a.offset - b.offset);
}

/** Five letters that end in X are a mutual fund's: nothing that trades during a session. */
function isNoShare(ticker: string): boolean {
  return NO_SHARES.has(ticker) || /^[A-Z]{4}X$/.test(ticker);
}

/** Without an exchange: a known symbol of two letters or more, or any after a company's legal form. */
function isSpokenFor(text: string, at: number, ticker: string, knows: (symbol: string) => boolean) {
  if (
    /\b(?:Inc|Corp|Corporation|Co|Ltd|PLC|plc|SA|ETF|Trust)\.?,?\s{0,2}$/.test(
      text.slice(Math.max(0, at - 16), at),
    )
  ) {
    return true;
  }
  return ticker.length > 2 && knows(ticker);
}

/** A symbol in the directory's spelling: capitals, and a full stop before the share class. */
export function symbolOf(written: string): string {
  return written.toUpperCase().replace(/[-/]/, ".");
}
