import type { Database } from "../../db/connect.ts";
import { findLineage } from "../../db/repositories/lineage.ts";
import { listAnalyzers } from "../../db/repositories/analyzers.ts";
import { listBars, listTickers } from "../../db/repositories/bars.ts";
import { readMeters } from "../../db/repositories/meters.ts";
import { countArticles, listStories } from "../../db/repositories/news.ts";
import { listNewsSources } from "../../db/repositories/news_sources.ts";
import {
  lastDecision,
  listAdjustments,
  listEarned,
  listRoundTrips,
} from "../../db/repositories/learning.ts";
import {
  listPortfolioSnapshots,
  listReconciliations,
} from "../../db/repositories/portfolio_history.ts";
import { BadPage, type Page } from "../../db/repositories/page.ts";
import { listPositions, readPortfolio } from "../../db/repositories/portfolio.ts";
import { findSignals, listSignals, listStrategies } from "../../db/repositories/signals.ts";
import {
  countTrading,
  listOpenOrders,
  listOrders,
  listRejections,
  listTrades,
} from "../../db/repositories/trades.ts";
import { type Timeframe, timeframeSchema } from "../../actors/domain/market.ts";
import { readEquity } from "./equity.ts";
import {
  BadCursor,
  type BarsRequest,
  type FilteredRequest,
  type PageRequest,
  type Records,
} from "./ports.ts";
import { lineageOf } from "./lineage/lineage.ts";
import * as history from "./portfolio_rows.ts";
import * as learned from "./learning_rows.ts";
import * as row from "./rows.ts";
import { sourceOf } from "./source_rows.ts";
import type { BarView } from "./views.ts";

/** The records of one account, read from the database. `newsLive`: whether live sources are asked. */
export function databaseRecords(database: Database, account: string, newsLive = true): Records {
  return {
    async ping() {
      await database.run((sql) => sql`select 1`);
    },
    signals: (page) => paged(page, () => listSignals(database, filtered(page)), row.signalOf),
    orders: (page) =>
      paged(
        page,
        () => listOrders(database, { ...filtered(page), status: page.status ?? undefined }),
        row.orderOf,
      ),
    async openOrders() {
      return (await listOpenOrders(database, account)).map(row.orderOf);
    },
    rejections: (page) =>
      paged(page, () => listRejections(database, filtered(page)), row.rejectionOf),
    async trades(page) {
      const { items, nextCursor } = await paged(
        page,
        () => listTrades(database, filtered(page)),
        (t) => t,
      );
      const ids = new Set(items.map(({ signal_id }) => signal_id).filter((id) => id !== null));
      const signals = ids.size === 0 ? new Map() : await findSignals(database, [...ids]);
      return {
        items: items.map((trade) => row.tradeOf(trade, signals.get(trade.signal_id) ?? null)),
        nextCursor,
      };
    },
    bars: (request) => readBars(database, request),
    tickers: () => listTickers(database),
    news: ({ ticker, ...page }) =>
      paged(
        page,
        () => listStories(database, { ...page, ticker: ticker ?? undefined }),
        row.newsOf,
      ),
    async sources() {
      return (await listNewsSources(database)).map((each) => sourceOf(each, newsLive));
    },
    async analyzers() {
      return (await listAnalyzers(database)).map(row.analyzerOf);
    },
    async positions() {
      return (await listPositions(database, account)).map(row.positionOf);
    },
    async portfolio() {
      return row.portfolioOf(await readPortfolio(database, account));
    },
    equity: (moments) => readEquity(database, account, moments),
    async strategies() {
      const [strategies, earned, last] = await Promise.all([
        listStrategies(database),
        listEarned(database),
        lastDecision(database),
      ]);
      return strategies.map((each) => learned.strategyOf(each, earned, last));
    },
    snapshots: (page) =>
      paged(page, () => listPortfolioSnapshots(database, account, page), history.snapshotOf),
    reconciliations: (page) =>
      paged(page, () => listReconciliations(database, account, page), history.reconciliationOf),
    adjustments: (page) => paged(page, () => listAdjustments(database, page), learned.adjustmentOf),
    roundTrips: (request) =>
      paged(request, () => listRoundTrips(database, filtered(request)), learned.roundTripOf),
    async lineage(id) {
      const rows = await findLineage(database, id);
      return rows === null ? null : lineageOf(rows);
    },
    meters: () => readMeters(database),
    async totals() {
      const { trades, rejections } = await countTrading(database);
      const counted = await countArticles(database);
      const articles = new Map(counted.map(({ source, articles }) => [source, articles]));
      return { tradesExecuted: trades, rejections, articles };
    },
  };
}

function filtered({ ticker, ...page }: FilteredRequest) {
  return { ...page, ticker: ticker ?? undefined };
}

/** Bars of the timeframe asked for, else of the finest that there are bars of. */
async function readBars(
  database: Database,
  { ticker, timeframe, ...page }: BarsRequest,
): Promise<Page<BarView>> {
  const chosen = timeframe ?? await finestTimeframe(database, ticker);
  if (chosen === null) return { items: [], nextCursor: null };
  return await paged(
    page,
    () => listBars(database, { ...page, ticker, timeframe: chosen }),
    row.barOf,
  );
}

async function finestTimeframe(database: Database, ticker: string): Promise<Timeframe | null> {
  for (const timeframe of timeframeSchema.options) {
    const { items } = await listBars(database, { limit: 1, ticker, timeframe });
    if (items.length > 0) return timeframe;
  }
  return null;
}

async function paged<Row, View>(
  { cursor }: PageRequest,
  read: () => Promise<Page<Row>>,
  view: (row: Row) => View,
): Promise<Page<View>> {
  try {
    const { items, nextCursor } = await read();
    return { items: items.map(view), nextCursor };
  } catch (error) {
    if (error instanceof BadPage) throw new BadCursor(cursor ?? "");
    throw error;
  }
}
