import { seededRandomness, seedOf } from "../../runtime/clock/seeded.ts";

/** What makes one simulated stock different from another. */
export interface Character {
  readonly ticker: string;
  /** Price around which it moves for years, in dollars. */
  readonly price: number;
  /** How much of the market's move it makes. */
  readonly beta: number;
  /** Standard deviation of its own minute returns, as a fraction. */
  readonly minuteVolatility: number;
  /** Standard deviation of its own overnight and daily moves, as a fraction. */
  readonly dailyVolatility: number;
  /** Shares traded in a usual session. */
  readonly sessionVolume: number;
  /** Share of the time in which it trends rather than ranges, 0 to 1. */
  readonly trendiness: number;
}

const known: readonly Character[] = [
  character("AAPL", 232, 1.1, 5.5, 1.1, 48e6, 0.4),
  character("AMZN", 205, 1.2, 6.5, 1.4, 38e6, 0.35),
  character("JPM", 242, 0.9, 5, 1, 9e6, 0.15),
  character("MSFT", 428, 1, 5, 1, 21e6, 0.35),
  character("NVDA", 138, 1.7, 9, 2.2, 210e6, 0.55),
  character("SPY", 595, 1, 1.5, 0.2, 55e6, 0.3),
  character("TSLA", 340, 1.6, 11, 2.8, 95e6, 0.55),
  character("XOM", 112, 0.6, 5, 1.1, 15e6, 0.1),
];

/** The watchlist of a demo that asks for none. */
export const DEFAULT_TICKERS: readonly string[] = known.map(({ ticker }) => ticker);

function character(
  ticker: string,
  price: number,
  beta: number,
  minuteBps: number,
  dailyPercent: number,
  sessionVolume: number,
  trendiness: number,
): Character {
  return {
    ticker,
    price,
    beta,
    minuteVolatility: minuteBps / 10_000,
    dailyVolatility: dailyPercent / 100,
    sessionVolume,
    trendiness,
  };
}

/** The character of any ticker: a known one's own, or one drawn from its name. */
export function characterOf(ticker: string): Character {
  const own = known.find((candidate) => candidate.ticker === ticker);
  if (own !== undefined) return own;
  const random = seededRandomness(seedOf(`character of ${ticker}`));
  const between = (low: number, high: number) => low + (high - low) * random.next();
  return character(
    ticker,
    Math.round(between(20, 400)),
    between(0.5, 1.6),
    between(4, 10),
    between(0.8, 2.5),
    Math.round(between(2e6, 40e6)),
    between(0.1, 0.6),
  );
}
