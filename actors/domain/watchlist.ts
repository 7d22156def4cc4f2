import { z } from "zod";
import { tickerSchema, type Timeframe, timeframeSchema } from "./market.ts";

/** Tickers that one list may have. */
export const WATCHED_MAX = 1_000;

const usd = z.number().positive().max(1e12);

/** Bounds of what is held and ordered of one ticker; a bound that is left out does not bind. */
export const tickerLimitsSchema = z.strictObject({
  /** Value of the position, USD, either side. */
  positionUsdMax: usd.optional(),
  /** Value of one order, USD. */
  orderUsdMax: usd.optional(),
  /** Shares held, either side. */
  sharesMax: z.number().positive().max(1e12).optional(),
  /** Share of the account's equity, above 0 and up to 1. */
  equityShareMax: z.number().gt(0).max(1).optional(),
});

/** See {@link tickerLimitsSchema}. */
export type TickerLimits = z.output<typeof tickerLimitsSchema>;

const entrySchema = z.strictObject({
  ticker: tickerSchema,
  extendedHours: z.boolean().optional(),
  limits: tickerLimitsSchema.optional(),
});

/** The file as a person writes it: JSON. */
export const watchlistFileSchema = z.strictObject({
  /** Size of the bars that are decided on. */
  barSize: timeframeSchema.default("1m"),
  /** Whether bars from before the open and after the close count. */
  extendedHours: z.boolean().default(false),
  /** Bounds of every ticker that does not say otherwise. */
  limits: tickerLimitsSchema.prefault({}),
  /** Symbols, alone or with what is different for them. */
  tickers: z.array(z.union([tickerSchema, entrySchema])).min(1).max(WATCHED_MAX),
});

/** What is watched of one ticker, nothing left open. */
export interface WatchedTicker {
  readonly ticker: string;
  readonly extendedHours: boolean;
  readonly limits: TickerLimits;
}

/** What is watched, in order of ticker. */
export interface Watchlist {
  readonly barSize: Timeframe;
  readonly tickers: readonly WatchedTicker[];
}

/** A watchlist, or one sentence for each thing that is wrong with it. */
export type WatchlistResult =
  | { readonly ok: true; readonly value: Watchlist }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads a watchlist from JSON text. `file` is how the text is called in messages. */
export function readWatchlist(text: string, file: string): WatchlistResult {
  let json: unknown;
  try {
    json = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(`${file}: a watchlist is JSON, like ${EXAMPLE}; it cannot be read (${why}).`);
  }
  const read = watchlistFileSchema.safeParse(json);
  if (!read.success) {
    return { ok: false, problems: read.error.issues.map((issue) => sentence(issue, json, file)) };
  }
  return watchlistOf(read.data, file);
}

/** The watchlist that a list of symbols means, with everything else as by default. */
export function plainWatchlist(tickers: readonly string[], file: string): WatchlistResult {
  return readWatchlist(JSON.stringify({ tickers }), file);
}

const EXAMPLE = `{"barSize": "5m", "tickers": ["AAPL", {"ticker": "TSLA", "limits": ` +
  `{"positionUsdMax": 5000}}]}`;

function watchlistOf(read: z.output<typeof watchlistFileSchema>, file: string): WatchlistResult {
  const tickers = read.tickers.map((each): WatchedTicker => {
    const entry = typeof each === "string" ? { ticker: each } : each;
    return {
      ticker: entry.ticker,
      extendedHours: entry.extendedHours ?? read.extendedHours,
      limits: { ...read.limits, ...entry.limits },
    };
  });
  const problems: string[] = [];
  const seen = new Set<string>();
  for (const { ticker, extendedHours } of tickers) {
    if (seen.has(ticker)) {
      problems.push(`${file}: a ticker is watched once; ${ticker} comes twice.`);
    }
    seen.add(ticker);
    if (extendedHours && read.barSize === "1d") {
      problems.push(
        `${file}: a daily bar covers the session alone, but ${ticker} asks for extended hours. ` +
          "Leave them out, or choose smaller bars.",
      );
    }
  }
  if (problems.length > 0) return { ok: false, problems };
  tickers.sort((a, b) => a.ticker < b.ticker ? -1 : 1);
  return { ok: true, value: { barSize: read.barSize, tickers } };
}

/** One sentence: where, which rule, what was found, how to mend it. */
function sentence(issue: z.core.$ZodIssue, json: unknown, file: string): string {
  if (issue.code === "invalid_union") {
    const found = valueAt(json, issue.path);
    // Of an object, the problem within it is the one that helps.
    const inner = typeof found === "object" && found !== null
      ? issue.errors[1]?.[0]
      : issue.errors[0]?.[0];
    if (inner !== undefined) {
      return sentence({ ...inner, path: [...issue.path, ...inner.path] }, json, file);
    }
  }
  const place = issue.path.length === 0 ? "the list" : issue.path.map(String).join(".");
  if (issue.code === "unrecognized_keys") {
    const keys = issue.keys.map((key) => `"${key}"`).join(", ");
    return `${file}: ${place} has no ${keys}; it may have ${knownKeys(issue.path).join(", ")}.`;
  }
  const found = valueAt(json, issue.path);
  const shown = found === undefined ? "nothing" : JSON.stringify(found).slice(0, 80);
  return `${file}: ${place} must be ${ruleAt(issue.path)}; found ${shown}.`;
}

function ruleAt(path: readonly PropertyKey[]): string {
  if (path.length === 0) return `an object like ${EXAMPLE}`;
  const name = path.at(-1);
  if (typeof name === "number" || name === "ticker") {
    return "a symbol in upper case, like AAPL or BRK.B";
  }
  return RULES[String(name)] ?? "left out";
}

const RULES: Readonly<Record<string, string>> = {
  barSize: `one of ${timeframeSchema.options.join(", ")}`,
  extendedHours: "true or false",
  limits: 'an object of limits, like {"positionUsdMax": 5000}',
  tickers: `a list of 1 to ${WATCHED_MAX} symbols, like ["AAPL", "MSFT"]`,
  positionUsdMax: "an amount above 0 (USD)",
  orderUsdMax: "an amount above 0 (USD)",
  sharesMax: "a number of shares above 0",
  equityShareMax: "a share of the equity above 0 and up to 1",
};

function knownKeys(path: readonly PropertyKey[]): readonly string[] {
  if (path.at(-1) === "limits") return Object.keys(tickerLimitsSchema.shape);
  return Object.keys(path.length === 0 ? watchlistFileSchema.shape : entrySchema.shape);
}

function valueAt(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json;
  for (const key of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = Object.getOwnPropertyDescriptor(value, key)?.value;
  }
  return value;
}

function fail(problem: string): WatchlistResult {
  return { ok: false, problems: [problem] };
}
