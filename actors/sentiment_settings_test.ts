import assert from "node:assert/strict";
import { scoredNews } from "./cli/backtest/scored_news.ts";
import { readSettings } from "./cli/settings.ts";
import { sentimentAnalyzerConfigSchema } from "./sentiment_analyzer/config.ts";
import { startOllama } from "./sentiment_analyzer/testing/ollama_server.ts";
import {
  ollamaNote,
  sentimentConfig,
  sentimentIdentity,
  sentimentPermissions,
} from "./sentiment_settings.ts";

const env = (more: Record<string, string> = {}) => ({
  TRADING_OLLAMA_URL: "http://127.0.0.1:11434",
  ...more,
});

const configOf = (variables: Record<string, string>) =>
  sentimentAnalyzerConfigSchema.parse(sentimentConfig(readSettings(variables)));

Deno.test("a replay does not ask Ollama, may not reach it, and judges in order", () => {
  const demo = configOf(env());
  assert.equal(demo.ollama?.url, "http://127.0.0.1:11434");
  assert.equal(demo.inOrder, false);
  assert.deepEqual(sentimentPermissions(readSettings(env())).net, ["127.0.0.1:11434"]);
  const replay = configOf(env({ TRADING_MODE: "replay" }));
  assert.equal(replay.ollama, null);
  assert.equal(replay.inOrder, true);
  assert.deepEqual(sentimentPermissions(readSettings(env({ TRADING_MODE: "replay" }))).net, []);
});

Deno.test("only who has set Ollama up is told that it is not asked", () => {
  assert.equal(ollamaNote(readSettings({})), null);
  assert.match(ollamaNote(readSettings(env())) ?? "", /^Ollama is not asked, because /);
});

Deno.test("with a model, the actor reaches its files and its door; its process reads them alone", () => {
  const settings = readSettings({
    TRADING_FINBERT_MODEL: import.meta.dirname!,
    TRADING_HOME: "/h",
  });
  const permissions = sentimentPermissions(settings);
  assert.deepEqual(permissions, { net: [], read: [import.meta.dirname], write: [] });
});

Deno.test("the model's revision and the checksum of its weights are the operator's to fix, and part of a run", () => {
  const sha256 = "0".repeat(64);
  const fixed = {
    TRADING_FINBERT_MODEL: "owner/name",
    TRADING_FINBERT_REVISION: "v1.2",
    TRADING_FINBERT_SHA256: sha256,
  };
  const { finbert } = configOf(fixed);
  assert.deepEqual([finbert?.revision, finbert?.sha256], ["v1.2", sha256]);
  const free = configOf({ TRADING_FINBERT_MODEL: "owner/name" }).finbert;
  assert.deepEqual([free?.revision, free?.sha256], ["main", null]);
  const identity = (env: Record<string, string>) => sentimentIdentity(readSettings(env));
  assert.notDeepEqual(identity(fixed), identity({ TRADING_FINBERT_MODEL: "owner/name" }));
});

Deno.test("a backtest takes Ollama's word where it is recorded, and judges the rest the same every time", async () => {
  const server = startOllama();
  const folder = await Deno.makeTempDir({ prefix: "pitboss-news-" });
  try {
    const file = `${folder}/news.jsonl`;
    const article = { title: "Apple beats estimates", publishedAt: "2014-06-09T13:30:00Z" };
    const sentiment = {
      label: "negative",
      score: -0.8,
      probabilities: { positive: 0.05, negative: 0.85, neutral: 0.1 },
      confidence: 0.85,
      analyzer: "ollama",
      model: { id: "llama3.2", digest: "unknown" },
      why: "as it was recorded",
    };
    const lines = [
      { ...article, scoredAt: "2014-06-09T13:30:05Z", sentiment },
      { ...article, title: "Microsoft profit surges", publishedAt: "2014-06-09T13:40:00Z" },
    ];
    await Deno.writeTextFile(file, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const settings = readSettings(env({ TRADING_OLLAMA_URL: server.url }));
    const told: string[] = [];
    const score = () =>
      scoredNews(
        file,
        settings,
        ({ message }) => void told.push(message),
        new AbortController().signal,
      );
    const first = await score();
    assert.deepEqual(
      first.map(({ score: { ticker, sentiment } }) => [ticker, sentiment.analyzer]),
      [["AAPL", "ollama"], ["MSFT", "offline"]],
    );
    assert.equal(told.filter((line) => line.startsWith("Ollama is not asked")).length, 1);
    assert.deepEqual(await score(), first);
    assert.equal(server.asked.length, 0);
  } finally {
    await Deno.remove(folder, { recursive: true });
    await server.close();
  }
});
