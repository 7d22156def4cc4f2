import type { Article } from "../domain/article.ts";
import type { NewsRules } from "./config.ts";
import { articleIdOf } from "./identity.ts";
import type { ToldItem } from "./sources/feed.ts";
import { type Placed, StoryIndex } from "./stories/index.ts";
import { timingOf } from "./timing.ts";

/** The story index that the rules ask for. */
export function storyIndex(rules: NewsRules): StoryIndex {
  return new StoryIndex({
    threshold: rules.storyThreshold,
    windowMs: rules.storyWindowMs,
    storiesMax: rules.storiesMax,
  });
}

/** An article, and what it did to the stories. */
export interface Told {
  readonly article: Article;
  readonly placed: Placed;
}

/** Makes an article of what a source told. Call in order of `at`. */
export function tell(stories: StoryIndex, told: ToldItem, rules: NewsRules): Told {
  const { source, sourceWeight, item, firstSeenAt, receivedAt = firstSeenAt, at, recorded } = told;
  const articleId = articleIdOf(source, item);
  const placed = stories.place(articleId, item.title, item.summary, at);
  const { title, summary, url, symbols, publishedAt } = item;
  return {
    placed,
    article: {
      articleId,
      storyId: placed.storyId,
      source,
      sourceWeight,
      title,
      summary,
      url,
      symbols: [...symbols],
      publishedAt,
      firstSeenAt,
      timing: timingOf(publishedAt, receivedAt, rules),
      recorded,
    },
  };
}
