import {
  type Batch,
  type Lease,
  type RowWrite,
  type Table,
  type TableRow,
} from "../../runtime/delivery/store.ts";
import { PostgresStore } from "../postgres_store.ts";
import type { Database } from "../connect.ts";
import { type BacktestRunRow, backtestRuns } from "../tables/backtests.ts";
import type { FillRow, OrderRow } from "../tables/execution.ts";
import { accountState, fills, orders, positions } from "../tables/execution.ts";
import type { AccountStateRow, PositionRow } from "../tables/execution.ts";
import {
  type BarRow,
  marketData,
  marketTime,
  type MarketTimeRow,
  type SplitRow,
  splits,
} from "../tables/market.ts";
import { type DifferenceRow, differences } from "../tables/reconciliation.ts";
import {
  type RiskRejectionRow,
  riskRejections,
  type SignalRow,
  signals,
  type SignalVoteRow,
  signalVotes,
  strategies,
  type StrategyRow,
} from "../tables/signals.ts";

/** A time on the morning of a session, `minute` minutes after its open. */
export function minute(minute: number): string {
  return new Date(Date.UTC(2014, 5, 9, 13, 30 + minute)).toISOString();
}

/** A row of each table with nothing wrong with it; `change` replaces columns. */
export const sample = {
  bar: (change: Partial<BarRow> = {}): BarRow => ({
    ticker: "AAPL",
    timeframe: "1m",
    starts_at: minute(0),
    at: minute(1),
    open: 92.7,
    high: 92.9,
    low: 92.5,
    close: 92.8,
    volume: 1_000,
    ...change,
  }),
  split: (change: Partial<SplitRow> = {}): SplitRow => ({
    ticker: "AAPL",
    date: "2014-06-09",
    ratio: 7,
    at: minute(0),
    ...change,
  }),
  marketTime: (change: Partial<MarketTimeRow> = {}): MarketTimeRow => ({
    clock: "market",
    started_at: minute(0),
    at: minute(5),
    ...change,
  }),
  strategy: (change: Partial<StrategyRow> = {}): StrategyRow => ({
    strategy: "momentum",
    enabled: true,
    weight: 0.5,
    parameters: { fast: 5, slow: 20 },
    updated_at: minute(0),
    ...change,
  }),
  signal: (change: Partial<SignalRow> = {}): SignalRow => ({
    signal_id: "s1",
    at: minute(1),
    expires_at: minute(6),
    ticker: "AAPL",
    timeframe: "1m",
    side: "buy",
    score: 1 / 3,
    threshold: 0.3,
    price: 92.8,
    ...change,
  }),
  vote: (change: Partial<SignalVoteRow> = {}): SignalVoteRow => ({
    signal_id: "s1",
    strategy: "momentum",
    direction: 1,
    strength: 0.6666,
    weight: 0.5,
    reason_code: "sma_cross",
    reason: { fast: 92.81, slow: 92.7 },
    ...change,
  }),
  rejection: (change: Partial<RiskRejectionRow> = {}): RiskRejectionRow => ({
    rejection_id: "r1",
    signal_id: "s1",
    ticker: "AAPL",
    side: "buy",
    quantity: "10",
    at: minute(1),
    rule: "stale_price",
    limit_value: "60000 ms",
    actual_value: "90000 ms",
    message: "the last price is 90 s old",
    ...change,
  }),
  order: (change: Partial<OrderRow> = {}): OrderRow => ({
    order_id: "o1",
    client_order_id: "pb-o1",
    signal_id: "s1",
    attempt: 1,
    account: "SIM-1",
    ticker: "AAPL",
    side: "buy",
    kind: "market",
    time_in_force: "day",
    quantity: "10.5",
    reference_price: "92.8",
    limit_price: null,
    stop_price: null,
    trail_amount: null,
    trail_fraction: null,
    extended_hours: false,
    parent_order_id: null,
    leg: null,
    closing: false,
    status: "filled",
    filled_quantity: "10.5",
    average_price: "92.81",
    broker_order_id: "x-1",
    reason: null,
    at: minute(1),
    updated_at: minute(2),
    ...change,
  }),
  fill: (change: Partial<FillRow> = {}): FillRow => ({
    fill_id: "f1",
    order_id: "o1",
    signal_id: "s1",
    ticker: "AAPL",
    side: "buy",
    quantity: "10.5",
    price: "92.81",
    fee: "0.0525",
    cumulative_quantity: "10.5",
    at: minute(2),
    executed_at: minute(1),
    ...change,
  }),
  position: (change: Partial<PositionRow> = {}): PositionRow => ({
    account: "SIM-1",
    ticker: "AAPL",
    quantity: "10.5",
    average_price: "92.81",
    realised_pnl: "0",
    fees: "0.0525",
    mark: "92.8",
    opened_at: minute(2),
    updated_at: minute(2),
    ...change,
  }),
  account: (change: Partial<AccountStateRow> = {}): AccountStateRow => ({
    account: "SIM-1",
    starting_cash: "100000",
    cash: "99025.4425",
    updated_at: minute(2),
    ...change,
  }),
  difference: (change: Partial<DifferenceRow> = {}): DifferenceRow => ({
    difference_id: "d1",
    account: "SIM-1",
    at: minute(3),
    kind: "missed_report",
    ticker: "AAPL",
    order_id: "pb-o1",
    expected: "accepted, 0 filled",
    found: "filled, 10.5 filled",
    action: "booked",
    ...change,
  }),
  backtest: (change: Partial<BacktestRunRow> = {}): BacktestRunRow => ({
    run_id: "b1",
    status: "succeeded",
    requested_at: minute(0),
    started_at: minute(1),
    finished_at: minute(2),
    request: { strategy: "momentum", data: { kind: "stored", tickers: ["AAPL"] } },
    version: "1.0.0",
    data_digest: "ab".repeat(32),
    bars_done: 390,
    bars_total: 390,
    eta_ms: null,
    reason: null,
    summary: { "Return [%]": 1 / 3, "Sharpe Ratio": null },
    result: { trades: [], equity: [{ at: minute(1), equity: 100_000 }] },
    ...change,
  }),
};

/** A write for a batch. */
export function write<Row extends TableRow>(table: Table<Row>, row: Row): RowWrite {
  return { table: table as unknown as Table, row };
}

/** A signal, its vote, its order, its fill and what they came to: a complete small story. */
export function story(): RowWrite[] {
  return [
    write(marketData, sample.bar()),
    write(splits, sample.split()),
    write(marketTime, sample.marketTime()),
    write(strategies, sample.strategy()),
    write(signals, sample.signal()),
    write(signalVotes, sample.vote()),
    write(orders, sample.order()),
    write(fills, sample.fill()),
    write(positions, sample.position()),
    write(accountState, sample.account()),
    write(riskRejections, sample.rejection()),
    write(differences, sample.difference()),
    write(backtestRuns, sample.backtest()),
  ];
}

/** Commits rows as an actor of the given name would. */
export async function commitRows(
  database: Database,
  rows: readonly RowWrite[],
  part: Partial<Batch> = {},
): Promise<void> {
  const store = new PostgresStore(database);
  const taken = await store.takeLease("writer", "test", { force: true });
  if (!taken.taken) throw new Error("a forced lease was refused");
  await store.commit(taken.lease as Lease, {
    inbox: [],
    inputs: new Map(),
    outputs: new Map(),
    outbox: [],
    rows,
    state: new Map(),
    ...part,
  });
}

/** Removes every row of the tables of trading and news and the journal. */
export async function clearRows(database: Database): Promise<void> {
  const tables = ["learning_credits", "learning_round_trips", "strategy_weights_history"]
    .concat("learning_adjustments", "portfolio_snapshots", "portfolio_reconciliations")
    .concat(
      "fills",
      "order_states",
      "orders",
      "risk_rejections",
      "signal_evidence",
      "signal_decisions",
      "signal_votes",
      "signals",
      "strategies",
    )
    .concat("positions", "account_state", "market_data", "market_time", "system")
    .concat("article_sentiment_tickers", "article_sentiments", "articles", "analyzer_status")
    .concat("news_source_health", "news_sources", "symbol_directories")
    .concat("reconciliation_differences")
    .concat("backtest_runs")
    .concat("outbox", "inbox", "actor_outputs", "actor_inputs", "actor_state", "actor_leases");
  await database.run((sql) => sql.unsafe(tables.map((name) => `delete from ${name};`).join("")));
}
