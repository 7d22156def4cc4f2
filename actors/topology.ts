import { dirname, resolve } from "node:path";
import type { Json } from "../runtime/delivery/store.ts";
import type { StreamDef } from "../runtime/stream.ts";
import type { Permissions } from "../runtime/supervisor/permissions.ts";
import type { ProcessPlan } from "../runtime/supervisor/process_command.ts";
import type { RestartPolicy, Strategy } from "../runtime/supervisor/policy.ts";
import type { Plan } from "./plan.ts";
import * as streams from "./domain/streams.ts";
import { learningRulesFor } from "./learning_engine/config.ts";
import { newsConfig, newsPermissions } from "./news_settings.ts";
import { finbertProcess, sentimentConfig, sentimentPermissions } from "./sentiment_settings.ts";

/** One actor's place in the system. */
export interface Place {
  readonly name: string;
  readonly consumes: readonly StreamDef[];
  readonly produces: readonly StreamDef[];
  /**
   * Its own configuration; nothing else of the settings reaches it. `door` is where its helper is
   * summoned; null where it has none.
   */
  config(plan: Plan, door: string | null): Json;
  /** A program that it may summon on demand, in a process of its own; null: none in this run. */
  helper?(plan: Plan): ProcessPlan | null;
  /** What it may do, beside reaching mailboxes and database. */
  permissions?(plan: Plan): Permissions;
}

/** What the pages are made of. */
const PAGE_SOURCES = [
  "../fresh-app",
  "domain",
  "../runtime",
  "../db",
  // What they show of the cores.
  "backtester",
  "signal_generator",
].map((folder) => resolve(import.meta.dirname ?? ".", folder));

/** Actors that are restarted under one policy, in the order in which they are started. */
export interface PlaceGroup {
  readonly name: string;
  readonly strategy: Strategy;
  readonly policy: Partial<RestartPolicy>;
  readonly places: readonly Place[];
}

const { bars, clock, rawNews, scoredNews, shadows, signals, trades, weights } = streams;
const { accounts, backtestProgress, backtestRequests, controls, portfolio } = streams;

const learningConfig = ({ account, settings }: Plan) => ({
  account,
  rules: learningRulesFor(settings.learningTrades),
});

/** How the executor decides; without any key, for whoever computes what it would have done. */
const executorRules = ({ account, settings }: Plan) => ({
  account,
  startingCash: settings.startingCash,
  limits: { allowShort: settings.shorting },
  exchange: { allowShort: settings.shorting },
  usesSystemTime: followsSystemTime(settings.mode),
  // Nobody is there to resume a replay.
  haltsOnLoss: settings.mode !== "replay",
});

const signalGeneratorConfig = ({ settings }: Plan) => ({
  rules: {
    threshold: settings.signalThreshold,
    barSize: settings.barSize ?? null,
    strategies: settings.strategies ?? {},
  },
  shadows: settings.learning ? { allowShort: settings.shorting } : null,
  ownStrategies: resolved(settings.ownStrategies),
});

/** Paths that are set, by absolute path. */
const existing = (...paths: readonly (string | undefined)[]) =>
  paths.flatMap((path) => path === undefined ? [] : [resolve(path)]);

function resolved(path: string | undefined): string | null {
  return path === undefined ? null : resolve(path);
}

/**
 * The system on one screen: who consumes and produces what, who starts before whom (consumers
 * first, time itself last), and how each is restarted. Every actor goes on from what it committed,
 * so one that fails is restarted alone. Weights flow back: whoever learns comes after what is traded.
 */
export const TOPOLOGY: readonly PlaceGroup[] = [
  {
    name: "trading",
    strategy: "one_for_one",
    policy: {},
    places: [
      {
        name: "portfolio_sync",
        consumes: [bars, clock, trades, accounts],
        produces: [portfolio],
        config: () => ({}),
      },
      {
        name: "learning_engine",
        consumes: [signals, shadows, trades, clock, controls],
        produces: [weights],
        config: learningConfig,
      },
      {
        name: "trade_executor",
        consumes: [signals, bars, clock, controls],
        produces: [trades, accounts],
        config: (plan) => ({ ...executorRules(plan), broker: plan.broker }),
        // The only one that reaches the host where orders are placed.
        permissions: ({ broker }) => ({
          net: broker.kind === "alpaca" ? [hostOf(broker.baseUrl), hostOf(broker.streamUrl)] : [],
        }),
      },
      {
        name: "signal_generator",
        consumes: [weights, scoredNews, bars, clock],
        produces: [signals, shadows],
        config: signalGeneratorConfig,
        permissions: ({ settings }) => ({ read: existing(settings.ownStrategies) }),
      },
      {
        name: "sentiment_analyzer",
        consumes: [rawNews],
        produces: [scoredNews],
        config: ({ settings }, door) => sentimentConfig(settings, door),
        permissions: ({ settings }) => sentimentPermissions(settings),
        // A model is native code that no thread can be saved from.
        helper: ({ settings }) => finbertProcess(settings),
      },
      {
        name: "news_fetcher",
        consumes: [clock],
        produces: [rawNews],
        config: newsConfig,
        permissions: newsPermissions,
      },
      {
        name: "market_data",
        consumes: [clock],
        produces: [bars],
        config: ({ feed }) => ({ feed }),
        permissions: ({ feed, files }) => ({
          read: files,
          net: feed.kind === "alpaca" ? [hostOf(feed.dataUrl), hostOf(feed.streamUrl)] : [],
        }),
      },
      {
        name: "market_clock",
        consumes: [],
        produces: [clock],
        config: ({ timeline, speed }) => ({ timeline, speed }),
        permissions: ({ files, timeline }) => ({
          read: files,
          net: timeline.kind === "system" && timeline.broker !== null
            ? [hostOf(timeline.broker.url)]
            : [],
        }),
      },
    ],
  },
  {
    name: "laboratory",
    strategy: "one_for_one",
    policy: {},
    places: [
      {
        name: "backtester",
        consumes: [backtestRequests],
        produces: [backtestProgress],
        config: (plan) => ({
          signalGenerator: signalGeneratorConfig(plan),
          executor: executorRules(plan),
          learning: learningConfig(plan).rules,
          files: resolved(plan.settings.backtestBars),
          splits: resolved(plan.settings.backtestSplits),
        }),
        permissions: ({ settings: { ownStrategies, backtestBars, backtestSplits } }) => ({
          read: existing(ownStrategies, backtestBars, backtestSplits),
        }),
      },
    ],
  },
  {
    name: "window",
    strategy: "one_for_one",
    policy: {},
    places: [
      {
        name: "api_gateway",
        consumes: [],
        produces: [],
        config: ({ account, dashboard, news, settings }) => ({
          mode: settings.mode,
          account,
          host: settings.host,
          port: settings.port,
          hostNames: settings.hostNames,
          origins: settings.origins,
          newsLive: news?.kind === "live",
          newsAllowHosts: settings.newsAllowHosts,
          dashboard,
        }),
        permissions: ({ dashboard, settings: { host, port } }) => ({
          net: [`${host.includes(":") ? `[${host}]` : host}:${port}`],
          // The build names the pages' modules: loading it reads them, and its own folder.
          read: dashboard === null ? [] : [dirname(dashboard), ...PAGE_SOURCES],
        }),
      },
    ],
  },
];

/** Whether market time follows the system's clock: whatever is late looks late by either. */
export function followsSystemTime(mode: Plan["settings"]["mode"]): boolean {
  return mode === "paper" || mode === "live";
}

/** Host and port of a URL, as permissions name them. */
function hostOf(url: string): string {
  const { hostname, port, protocol } = new URL(url);
  const usual = protocol === "https:" || protocol === "wss:" ? 443 : 80;
  return `${hostname}:${port === "" ? usual : port}`;
}

/** All places, in the order in which they are started. */
export const PLACES: readonly Place[] = TOPOLOGY.flatMap(({ places }) => places);
