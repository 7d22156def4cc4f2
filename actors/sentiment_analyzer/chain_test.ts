import assert from "node:assert/strict";
import type { Verdict } from "./analyzers/analyzer.ts";
import { type Analyzer, AnalyzerUnavailable, verdictOf } from "./analyzers/analyzer.ts";
import { offlineAnalyzer } from "./analyzers/offline.ts";
import { AnalyzerChain } from "./chain.ts";
import { NEVER } from "./testing/surroundings.ts";

const TEXT = "Quarterly profit rose 20% to a record high";

/** An analyser that says positive with a confidence, or is away for a reason, or is defect. */
function stub(name: string, says: number | string | Error) {
  const calls: string[] = [];
  const closed = { times: 0 };
  const analyzer: Analyzer = {
    name,
    analyze(text): Promise<Verdict> {
      calls.push(text);
      if (says instanceof Error) return Promise.reject(says);
      if (typeof says === "string") return Promise.reject(new AnalyzerUnavailable(name, says));
      const rest = (1 - says) / 2;
      const verdict = verdictOf({ positive: says, negative: rest, neutral: rest });
      return Promise.resolve({ ...verdict, analyzer: name, model: { id: name, digest: "1" } });
    },
    health: () => ({ state: "ready" }),
    close() {
      closed.times++;
      return Promise.resolve();
    },
  };
  return { analyzer, calls, closed };
}

const BRANCHES: readonly {
  readonly sentence: string;
  readonly finbert: number | string | null;
  readonly ollama: number | string | null;
  readonly judge: string;
  readonly why: string;
  /** Whether Ollama and the offline default are asked. */
  readonly asks: readonly [ollama: boolean, offline: boolean];
}[] = [
  {
    sentence: "FinBERT's word stands where it is sure",
    finbert: 0.9,
    ollama: 0.9,
    judge: "finbert",
    why: "FinBERT is sure enough",
    asks: [false, false],
  },
  {
    sentence: "exactly the threshold is sure enough",
    finbert: 0.7,
    ollama: 0.9,
    judge: "finbert",
    why: "FinBERT is sure enough",
    asks: [false, false],
  },
  {
    sentence: "Ollama's word stands where FinBERT is not sure",
    finbert: 0.5,
    ollama: 0.9,
    judge: "ollama",
    why: "FinBERT is 50 % sure, less than 70 %",
    asks: [true, false],
  },
  {
    sentence: "an unsure FinBERT is better than none where Ollama is not set up",
    finbert: 0.5,
    ollama: null,
    judge: "finbert",
    why: "FinBERT is 50 % sure, less than 70 %; Ollama is not set up: FinBERT's word stands",
    asks: [false, false],
  },
  {
    sentence: "an unsure FinBERT is better than none where Ollama is away",
    finbert: 0.5,
    ollama: "it is down",
    judge: "finbert",
    why: "FinBERT is 50 % sure, less than 70 %; Ollama is not available: it is down: " +
      "FinBERT's word stands",
    asks: [true, false],
  },
  {
    sentence: "Ollama judges where FinBERT is not set up",
    finbert: null,
    ollama: 0.4,
    judge: "ollama",
    why: "FinBERT is not set up",
    asks: [true, false],
  },
  {
    sentence: "Ollama judges where FinBERT is away",
    finbert: "no model",
    ollama: 0.9,
    judge: "ollama",
    why: "FinBERT is not available: no model",
    asks: [true, false],
  },
  {
    sentence: "the offline default judges where nothing is set up",
    finbert: null,
    ollama: null,
    judge: "offline",
    why: "FinBERT is not set up; Ollama is not set up",
    asks: [false, true],
  },
  {
    sentence: "the offline default judges where FinBERT is away and Ollama not set up",
    finbert: "no model",
    ollama: null,
    judge: "offline",
    why: "FinBERT is not available: no model; Ollama is not set up",
    asks: [false, true],
  },
  {
    sentence: "the offline default judges where Ollama is away and FinBERT not set up",
    finbert: null,
    ollama: "it is down",
    judge: "offline",
    why: "FinBERT is not set up; Ollama is not available: it is down",
    asks: [true, true],
  },
  {
    sentence: "the offline default judges where both are away",
    finbert: "no model",
    ollama: "it is down",
    judge: "offline",
    why: "FinBERT is not available: no model; Ollama is not available: it is down",
    asks: [true, true],
  },
];

for (const { sentence, finbert, ollama, judge, why, asks } of BRANCHES) {
  Deno.test(sentence, async () => {
    const second = ollama === null ? null : stub("ollama", ollama);
    const last = stub("offline", 0.5);
    const chain = new AnalyzerChain({
      finbert: finbert === null ? null : stub("finbert", finbert).analyzer,
      ollama: second?.analyzer ?? null,
      offline: last.analyzer,
      threshold: 0.7,
    });
    const { sentiment } = await chain.judge(TEXT, NEVER);
    assert.equal(sentiment.analyzer, judge);
    assert.equal(sentiment.why, why);
    assert.deepEqual([second?.calls.length === 1, last.calls.length === 1], asks);
  });
}

Deno.test("a reason fits into a message, however long it is", async () => {
  const chain = new AnalyzerChain({
    finbert: stub("finbert", "x".repeat(1_000)).analyzer,
    ollama: stub("ollama", "y".repeat(1_000)).analyzer,
    offline: offlineAnalyzer(),
    threshold: 0.7,
  });
  const { sentiment, steps } = await chain.judge(TEXT, NEVER);
  assert.equal(sentiment.why.length, 400);
  assert(sentiment.why.endsWith("…"));
  assert.equal(steps.length, 2);
});

Deno.test("a defect is no absence: it is thrown", async () => {
  const chain = new AnalyzerChain({
    finbert: stub("finbert", new TypeError("a defect")).analyzer,
    ollama: null,
    offline: offlineAnalyzer(),
    threshold: 0.7,
  });
  await assert.rejects(chain.judge(TEXT, NEVER), TypeError);
});

Deno.test("closing closes every analyser that is set up", async () => {
  const stubs = ["finbert", "ollama", "offline"].map((name) => stub(name, 0.9));
  const [finbert, ollama, offline] = stubs.map(({ analyzer }) => analyzer);
  await new AnalyzerChain({
    finbert: finbert!,
    ollama: ollama!,
    offline: offline!,
    threshold: 0.7,
  }).close();
  assert.deepEqual(stubs.map(({ closed }) => closed.times), [1, 1, 1]);
});
