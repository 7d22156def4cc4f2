import assert from "node:assert/strict";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { MemoryStore } from "../../../runtime/testing/memory_store.ts";
import { sessionOf } from "../../domain/calendar.ts";
import type { Bar } from "../../domain/market.ts";
import { price, quantity, usd } from "../../domain/money.ts";
import { approvedEarlier } from "../risk/risk.ts";
import { BrokerUnavailable } from "./broker.ts";
import { testBrokerContract } from "./contract.ts";
import { newExchange } from "./exchange/book.ts";
import { durableExchangeStore } from "./exchange/durable_store.ts";
import { memoryExchangeStore } from "./exchange/memory_store.ts";
import { exchangeRulesSchema } from "./exchange/rules.ts";
import { SIMULATED_CAPABILITIES, SimulatedBroker } from "./simulated.ts";

const MINUTE = 60_000;
const session = sessionOf("2014-06-05")!;
const rules = exchangeRulesSchema.parse({});

const barOf = (ticker: string, startsAt: number, open: number): Bar => ({
  ticker,
  timeframe: "1m",
  startsAt,
  at: startsAt + MINUTE,
  open,
  high: open,
  low: open,
  close: open,
  volume: 1,
  warmup: false,
});

const OPENING = newExchange("sim", usd(100_000));

/** How the broker that is asked next comes about. */
const KEPT: Record<string, () => () => Promise<SimulatedBroker>> = {
  "": () => {
    const single = new SimulatedBroker(memoryExchangeStore(OPENING), rules);
    return () => Promise.resolve(single);
  },
  ", restarted before every call": () => {
    const store = memoryExchangeStore(OPENING);
    return () => Promise.resolve(new SimulatedBroker(store, rules));
  },
  ", kept as an actor's state and restarted before every call": () => {
    const store = new MemoryStore(new VirtualClock());
    return async () =>
      new SimulatedBroker(await durableExchangeStore(store, "executor", OPENING), rules);
  },
};

for (const [kept, make] of Object.entries(KEPT)) {
  testBrokerContract(`simulated${kept}`, () => {
    const broker = make();
    let now = session.open;
    return Promise.resolve({
      broker: {
        submitOrder: async (order) => (await broker()).submitOrder(order),
        capabilities: SIMULATED_CAPABILITIES,
        replaceOrder: async (id, changes) => (await broker()).replaceOrder(id, changes),
        cancelOrder: async (id, at) => (await broker()).cancelOrder(id, at),
        getOrder: async (id) => (await broker()).getOrder(id),
        listOpenOrders: async () => (await broker()).listOpenOrders(),
        getAccount: async () => (await broker()).getAccount(),
        getPositions: async () => (await broker()).getPositions(),
      },
      startingCash: usd(100_000),
      now: () => now,
      async trade(ticker, at) {
        const bar = barOf(ticker, now, at);
        now += MINUTE;
        return await (await broker()).advance(bar);
      },
      close: () => Promise.resolve(),
    });
  });
}

const order = approvedEarlier({
  clientOrderId: "a",
  signalId: "s",
  ticker: "AAPL",
  side: "buy",
  type: "market",
  timeInForce: "day",
  quantity: quantity(10),
  referencePrice: price(100),
  decidedAt: session.open,
});

Deno.test("a simulated broker that cannot keep its book says that the outcome is unknown", async () => {
  const store = memoryExchangeStore(newExchange("sim", usd(100_000)));
  let kept: "before" | "after" | "always" = "before";
  const broker = new SimulatedBroker({
    load: store.load,
    async save(records) {
      if (kept === "before") throw new Error("disk full");
      await store.save(records);
      if (kept === "after") throw new Error("answer lost");
    },
  }, rules);
  await assert.rejects(broker.submitOrder(order), BrokerUnavailable);
  kept = "after";
  await assert.rejects(broker.submitOrder(order), BrokerUnavailable);
  kept = "always";
  assert.deepEqual(await broker.submitOrder(order), { outcome: "duplicate" });
});

Deno.test("a bar that is told again, to a restarted exchange too, gives the same reports", async () => {
  const store = memoryExchangeStore(newExchange("sim", usd(100_000)));
  const broker = () => new SimulatedBroker(store, rules);
  await broker().submitOrder(order);
  const reports = await broker().advance(barOf("AAPL", session.open, 100));
  assert.equal(reports.length, 1);
  const account = await broker().getAccount();
  assert.deepEqual(await broker().advance(barOf("AAPL", session.open, 100)), reports);
  assert.deepEqual(await broker().getAccount(), account);
  const split = { ticker: "AAPL", date: "2014-06-09", ratio: 7 };
  await broker().applySplit(split);
  await broker().applySplit(split);
  assert.equal((await broker().getPositions())[0]?.quantity, "70");
});

Deno.test("equity follows the last price and no split moves it", async () => {
  const broker = new SimulatedBroker(
    memoryExchangeStore(newExchange("sim", usd(100_000))),
    exchangeRulesSchema.parse({ slippageBps: 0, feePerShare: "0" }),
  );
  await broker.submitOrder(order);
  await broker.advance(barOf("AAPL", session.open, 100));
  await broker.advance(barOf("AAPL", session.open + MINUTE, 107));
  assert.equal((await broker.getAccount()).equity, "100070");
  await broker.applySplit({ ticker: "AAPL", date: "2014-06-09", ratio: 7 });
  assert.ok(Math.abs(Number((await broker.getAccount()).equity) - 100_070) < 0.005);
});
