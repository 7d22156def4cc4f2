import assert from "node:assert/strict";
import { symbolDirectories } from "../../../db/tables/symbol_directories.ts";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { AlpacaSimulator } from "../../alpaca/testing/simulator.ts";
import { liveNewsConfigSchema } from "../config.ts";
import { ASSET_LIST_MS } from "./asset_list.ts";
import { openLive } from "./open.ts";
import type { AssetAnswer, OpenLive } from "./ports.ts";
import { liveBench, START } from "./testing/bench.ts";

const HOUR = ASSET_LIST_MS.failed;
const DAY = ASSET_LIST_MS.fresh;

/** Sources that are never asked, and a broker that answers so, one answer after the other. */
function answering(...answers: readonly AssetAnswer[]): { open: OpenLive; asked: () => number } {
  let asked = 0;
  const assets = () => Promise.resolve(answers[Math.min(asked++, answers.length - 1)]!);
  const open: OpenLive = () =>
    Promise.resolve({ create: () => assert.fail("there are no sources"), assets });
  return { open, asked: () => asked };
}

const list = (...tickers: readonly string[]): AssetAnswer => ({
  ok: true,
  list: { assets: tickers.map((ticker) => ({ ticker, name: `${ticker} Inc.` })), unread: 0 },
});
const away: AssetAnswer = { ok: false, why: "Alpaca cannot be reached." };

Deno.test("the broker's list is kept, and asked for again after a day, also across a restart", async () => {
  const { open, asked } = answering(list("AAPL"), list("AAPL", "MSFT"));
  await using bench = await liveBench(open);
  await bench.advance(1_000);
  const [row] = bench.rows(symbolDirectories);
  assert.deepEqual(row, {
    broker: "alpaca",
    fetched_at: new Date(START).toISOString(),
    assets: [["AAPL", "AAPL Inc."]],
  });
  await bench.advance(DAY / 2);
  await bench.restart();
  await bench.advance(DAY / 2 - 2_000);
  assert.equal(asked(), 1, "what was fetched before the restart is still fresh");
  await bench.advance(2_000);
  assert.equal(asked(), 2);
  assert.equal(bench.rows(symbolDirectories)[0]?.assets.length, 2);
});

Deno.test("a list that cannot be had is one warning however often it is tried, and what was kept stays", async () => {
  const { open, asked } = answering(list("AAPL"), away, away, away, list("MSFT"), away);
  await using bench = await liveBench(open);
  await bench.advance(DAY + 3 * HOUR);
  const warnings = () =>
    bench.logs.filter(({ level, message }) => level === "warn" && /assets/.test(message));
  assert.equal(asked(), 5);
  assert.equal(warnings().length, 1);
  assert.match(warnings()[0]!.message, /tried again every hour: Alpaca cannot be reached/);
  assert.deepEqual(bench.rows(symbolDirectories)[0]?.assets, [["MSFT", "MSFT Inc."]]);
  await bench.advance(DAY);
  assert.equal(warnings().length, 2, "after a success, the next failure is told again");
});

Deno.test("the way outside asks Alpaca's trading host with the keys, and tells a refusal as a sentence", async () => {
  await using alpaca = new AlpacaSimulator();
  const asset = { class: "us_equity", status: "active", tradable: true };
  alpaca.assets.push({ ...asset, symbol: "AAPL", name: "Apple Inc. Common Stock" });
  const around = { clock: new VirtualClock(), random: seededRandomness(1) };
  const config = (secret: string) =>
    liveNewsConfigSchema.parse({
      kind: "live",
      tradingUrl: alpaca.url,
      credentials: { alpaca: { ...alpaca.credentials, secret } },
    });
  const never = new AbortController().signal;
  const known = await openLive(config(alpaca.credentials.secret), around);
  const answer = await known.assets!(never);
  assert.deepEqual(answer.ok && answer.list.assets, [
    { ticker: "AAPL", name: "Apple Inc. Common Stock" },
  ]);
  const unknown = await openLive(config("another"), around);
  const refused = await unknown.assets!(never);
  assert.ok(!refused.ok && /key pair/.test(refused.why));
  const none = await openLive(liveNewsConfigSchema.parse({ kind: "live" }), around);
  assert.equal(none.assets, undefined, "without keys nobody is asked");
});
