import assert from "node:assert/strict";
import { articles } from "../../db/tables/news.ts";
import { articleSchema } from "../domain/article.ts";
import { type ActorBench, testActor } from "../../runtime/testing/kit.ts";
import { sessionOf } from "../domain/calendar.ts";
import actor from "./actor.ts";

const T0 = Date.parse("2014-06-09T13:30:00Z");
const SECOND = 1_000;
const LATENCY = 2 * SECOND;

const lines = [
  { id: "1", title: "Apple wins record services contract in Europe", publishedAt: iso(0) },
  {
    id: "2",
    title: "RT: Apple wins record services contract in Europe http://t.co/a",
    publishedAt: iso(10),
  },
  { id: "1", title: "Apple wins record services contract in Europe", publishedAt: iso(20) },
  { id: "3", title: "Coca-Cola names new head of overseas", firstSeenAt: iso(30) },
];

function iso(seconds: number): string {
  return new Date(T0 + seconds * SECOND).toISOString();
}

async function withNews(fn: (bench: ActorBench) => Promise<void>): Promise<void> {
  const news = await Deno.makeTempFile({ suffix: ".jsonl" });
  await Deno.writeTextFile(news, lines.map((line) => JSON.stringify(line)).join("\n"));
  try {
    await using bench = await testActor(actor, { config: { feed: { kind: "recorded", news } } });
    await fn(bench);
  } finally {
    await Deno.remove(news);
  }
}

const tick = (seconds: number) => ({
  stream: "clock:market",
  type: "tick",
  payload: { phase: "trading" },
  at: T0 + seconds * SECOND,
});

const published = (bench: ActorBench) =>
  bench.published("news:raw").map(({ at, payload }) => ({ at, ...articleSchema.parse(payload) }));

/** Everything is there once, and every row has its message. */
function assertComplete(bench: ActorBench): void {
  const told = published(bench);
  assert.deepEqual(told.map(({ at }) => at - T0), [LATENCY, 12 * SECOND, 32 * SECOND]);
  assert.equal(told[1]!.storyId, told[0]!.articleId, "the copy is of the first one's story");
  assert.deepEqual(told.map(({ timing }) => timing), ["fresh", "fresh", "undated"]);
  assert.deepEqual(
    bench.rows(articles).map(({ article_id }) => article_id).sort(),
    told.map(({ articleId }) => articleId).sort(),
  );
}

Deno.test("an article comes at the tick that reaches its receipt and the latency, never before", () =>
  withNews(async (bench) => {
    await bench.give(tick(1));
    assert.equal(published(bench).length, 0);
    await bench.give(tick(2));
    assert.equal(published(bench).length, 1);
    await bench.watermark("clock:market", T0 + 2 * SECOND);
    assert.equal(bench.promised("news:raw"), T0 + 2 * SECOND);
    await bench.give(tick(12), tick(32), tick(40));
    assertComplete(bench);
  }));

for (
  const call of ["consumer.receive", "store.commit", "mailbox.publish", "consumer.ack"] as const
) {
  for (const when of ["before", "after"] as const) {
    for (const skip of [0, 1, 2]) {
      Deno.test(`a crash ${when} ${call} number ${skip + 1} neither loses nor doubles an article`, () =>
        withNews(async (bench) => {
          bench.plan({ call, when, what: "crash", skip });
          let crashes = 0;
          const revive = async () => {
            if (bench.alive()) return;
            crashes++;
            await bench.restart();
          };
          for (const seconds of [2, 12, 32, 40]) {
            await bench.give(tick(seconds));
            await revive();
          }
          await bench.advance(60_000);
          await revive();
          assert.equal(crashes, 1, "the crash that was planned did not happen");
          await bench.advance(60_000);
          assertComplete(bench);
        }));
    }
  }
}

Deno.test("the simulated feed tells the same in one tick or many, restarted or not", async () => {
  const { open } = sessionOf("2026-07-10")!;
  const config = { feed: { kind: "simulated", seed: 3, tickers: ["AAPL", "NVDA", "KO"] } };
  const minutes = Array.from(
    { length: 390 },
    (_, i) => ({ ...tick(0), at: open + (i + 1) * 60_000 }),
  );
  await using whole = await testActor(actor, { config });
  await using halting = await testActor(actor, { config });
  for (let i = 0; i < 390; i += 130) {
    await whole.give(...minutes.slice(i, i + 130));
    await halting.give(...minutes.slice(i, i + 130));
    await halting.crash();
    await halting.restart();
  }
  assert.ok(published(whole).length > 5);
  assert.deepEqual(published(halting), published(whole));
  assert.ok(
    published(whole).some(({ articleId, storyId }) => articleId !== storyId),
    "no copy told",
  );
});
