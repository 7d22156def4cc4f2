import assert from "node:assert/strict";
import { exposition, METRICS } from "./metrics.ts";
import { sampleAnalyzers, sampleSnapshot } from "./testing/sample.ts";

const depth = { depth: 7, pending: 3, parked: 1, oldestAt: null };

Deno.test("metrics are written in Prometheus' text format", () => {
  const text = exposition({
    totals: { tradesExecuted: 12, rejections: 3, articles: new Map([["wire", 5]]) },
    depths: [{ stream: "market:bars", group: "signal_generator", ...depth }],
    deadLetters: new Map([["market:bars", 2]]),
    snapshot: { ...sampleSnapshot, actors: sampleSnapshot.actors.slice(2, 3) },
    analyzers: sampleAnalyzers.slice(1, 2),
  });
  assert.equal(
    text,
    `# HELP trades_executed Executions of our orders.
# TYPE trades_executed counter
trades_executed 12
# HELP rejections Signals that a risk check refused.
# TYPE rejections counter
rejections 3
# HELP finbert_count Articles that FinBERT judged.
# TYPE finbert_count counter
finbert_count 0
# HELP ollama_count Articles that Ollama judged.
# TYPE ollama_count counter
ollama_count 3
# HELP offline_count Articles that the offline default judged.
# TYPE offline_count counter
offline_count 0
# HELP sentiment_latency Time from asking for a judgement to having it, in seconds, by whose word stood.
# TYPE sentiment_latency histogram
sentiment_latency_bucket{analyzer="ollama",le="0.1"} 2
sentiment_latency_bucket{analyzer="ollama",le="+Inf"} 3
sentiment_latency_sum{analyzer="ollama"} 6
sentiment_latency_count{analyzer="ollama"} 3
# HELP analyzer_state 1 for the state that the analyser is in.
# TYPE analyzer_state gauge
analyzer_state{analyzer="ollama",state="left alone"} 1
# HELP articles_fetched Articles of a source that were published, each once.
# TYPE articles_fetched counter
articles_fetched{source="wire"} 5
# HELP mailbox_depth Messages that a group has not acknowledged, pending and parked ones included.
# TYPE mailbox_depth gauge
mailbox_depth{stream="market:bars",group="signal_generator"} 7
# HELP mailbox_pending Messages that are delivered to a group and not acknowledged.
# TYPE mailbox_pending gauge
mailbox_pending{stream="market:bars",group="signal_generator"} 3
# HELP mailbox_parked Messages of a group that wait for a retry.
# TYPE mailbox_parked gauge
mailbox_parked{stream="market:bars",group="signal_generator"} 1
# HELP dead_letters Messages of a stream that could not be handled and wait for a person.
# TYPE dead_letters gauge
dead_letters{stream="market:bars"} 2
# HELP actor_ready 1 where the actor is ready, 0 in any other state.
# TYPE actor_ready gauge
actor_ready{actor="signal_generator"} 0
# HELP actor_state 1 for the state that the actor is in.
# TYPE actor_state gauge
actor_state{actor="signal_generator",state="waiting"} 1
# HELP actor_restarts How often the actor was started again since the system started.
# TYPE actor_restarts counter
actor_restarts{actor="signal_generator"} 2
# HELP actor_consumed Messages that the actor has consumed in its life.
# TYPE actor_consumed counter
actor_consumed{actor="signal_generator"} 46946
# HELP actor_outbox Committed messages of the actor that are not yet published.
# TYPE actor_outbox gauge
actor_outbox{actor="signal_generator"} 0
`,
  );
});

Deno.test("a label cannot break out of its quotes", () => {
  const text = exposition({
    totals: null,
    depths: [{ stream: 'a"b\\c\nd', group: "g", ...depth }],
    deadLetters: null,
    snapshot: null,
    analyzers: null,
  });
  assert.match(text, /^mailbox_depth\{stream="a\\"b\\\\c\\nd",group="g"\} 7$/m);
});

Deno.test("every metric has a name of its own and is in the gateway's README", async () => {
  const names = METRICS.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const readme = await Deno.readTextFile(
    new URL("../../actors/api_gateway/README.md", import.meta.url),
  );
  for (const name of names) {
    assert.ok(readme.includes(`| \`${name}\``), `${name} is not documented`);
  }
});
