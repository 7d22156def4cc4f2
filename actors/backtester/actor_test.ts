import assert from "node:assert/strict";
import type { Database } from "../../db/connect.ts";
import { type BacktestRunRow, backtestRuns } from "../../db/tables/backtests.ts";
import type { ActorBench } from "../../runtime/testing/kit.ts";
import { testActor } from "../../runtime/testing/kit.ts";
import { backtestProgressSchema } from "../domain/backtest.ts";
import { backtestProgress, backtestRequests } from "../domain/streams.ts";
import actor from "./actor.ts";

const ids = [1, 2, 3, 4].map((n) => `00000000-0000-4000-8000-00000000000${n}`);
const [first, second, third] = ids as [string, string, string, string];
const simulated = { kind: "simulated", tickers: ["AAPL"], sessions: 3 };
const order = { strategy: "momentum", data: simulated };

/** Runs that need stored bars are for the tests on a real database. */
const database = {
  run: () => Promise.reject(new Error("this test has no database")),
  close: () => Promise.resolve(),
} as unknown as Database;

function start(config: Record<string, number | string> = {}): Promise<ActorBench> {
  return testActor(actor, {
    config: {
      signalGenerator: {},
      executor: { account: "SIM-1", startingCash: "100000" },
      learning: {},
      ...config,
    },
    resources: () => ({ openDatabase: () => Promise.resolve(database) }),
  });
}

let messages = 0;
function ask(bench: ActorBench, type: string, runId: string, more: object = {}): Promise<void> {
  const payload = { runId, ...more };
  const id = `request ${++messages}`;
  return bench.give({ stream: backtestRequests.name, type, payload, at: 0, key: runId, id });
}

const request = (bench: ActorBench, runId: string, asked: object = order) =>
  ask(bench, "requested", runId, { order: asked });

/** Lets slices pass until nothing more happens. */
async function finish(bench: ActorBench): Promise<void> {
  for (let i = 0; i < 200; i++) {
    await bench.advance(1);
    const rows = bench.rows(backtestRuns);
    if (rows.every(({ status }) => status !== "queued" && status !== "running")) return;
  }
  assert.fail("the runs do not end");
}

const row = (bench: ActorBench, runId: string): BacktestRunRow =>
  bench.rows(backtestRuns).find(({ run_id }) => run_id === runId)!;

const told = (bench: ActorBench, runId: string) =>
  bench.published(backtestProgress.name)
    .map(({ payload }) => backtestProgressSchema.parse(payload))
    .filter((each) => each.runId === runId)
    .map(({ status }) => status)
    .filter((status, i, all) => status !== all[i - 1]);

Deno.test("a run goes from queued over running to succeeded, and its row holds the result", async () => {
  await using bench = await start();
  await request(bench, first);
  await finish(bench);
  const { status, reason, data_digest, bars_done, bars_total, summary, result } = row(bench, first);
  assert.deepEqual([status, reason, bars_done, bars_total], ["succeeded", null, 1170, 1170]);
  assert.match(data_digest!, /^[0-9a-f]{64}$/);
  assert.equal(typeof (summary as Record<string, unknown>)["Return [%]"], "number");
  assert.ok((result as { equity: unknown[] }).equity.length > 0);
  assert.deepEqual(told(bench, first), ["queued", "running", "succeeded"]);
});

Deno.test("the same request over the same data gives the same result and digest", async () => {
  await using bench = await start();
  await request(bench, first, { data: simulated });
  await request(bench, second, { data: simulated });
  await finish(bench);
  const [a, b] = [row(bench, first), row(bench, second)];
  assert.equal(a.status, "succeeded", a.reason ?? "");
  assert.deepEqual(a.result, b.result);
  assert.equal(a.data_digest, b.data_digest);
  const pipeline = (a.result as { pipeline: { digest: string } }).pipeline;
  assert.match(pipeline.digest, /^[0-9a-f]{64}$/);
});

Deno.test("what cannot be run fails with its reason and leaves no result", async () => {
  await using bench = await start();
  await request(bench, first, { ...order, strategy: "momentun" });
  await request(bench, second, { ...order, params: { fast: -1 } });
  await request(bench, third, { ...order, data: { kind: "files", tickers: ["AAPL"] } });
  await finish(bench);
  const reasons = [first, second, third].map((id) => {
    const { status, reason, result, summary } = row(bench, id);
    assert.deepEqual([status, result, summary], ["failed", null, null]);
    return reason!;
  });
  assert.match(reasons[0]!, /no strategy "momentun"\. Did you mean momentum\?/);
  assert.match(reasons[1]!, /fast/);
  assert.match(reasons[2]!, /TRADING_BACKTEST_BARS/);
});

Deno.test("a run over more bars than are allowed fails and says how many may be", async () => {
  await using bench = await start({ barsMax: 500 });
  await request(bench, first);
  await finish(bench);
  assert.match(row(bench, first).reason!, /at most 500 bars/);
});

Deno.test("a run that is called off stops, and the one behind it goes on", async () => {
  await using bench = await start();
  await request(bench, first, { ...order, data: { ...simulated, sessions: 2_000 } });
  await request(bench, second);
  assert.deepEqual([row(bench, first).status, row(bench, second).status], ["running", "queued"]);
  await ask(bench, "cancelled", first);
  await finish(bench);
  const { status, result, finished_at } = row(bench, first);
  assert.deepEqual([status, result], ["cancelled", null]);
  assert.notEqual(finished_at, null);
  assert.equal(row(bench, second).status, "succeeded");
  assert.equal(bench.alive(), true);
});

Deno.test("a run that waits is called off without ever having begun", async () => {
  await using bench = await start();
  await request(bench, first);
  await request(bench, second);
  await ask(bench, "cancelled", second);
  await finish(bench);
  assert.deepEqual(told(bench, second), ["queued", "cancelled"]);
  assert.equal(row(bench, second).started_at, null);
});

Deno.test("a deleted run is gone with its result, and asking under its id again runs nothing", async () => {
  await using bench = await start();
  await request(bench, first);
  await finish(bench);
  await ask(bench, "deleted", first);
  assert.deepEqual([row(bench, first).status, row(bench, first).result], ["deleted", null]);
  await request(bench, first);
  await bench.advance(5);
  assert.equal(row(bench, first).status, "deleted");
});

Deno.test("what a run came to is not changed by calling it off later", async () => {
  await using bench = await start();
  await request(bench, first);
  await finish(bench);
  const before = row(bench, first);
  await ask(bench, "cancelled", first);
  await ask(bench, "cancelled", second);
  assert.deepEqual(row(bench, first), before);
});

Deno.test("after a crash the run under way is failed with its reason, and those behind it run", async () => {
  await using bench = await start();
  await request(bench, first, { ...order, data: { ...simulated, sessions: 2_000 } });
  await request(bench, second);
  await bench.crash();
  await bench.restart();
  await finish(bench);
  assert.equal(row(bench, first).status, "failed");
  assert.match(row(bench, first).reason!, /stopped or failed while the run was under way/);
  assert.equal(row(bench, second).status, "succeeded");
});

Deno.test("a run beyond the queue's bound fails at once", async () => {
  await using bench = await start({ queueMax: 1 });
  await request(bench, first, { ...order, data: { ...simulated, sessions: 2_000 } });
  await request(bench, second);
  assert.match(row(bench, second).reason!, /1 runs wait already/);
  await ask(bench, "cancelled", first);
});

Deno.test("a long curve is stored thinned, with its last point, and says so", async () => {
  await using bench = await start({ itemsMax: 10 });
  await request(bench, first);
  await request(bench, second, { ...order, strategy: "sma_cross" });
  await finish(bench);
  const { equity, warnings } = row(bench, first).result as {
    equity: { at: string }[];
    warnings: string[];
  };
  assert.ok(equity.length <= 10 && equity.length > 5);
  assert.ok(equity.at(-1)!.at.endsWith("21:00:00.000Z"), "the close of the last session");
  assert.ok(warnings.some((each) => /every \d+th of its 1170 points/.test(each)));
});

Deno.test("a run tells how far it has come and how long the rest will take", async () => {
  await using bench = await start({ progressMs: 10, pauseMs: 20 });
  const data = { kind: "simulated", tickers: ["AAPL", "KO"], sessions: 60 };
  await request(bench, first, { data });
  for (let i = 0; i < 20_000 && row(bench, first).status !== "succeeded"; i++) {
    await bench.advance(5);
    if (row(bench, first).status === "failed") break;
  }
  const steps = bench.published(backtestProgress.name)
    .map(({ payload }) => backtestProgressSchema.parse(payload).progress)
    .filter(({ done, etaMs }) => done > 0 && etaMs !== null);
  assert.equal(row(bench, first).status, "succeeded", row(bench, first).reason ?? "");
  assert.ok(steps.length >= 2, "two slices of ten thousand bars are told of");
  assert.ok(steps.every(({ done, total }) => done < total));
});
