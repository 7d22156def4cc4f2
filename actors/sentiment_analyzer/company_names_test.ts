import assert from "node:assert/strict";
import { symbolDirectories } from "../../db/tables/symbol_directories.ts";
import { type ActorBench, testActor } from "../../runtime/testing/kit.ts";
import type { Table } from "../../runtime/delivery/store.ts";
import actor from "./actor.ts";
import { LOOK_MS } from "./company_names.ts";
import { scored, T0, told } from "./testing/articles.ts";

const config = { finbert: null, ollama: null, brokerDirectory: true };
const STORY = { title: "Apple sues Blue Harbor Widgets as profit surges" };

/** The broker's list as `news_fetcher` keeps it. */
async function keep(bench: ActorBench, assets: readonly unknown[], fetchedAt: number) {
  const taken = await bench.world.store.takeLease("news_fetcher", "test", { force: true });
  assert.ok(taken.taken);
  const row = {
    broker: "alpaca",
    fetched_at: new Date(fetchedAt).toISOString(),
    assets: [...assets],
  };
  await bench.world.store.commit(taken.lease, {
    inbox: [],
    inputs: new Map(),
    outputs: new Map(),
    outbox: [],
    state: new Map(),
    rows: [{ table: symbolDirectories as unknown as Table, row: row as never }],
  });
}

const heard = async (bench: ActorBench, n: number, title = STORY.title) => {
  const before = scored(bench).length;
  await bench.give(told(n, { title }));
  return scored(bench).slice(before).map(({ key }) => key);
};

Deno.test("companies of the broker's list are found as soon as there is one, and what it does not trade no more", async () => {
  await using bench = await testActor(actor, { config });
  assert.deepEqual(await heard(bench, 1), ["AAPL"]);
  await keep(bench, [["AAPL", "Apple Inc."], ["ZZTQ", "Blue Harbor Widgets, Inc."]], T0);
  await bench.advance(LOOK_MS.without);
  assert.deepEqual(await heard(bench, 2), ["AAPL", "ZZTQ"]);
  await keep(bench, [["ZZTQ", "Blue Harbor Widgets, Inc."]], T0 + 1);
  await bench.advance(LOOK_MS.with);
  assert.deepEqual(await heard(bench, 3), ["ZZTQ"]);
  await bench.restart();
  assert.deepEqual(await heard(bench, 4), ["ZZTQ"], "it is there again at once");
});

Deno.test("a list that cannot be read is one warning, and our own table goes on", async () => {
  await using bench = await testActor(actor, { config });
  await keep(bench, [["not a ticker", 5]], T0);
  await bench.advance(3 * LOOK_MS.with);
  assert.deepEqual(await heard(bench, 1), ["AAPL"]);
  const warnings = bench.logs.filter(({ level }) => level === "warn");
  assert.equal(warnings.length, 1);
  assert.match(warnings[0]!.message, /list of assets.*cannot be read/);
});

Deno.test("where it is not to be looked for, a list changes nothing", async () => {
  await using bench = await testActor(actor, { config: { ...config, brokerDirectory: false } });
  await keep(bench, [["ZZTQ", "Blue Harbor Widgets, Inc."]], T0);
  await bench.advance(LOOK_MS.with);
  assert.deepEqual(await heard(bench, 1), ["AAPL"]);
});
