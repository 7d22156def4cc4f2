import { systemClock } from "../../../runtime/clock/system.ts";
import { createLogger, type LogSink } from "../../../runtime/telemetry/log.ts";
import type { KnownScore } from "../../backtester/ensemble/inputs.ts";
import { newsRulesSchema } from "../../news_fetcher/config.ts";
import { storyIndex, tell } from "../../news_fetcher/core.ts";
import { replayNews } from "../../news_fetcher/sources/replay.ts";
import { readRecordedNews, UnusableRecording } from "../../recordings/recording.ts";
import { sentimentAnalyzerConfigSchema } from "../../sentiment_analyzer/config.ts";
import { scoresOf, textOf, tickersOf } from "../../sentiment_analyzer/core.ts";
import { openChain } from "../../sentiment_analyzer/open_chain.ts";
import { openTickerExtractor } from "../../sentiment_analyzer/open_tickers.ts";
import { ollamaNote, sentimentConfig } from "../../sentiment_settings.ts";
import { UserError } from "../failures.ts";
import type { Settings } from "../settings.ts";

/**
 * Recorded news as the fetcher and the analyser would hand it on: the same identity, stories, times,
 * judgements and tickers, by their own cores. `onProgress`: told how far a model's files are that are
 * fetched, from 0 to 1. Throws a {@link UserError} for a file that cannot be used.
 */
export async function scoredNews(
  file: string,
  settings: Settings,
  log: LogSink,
  signal: AbortSignal,
  onProgress: (file: string, share: number) => void = () => {},
): Promise<KnownScore[]> {
  const { scoringLatencyMs } = settings;
  const rules = newsRulesSchema.parse({ scoringLatencyMs });
  const feed = replayNews(read(file), rules);
  const stories = storyIndex(rules);
  const config = sentimentAnalyzerConfigSchema.parse(
    sentimentConfig({ ...settings, mode: "replay" }),
  );
  const extractor = openTickerExtractor(config.tickerTerms);
  const logger = createLogger("backtest", systemClock.now, log);
  const chain = openChain(config, {
    clock: systemClock,
    log: logger,
    patient: true,
    onProgress,
  });
  const note = ollamaNote(settings);
  if (note !== null) logger.warn(note);
  try {
    const known: KnownScore[] = [];
    for (const told of feed.read(-Infinity, Infinity)) {
      signal.throwIfAborted();
      const { article } = tell(stories, told, rules);
      const sentiment = article.recorded?.sentiment ??
        (await chain.judge(textOf(article), signal)).sentiment;
      const { title, summary, symbols } = article;
      const tickers = tickersOf(extractor.extract(title, summary, symbols));
      for (const score of scoresOf(article, tickers, sentiment, told.at)) {
        known.push({ at: told.at, score });
      }
    }
    return known;
  } finally {
    await chain.close();
  }
}

function read(file: string) {
  try {
    return readRecordedNews(file);
  } catch (error) {
    if (error instanceof UnusableRecording) throw new UserError(error.message, { cause: error });
    throw error;
  }
}
