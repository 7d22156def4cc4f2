import { defineActor, done } from "../../runtime/actor.ts";
import { rawNews, scoredNews } from "../domain/streams.ts";
import type { AnalyzerChain } from "./chain.ts";
import { sentimentAnalyzerConfigSchema } from "./config.ts";
import { scoresOf, textOf, tickersOf } from "./core.ts";
import { openChain } from "./open_chain.ts";
import { writeSentiment } from "./records.ts";
import { openTickerExtractor } from "./open_tickers.ts";
import type { TickerExtractor } from "./tickers/ticker_extractor.ts";

interface State {
  readonly chain: AnalyzerChain;
  readonly tickers: TickerExtractor;
  readonly signal: AbortSignal;
}

/** Judges every article once, and tells for each ticker that it speaks of. */
export default defineActor({
  name: "sentiment_analyzer",
  consumes: [rawNews],
  produces: [scoredNews],
  order: "by-key",
  config: sentimentAnalyzerConfigSchema,
  async start({ config, clock, log, signal }): Promise<State> {
    return {
      chain: openChain(config, { clock, log }),
      tickers: openTickerExtractor(config.tickerTerms),
      signal,
    };
  },
  async handle({ chain, tickers: extractor, signal }, message, ctx) {
    const article = message.payload;
    const { title, summary, symbols, recorded } = article;
    const sentiment = recorded?.sentiment ??
      (await chain.judge(textOf(article), signal)).sentiment;
    const tickers = tickersOf(extractor.extract(title, summary, symbols));
    for (const score of scoresOf(article, tickers, sentiment, message.at)) {
      ctx.publish(scoredNews, "score", score, { key: score.ticker });
    }
    writeSentiment(ctx, article, tickers, sentiment, message.at);
    return done;
  },
  stop: ({ chain }) => chain.close(),
});
