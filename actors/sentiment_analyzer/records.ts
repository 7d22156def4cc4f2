import { articleSentiments, articleSentimentTickers } from "../../db/tables/sentiment.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Article } from "../domain/article.ts";
import { isoTime } from "../domain/iso_time.ts";
import type { Sentiment } from "../domain/sentiment.ts";

/** Records what was made of an article, and of which tickers it speaks. */
export function writeSentiment(
  ctx: RowWriter,
  article: Article,
  tickers: readonly string[],
  sentiment: Sentiment,
  at: number,
): void {
  const { articleId, storyId, recorded, timing } = article;
  const { label, score, probabilities, confidence, analyzer, model, why } = sentiment;
  ctx.write(articleSentiments, {
    article_id: articleId,
    story_id: storyId,
    at: isoTime(at),
    scored_at: isoTime(recorded?.scoredAt ?? at),
    label,
    score,
    ...probabilities,
    confidence,
    analyzer,
    model_id: model.id,
    model_digest: model.digest,
    why,
    recorded: recorded !== null,
    tradable: timing === "fresh",
  });
  for (const ticker of tickers) {
    ctx.write(articleSentimentTickers, { article_id: articleId, ticker });
  }
}
