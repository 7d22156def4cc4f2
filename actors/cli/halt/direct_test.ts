import assert from "node:assert/strict";
import { controlCommands } from "../../../db/tables/controls.ts";
import { fills, positions } from "../../../db/tables/execution.ts";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { testActor } from "../../../runtime/testing/kit.ts";
import { sessionOf } from "../../domain/calendar.ts";
import type { ClearingReport } from "../../domain/controls.ts";
import { quantity } from "../../domain/money.ts";
import { bars, clock, controls, signals } from "../../domain/streams.ts";
import executor from "../../trade_executor/actor.ts";
import { AlpacaBroker } from "../../trade_executor/brokers/alpaca.ts";
import { SimAlpacaAccount } from "../../trade_executor/brokers/alpaca/testing/account.ts";
import { localSocket, SimAlpaca } from "../../trade_executor/brokers/alpaca/testing/simulator.ts";
import { haltAtBroker, type Ours } from "./direct.ts";

const MINUTE = 60_000;
/** A session later than the test's system time. */
const SESSION = sessionOf("2020-09-14")!;
const MARK = { commandId: "halt-by-hand", by: "deno task halt", reason: "", at: 1 };

/** An executor that has bought shares at Alpaca, and died. */
async function bought() {
  const account = new SimAlpacaAccount(SESSION.open, "100000");
  const alpaca = new SimAlpaca(account);
  const transport = { fetch: alpaca.localFetch, openSocket: () => localSocket(alpaca) };
  const urls = { baseUrl: "http://alpaca.invalid", streamUrl: "ws://alpaca.invalid/stream" };
  const bench = await testActor(executor, {
    config: {
      account: "PA3SIMULATED",
      startingCash: "1",
      limits: { cooldownMs: 0 },
      broker: { kind: "alpaca", ...urls, ...alpaca.credentials },
    },
    resources: () => ({ transport }),
  });
  const minute = async (wish: boolean) => {
    account.trade("AAPL", 100);
    const at = account.now;
    const prices = { open: 100, high: 100, low: 100, close: 100 };
    const bar = { ticker: "AAPL", timeframe: "1m", startsAt: at - MINUTE, at, ...prices };
    await bench.give({
      stream: bars.name,
      type: "bar",
      at,
      key: "AAPL",
      payload: { ...bar, volume: 10_000, warmup: false },
    });
    if (wish) {
      await bench.give({
        stream: signals.name,
        type: "signal",
        at,
        key: "AAPL",
        payload: {
          signalId: `buy at ${at}`,
          ticker: "AAPL",
          timeframe: "1m",
          side: "buy",
          score: 0.5,
          threshold: 0.3,
          price: 100,
          expiresAt: at + 3 * MINUTE,
          votes: [],
        },
      });
    }
    for (const stream of [bars, signals, clock]) await bench.watermark(stream.name, at);
    await bench.advance(2_000);
  };
  await bench.advance(10_000);
  await minute(false);
  await minute(true);
  await minute(false);
  const [held] = bench.rows(positions);
  assert.ok(held !== undefined && Number(held.quantity) > 0, "nothing was bought");
  await bench.crash();
  const broker = new AlpacaBroker({
    credentials: alpaca.credentials,
    clock: bench.world.clock,
    random: seededRandomness(1),
    ...urls,
    ...transport,
  });
  /** The halt straight at the broker, while the market goes on. */
  const halt = async (ours: Ours): Promise<ClearingReport> => {
    let report: ClearingReport | null = null;
    const halting = haltAtBroker({
      broker,
      ours,
      mark: MARK,
      clock: bench.world.clock,
      patienceMs: 20_000,
      signal: new AbortController().signal,
      tell: () => {},
    }).then((end) => report = end);
    while (report === null) {
      await bench.advance(500);
      account.trade("AAPL", 100);
    }
    return await halting;
  };
  return { account, bench, halt, held: held.quantity };
}

Deno.test("a halt goes straight to the broker, and the executor books it when it is back", async () => {
  const { account, bench, halt, held } = await bought();
  const report = await halt(new Map([["AAPL", quantity(held)]]));
  assert.match(report.sentence, /^0 open orders, 0 positions, confirmed at /);
  assert.equal(account.book.positions.get("AAPL")?.quantity, "0");
  const sent = account.orders.length;

  // The command was left for it.
  await bench.give({
    stream: controls.name,
    type: "command",
    at: 0,
    id: MARK.commandId,
    payload: { ...MARK, command: { kind: "halt" } },
  });
  await bench.restart();
  await bench.advance(20_000);
  const row = bench.rows(controlCommands).find((each) => each.command_id === MARK.commandId);
  assert.match(row!.outcome, /^0 open orders, 0 positions, confirmed at /);
  assert.equal(bench.rows(positions)[0]?.quantity, "0", "the sale is not booked");
  assert.deepEqual(bench.rows(fills).map(({ side, quantity }) => [side, quantity]), [
    ["buy", held],
    ["sell", held],
  ]);
  assert.equal(account.orders.length, sent, "it was sold twice");
});

Deno.test("shares that our record does not know are left alone, and named", async () => {
  const { account, halt, held } = await bought();
  const report = await halt(new Map([["AAPL", quantity(Number(held) - 10)]]));
  assert.match(report.sentence, /confirmed at .* Left alone: 10 AAPL that are not in our book\./);
  assert.equal(account.book.positions.get("AAPL")?.quantity, "10");
  assert.match((await halt("everything")).sentence, /^0 open orders, 0 positions, confirmed/);
  assert.equal(account.book.positions.get("AAPL")?.quantity, "0");
});
