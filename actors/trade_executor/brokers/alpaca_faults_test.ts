import assert from "node:assert/strict";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { settle, VirtualClock } from "../../../runtime/clock/virtual.ts";
import { sessionOf } from "../../domain/calendar.ts";
import { price, quantity, ZERO_QUANTITY, ZERO_USD } from "../../domain/money.ts";
import { approvedEarlier } from "../risk/risk.ts";
import { SUBMIT_LIMITS, submitUntilKnown } from "../submitting.ts";
import { AlpacaBroker } from "./alpaca.ts";
import { SimAlpacaAccount } from "./alpaca/testing/account.ts";
import { TRADING_FAULTS } from "./alpaca/testing/faults.ts";
import { localSocket, SimAlpaca } from "./alpaca/testing/simulator.ts";
import { BrokerUnavailable } from "./broker.ts";

const session = sessionOf("2014-06-05")!;

function setUp() {
  const account = new SimAlpacaAccount(session.open, "100000", { participation: 1 });
  const alpaca = new SimAlpaca(account);
  const clock = new VirtualClock(session.open);
  const broker = new AlpacaBroker({
    credentials: alpaca.credentials,
    clock,
    random: seededRandomness(1),
    baseUrl: "http://alpaca.invalid",
    streamUrl: "ws://alpaca.invalid/stream",
    fetch: alpaca.localFetch,
    openSocket: () => localSocket(alpaca),
  });
  return { account, alpaca, clock, broker };
}

const order = approvedEarlier({
  clientOrderId: "pb-a",
  signalId: "s",
  ticker: "AAPL",
  side: "buy",
  type: "market",
  timeInForce: "day",
  quantity: quantity(10),
  referencePrice: price(100),
  decidedAt: session.open,
});
const known = {
  clientOrderId: "pb-a",
  status: "accepted" as const,
  filledQuantity: ZERO_QUANTITY,
  filledValue: ZERO_USD,
};

/** Lets time pass until a promise is settled. */
async function passing<T>(clock: VirtualClock, promise: Promise<T>): Promise<T> {
  let over = false;
  const settled = promise.finally(() => over = true);
  settled.catch(() => {});
  for (let i = 0; !over && i < 1_000; i++) {
    await settle();
    if (!over) await clock.advance(1_000);
  }
  return await settled;
}

for (const fault of TRADING_FAULTS.filter((each) => each !== "duplicate")) {
  Deno.test(`after ${fault} the outcome is unknown, and the same id makes one order of it`, async () => {
    const { account, alpaca, clock, broker } = setUp();
    alpaca.rest.faults.next("POST", fault);
    await assert.rejects(passing(clock, broker.submitOrder(order)), BrokerUnavailable);
    // What was still on its way may arrive at any time.
    alpaca.rest.faults.arrive();
    const result = await passing(clock, submitUntilKnown(broker, order, clock));
    assert.ok(["accepted", "duplicate"].includes(result.outcome), result.outcome);
    assert.deepEqual([...account.accepted], [["pb-a", 1]]);
  });
}

Deno.test("an order that arrives after a lookup said 404 is accepted once", async () => {
  const { account, alpaca, clock, broker } = setUp();
  alpaca.rest.faults.next("POST", "late");
  const result = await passing(clock, submitUntilKnown(broker, order, clock));
  assert.equal(result.outcome, "accepted");
  alpaca.rest.faults.arrive();
  assert.deepEqual([...account.accepted], [["pb-a", 1]]);
});

Deno.test("an order whose every answer is lost stays unknown, and is never called refused", async () => {
  const { alpaca, clock, broker } = setUp();
  alpaca.rest.faults.draw = () => "lost_before";
  const result = await passing(clock, submitUntilKnown(broker, order, clock));
  assert.equal(result.outcome, "unknown");
  const sent = alpaca.rest.requests.filter(({ method }) => method === "POST");
  assert.equal(sent.length, SUBMIT_LIMITS.attemptsMax);
});

Deno.test("a blocked account refuses, and says so when it is asked", async () => {
  const { account, clock, broker } = setUp();
  account.tradingBlocked = true;
  const result = await passing(clock, broker.submitOrder(order));
  assert.ok(result.outcome === "rejected" && result.code === "account_blocked");
  assert.equal((await passing(clock, broker.getAccount())).blocked, "trading is blocked");
});

Deno.test("fills that no update told of are found, each with its own price and id", async () => {
  const { account, clock, broker } = setUp();
  await passing(clock, broker.submitOrder(order));
  account.trade("AAPL", 100, { volume: 4 });
  account.trade("AAPL", 101, { volume: 5 });
  account.trade("AAPL", 102, { volume: 9 });
  const reports = await passing(clock, broker.reportsSince(known));
  const told = reports!.map((r) => [r.status, r.lastQuantity, r.lastPrice, r.cumulativeQuantity]);
  assert.deepEqual(told, [
    ["partially_filled", "4", "100", "4"],
    ["partially_filled", "5", "101", "9"],
    ["filled", "1", "102", "10"],
  ]);
  assert.deepEqual(await passing(clock, broker.reportsSince(known)), reports);
});

Deno.test("fills that the activities do not list yet are booked at their average", async () => {
  const { account, clock, broker } = setUp();
  await passing(clock, broker.submitOrder(order));
  account.trade("AAPL", 100, { volume: 4 });
  account.trade("AAPL", 110);
  account.activities.pop();
  const [report, ...more] = (await passing(clock, broker.reportsSince(known)))!;
  assert.deepEqual([report?.lastQuantity, report?.lastPrice, report?.status, more.length], [
    "10",
    "106",
    "filled",
    0,
  ]);
});

Deno.test("after a partial fill a replacement is for what is left of the new total", async () => {
  const { account, clock, broker } = setUp();
  const limit = { ...order, type: "limit" as const, limitPrice: price(100) };
  await passing(clock, broker.submitOrder(approvedEarlier(limit)));
  account.trade("AAPL", 100, { volume: 4 });
  const changes = { clientOrderId: "pb-b", decidedAt: account.now, limitPrice: price(101) };
  const result = await passing(clock, broker.replaceOrder("pb-a", changes));
  assert.equal(result.outcome, "accepted");
  account.trade("AAPL", 101);
  const { quantity: filled } = (await passing(clock, broker.getPositions()))[0]!;
  assert.equal(filled, "10");
  assert.equal((await passing(clock, broker.getOrder("pb-a")))?.status, "cancelled");
});

Deno.test("updates that come twice have one id; a mute stream is left and opened again", async () => {
  const { account, alpaca, clock, broker } = setUp();
  const stop = new AbortController();
  const heard: string[] = [];
  let connections = 0;
  const why: string[] = [];
  const following = broker.follow({
    connected: () => Promise.resolve(void connections++),
    reported: (report) => Promise.resolve(void heard.push(report.reportId)),
    disconnected: (reason) => Promise.resolve(void why.push(reason)),
  }, stop.signal);
  await settle();
  alpaca.updates.fate = () => "twice";
  await passing(clock, broker.submitOrder(order));
  account.trade("AAPL", 100);
  await settle();
  assert.equal(heard.length, 2);
  assert.equal(new Set(heard).size, 1);
  alpaca.updates.mute = true;
  await clock.advance(80_000);
  assert.match(why[0] ?? "", /connected but mute/);
  alpaca.updates.mute = false;
  await clock.advance(120_000);
  assert.ok(connections >= 2);
  stop.abort();
  await following;
});
