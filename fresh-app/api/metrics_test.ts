import assert from "node:assert/strict";
import { exposition, METRICS, type MetricSources } from "./metrics.ts";
import {
  sampleAnalyzers,
  sampleMeters,
  samplePortfolio,
  sampleSnapshot,
} from "./testing/sample.ts";

const latency = { seconds: 0.5, buckets: [{ le: 0.1, count: 1 }, { le: null, count: 2 }] };

const depth = { depth: 7, pending: 3, parked: 1, oldestAt: null };

const sources: MetricSources = {
  totals: {
    tradesExecuted: 12,
    rejections: new Map([["cooldown", 3]]),
    articles: new Map([["wire", 5]]),
  },
  depths: [
    { stream: "market:bars", group: "signal_generator", ...depth },
    { stream: "market:bars", group: "trade_executor", ...depth, oldestAt: 60_000 },
  ],
  deadLetters: new Map([["market:bars", 2]]),
  snapshot: {
    ...sampleSnapshot,
    actors: sampleSnapshot.actors.slice(2, 3).map((actor) => ({
      ...actor,
      progress: {
        ...actor.progress,
        measured: { redelivered: 4, handling: latency, lag: latency },
      },
    })),
  },
  analyzers: sampleAnalyzers.slice(1, 2),
  meters: sampleMeters,
  portfolio: samplePortfolio,
  marketTime: 180_000,
};

/** The lines of one metric. */
const linesOf = (name: string, text: string) =>
  text.split("\n").filter((line) => new RegExp(`(^|# (HELP|TYPE) )${name}(_|\\{| )`).test(line));

Deno.test("metrics are written in Prometheus' text format", () => {
  const text = exposition(sources);
  const told = (name: string) => linesOf(name, text).filter((line) => !line.startsWith("#"));
  assert.deepEqual(linesOf("trades_executed", text), [
    "# HELP trades_executed Executions of our orders.",
    "# TYPE trades_executed untyped",
    "trades_executed 12",
  ]);
  assert.deepEqual(linesOf("sentiment_latency", text).slice(1), [
    "# TYPE sentiment_latency histogram",
    'sentiment_latency_bucket{analyzer="ollama",le="0.1"} 2',
    'sentiment_latency_bucket{analyzer="ollama",le="+Inf"} 3',
    'sentiment_latency_sum{analyzer="ollama"} 6',
    'sentiment_latency_count{analyzer="ollama"} 3',
  ]);
  assert.deepEqual(told("articles_fetched"), ['articles_fetched{source="wire"} 5']);
  assert.deepEqual(told("finbert_count"), ["finbert_count 0"]);
  assert.deepEqual(told("ollama_count"), ["ollama_count 3"]);
  assert.deepEqual(told("fill_latency"), [
    'fill_latency_bucket{le="60"} 2',
    'fill_latency_bucket{le="+Inf"} 3',
    "fill_latency_sum 180",
    "fill_latency_count 3",
  ]);
  assert.deepEqual(
    told("strategy_evaluation_latency").at(-1),
    "strategy_evaluation_latency_count 2",
  );
  assert.deepEqual(
    told("end_to_end_latency").at(-1),
    'end_to_end_latency_count{actor="signal_generator"} 2',
  );
  assert.deepEqual(told("mailbox_age_seconds"), [
    'mailbox_age_seconds{stream="market:bars",group="signal_generator"} 0',
    'mailbox_age_seconds{stream="market:bars",group="trade_executor"} 120',
  ]);
  assert.deepEqual(told("mailbox_redeliveries_total"), [
    'mailbox_redeliveries_total{actor="signal_generator"} 4',
  ]);
  assert.deepEqual(told("reconciliation_differences_total"), [
    'reconciliation_differences_total{kind="missed_report"} 1',
  ]);
  assert.deepEqual(told("reconciliation_comparisons_total"), [
    'reconciliation_comparisons_total{outcome="agreed"} 4',
    'reconciliation_comparisons_total{outcome="differed"} 1',
  ]);
  assert.deepEqual(told("equity"), [`equity ${Number(samplePortfolio.equity)}`]);
  assert.deepEqual(told("market_time_seconds"), ["market_time_seconds 180"]);
  assert.deepEqual(told("actor_restarts_total"), [
    'actor_restarts_total{actor="signal_generator"} 2',
  ]);
  assert.deepEqual(told("actor_ready"), ['actor_ready{actor="signal_generator"} 0']);
});

Deno.test("every metric has samples where every source answers, with the labels it declares", () => {
  for (const { name, labels, samples } of METRICS) {
    const found = samples(sources);
    assert.ok(found.length > 0, name);
    for (const [given] of found) {
      assert.deepEqual(Object.keys(given).filter((label) => label !== "le"), labels, name);
    }
  }
});

Deno.test("what one actor tells is its own", () => {
  const text = exposition(sources, new Set(["trade_executor"]));
  assert.match(text, /^trades_executed 12$/m);
  assert.match(text, /^fill_latency_count 3$/m);
  assert.doesNotMatch(text, /articles_fetched|finbert_count|equity|strategy_evaluation/);
});

Deno.test("a source that does not answer leaves the other metrics in place", () => {
  const text = exposition({ ...sources, meters: null, snapshot: null });
  assert.doesNotMatch(text, /fill_latency|actor_ready|handling_latency/);
  assert.match(text, /^trades_executed 12$/m);
});

Deno.test("a label cannot break out of its quotes", () => {
  const text = exposition({
    totals: null,
    depths: [{ stream: 'a"b\\c\nd', group: "g", ...depth }],
    deadLetters: null,
    snapshot: null,
    analyzers: null,
    meters: null,
    portfolio: null,
    marketTime: null,
  });
  assert.match(text, /^mailbox_depth\{stream="a\\"b\\\\c\\nd",group="g"\} 7$/m);
});

Deno.test("the gateway's README has the table of all metrics", async () => {
  const names = METRICS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const rows = METRICS.map(({ name, type, labels, owner, help }) =>
    `| \`${name}\` | ${type} | ${labels.join(", ")} | ${owner ?? ""} | ${help} |`
  );
  const readme = await Deno.readTextFile(
    new URL("../../actors/api_gateway/README.md", import.meta.url),
  );
  const section = readme.split("\n## Metrics\n")[1]?.split("\n## ")[0] ?? "";
  const table = section.split("\n").filter((line) => line.startsWith("|")).slice(2);
  assert.deepEqual(
    table.map((line) => line.replaceAll(/ +/g, " ")),
    rows.map((row) => row.replaceAll(/ +/g, " ")),
    `the table must have these rows:\n${rows.join("\n")}`,
  );
});
