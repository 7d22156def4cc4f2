import assert from "node:assert/strict";
import { marketData } from "../../db/tables/market.ts";
import { settle } from "../../runtime/clock/virtual.ts";
import { testActor } from "../../runtime/testing/kit.ts";
import { sessionOf } from "../domain/calendar.ts";
import type { Bar } from "../domain/market.ts";
import { createMarketData } from "./actor.ts";
import type { LiveFeed, LiveItem, Resume } from "./feeds/live_feed.ts";
import type { LivePorts } from "./live.ts";

const MINUTE = 60_000;
const { open } = sessionOf("2026-07-27")!;
const NOON = open + 150 * MINUTE;

const config = {
  feed: {
    kind: "alpaca",
    tickers: ["AAPL", "MSFT"],
    feed: "iex",
    extendedHours: false,
    seedSessions: 2,
    dataUrl: "http://127.0.0.1:1",
    streamUrl: "ws://127.0.0.1:1",
    credentials: { keyId: "PKTEST", secret: "not-a-secret" },
  },
};

const barAt = (at: number, close: number): Bar => ({
  ticker: "AAPL",
  timeframe: "1m",
  startsAt: at - MINUTE,
  at,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
  warmup: false,
});
const told = (bar: Bar): LiveItem => ({ type: "bar", at: bar.at, key: bar.ticker, payload: bar });

/** The actor on a feed that tells what the test says. */
async function live(newest: ReadonlyMap<string, number> = new Map()) {
  const resumes: Resume[] = [];
  const tellers: ((items: readonly LiveItem[]) => void)[] = [];
  const feed: LiveFeed = {
    tickers: ["AAPL", "MSFT"],
    run(resume, tell, signal) {
      resumes.push(resume);
      tellers.push(tell);
      return new Promise((resolve) => signal.addEventListener("abort", () => resolve()));
    },
  };
  const ports: LivePorts = {
    openFeed: () => feed,
    withStored: (_config, _env, work) =>
      work({ newest, first: newest, splits: [], since: () => Promise.resolve([]) }),
  };
  const bench = await testActor(createMarketData(ports), { config, startAt: NOON });
  const tell = async (...items: LiveItem[]) => {
    tellers.at(-1)!(items);
    for (let i = 0; i < 5; i++) await settle();
  };
  return { bench, tell, resumes };
}

Deno.test("what closed before the feed was first heard is history, also after a restart", async () => {
  const { bench, tell } = await live();
  await using _ = bench;
  await tell(told(barAt(NOON, 100)), told(barAt(NOON + MINUTE, 101)));
  const stopped = bench.world.running("market_data").host.stop();
  await bench.advance(5 * MINUTE);
  await stopped;
  await bench.restart();
  await tell(told(barAt(NOON + 2 * MINUTE, 102)));
  const warmups = bench.published("market:bars").map(({ payload }) => (payload as Bar).warmup);
  assert.deepEqual(
    warmups,
    [true, false, false],
    "what was missed while it was down is no history",
  );
});

Deno.test("a bar keeps its close's time unless downstream was promised that moment", async () => {
  const { bench, tell } = await live();
  await using _ = bench;
  await bench.watermark("clock:market", NOON);
  await tell(told(barAt(NOON + MINUTE, 100)));
  await bench.watermark("clock:market", NOON + 3 * MINUTE);
  await tell(told(barAt(NOON + 2 * MINUTE, 101)));
  const times = bench.published("market:bars").map(({ at }) => at - NOON);
  assert.deepEqual(times, [MINUTE, 3 * MINUTE + 1]);
});

Deno.test("a correction takes the stored bar's place and is told as what it is", async () => {
  const { bench, tell } = await live();
  await using _ = bench;
  const bar = barAt(NOON + MINUTE, 100);
  const learnedAt = bar.at + 30_000;
  const corrected = (close: number): LiveItem => ({
    type: "correction",
    at: learnedAt,
    key: "AAPL",
    payload: { bar: barAt(bar.at, close), kind: "changed", learnedAt },
  });
  const status = { ticker: "AAPL", at: learnedAt, halted: true, code: "H", meaning: "Halt" };
  await tell(told(bar), corrected(99));
  await tell({ type: "status", at: learnedAt, key: "AAPL", payload: status });
  const types = bench.published("market:bars").map(({ type }) => type);
  assert.deepEqual(types, ["bar", "correction", "status"]);
  assert.deepEqual(bench.rows(marketData).map(({ close }) => close), [99]);
});

Deno.test("it goes on before the newest bar that every ticker has, however long ago", async () => {
  const longAgo = open - 30 * 86_400_000;
  const stored = new Map([["AAPL", NOON - MINUTE], ["MSFT", longAgo]]);
  const { bench, resumes } = await live(stored);
  await using _ = bench;
  for (let i = 0; i < 5; i++) await settle();
  assert.equal(resumes[0]!.since, longAgo - 60 * MINUTE);
  const fresh = await live();
  await using _fresh = fresh.bench;
  for (let i = 0; i < 5; i++) await settle();
  assert.equal(fresh.resumes[0]!.since, sessionOf("2026-07-23")!.open, "two sessions of history");
});
