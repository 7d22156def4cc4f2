import assert from "node:assert/strict";
import { articleSentiments } from "../../db/tables/sentiment.ts";
import { type ActorBench, testActor } from "../../runtime/testing/kit.ts";
import actor from "./actor.ts";
import { scored, T0, told } from "./testing/articles.ts";
import { type OllamaServer, startOllama } from "./testing/ollama_server.ts";

const DEADLINE_MS = 30_000;
const recorded = {
  scoredAt: T0,
  sentiment: {
    label: "negative",
    score: -0.9,
    probabilities: { positive: 0.02, negative: 0.92, neutral: 0.06 },
    confidence: 0.92,
    analyzer: "finbert",
    model: { id: "then", digest: "0".repeat(16) },
    why: "as it was recorded",
  },
} as const;

interface Trial {
  readonly bench: ActorBench;
  readonly server: OllamaServer;
  /** Lets Ollama answer. */
  release(): void;
}

/** The analyser, with an Ollama that answers nothing before it is released. */
async function slowly(run: (trial: Trial) => Promise<void>): Promise<void> {
  const server = startOllama();
  const gate = Promise.withResolvers<void>();
  server.gate = gate.promise;
  try {
    const config = { ollama: { url: server.url, timeoutMs: 100_000, concurrency: 4 } };
    await using bench = await testActor(actor, { config });
    try {
      await run({ bench, server, release: gate.resolve });
    } finally {
      gate.resolve();
    }
  } finally {
    await server.close();
  }
}

/** Waits for what comes over the network, in real time. */
async function until(bench: ActorBench, holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise((resolve) => setImmediate(resolve));
    await bench.advance(0);
  }
}

const ids = (bench: ActorBench) => scored(bench).map(({ articleId }) => articleId);

Deno.test("a slow Ollama holds up no article that does not need it", () =>
  slowly(async ({ bench, server, release }) => {
    await bench.give(told(1), told(2), told(3), told(4, { recorded }));
    await until(bench, () => server.asked.length === 3);
    assert.deepEqual(ids(bench), ["a4"]);
    assert.equal(bench.unacknowledged("news:raw"), 0);
    await bench.watermark("news:raw", T0 + 60_000);
    release();
    await until(bench, () => scored(bench).length === 4);
    assert.deepEqual(ids(bench).toSorted(), ["a1", "a2", "a3", "a4"]);
    for (const score of scored(bench).filter(({ articleId }) => articleId !== "a4")) {
      assert.equal(score.sentiment.analyzer, "ollama");
      assert(score.at > T0 + 60_000, "it is known from when it was judged, and not before");
      assert.equal(score.scoredAt, score.at);
    }
  }));

Deno.test("an Ollama that takes too long leaves its article to the offline default", () =>
  slowly(async ({ bench, server }) => {
    await bench.give(told(1));
    await until(bench, () => server.asked.length === 1);
    await bench.advance(DEADLINE_MS - 1_000);
    assert.deepEqual(ids(bench), []);
    await bench.advance(1_000);
    await until(bench, () => scored(bench).length === 1);
    const [{ sentiment }] = scored(bench) as [ReturnType<typeof scored>[number]];
    assert.equal(sentiment.analyzer, "offline");
    assert.match(sentiment.why, /Ollama took too long$/);
  }));

Deno.test("an Ollama that is left alone holds up nothing: the offline default judges at once", () =>
  slowly(async ({ bench, server, release }) => {
    server.always = { kind: "raw", status: 500, body: "" };
    release();
    for (let n = 1; n <= 3; n++) {
      await bench.give(told(n));
      await until(bench, () => scored(bench).length === n);
    }
    const asked = server.asked.length;
    await bench.give(...Array.from({ length: 50 }, (_, i) => told(i + 4)));
    assert.equal(scored(bench).length, 53);
    assert.equal(server.asked.length, asked);
    for (const { articleId, at } of scored(bench).slice(3)) {
      assert.equal(at, T0 + Number(articleId.slice(1)) * 1_000);
    }
  }));

Deno.test("an article whose judgement a crash cut off is judged by the next life, once", () =>
  slowly(async ({ bench, server, release }) => {
    await bench.give(told(1), told(2));
    await until(bench, () => server.asked.length === 2);
    await bench.crash();
    await bench.restart();
    await until(bench, () => server.asked.length === 4);
    release();
    await until(bench, () => scored(bench).length === 2);
    await bench.crash();
    await bench.restart();
    await bench.advance(60_000);
    assert.deepEqual(ids(bench).toSorted(), ["a1", "a2"]);
    assert.equal(server.asked.length, 4, "what was told is forgotten");
  }));

for (const call of ["store.commit", "mailbox.publish", "consumer.ack"] as const) {
  for (const when of ["before", "after"] as const) {
    for (const skip of [0, 1, 2]) {
      Deno.test(`a crash ${when} ${call} number ${skip} neither loses nor doubles a slow judgement`, () =>
        slowly(async ({ bench, server, release }) => {
          bench.plan({ call, when, what: "crash", skip });
          const revive = async () => {
            if (!bench.alive()) await bench.restart();
          };
          for (const n of [1, 2, 3]) {
            await bench.give(told(n));
            await revive();
          }
          await until(bench, () => server.asked.length >= 3);
          release();
          const rows = () => bench.rows(articleSentiments).length;
          while (rows() < 3 || scored(bench).length < 3) {
            await until(
              bench,
              () => !bench.alive() || (rows() === 3 && scored(bench).length === 3),
            );
            await revive();
          }
          await bench.advance(60_000);
          assert.deepEqual(ids(bench).toSorted(), ["a1", "a2", "a3"]);
          assert.equal(rows(), 3);
          assert.equal(bench.unacknowledged("news:raw"), 0);
        }));
    }
  }
}

Deno.test("in order, an article waits for the one before it, however long that takes", async () => {
  const server = startOllama();
  const gate = Promise.withResolvers<void>();
  server.gate = gate.promise;
  const config = { inOrder: true, ollama: { url: server.url, timeoutMs: 100_000 } };
  {
    await using bench = await testActor(actor, { config });
    await bench.give(told(1), told(2), told(3, { recorded }));
    await until(bench, () => server.asked.length === 1);
    await bench.advance(DEADLINE_MS * 2);
    assert.deepEqual(ids(bench), []);
    gate.resolve();
    await until(bench, () => scored(bench).length === 3);
    assert.deepEqual(scored(bench).map(({ at }) => at - T0), [1_000, 2_000, 3_000]);
    assert.deepEqual(ids(bench), ["a1", "a2", "a3"]);
  }
  await server.close();
});
