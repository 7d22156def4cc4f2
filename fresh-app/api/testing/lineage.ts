import type { LineageRows } from "../../../db/repositories/lineage.ts";
import type { SignalEvidenceRow } from "../../../db/tables/lineage.ts";
import { learningSample } from "../../../db/testing/learning_rows.ts";
import { newsSample } from "../../../db/testing/news_rows.ts";
import { minute, sample } from "../../../db/testing/rows.ts";
import { lineageOf } from "../lineage/lineage.ts";
import type { LineageView } from "../lineage_views.ts";

const PARAMS = {
  halfLifeMs: 21_600_000,
  maxAgeMs: 259_200_000,
  minStories: 1,
  minEvidence: 0.5,
  minConviction: 0.1,
  fullConviction: 0.8,
  stopLoss: 0.03,
  maxBars: 0,
};
const AT = Date.parse(minute(4));

/** A story that stood in the buffer when the sample was decided. */
const story = (id: string, score: number) => ({
  storyId: id,
  articleId: id,
  at: AT - 120_000,
  score,
  confidence: 0.85,
  sourceWeight: 1,
});

const vote = (strategy: string, direction: 1 | -1 | 0, strength: number, weight: number) =>
  sample.vote({ strategy, direction, strength, weight });

const checks = [
  ["quantity", "above 0", "107"],
  ["signal_expired", "2014-06-09T13:37:00Z", "2014-06-09T13:34:00Z"],
  ["session_hours", "09:30-16:00 New York, NYSE days", "2014-06-09T13:34:00Z"],
  ["stale_price", "120000 ms", "0 ms"],
  ["daily_loss", "a loss below 3000.00", "-12.50"],
  ["cooldown", "300000 ms", "never left"],
  ["position_size", "20000.00", "9929.60"],
  ["gross_exposure", "100000.00", "91929.60"],
  ["buying_power", "18000.00", "10128.19"],
] as const;

const evidence = (): SignalEvidenceRow => ({
  signal_id: "s1",
  bar: {
    ticker: "AAPL",
    timeframe: "1m",
    startsAt: AT - 60_000,
    at: AT,
    open: 92.7,
    high: 92.9,
    low: 92.5,
    close: 92.8,
    volume: 1_000,
    warmup: false,
  },
  min_agreement: 0,
  members: [
    { strategy: "momentum", weight: 0.34, warm: true, readNews: false, params: null, memory: null },
    {
      strategy: "mean_reversion",
      weight: 0.28,
      warm: true,
      readNews: false,
      params: null,
      memory: null,
    },
    {
      strategy: "news_driven",
      weight: 0.38,
      warm: true,
      readNews: true,
      params: PARAMS,
      memory: {},
    },
  ],
  stories: [story("a1", 0.8)],
});

/** What `news_driven` makes of the sample's one story. */
const NEWS_STRENGTH = 0.8 * (2 ** (-120_000 / PARAMS.halfLifeMs) * 0.85) / PARAMS.fullConviction;
const SCORE = 0.34 * 0.44 + 0.28 * -1 * 0.22 + 0.38 * NEWS_STRENGTH;

/** A buy on one headline, filled in two parts, sold with a profit, and what was learned of it. */
export function sampleLineageRows(change: Partial<LineageRows> = {}): LineageRows {
  const signal = {
    ...sample.signal({ at: minute(4), expires_at: minute(7), score: SCORE }),
    votes: [
      {
        ...vote("mean_reversion", -1, 0.22, 0.28),
        reason_code: "overbought",
        reason: { rsi: 71.2, limit: 70 },
      },
      {
        ...vote("momentum", 1, 0.44, 0.34),
        reason_code: "fast_average_above_slow",
        reason: { fast: 92.71, slow: 92.4, spread: 2.2 },
      },
      {
        ...vote("news_driven", 1, NEWS_STRENGTH, 0.38),
        reason_code: "good_news",
        reason: { score: 0.8, confidence: 0.8467, stories: 1 },
      },
    ],
    rejection: null,
  };
  const order = sample.order({
    at: minute(4),
    updated_at: minute(5),
    quantity: "107",
    filled_quantity: "107",
    average_price: "92.83",
  });
  const part = { at: minute(5), executed_at: minute(4) };
  const state = { order_id: "o1", reason: null, at: minute(4) };
  const known = (ms: number) => new Date(Date.UTC(2026, 10, 22, 16, 0, 0, ms)).toISOString();
  const exit = sample.fill({
    fill_id: "f9",
    order_id: "o9",
    signal_id: "s9",
    side: "sell",
    quantity: "107",
    cumulative_quantity: "107",
    price: "93.4",
    at: minute(34),
    executed_at: minute(33),
  });
  const exitSignal = {
    ...sample.signal({
      signal_id: "s9",
      side: "sell",
      score: -0.331,
      at: minute(33),
      expires_at: minute(36),
    }),
    votes: [],
    rejection: null,
  };
  const trip = (id: string, entry: string, quantity: string, value: string, exited: string) => ({
    ...learningSample.roundTrip({
      trip_id: id,
      quantity,
      entry_value: value,
      exit_value: exited,
      fees: "0.2",
      pnl: String(Number((Number(exited) - Number(value) - 0.2).toFixed(6))),
      entry_trade_id: entry,
      exit_trade_id: "f9",
      exit_signal_id: "s9",
      entered_at: minute(5),
      exited_at: minute(34),
    }),
    credits: [
      learningSample.credit({ trip_id: id, strategy: "momentum", share: 0.28, pnl: "8" }),
      learningSample.credit({ trip_id: id, strategy: "news_driven", share: 0.72, pnl: "20.57" }),
    ],
  });
  return {
    id: "f1",
    kind: "trade",
    storyId: null,
    storySignals: [],
    stories: new Map([["a1", {
      article: newsSample.article({
        published_at: minute(1),
        title: "Apple raises its outlook after record subscriptions",
      }),
      judgement: {
        ...newsSample.judgement({ why: "No other analyser is set up." }),
        tickers: ["AAPL"],
      },
      copies: [newsSample.article({ article_id: "a2", source: "wire", url: null, at: minute(3) })],
    }]]),
    signal,
    evidence: evidence(),
    decision: {
      signal_id: "s1",
      at: minute(4),
      judged_at: minute(4),
      outcome: "placed",
      reason: null,
      checks: checks.map(([rule, limit, value]) => ({ rule, passed: true, limit, value })),
      sizing: {
        method: "fixed_fraction",
        equity: "100000",
        price: "92.8",
        wished: "107",
        quantity: "107",
        tightest: { rule: "gross_exposure", room: "18000" },
        capped: false,
      },
    },
    rejection: null,
    orders: [order],
    states: [
      {
        ...state,
        status: "intended",
        filled_quantity: "0",
        known_at: known(0),
        report_id: null,
      },
      { ...state, status: "accepted", filled_quantity: "0", known_at: known(5), report_id: null },
      {
        ...state,
        status: "partially_filled",
        filled_quantity: "60",
        known_at: known(812),
        report_id: "f1",
      },
      {
        ...state,
        status: "filled",
        filled_quantity: "107",
        at: minute(5),
        known_at: known(1_020),
        report_id: "f2",
      },
    ],
    fills: [
      sample.fill({ ...part, quantity: "60", cumulative_quantity: "60", price: "92.82" }),
      sample.fill({
        ...part,
        fill_id: "f2",
        quantity: "47",
        cumulative_quantity: "107",
        price: "92.84",
      }),
    ],
    trips: [
      trip("t1", "f1", "60", "5569.2", "5604"),
      trip("t2", "f2", "47", "4363.48", "4389.8"),
    ],
    otherFills: [exit],
    otherSignals: new Map([["s9", exitSignal]]),
    adjustment: learningSample.adjustment(),
    ...change,
  };
}

/** The sample as the API shows it. */
export function sampleLineage(change: Partial<LineageRows> = {}): LineageView {
  return lineageOf(sampleLineageRows(change));
}
