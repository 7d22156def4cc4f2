import type { z } from "zod";
import { type Context, defineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { clock, rawNews } from "../domain/streams.ts";
import { readRecordedNews } from "../recordings/recording.ts";
import { newsFetcherConfigSchema, type NewsRules } from "./config.ts";
import { storyIndex, tell } from "./core.ts";
import type { LivePorts } from "./live/ports.ts";
import { polledSchema, pollSources, type SourceState, sourceStateSchema } from "./live/polling.ts";
import { writeArticle, writeHealth } from "./records.ts";
import type { NewsFeed, ToldItem } from "./sources/feed.ts";
import { replayNews } from "./sources/replay.ts";
import { simulatedNews } from "./sources/simulated.ts";
import { type StoryIndex, toldStorySchema } from "./stories/index.ts";

/** Before the id of a story among what is remembered. */
const STORY = "story/";
/** Before the name of a source. */
const SOURCE = "source/";
/** Live news comes through the polls alone. */
const SILENT: NewsFeed = { read: () => [] };

interface State {
  readonly feed: NewsFeed;
  readonly rules: NewsRules;
  readonly stories: StoryIndex;
  readonly sources: Map<string, SourceState>;
  /** Everything up to here is published; null before the first tick. */
  through: Millis | null;
}

/** Publishes each article once, at the market time at which decisions may know of it. */
export function createNewsFetcher(ports: LivePorts | null) {
  return defineActor({
    name: "news_fetcher",
    consumes: [clock],
    produces: [rawNews],
    order: "total",
    config: newsFetcherConfigSchema,
    local: { polled: polledSchema },
    start({ config, recalled }): State {
      if (config.feed.kind === "live" && ports === null) throw new NoLiveSources();
      const through = recalled.get("through");
      return {
        feed: feedFor(config),
        rules: config.rules,
        stories: recallStories(recalled, config.rules),
        sources: recallSources(recalled),
        through: typeof through === "number" ? through : null,
      };
    },
    handle(state, message, ctx) {
      if (message.from === "local") {
        const { source, weight: sourceWeight, at: firstSeenAt, items } = message.payload;
        const at = Math.max(message.at, firstSeenAt + state.rules.scoringLatencyMs);
        for (const item of items) {
          publish(state, { source, sourceWeight, item, firstSeenAt, at, recorded: null }, ctx);
        }
        const { memory, health } = message.payload;
        ctx.remember(SOURCE + source, sourceStateSchema.parse({ memory, health }));
        writeHealth(ctx, source, health);
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
    async source({ sources }, inlet, env) {
      const { config, resources, clock, randomness: random, log, signal } = env;
      if (config.feed.kind !== "live" || ports === null) return;
      await pollSources({ ports, sources, resources, inlet, clock, random, log, signal });
    },
  });
}

export default createNewsFetcher(null);

/** Live news was asked for where no live sources are built in. */
export class NoLiveSources extends Error {
  override readonly name = "NoLiveSources";
  /** Starting again does not help. */
  readonly restartable = false;

  constructor() {
    super("live news needs live sources, and this build has none; use recorded or simulated news");
  }
}

type Publishing = Pick<
  Context<typeof rawNews, Record<never, never>>,
  "publish" | "write" | "remember"
>;

/** Message, row and story in one transaction: the row's key decides that it happens once. */
function publish({ stories, rules }: State, told: ToldItem, ctx: Publishing): void {
  const { article, placed } = tell(stories, told, rules);
  const { articleId } = article;
  ctx.publish(rawNews, "article", article, { key: article.storyId, at: told.at, id: articleId });
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
  const known = [...recalled].filter(([key]) => key.startsWith(SOURCE));
  return new Map(
    known.map(([key, value]) => [key.slice(SOURCE.length), sourceStateSchema.parse(value)]),
  );
}

function feedFor({ feed, rules }: z.output<typeof newsFetcherConfigSchema>): NewsFeed {
  if (feed.kind === "simulated") return simulatedNews(feed.seed, feed.tickers, rules);
  if (feed.kind === "live") return SILENT;
  return replayNews(readRecordedNews(feed.news), rules);
}
