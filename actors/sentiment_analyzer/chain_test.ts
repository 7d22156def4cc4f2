import assert from "node:assert/strict";
import { type Analyzer, AnalyzerUnavailable, verdictOf } from "./analyzers/analyzer.ts";
import { AnalyzerChain, type ChainParts } from "./chain.ts";

const never = new AbortController().signal;

function saying(name: string, confidence: number | Error): Analyzer {
  return {
    name,
    analyze: () => {
      if (confidence instanceof Error) return Promise.reject(confidence);
      const rest = (1 - confidence) / 2;
      const verdict = verdictOf({ positive: confidence, negative: rest, neutral: rest });
      return Promise.resolve({ ...verdict, analyzer: name, model: { id: name, digest: "0" } });
    },
    health: () => ({ state: "ready" }),
    close: () => Promise.resolve(),
  };
}
const away = (name: string) => saying(name, new AnalyzerUnavailable(name, "it is away"));

async function asked(parts: Partial<ChainParts>) {
  const chain = new AnalyzerChain({
    finbert: null,
    ollama: null,
    offline: saying("offline", 0.6),
    threshold: 0.7,
    ...parts,
  });
  const { sentiment } = await chain.judge("a text", never);
  return [sentiment.analyzer, sentiment.why];
}

Deno.test("FinBERT's word stands where it is sure enough", async () => {
  const [analyzer, why] = await asked({
    finbert: saying("finbert", 0.7),
    ollama: saying("ollama", 0.9),
  });
  assert.deepEqual([analyzer, why], ["finbert", "FinBERT is sure enough"]);
});

Deno.test("Ollama is asked where FinBERT is not sure", async () => {
  assert.deepEqual(
    await asked({ finbert: saying("finbert", 0.69), ollama: saying("ollama", 0.9) }),
    ["ollama", "FinBERT is 69 % sure, less than 70 %"],
  );
});

Deno.test("FinBERT's doubtful word stands where Ollama is away", async () => {
  assert.deepEqual(
    await asked({ finbert: saying("finbert", 0.5), ollama: away("ollama") }),
    [
      "finbert",
      "FinBERT is 50 % sure, less than 70 %; Ollama is not available: it is away: FinBERT's word stands",
    ],
  );
});

Deno.test("where neither is available, the offline default judges and says why", async () => {
  assert.deepEqual(await asked({ finbert: away("finbert") }), [
    "offline",
    "FinBERT is not available: it is away; Ollama is not set up",
  ]);
});

Deno.test("a defect of an analyser is no unavailability", async () => {
  await assert.rejects(asked({ finbert: saying("finbert", new TypeError("a defect")) }), TypeError);
});
