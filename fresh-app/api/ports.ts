import type { Millis, SystemClock } from "../../runtime/clock/clock.ts";
import type { Mailbox } from "../../runtime/mailbox/mailbox.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import type { OrderStatus } from "../../actors/domain/order.ts";
import type { Meters } from "../../db/repositories/meters.ts";
import type { Timeframe } from "../../actors/domain/market.ts";
import type { SystemSnapshot } from "../../actors/domain/system_status.ts";
import type { Command } from "../../actors/domain/controls.ts";
import type { CommandView, ControlsView } from "./control_views.ts";
import type { SourceConfig } from "../../actors/domain/news_source.ts";
import type { BacktestOrder, RunStatus } from "../../actors/domain/backtest.ts";
import type {
  AdjustmentView,
  AnalyzerView,
  BacktestView,
  BarView,
  EquityView,
  NewsView,
  OrderView,
  PortfolioView,
  PositionView,
  ReconciliationView,
  RejectionView,
  RoundTripView,
  SignalView,
  SnapshotView,
  SourceView,
  StrategyView,
  TradeView,
} from "./views.ts";
import type { LineageView } from "./lineage_views.ts";

/** What the API needs of the world around it. */
export interface ApiPorts {
  readonly records: Records;
  readonly backtests: Backtests;
  readonly controls: Controls;
  readonly sources: NewsSources;
  readonly mailbox: Pick<Mailbox, "lastSeq" | "read" | "changed" | "depth" | "deadLetters">;
  readonly status: SystemStatus;
  /** Streams whose depth is shown. */
  readonly streams: readonly string[];
  readonly clock: SystemClock;
  readonly log: Logger;
  /** A fresh identifier for a request. */
  readonly newId: () => string;
}

/** How the system is, as far as the gateway can know. */
export interface SystemStatus {
  /** The newest snapshot; null before the first. */
  snapshot(): Promise<SystemSnapshot | null>;
  /** The market time reached; null before the first tick. */
  marketTime(): Promise<Millis | null>;
}

/** Which part of a list is asked for. */
export interface PageRequest {
  readonly limit: number;
  /** Where the page before ended; null for the first. */
  readonly cursor: string | null;
}

/** {@link PageRequest} with what the items must be; absent or null means all. */
export interface FilteredRequest extends PageRequest {
  readonly ticker?: string | null;
}

/** {@link FilteredRequest} of orders. */
export interface OrdersRequest extends FilteredRequest {
  readonly status?: OrderStatus | null;
}

/** {@link PageRequest} with the status of the backtests that are asked for. */
export interface BacktestsRequest extends PageRequest {
  readonly status?: RunStatus | null;
}

/** Backtests: what became of them, and asking for more. */
export interface Backtests {
  list(page: BacktestsRequest): Promise<Page<BacktestView>>;
  /** One run; null where there is none. */
  find(runId: string): Promise<BacktestView | null>;
  /** The document of a run that succeeded; null where there is none. */
  result(runId: string): Promise<unknown>;
  /** Asks for a run. It is the backtester that takes it in, soon. */
  request(runId: string, order: BacktestOrder): Promise<void>;
  /** Asks that a run be stopped. */
  cancel(runId: string): Promise<void>;
  /** Asks that a run be forgotten; one under way is stopped. */
  remove(runId: string): Promise<void>;
}

/** What is commanded, by whom and why. */
export interface CommandGiven {
  readonly commandId: string;
  readonly by: string;
  readonly reason: string;
  readonly command: Command;
}

/** What operators have set, and commanding more. */
export interface Controls {
  /** What is set now; null before the executor has begun. */
  read(): Promise<ControlsView | null>;
  /** One command; null where none was taken in under that id. */
  find(commandId: string): Promise<CommandView | null>;
  /** Gives a command. It is the executor, or the learning engine, that carries it out, soon. */
  give(given: CommandGiven): Promise<void>;
}

/** Most sources that there may be. */
export const SOURCES_MAX = 500;

/** Sources of news, to be edited; `news_fetcher` picks every change up within seconds. */
export interface NewsSources {
  /** Hosts that may be asked though their addresses are private. */
  readonly allowedHosts: readonly string[];
  /** One source; null where there is none of that name. */
  find(source: string): Promise<SourceView | null>;
  /** Adds one. False where there is one of its name, or {@link SOURCES_MAX} already. */
  add(config: SourceConfig): Promise<boolean>;
  /** Puts a description in the place of the version that was seen; false where that is gone. */
  replace(config: SourceConfig, seenUpdatedAt: string): Promise<boolean>;
  /** Removes the version that was seen (null: any); false where that is gone. Its articles stay. */
  remove(source: string, seenUpdatedAt: string | null): Promise<boolean>;
}

/** Whose bars are asked for; a timeframe of null means the finest that there are bars of. */
export interface BarsRequest extends PageRequest {
  readonly ticker: string;
  readonly timeframe: Timeframe | null;
}

/** Which stories are asked for; a ticker of null means all. */
export interface NewsRequest extends PageRequest {
  readonly ticker: string | null;
}

/** A part of a list, newest first. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Where the next page goes on; null where there is none. */
  readonly nextCursor: string | null;
}

/**
 * What was traded, read from the database. A list throws a {@link BadCursor} for a cursor that it
 * never gave; a database that is away makes everything throw a `StoreUnavailable`.
 */
export interface Records {
  /** Resolves when the database answers. */
  ping(): Promise<void>;
  signals(page: FilteredRequest): Promise<Page<SignalView>>;
  trades(page: FilteredRequest): Promise<Page<TradeView>>;
  orders(page: OrdersRequest): Promise<Page<OrderView>>;
  /** Orders that may still fill, the newest first. */
  openOrders(): Promise<readonly OrderView[]>;
  rejections(page: FilteredRequest): Promise<Page<RejectionView>>;
  bars(request: BarsRequest): Promise<Page<BarView>>;
  /** Every ticker that there are bars of, in order. */
  tickers(): Promise<readonly string[]>;
  news(request: NewsRequest): Promise<Page<NewsView>>;
  sources(): Promise<readonly SourceView[]>;
  analyzers(): Promise<readonly AnalyzerView[]>;
  positions(): Promise<readonly PositionView[]>;
  portfolio(): Promise<PortfolioView>;
  /** What the account was worth at each of these moments, oldest first; empty before it begins. */
  equity(moments: readonly Millis[]): Promise<readonly EquityView[]>;
  snapshots(page: PageRequest): Promise<Page<SnapshotView>>;
  reconciliations(page: PageRequest): Promise<Page<ReconciliationView>>;
  strategies(): Promise<readonly StrategyView[]>;
  adjustments(page: PageRequest): Promise<Page<AdjustmentView>>;
  roundTrips(page: FilteredRequest): Promise<Page<RoundTripView>>;
  /** Everything about the decision that something of this id belongs to; null: there is no such id. */
  lineage(id: string): Promise<LineageView | null>;
  totals(): Promise<Totals>;
  meters(): Promise<Meters>;
}

/** A cursor that no page of this list ever gave. */
export class BadCursor extends Error {
  override readonly name = "BadCursor";

  constructor(readonly cursor: string) {
    super("no page of this list ends here");
  }
}

/** Counts over the whole life of the database, for metrics. */
export interface Totals {
  readonly tradesExecuted: number;
  /** By the rule that refused. */
  readonly rejections: ReadonlyMap<string, number>;
  /** Articles that were published, by source. */
  readonly articles: ReadonlyMap<string, number>;
}
