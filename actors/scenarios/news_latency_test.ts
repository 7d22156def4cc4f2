import assert from "node:assert/strict";
import { runEnsemble } from "../backtester/ensemble/run.ts";
import { pipelineRules } from "../backtester/ensemble/settle_rules.ts";
import { scoredNews } from "../cli/backtest/scored_news.ts";
import { readSettings } from "../cli/settings.ts";
import { emptyColumns } from "../domain/bar_columns.ts";
import { sessionOf } from "../domain/calendar.ts";
import type { Bar } from "../domain/market.ts";
import { newsLine, type RecordedArticle } from "../domain/news_jsonl.ts";
import { scoredArticleSchema } from "../domain/sentiment.ts";
import newsFetcher, { createNewsFetcher } from "../news_fetcher/actor.ts";
import type { OpenLive } from "../news_fetcher/live/ports.ts";
import type { SourceItem } from "../news_fetcher/sources/source.ts";
import { startOllama } from "../sentiment_analyzer/testing/ollama_server.ts";
import sentimentAnalyzer from "../sentiment_analyzer/actor.ts";
import signalGenerator from "../signal_generator/actor.ts";
import type { Json } from "../../runtime/delivery/store.ts";
import { type ActorBench, testTopology } from "../../runtime/testing/kit.ts";

const { open: OPEN } = sessionOf("2014-06-09")!;
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const SECONDS = 200;
/** As in paper trading: what is early is then taken in early, and must not be known early. */
const PATIENCE_MS = 50;

/** The news alone decides, on the first bar whose close finds any. */
const RULES = {
  threshold: 0.1,
  strategies: {
    momentum: { enabled: false },
    mean_reversion: { enabled: false },
    news_driven: { params: { minStories: 1, minEvidence: 0.05, minConviction: 0.01 } },
  },
};

/** An article about Apple, seen so many seconds after the open. */
const seen = (seconds: number, title: string): RecordedArticle => ({
  source: "wire",
  guid: title,
  url: null,
  title,
  summary: "",
  symbols: ["AAPL"],
  publishedAt: OPEN + seconds * SECOND,
  firstSeenAt: OPEN + seconds * SECOND,
  recorded: null,
  weight: 1,
});

/** What decisions knew, and when: seconds after the open. */
interface Outcome {
  /** When each article became known. */
  readonly known: Readonly<Record<string, number>>;
  /** The bar on which the news first moved somebody; null: none. */
  readonly decided: number | null;
}

const seconds = (at: number) => (at - OPEN) / SECOND;

function barAt(minute: number): Bar {
  const startsAt = OPEN + (minute - 1) * MINUTE;
  const flat = { open: 100, high: 100, low: 100, close: 100, volume: 100 };
  return {
    ticker: "AAPL",
    timeframe: "1m",
    startsAt,
    at: startsAt + MINUTE,
    ...flat,
    warmup: false,
  };
}

/** Lets market time pass second by second, with a bar every minute. */
async function play(bench: ActorBench, before: (at: number) => Promise<void> = async () => {}) {
  for (let second = 0; second <= SECONDS; second++) {
    const at = OPEN + second * SECOND;
    await before(at);
    if (second > 0 && second % 60 === 0) {
      const payload = barAt(second / 60);
      await bench.give({ stream: "market:bars", type: "bar", payload, at, key: "AAPL" });
    }
    for (const stream of ["market:bars", "weights:adjusted"]) await bench.watermark(stream, at);
    await bench.give({ stream: "clock:market", type: "tick", payload: { phase: "trading" }, at });
    await bench.watermark("clock:market", at);
  }
}

const scores = (bench: ActorBench) =>
  bench.published("news:scored").map(({ at, payload }) => ({
    at,
    ...scoredArticleSchema.parse(payload),
  }));

function outcomeOf(bench: ActorBench): Outcome {
  const [signal] = bench.published("signals:generated");
  return {
    known: Object.fromEntries(scores(bench).map(({ title, at }) => [title, seconds(at)])),
    decided: signal === undefined ? null : seconds(signal.at),
  };
}

const produced = ["clock:market", "market:bars", "weights:adjusted"];
const decider = { def: signalGenerator, config: { rules: RULES } };

/** The actors on sources that answer as time passes. */
async function live(
  articles: readonly RecordedArticle[],
  scoringLatencyMs: number,
  sentiment: Json = {},
  during?: (bench: ActorBench, at: number) => Promise<void>,
): Promise<{ outcome: Outcome; scored: ReturnType<typeof scores> }> {
  let tell: (items: readonly SourceItem[], at: number) => void = () => {};
  const wire: OpenLive = () =>
    Promise.resolve({
      create: ({ name }) => ({
        name,
        poll: (memory) =>
          Promise.resolve({ kind: "items", items: [], skipped: [], memory, waitMs: null }),
        listen(heard, signal) {
          tell = heard;
          return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
        },
      }),
    });
  const source = { kind: "rss", name: "wire", url: "https://wire.example/feed", everyMs: MINUTE };
  const config = { feed: { kind: "live", sources: [source] }, rules: { scoringLatencyMs } };
  await using bench = await testTopology([
    { def: createNewsFetcher(wire), config },
    { def: sentimentAnalyzer, config: sentiment },
    decider,
  ], { produced, startAt: OPEN - 30 * SECOND, patienceMs: PATIENCE_MS });
  await bench.advance(30 * SECOND);
  await play(bench, async (at) => {
    if (at > OPEN) await bench.advance(SECOND);
    for (const { guid, url, title, summary, symbols, publishedAt, firstSeenAt } of articles) {
      if (firstSeenAt !== at) continue;
      tell([{ guid, url, title, summary, symbols: [...symbols], publishedAt }], at);
      await bench.advance(0);
    }
    await during?.(bench, at);
  });
  return { outcome: outcomeOf(bench), scored: scores(bench) };
}

/** The actors on a recording. */
async function replay(file: string, scoringLatencyMs: number): Promise<Outcome> {
  const config = { feed: { kind: "recorded", news: file }, rules: { scoringLatencyMs } };
  await using bench = await testTopology([
    { def: newsFetcher, config },
    { def: sentimentAnalyzer, config: { inOrder: true } },
    decider,
  ], { produced });
  await play(bench);
  return outcomeOf(bench);
}

/** The backtester on the same recording. */
async function backtest(file: string, scoringLatencyMs: number): Promise<Outcome> {
  const settings = readSettings({ TRADING_SCORING_LATENCY: String(scoringLatencyMs) });
  const news = await scoredNews(file, settings, () => {}, new AbortController().signal);
  const bars = emptyColumns("AAPL", "1m", Math.floor(SECONDS / 60));
  for (let i = 0; i < bars.length; i++) {
    const { startsAt, at } = barAt(i + 1);
    bars.startsAt[i] = startsAt;
    bars.at[i] = at;
    for (const column of [bars.open, bars.high, bars.low, bars.close]) column[i] = 100;
    bars.volume[i] = 100;
  }
  const rules = pipelineRules({ rules: RULES }, { account: "backtest", startingCash: "100000" });
  const { pipeline } = runEnsemble({ bars: [bars], splits: [], news }, rules);
  const [signal] = pipeline.signals;
  return {
    known: Object.fromEntries(news.map(({ at, score }) => [score.title, seconds(at)])),
    decided: signal === undefined ? null : seconds(signal.at),
  };
}

async function recorded<T>(
  articles: readonly RecordedArticle[],
  use: (file: string) => Promise<T>,
): Promise<T> {
  const file = await Deno.makeTempFile({ suffix: ".jsonl" });
  try {
    await Deno.writeTextFile(file, articles.map(newsLine).join(""));
    return await use(file);
  } finally {
    await Deno.remove(file);
  }
}

const GOOD = "Apple beats estimates and raises guidance as profit surges";
const MORE = "Apple wins record order from China Mobile, shares jump";

for (
  const [latency, decided] of [
    [0, 60],
    // Seen a second before the bar closes, it is known when the bar has closed.
    [2 * SECOND, 120],
    [90 * SECOND, 180],
  ] as const
) {
  Deno.test(`with a scoring latency of ${latency} ms news moves live, replay and backtest from the same bar on, and none sooner`, async () => {
    const articles = [seen(59, GOOD), seen(100, MORE)];
    const expected: Outcome = {
      known: { [GOOD]: 59 + latency / SECOND, [MORE]: 100 + latency / SECOND },
      decided,
    };
    const { outcome } = await live(articles, latency);
    assert.deepEqual(outcome, expected, "live");
    await recorded(articles, async (file) => {
      assert.deepEqual(await replay(file, latency), expected, "replay");
      assert.deepEqual(await backtest(file, latency), expected, "backtest");
    });
  });
}

Deno.test("what live was late in judging is known to a replay and a backtest of it no sooner, whatever the latency", async () => {
  const server = startOllama();
  const gate = Promise.withResolvers<void>();
  server.gate = gate.promise;
  try {
    const [slow] = [seen(59, GOOD)];
    const config = { ollama: { url: server.url, timeoutMs: 120_000 }, deadlineMs: 600_000 };
    // Ollama is asked within the second and answers in the second minute.
    const { outcome, scored } = await live([slow], 2 * SECOND, config, async (bench, at) => {
      if (at === OPEN + 130 * SECOND) gate.resolve();
      if (at !== OPEN + 61 * SECOND && at !== OPEN + 130 * SECOND) return;
      const holds = () =>
        at < OPEN + 130 * SECOND ? server.asked.length === 1 : scores(bench).length === 1;
      while (!holds()) {
        await new Promise((resolve) => setImmediate(resolve));
        await bench.advance(0);
      }
    });
    assert.equal(outcome.decided, 180);
    const [{ scoredAt, sentiment, at }] = scored as [ReturnType<typeof scores>[number]];
    assert.equal(scoredAt, at);
    assert.ok(scoredAt > OPEN + 120 * SECOND, `known at ${seconds(scoredAt)}`);
    const told = [{ ...slow, recorded: { scoredAt, sentiment } }];
    await recorded(told, async (file) => {
      for (const latency of [0, 2 * SECOND, 3_600 * SECOND]) {
        assert.deepEqual(await replay(file, latency), outcome, `replay with ${latency} ms`);
        assert.deepEqual(await backtest(file, latency), outcome, `backtest with ${latency} ms`);
      }
    });
  } finally {
    gate.resolve();
    await server.close();
  }
});
