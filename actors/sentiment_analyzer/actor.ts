import { z } from "zod";
import { type Context, defineActor, done, type RowWriter } from "../../runtime/actor.ts";
import { type Article, articleSchema } from "../domain/article.ts";
import { type Sentiment, sentimentSchema } from "../domain/sentiment.ts";
import { rawNews, scoredNews } from "../domain/streams.ts";
import type { AnalyzerChain } from "./chain.ts";
import { sentimentAnalyzerConfigSchema } from "./config.ts";
import { scoresOf, tickersOf } from "./core.ts";
import { JudgementDesk } from "./desk.ts";
import { openChain } from "./open_chain.ts";
import { openTickerExtractor } from "./open_tickers.ts";
import { writeSentiment } from "./records.ts";
import type { TickerExtractor } from "./tickers/ticker_extractor.ts";

interface State {
  readonly chain: AnalyzerChain;
  readonly desk: JudgementDesk;
  readonly tickers: TickerExtractor;
}

/** Key under which an article is remembered whose judgement takes longer. */
const OPEN = "open:";
const lateSchema = z.strictObject({ article: articleSchema, sentiment: sentimentSchema });

/**
 * Judges every article once, and tells for each ticker that it speaks of. An article whose judgement
 * takes longer is remembered and makes room for those behind it; it becomes known when it is judged.
 */
export default defineActor({
  name: "sentiment_analyzer",
  consumes: [rawNews],
  produces: [scoredNews],
  order: "by-key",
  config: sentimentAnalyzerConfigSchema,
  local: { judged: lateSchema },
  start({ config, clock, log, signal, recalled }): State {
    const chain = openChain(config, { clock, log, patient: config.inOrder });
    const desk = new JudgementDesk(chain, config, { clock, signal });
    for (const [key, article] of recalled) {
      if (key.startsWith(OPEN)) desk.reopen(articleSchema.parse(article));
    }
    return { chain, desk, tickers: openTickerExtractor(config.tickerTerms) };
  },
  async handle(state, message, ctx) {
    if (message.from === "local") {
      const { article, sentiment } = message.payload;
      ctx.remember(OPEN + article.articleId, null);
      tell(state, ctx, article, sentiment, message.at);
      return done;
    }
    const article = message.payload;
    const sentiment = article.recorded?.sentiment ?? await state.desk.judge(article);
    if (sentiment === null) ctx.remember(OPEN + article.articleId, article);
    else tell(state, ctx, article, sentiment, message.at);
    return done;
  },
  async source({ desk }, inlet) {
    for await (const judged of desk.late()) await inlet.push("judged", judged);
  },
  stop: ({ chain }) => chain.close(),
});

function tell(
  { tickers: extractor }: State,
  ctx: Pick<Context<typeof scoredNews, Record<never, never>>, "publish"> & RowWriter,
  article: Article,
  sentiment: Sentiment,
  at: number,
): void {
  const { title, summary, symbols } = article;
  const tickers = tickersOf(extractor.extract(title, summary, symbols));
  for (const score of scoresOf(article, tickers, sentiment, at)) {
    ctx.publish(scoredNews, "score", score, { key: score.ticker });
  }
  writeSentiment(ctx, article, tickers, sentiment, at);
}
