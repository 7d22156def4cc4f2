import { z } from "zod";
import { analyzerStatus } from "../../db/tables/sentiment.ts";
import { type Context, defineActor, done, type RowWriter } from "../../runtime/actor.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { type Article, articleSchema } from "../domain/article.ts";
import { type Sentiment, sentimentSchema } from "../domain/sentiment.ts";
import { rawNews, scoredNews } from "../domain/streams.ts";
import type { AnalyzerChain } from "./chain.ts";
import { CompanyNames } from "./company_names.ts";
import { sentimentAnalyzerConfigSchema } from "./config.ts";
import { scoresOf, tickersOf } from "./core.ts";
import { JudgementDesk } from "./desk.ts";
import { AnalyzerMeters } from "./meters.ts";
import { downloadLog } from "./download_log.ts";
import { openChain } from "./open_chain.ts";
import { writeSentiment } from "./records.ts";

interface State {
  readonly chain: AnalyzerChain;
  readonly desk: JudgementDesk;
  readonly meters: AnalyzerMeters;
  readonly clock: SystemClock;
  readonly names: CompanyNames;
}

/** How often it is told how the analysers do, where something changed, in ms. */
const STATUS_MS = 1_000;
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
  timers: { status: { everyMs: STATUS_MS, clock: "system" } },
  async start({ config, clock, log, signal, recalled, resources }): Promise<State> {
    const names = await CompanyNames.open(config, { store: resources.store, clock, log });
    const known = await resources.store.select(analyzerStatus);
    const chain = openChain(config, {
      clock,
      log,
      patient: config.inOrder,
      onProgress: downloadLog(log),
    });
    const meters = new AnalyzerMeters(chain.analyzers, known);
    const judged = (analyzer: string, tookMs: number) => meters.judged(analyzer, tookMs);
    const desk = new JudgementDesk(chain, config, { clock, signal, judged });
    for (const [key, article] of recalled) {
      if (key.startsWith(OPEN)) desk.reopen(articleSchema.parse(article));
    }
    return { chain, desk, meters, clock, names };
  },
  async handle(state, message, ctx) {
    if (message.from === "timer") {
      await state.names.look();
      for (const row of state.meters.changed(state.clock.now())) ctx.write(analyzerStatus, row);
      return done;
    }
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
  { names: { extractor } }: State,
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
