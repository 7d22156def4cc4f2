import type { Inlet } from "../../runtime/actor.ts";
import type { Millis, Randomness, SystemClock } from "../../runtime/clock/clock.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import { z } from "zod";
import { previousSession } from "../domain/calendar.ts";
import type { Bar, Split } from "../domain/market.ts";
import type { Resources } from "../resources.ts";
import type { LiveFeedConfig } from "./config.ts";
import { type LiveFeed, type LiveItem, liveItemSchema, type Resume } from "./feeds/live_feed.ts";

/** Facts that are handed to the actor at once. */
const ITEMS_MAX = 200;
/** Bars that were published so lately may be corrected still. */
const REVISED_MS = 3_600_000;

/** What a live feed tells, on its way to the actor. */
export const heardSchema = z.strictObject({ items: z.array(liveItemSchema).min(1).max(ITEMS_MAX) });

/** What surrounds a live feed. */
export interface LiveEnv {
  readonly clock: SystemClock;
  readonly randomness: Randomness;
  readonly log: Logger;
  readonly signal: AbortSignal;
  readonly resources: Resources;
}

/** Bars that were published before. */
export interface StoredBars {
  /** Start of each ticker's newest. */
  readonly newest: ReadonlyMap<string, Millis>;
  /** Start of each ticker's first. */
  readonly first: ReadonlyMap<string, Millis>;
  /** Splits that were published. */
  readonly splits: readonly Split[];
  since(at: Millis): Promise<Bar[]>;
}

/** Where a live feed and what was published before come from. */
export interface LivePorts {
  openFeed(config: LiveFeedConfig, env: LiveEnv): Promise<LiveFeed> | LiveFeed;
  withStored<T>(
    config: LiveFeedConfig,
    env: LiveEnv,
    work: (stored: StoredBars) => Promise<T>,
  ): Promise<T>;
}

/** Hears the feed from where the stored bars end, and hands on what it tells, in its order. */
export async function hear(
  config: LiveFeedConfig,
  ports: LivePorts,
  inlet: Inlet<{ readonly heard: typeof heardSchema }>,
  env: LiveEnv,
): Promise<void> {
  const { clock, log, signal } = env;
  const resume = await ports.withStored(config, env, (stored) => resumeAt(config, clock, stored));
  const feed = await ports.openFeed(config, env);
  const queue: LiveItem[] = [];
  let filled = Promise.withResolvers<void>();
  signal.addEventListener("abort", () => filled.resolve(), { once: true });
  const handOn = async () => {
    while (!signal.aborted) {
      if (queue.length > 0) await inlet.push("heard", { items: queue.splice(0, ITEMS_MAX) });
      else {
        await filled.promise;
        filled = Promise.withResolvers();
      }
    }
  };
  const tell = (items: readonly LiveItem[]) => {
    for (const item of items) queue.push(item);
    filled.resolve();
  };
  const hearing = feed.run(resume, tell, signal, ({ message }) => log.warn(message));
  await Promise.all([hearing, handOn()]);
}

/** From the first bar that may be missing on; everything since then that was published is known. */
async function resumeAt(
  { tickers, seedSessions }: LiveFeedConfig,
  clock: SystemClock,
  stored: StoredBars,
): Promise<Resume> {
  let seed = clock.now();
  for (let i = 0; i < seedSessions; i++) seed = previousSession(seed).open;
  const ends = tickers.map((ticker) => (stored.newest.get(ticker) ?? Infinity) - REVISED_MS);
  const since = Math.min(seed, ...ends);
  const { splits, first } = stored;
  return { since, known: await stored.since(since), splits, first };
}
