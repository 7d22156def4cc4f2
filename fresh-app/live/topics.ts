/** What can be followed. A topic of a list may be narrowed to a ticker: `trades:AAPL`. */
export const LISTS = ["signals", "trades", "orders", "news", "rejections"] as const;

/** Topics as they are. */
export const PLAIN = [
  ...LISTS,
  "orders:open",
  "positions",
  "portfolio",
  "actors",
  "weights",
  "backtests",
  "frame",
] as const;

/** Topics that need a ticker. */
export const OF_TICKER = [...LISTS, "bars"] as const;

/** See {@link PLAIN} and {@link OF_TICKER}. */
export type Topic =
  | { readonly kind: (typeof PLAIN)[number]; readonly ticker: null }
  | { readonly kind: (typeof OF_TICKER)[number]; readonly ticker: string };

const TICKER = /^[A-Z][A-Z0-9.-]{0,14}$/;

/** Reads a topic; null for what is none. */
export function readTopic(text: string): Topic | null {
  const plain = PLAIN.find((each) => each === text);
  if (plain !== undefined) return { kind: plain, ticker: null };
  const [, name, ticker = ""] = /^([a-z]+):(.+)$/.exec(text) ?? [];
  const kind = OF_TICKER.find((each) => each === name);
  return kind === undefined || !TICKER.test(ticker) ? null : { kind, ticker };
}
