import { derivedId } from "../../../runtime/clock/ids.ts";
import type {
  AdjustmentView,
  AnalyzerView,
  BarView,
  NewsView,
  OrderView,
  PortfolioView,
  PositionView,
  ReconciliationView,
  RejectionView,
  RoundTripView,
  SignalView,
  SnapshotView,
  StrategyView,
  TradeView,
} from "../views.ts";
import { SAMPLE_MARKET_TIME } from "./sample_system.ts";

export * from "./sample_system.ts";

const TICKERS = ["AAPL", "MSFT", "KO", "BRK.B", "XOM"];
const MINUTE_MS = 60_000;

const ticker = (i: number) => TICKERS[i % TICKERS.length]!;
const at = (i: number) => new Date(SAMPLE_MARKET_TIME - i * MINUTE_MS).toISOString();
const side = (i: number) => i % 3 === 0 ? "sell" as const : "buy" as const;
const price = (i: number) => (93.25 + i * 0.37).toFixed(2);

/** The `i`-th newest signal. */
export function sampleSignal(i: number): SignalView {
  const sign = side(i) === "buy" ? 1 : -1;
  const strength = 0.55 + (i % 5) * 0.08;
  return {
    signalId: derivedId("signal", i),
    at: at(i),
    ticker: ticker(i),
    timeframe: "1m",
    side: side(i),
    score: sign * (0.5 * strength + 0.31),
    threshold: 0.3,
    price: price(i),
    expiresAt: at(i - 3),
    rejection: i % 6 === 5
      ? { rule: "cooldown", message: "The ticker was left 3 minutes ago, and 5 must pass." }
      : null,
    votes: [
      {
        strategy: "mean_reversion",
        direction: sign,
        strength: 0.62,
        weight: 0.5,
        contribution: sign * 0.31,
        reason: {
          code: sign > 0 ? "oversold" : "overbought",
          numbers: { rsi: sign > 0 ? 27.4 : 74.1, limit: sign > 0 ? 30 : 70 },
        },
      },
      {
        strategy: "momentum",
        direction: sign,
        strength,
        weight: 0.5,
        contribution: sign * 0.5 * strength,
        reason: {
          code: sign > 0 ? "fast_average_above_slow" : "fast_average_below_slow",
          numbers: { fast: 93.41, slow: 93.02, spread: 2.11 },
        },
      },
    ],
  };
}

/** The `i`-th newest execution: every fourth one fills only a part of its order. */
export function sampleTrade(i: number): TradeView {
  const signal = sampleSignal(i);
  const partial = i % 4 === 2;
  return {
    tradeId: derivedId("trade", i),
    at: signal.at,
    executedAt: signal.at,
    orderId: derivedId("order", i),
    clientOrderId: `pb-${derivedId("order", i)}`,
    signalId: signal.signalId,
    ticker: signal.ticker,
    side: signal.side,
    status: partial ? "partially_filled" : "filled",
    lastQuantity: partial ? "7" : "12",
    lastPrice: signal.price,
    fee: "0.35",
    cumulativeQuantity: partial ? "7" : "12",
    quantity: "12",
    signal,
  };
}

/** The order of the `i`-th newest execution. */
export function sampleOrder(i: number): OrderView {
  const trade = sampleTrade(i);
  return {
    orderId: trade.orderId,
    clientOrderId: trade.clientOrderId,
    brokerOrderId: derivedId("venue", i),
    signalId: trade.signalId,
    at: trade.at,
    updatedAt: trade.at,
    ticker: trade.ticker,
    side: trade.side,
    attempt: 1,
    type: "market",
    timeInForce: "day",
    status: trade.status,
    closing: false,
    quantity: trade.quantity,
    filledQuantity: trade.cumulativeQuantity,
    averagePrice: trade.lastPrice,
    referencePrice: trade.lastPrice,
    reason: null,
  };
}

/** The `i`-th newest refusal. */
export function sampleRejection(i: number): RejectionView {
  return {
    rejectionId: derivedId("rejection", i),
    signalId: derivedId("signal", i),
    at: at(i * 7 + 2),
    ticker: ticker(i + 1),
    side: "buy",
    quantity: "12",
    rule: "position_size",
    limit: "10000",
    value: "11437.2",
    message: "A position may be worth at most $10,000.00, and this one would be $11,437.20.",
  };
}

/** The `i`-th newest bar of a ticker. */
export function sampleBar(symbol: string, i: number): BarView {
  return {
    ticker: symbol,
    timeframe: "1m",
    startsAt: at(i + 1),
    at: at(i),
    open: price(i + 1),
    high: price(i + 2),
    low: price(i - 1),
    close: price(i),
    volume: "12000",
  };
}

/** What is held. */
export const samplePositions: readonly PositionView[] = [
  position("AAPL", "110", "92.104", "93.25", "10257.5", "126.06"),
  position("MSFT", "-40", "41.3", "42.12", "-1684.8", "-32.8"),
  position("KO", "0.5", "40.91", "40.91", "20.455", "0"),
];

/** The account. */
export const samplePortfolio: PortfolioView = {
  at: at(0),
  currency: "USD",
  startingCash: "100000",
  cash: "91784.02",
  equity: "100377.175",
  realisedPnl: "283.92",
  unrealisedPnl: "93.26",
  pnl: "377.18",
};

/** The ensemble. */
export const sampleStrategies: readonly StrategyView[] = [
  strategy("mean_reversion", { period: 14, oversold: 30, overbought: 70 }),
  strategy("momentum", { fast: 10, slow: 30 }),
];

/** The account with a position in it. */
export function samplePortfolioSnapshot(i: number): SnapshotView {
  return {
    at: at(i),
    cause: "schedule",
    cash: "91784.02",
    equity: "100377.175",
    netExposure: "8593.155",
    grossExposure: "8593.155",
    realisedPnl: "283.92",
    unrealisedPnl: "93.26",
    fees: "0.005",
    positions: [
      { ticker: "AAPL", quantity: "92.5", cost: "8499.9", price: "92.9", value: "8593.155" },
    ],
  };
}

/** Books that agree. */
export function sampleReconciliation(i: number): ReconciliationView {
  const says = { trades: "91784.02", book: "91784.02", broker: "91784.02" };
  return {
    at: at(i),
    session: "2014-06-06",
    agrees: true,
    items: [{ what: "cash", ticker: null, ...says, agrees: true, meaning: null }],
  };
}

/** A decision that moved a tenth of the weight. */
export function sampleAdjustment(i: number): AdjustmentView {
  const evidence = { credit: 0.004, creditTrips: 3, shadow: 0.002, shadowTrips: 5, score: 0.8 };
  return {
    adjustmentId: `adjustment-${i}`,
    at: at(i),
    effectiveAt: at(i),
    outcome: "learned",
    by: null,
    reason:
      "after 24 closed round trips: momentum 50.0 % to 60.0 %, mean_reversion 50.0 % to 40.0 %",
    strategies: [
      { strategy: "mean_reversion", before: 0.5, after: 0.4, ...evidence },
      { strategy: "momentum", before: 0.5, after: 0.6, ...evidence },
    ],
  };
}

/** A round trip that earned a little. */
export function sampleRoundTrip(i: number): RoundTripView {
  return {
    tripId: `trip-${i}`,
    ticker: "AAPL",
    side: "buy",
    quantity: "10",
    entryValue: "928",
    exitValue: "934",
    fees: "0.1",
    pnl: "5.9",
    entrySignalId: `signal-${i}`,
    enteredAt: at(i + 5),
    exitedAt: at(i),
    credits: [{ strategy: "momentum", share: 1, pnl: "5.9" }],
  };
}

function strategy(name: string, parameters: StrategyView["parameters"]): StrategyView {
  const evidence = { credit: 0.004, creditTrips: 3, shadow: 0.002, shadowTrips: 5 };
  return {
    name,
    enabled: true,
    weight: 0.5,
    parameters,
    updatedAt: at(120),
    credit: { roundTrips: 3, pnl: "41.2" },
    learned: { at: at(120), ...evidence, score: 0.8, trips: 8, weight: 0.5 },
  };
}

function position(
  symbol: string,
  quantity: string,
  averagePrice: string,
  marketPrice: string,
  marketValue: string,
  unrealisedPnl: string,
): PositionView {
  return {
    ticker: symbol,
    quantity,
    averagePrice,
    marketPrice,
    marketValue,
    unrealisedPnl,
    realisedPnl: "12.5",
    fees: "1.05",
    openedAt: at(40),
    updatedAt: at(1),
  };
}

const HEADLINES = [
  "Apple raises its outlook after a strong quarter",
  "Microsoft recalls an update that broke printing",
  "Coca-Cola holds its dividend",
];

/** The `i`-th newest story. */
export function sampleNews(i: number): NewsView {
  const score = [0.82, -0.64, 0.03][i % 3]!;
  const articleId = derivedId("article", i);
  return {
    articleId,
    at: at(i),
    source: "marketwatch",
    title: HEADLINES[i % 3]!,
    summary: "",
    url: `https://news.example/${i}`,
    publishedAt: at(i),
    firstSeenAt: at(i),
    timing: i % 7 === 6 ? "undated" : "fresh",
    tickers: [ticker(i % 3)],
    sentiment: i % 5 === 4 ? null : {
      label: score > 0.3 ? "positive" : score < -0.3 ? "negative" : "neutral",
      score,
      confidence: 0.81,
      analyzer: "offline",
      model: { id: "sample", digest: "0123456789abcdef" },
      why: "No other analyser is set up.",
      scoredAt: at(i),
      recorded: false,
    },
    copies: i % 3 !== 0 ? [] : [
      {
        articleId: derivedId("copy", i),
        source: "wire",
        title: HEADLINES[0]!,
        url: null,
        at: at(i),
      },
    ],
    ignored: i % 7 === 6 ? "its source states no date with a zone, so it may be old" : null,
  };
}

/** Three analysers, one of which is left alone. */
export const sampleAnalyzers: readonly AnalyzerView[] = [
  analyzer("finbert", 40, 1.5),
  {
    ...analyzer("ollama", 3, 6),
    state: "left alone",
    reason: "no answer within 15000 ms",
  },
  analyzer("offline", 5, 0.01),
];

function analyzer(name: string, judged: number, seconds: number): AnalyzerView {
  const buckets = [{ le: 0.1, count: judged - 1 }, { le: null, count: judged }];
  const latency = { seconds, buckets };
  return { analyzer: name, state: "ready", reason: null, since: at(0), judged, latency };
}
