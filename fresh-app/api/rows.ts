import type { AnalyzerState } from "../../db/repositories/analyzers.ts";
import type { Judgement, StoryRow } from "../../db/repositories/news.ts";
import type { Portfolio, ValuedPosition } from "../../db/repositories/portfolio.ts";
import type { SignalWithVotes } from "../../db/repositories/signals.ts";
import type { TradeRow } from "../../db/repositories/trades.ts";
import type { OrderRow } from "../../db/tables/execution.ts";
import type { BarRow } from "../../db/tables/market.ts";
import type { RiskRejectionRow } from "../../db/tables/signals.ts";
import { LATENCY_BOUNDS_S } from "../../actors/domain/analyzer_latency.ts";
import { timeframeSchema } from "../../actors/domain/market.ts";
import { decimal } from "../../actors/domain/money.ts";
import type * as views from "./views.ts";

/** Rows of the database as the API shows them. Pure; the rows keep their decimal texts. */

/** A signal and its votes. */
export function signalOf(row: SignalWithVotes): views.SignalView {
  return {
    signalId: row.signal_id,
    at: row.at,
    ticker: row.ticker,
    timeframe: timeframeSchema.parse(row.timeframe),
    side: row.side,
    score: row.score,
    threshold: row.threshold,
    price: decimalText(row.price),
    expiresAt: row.expires_at,
    votes: row.votes.map(({ strategy, direction, strength, weight, reason_code, reason }) => ({
      strategy,
      direction,
      strength,
      weight,
      contribution: weight * direction * strength,
      reason: { code: reason_code, numbers: reason },
    })),
    rejection: row.rejection,
  };
}

/** An execution and the signal that it goes back to. */
export function tradeOf(row: TradeRow, signal: SignalWithVotes | null): views.TradeView {
  const complete = decimal(row.cumulative_quantity).eq(row.order_quantity);
  return {
    tradeId: row.fill_id,
    at: row.at,
    executedAt: row.executed_at,
    orderId: row.order_id,
    clientOrderId: row.client_order_id,
    signalId: row.signal_id,
    ticker: row.ticker,
    side: row.side,
    status: complete ? "filled" : "partially_filled",
    lastQuantity: row.quantity,
    lastPrice: row.price,
    fee: row.fee,
    cumulativeQuantity: row.cumulative_quantity,
    quantity: row.order_quantity,
    signal: signal === null ? null : signalOf(signal),
  };
}

/** An analyser. */
export function analyzerOf(row: AnalyzerState): views.AnalyzerView {
  const { analyzer, state, reason, since, judged, seconds, buckets } = row;
  const counted = buckets.map((count, i) => ({ le: LATENCY_BOUNDS_S[i] ?? null, count }));
  return { analyzer, state, reason, since, judged, latency: { seconds, buckets: counted } };
}

/** An order. */
export function orderOf(row: OrderRow): views.OrderView {
  return {
    orderId: row.order_id,
    clientOrderId: row.client_order_id,
    brokerOrderId: row.broker_order_id,
    signalId: row.signal_id,
    attempt: row.attempt,
    at: row.at,
    updatedAt: row.updated_at,
    ticker: row.ticker,
    side: row.side,
    type: row.kind,
    timeInForce: row.time_in_force,
    status: row.status,
    closing: row.closing,
    quantity: row.quantity,
    filledQuantity: row.filled_quantity,
    averagePrice: row.average_price,
    referencePrice: row.reference_price,
    reason: row.reason,
  };
}

/** A refusal. */
export function rejectionOf(row: RiskRejectionRow): views.RejectionView {
  return {
    rejectionId: row.rejection_id,
    signalId: row.signal_id,
    at: row.at,
    ticker: row.ticker,
    side: row.side,
    quantity: row.quantity,
    rule: row.rule,
    limit: row.limit_value,
    value: row.actual_value,
    message: row.message,
  };
}

/** A position at its last price. */
export function positionOf(row: ValuedPosition): views.PositionView {
  return {
    ticker: row.ticker,
    quantity: row.quantity,
    averagePrice: row.average_price,
    marketPrice: row.last_price,
    marketValue: row.market_value,
    unrealisedPnl: row.open_pnl,
    realisedPnl: row.realised_pnl,
    fees: row.fees,
    openedAt: row.opened_at,
    updatedAt: row.updated_at,
  };
}

/** The account; null before the executor's first entry. */
export function portfolioOf(row: Portfolio | null): views.PortfolioView {
  if (row === null) {
    const unknown = { startingCash: null, cash: null, equity: null, pnl: null };
    return { at: null, currency: "USD", ...unknown, realisedPnl: null, unrealisedPnl: null };
  }
  const unrealised = row.positions.reduce((sum, { open_pnl }) => sum.plus(open_pnl), decimal(0));
  return {
    at: row.updated_at,
    currency: "USD",
    startingCash: row.starting_cash,
    cash: row.cash,
    equity: row.equity,
    pnl: row.pnl,
    realisedPnl: decimal(row.pnl).minus(unrealised).toFixed(),
    unrealisedPnl: unrealised.toFixed(),
  };
}

/** A bar. */
export function barOf(row: BarRow): views.BarView {
  return {
    ticker: row.ticker,
    timeframe: timeframeSchema.parse(row.timeframe),
    startsAt: row.starts_at,
    at: row.at,
    open: decimalText(row.open),
    high: decimalText(row.high),
    low: decimalText(row.low),
    close: decimalText(row.close),
    volume: decimalText(row.volume),
  };
}

/** A story. */
export function newsOf(row: StoryRow): views.NewsView {
  return {
    articleId: row.article_id,
    at: row.at,
    source: row.source,
    title: row.title,
    summary: row.summary,
    url: row.url,
    publishedAt: row.published_at,
    firstSeenAt: row.first_seen_at,
    timing: row.timing,
    tickers: row.judgement === null ? row.symbols : [...row.judgement.tickers],
    sentiment: row.judgement === null ? null : judgementOf(row.judgement),
    copies: row.copies.map(({ article_id, source, title, url, at }) => ({
      articleId: article_id,
      source,
      title,
      url,
      at,
    })),
    ignored: whyIgnored(row),
  };
}

/** What was made of an article. */
export function judgementOf(row: Judgement): views.JudgementView {
  return {
    label: row.label,
    score: row.score,
    confidence: row.confidence,
    analyzer: row.analyzer,
    model: { id: row.model_id, digest: row.model_digest },
    why: row.why,
    scoredAt: row.scored_at,
    recorded: row.recorded,
  };
}

/** Why a story moves no decision, for people; null where it may. */
function whyIgnored({ timing, judgement }: StoryRow): string | null {
  switch (timing) {
    case "undated":
      return "its source states no date with a zone, so it may be old";
    case "future":
      return "its date lies in the future, so it is mistaken";
    case "stale":
      return "it was already old when it was first seen";
    case "fresh":
      if (judgement === null) return null;
      return judgement.tickers.length > 0 ? null : "it speaks of no ticker that is known";
  }
}

/** The shortest decimal text that reads back as the same float; never an exponent. */
function decimalText(value: number): string {
  return decimal(value).toFixed();
}
