import { resolve } from "node:path";
import type { Json } from "../runtime/delivery/store.ts";
import type { StreamDef } from "../runtime/stream.ts";
import type { Permissions } from "../runtime/supervisor/permissions.ts";
import type { RestartPolicy, Strategy } from "../runtime/supervisor/policy.ts";
import type { Plan } from "./plan.ts";
import * as streams from "./domain/streams.ts";
import { MODEL_LOCK, sentimentConfig, sentimentPermissions } from "./sentiment_settings.ts";

/** One actor's place in the system. */
export interface Place {
  readonly name: string;
  readonly consumes: readonly StreamDef[];
  readonly produces: readonly StreamDef[];
  /** Its own configuration; nothing else of the settings reaches it. */
  config(plan: Plan): Json;
  /** What it may do, beside reaching mailboxes and database. */
  permissions?(plan: Plan): Permissions;
  /**
   * Where it runs: in a Worker (the default), or in a process of its own, which can always be ended
   * and takes nobody with it when it runs out of memory. Settings may move any actor to a process.
   */
  placement?(plan: Plan): "worker" | ProcessPlacement;
}

/** A process of its own, and what it has beside what every actor has. */
export interface ProcessPlacement {
  /** Lock file, by absolute path, of packages that it alone loads. */
  readonly lock?: string;
}

/** Actors that are restarted under one policy, in the order in which they are started. */
export interface PlaceGroup {
  readonly name: string;
  readonly strategy: Strategy;
  readonly policy: Partial<RestartPolicy>;
  readonly places: readonly Place[];
}

const { bars, clock, rawNews, scoredNews, signals, trades } = streams;

/**
 * The system on one screen: who consumes and produces what, who starts before whom (consumers
 * first, time itself last), and how each is restarted. Every actor goes on from what it committed,
 * so one that fails is restarted alone.
 */
export const TOPOLOGY: readonly PlaceGroup[] = [
  {
    name: "trading",
    strategy: "one_for_one",
    policy: {},
    places: [
      {
        name: "trade_executor",
        consumes: [signals, bars, clock],
        produces: [trades],
        config: ({ account, settings }) => ({
          account,
          startingCash: settings.startingCash,
          limits: { allowShort: settings.shorting },
          exchange: { allowShort: settings.shorting },
          usesSystemTime: followsSystemTime(settings.mode),
        }),
      },
      {
        name: "signal_generator",
        consumes: [scoredNews, bars, clock],
        produces: [signals],
        config: ({ settings: { signalThreshold, strategies, ownStrategies } }) => ({
          rules: { threshold: signalThreshold, strategies: strategies ?? {} },
          ownStrategies: ownStrategies === undefined ? null : resolve(ownStrategies),
        }),
        permissions: ({ settings: { ownStrategies } }) => ({
          read: ownStrategies === undefined ? [] : [resolve(ownStrategies)],
        }),
      },
      {
        name: "sentiment_analyzer",
        consumes: [rawNews],
        produces: [scoredNews],
        config: ({ settings }) => sentimentConfig(settings),
        permissions: ({ settings }) => sentimentPermissions(settings),
        // A model is native code that no thread can be saved from.
        placement: ({ settings }) =>
          settings.finbertModel === undefined ? "worker" : { lock: MODEL_LOCK },
      },
      {
        name: "news_fetcher",
        consumes: [clock],
        produces: [rawNews],
        config: ({ news }) => ({ feed: news }),
        permissions: ({ files }) => ({ read: files }),
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
    name: "window",
    strategy: "one_for_one",
    policy: {},
    places: [
      {
        name: "api_gateway",
        consumes: [],
        produces: [],
        config: ({ account, settings: { mode, host, port, hostNames } }) => ({
          mode,
          account,
          host,
          port,
          hostNames,
        }),
        permissions: ({ settings: { host, port } }) => ({
          net: [`${host.includes(":") ? `[${host}]` : host}:${port}`],
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
