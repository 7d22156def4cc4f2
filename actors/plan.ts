import type { Millis } from "../runtime/clock/clock.ts";
import type { Backends } from "./backends/connect.ts";
import type { Settings } from "./cli/settings.ts";
import type { FeedConfig } from "./market_data/config.ts";
import type { NewsFeedConfig } from "./news_fetcher/config.ts";
import type { BrokerConfig } from "./trade_executor/brokers/broker_config.ts";
import type { MarketClockConfig } from "./market_clock/config.ts";

/** Everything that is decided about a run before it starts. */
export interface Plan {
  readonly settings: Settings;
  /** Under which everything is booked. */
  readonly account: string;
  readonly feed: FeedConfig;
  /** Who executes the orders; with a key pair where that is Alpaca. */
  readonly broker: BrokerConfig;
  /** Null: there is no news in this run, and `news_fetcher` is left out. */
  readonly news: NewsFeedConfig | null;
  readonly timeline: MarketClockConfig["timeline"];
  /** Market time per system time; null: as fast as the slowest actor can follow. */
  readonly speed: number | null;
  /** Files and folders that the feed and the timeline read, by absolute path. */
  readonly files: readonly string[];
  readonly backends: Backends;
  /** The dashboard's built server, by absolute path; null: the API alone is served. */
  readonly dashboard: string | null;
  /** Seed of artificial delays in every actor; null: none. */
  readonly perturbSeed: number | null;
  /** Actors that this run does without. */
  readonly without: readonly string[];
  /** Actors that are run here; null: all. The others run under other supervisors of the system. */
  readonly here: readonly string[] | null;
  /** Names the installation whose leases are ours to take over at once, whatever run it was. */
  readonly installation: string;
}

/** First session of the demo's market: the same for everybody, so that its story can be told. */
export const DEMO_FROM: Millis = Date.UTC(2026, 0, 5);
/** Sessions of history before it. */
export const DEMO_SEED_SESSIONS = 2;
/** Length of a bar of the simulated market. */
export const DEMO_STEP_MS = 60_000;

/** Market time between two ticks of paper trading. */
export const LIVE_STEP_MS = 1_000;
/** How far market time is behind: minute bars come within two seconds of their close. */
export const LIVE_LAG_MS = 2_000;
/** Sessions of history before the first one of paper trading. */
export const LIVE_SEED_SESSIONS = 2;
