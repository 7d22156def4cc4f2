import type { z } from "zod";
import { type Context, defineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { clock, rawNews } from "../domain/streams.ts";
import { articleTrace } from "../domain/traces.ts";
import { readRecordedNews } from "../recordings/recording.ts";
import { newsFetcherConfigSchema, type NewsRules } from "./config.ts";
import { storyIndex, tell } from "./core.ts";
import { POLLS_AT_ONCE, runSources, seedSources } from "./live/all_sources.ts";
import { keepAssetList } from "./live/asset_list.ts";
import { Bounded } from "./live/bounded.ts";
import type { OpenLive } from "./live/ports.ts";
import { LOCAL, type SourceState, sourceStateSchema } from "./live/state.ts";
import { writeArticle, writeAssets, writeHealth, writeSource } from "./records.ts";
import type { NewsFeed, ToldItem } from "./sources/feed.ts";
import { replayNews } from "./sources/replay.ts";
import { simulatedNews } from "./sources/simulated.ts";
import { type StoryIndex, toldStorySchema } from "./stories/index.ts";

/** Before the id of a story among what is remembered. */
const STORY = "story/";
/** Before the name of a source. */
const SOURCE = "source/";
/** Before the name of a source that the table was given. */
const SEEDED = "seeded/";
/** Live news comes through the polls alone. */
const SILENT: NewsFeed = { read: () => [] };

/** How often it is looked whether market time has begun, in ms of system time. */
const BEGINNING_MS = 200;

interface State {
  readonly feed: NewsFeed;
  readonly rules: NewsRules;
  readonly stories: StoryIndex;
  readonly sources: Map<string, SourceState>;
  /** Names of sources that the table was given. */
  readonly seeded: ReadonlySet<string>;
  /** Whether market time is the world's own. */
  readonly isWorldTime: boolean;
  /** Everything up to here is published; null before the first tick. */
  through: Millis | null;
}

/** Publishes each article once, at the market time at which decisions may know of it. */
export function createNewsFetcher(openLive: OpenLive) {
  return defineActor({
    name: "news_fetcher",
    consumes: [clock],
    produces: [rawNews],
    order: "total",
    config: newsFetcherConfigSchema,
    local: LOCAL,
    start({ config, recalled }): State {
      const { feed, rules } = config;
      const through = recalled.get("through");
      return {
        feed: feedFor(config),
        rules,
        stories: recallStories(recalled, rules),
        sources: recallSources(recalled),
        seeded: new Set(namesUnder(recalled, SEEDED)),
        isWorldTime: feed.kind !== "live" || feed.marketTime === "system",
        through: typeof through === "number" ? through : null,
      };
    },
    handle(state, message, ctx) {
      if (message.from === "local" && message.type === "seeded") {
        for (const source of message.payload.sources) {
          writeSource(ctx, source);
          ctx.remember(SEEDED + source.source, true);
        }
        return done;
      }
      if (message.from === "local" && message.type === "assets") {
        writeAssets(ctx, message.payload);
        return done;
      }
      if (message.from === "local" && message.type === "forgotten") {
        ctx.remember(SOURCE + message.payload.source, null);
        return done;
      }
      if (message.from === "local") {
        const { source, weight: sourceWeight, at: receivedAt, items } = message.payload;
        const firstSeenAt = state.isWorldTime ? receivedAt : message.at;
        const at = Math.max(message.at, firstSeenAt + state.rules.scoringLatencyMs);
        for (const item of items) {
          const told = { source, sourceWeight, item, firstSeenAt, receivedAt, at, recorded: null };
          publish(state, told, ctx);
        }
        ctx.remember(SOURCE + source, message.payload.state);
        writeHealth(ctx, source, message.payload.state.health);
        return done;
      }
      if (message.from !== "clock:market") return done;
      for (const told of state.feed.read(state.through ?? message.at - 1, message.at)) {
        publish(state, told, ctx);
      }
      state.through = message.at;
      ctx.remember("through", message.at);
      return done;
    },
    async source(state, inlet, env) {
      const { sources: states, seeded } = state;
      const { config: { feed }, resources, clock, randomness: random, log, signal } = env;
      if (feed.kind !== "live") return;
      const ports = await openLive(feed, { clock, random });
      const polls = new Bounded(POLLS_AT_ONCE);
      const live = { ports, states, resources, inlet, clock, random, log, polls };
      await seedSources(live, feed.sources, seeded);
      const listing = keepAssetList(live, signal);
      listing.catch(() => {});
      // In a time that is made up, nothing is seen before that time has begun.
      while (!state.isWorldTime && state.through === null && !signal.aborted) {
        await clock.sleep(BEGINNING_MS, signal).catch(() => {});
      }
      await Promise.all([runSources(live, signal), listing]);
    },
  });
}

export default createNewsFetcher(async (config, around) => {
  // Readers of feeds and what they stand on are loaded where they are used.
  const { openLive } = await import("./live/open.ts");
  return await openLive(config, around);
});

type Publishing = Pick<
  Context<typeof rawNews, Record<never, never>>,
  "publish" | "write" | "remember"
>;

/** Message, row and story in one transaction: the row's key decides that it happens once. */
function publish({ stories, rules }: State, told: ToldItem, ctx: Publishing): void {
  const { article, placed } = tell(stories, told, rules);
  const { articleId } = article;
  const trace = { begins: articleTrace(articleId) };
  ctx.publish(rawNews, "article", article, {
    key: article.storyId,
    at: told.at,
    id: articleId,
    trace,
  });
  writeArticle(ctx, article, told.at);
  for (const id of placed.forgotten) ctx.remember(STORY + id, null);
  if (placed.told !== null) ctx.remember(STORY + articleId, placed.told);
}

function recallStories(recalled: ReadonlyMap<string, Json>, rules: NewsRules): StoryIndex {
  const told = [...recalled].filter(([key]) => key.startsWith(STORY))
    .map(([key, value]) => ({ id: key.slice(STORY.length), told: toldStorySchema.parse(value) }));
  told.sort((a, b) => a.told.nth - b.told.nth);
  const stories = storyIndex(rules);
  for (const { id, told: story } of told) stories.restore(id, story);
  return stories;
}

function recallSources(recalled: ReadonlyMap<string, Json>): Map<string, SourceState> {
  const known = namesUnder(recalled, SOURCE);
  return new Map(
    known.map((name) => [name, sourceStateSchema.parse(recalled.get(SOURCE + name))]),
  );
}

/** What is remembered under names with this beginning, without it. */
function namesUnder(recalled: ReadonlyMap<string, Json>, prefix: string): string[] {
  return [...recalled.keys()].filter((key) => key.startsWith(prefix))
    .map((key) => key.slice(prefix.length));
}

function feedFor({ feed, rules }: z.output<typeof newsFetcherConfigSchema>): NewsFeed {
  if (feed.kind === "simulated") return simulatedNews(feed.seed, feed.tickers, rules);
  if (feed.kind === "live") return SILENT;
  return replayNews(readRecordedNews(feed.news), rules);
}
