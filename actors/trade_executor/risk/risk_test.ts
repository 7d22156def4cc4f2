import assert from "node:assert/strict";
import fc from "fast-check";
import { sessionOf } from "../../domain/calendar.ts";
import { price, quantity, usd } from "../../domain/money.ts";
import type { MarketOrder, Order } from "../../domain/order.ts";
import type { RiskFacts } from "./facts.ts";
import { riskLimitsSchema } from "./limits.ts";
import { review, type RiskApproved } from "./risk.ts";
import { riskRules } from "./rules.ts";

const session = sessionOf("2014-06-05")!;
const limits = riskLimitsSchema.parse({});
const NOON = session.open + 9_000_000;

const orderOf = (changes: Partial<MarketOrder> = {}): Order => ({
  clientOrderId: "a",
  signalId: "s",
  ticker: "AAPL",
  side: "buy",
  type: "market",
  timeInForce: "day",
  quantity: quantity(10),
  referencePrice: price(100),
  decidedAt: NOON,
  ...changes,
});

const factsOf = (changes: Partial<RiskFacts> = {}): RiskFacts => ({
  order: orderOf(),
  now: NOON,
  timeframe: "1m",
  expiresAt: NOON,
  pricedAt: NOON,
  equity: usd(100_000),
  buyingPower: usd(100_000),
  held: quantity(0),
  otherPositions: 0,
  exitedAt: null,
  ...changes,
});

const denied = (changes: Partial<RiskFacts>, under = limits) => {
  const verdict = review(factsOf(changes), under);
  return verdict.approved ? null : verdict.denied;
};

Deno.test("an order within every limit is approved", () => {
  const verdict = review(factsOf(), limits);
  assert.ok(verdict.approved);
  assert.deepEqual(verdict.order, orderOf());
});

Deno.test("every refusal names its rule, the limit and the value that broke it", () => {
  const cases: [Partial<RiskFacts>, string, string, string][] = [
    [{ order: orderOf({ quantity: quantity(0) }) }, "quantity", "above 0", "0"],
    [
      { expiresAt: NOON - 1 },
      "signal_expired",
      "2014-06-05T15:59:59.999Z",
      "2014-06-05T16:00:00Z",
    ],
    [
      { order: orderOf({ side: "sell", quantity: quantity(6) }), held: quantity(5) },
      "closing_quantity",
      "5",
      "6",
    ],
    [
      { now: session.close, expiresAt: session.close, pricedAt: session.close },
      "session_hours",
      "09:30-16:00 New York, NYSE days",
      "2014-06-05T20:00:00Z",
    ],
    [{ pricedAt: NOON - 120_001 }, "stale_price", "120000 ms", "120001 ms"],
    [{ pricedAt: null }, "stale_price", "120000 ms", "no price yet"],
    [{ order: orderOf({ side: "sell" }) }, "short_selling", "no short positions", "sell"],
    [{ exitedAt: NOON - 299_999 }, "cooldown", "300000 ms", "299999 ms"],
    [{ otherPositions: 10 }, "open_positions", "10", "11"],
    [
      { order: orderOf({ quantity: quantity(201) }) },
      "position_size",
      "20000.00",
      "20100.00",
    ],
    [{ held: quantity(191) }, "position_size", "20000.00", "20100.00"],
    [{ buyingPower: usd("1019.99") }, "buying_power", "1019.99", "1020.00"],
  ];
  for (const [changes, rule, limit, value] of cases) {
    assert.deepEqual(denied(changes), { rule, limit, value });
  }
  const tried = new Set(cases.map(([, rule]) => rule));
  assert.deepEqual(riskRules.map(({ name }) => name).filter((name) => !tried.has(name)), []);
});

Deno.test("a value that is exactly at its limit passes", () => {
  assert.equal(denied({ expiresAt: NOON }), null);
  assert.equal(denied({ pricedAt: NOON - 120_000 }), null);
  assert.equal(denied({ exitedAt: NOON - 300_000 }), null);
  assert.equal(denied({ otherPositions: 9 }), null);
  assert.equal(denied({ order: orderOf({ quantity: quantity(200) }) }), null);
  assert.equal(denied({ buyingPower: usd(1020) }), null);
});

Deno.test("bars of an hour or more are judged by the time of their fill", () => {
  const evening = { now: session.close, expiresAt: session.close, pricedAt: session.close };
  assert.equal(denied({ ...evening, timeframe: "1d" }), null);
  assert.equal(denied({ ...evening, timeframe: "1h" }), null);
  assert.equal(denied({ ...evening, timeframe: "30m" })?.rule, "session_hours");
});

Deno.test("shorts are opened where that is allowed", () => {
  const allowing = riskLimitsSchema.parse({ allowShort: true });
  assert.equal(denied({ order: orderOf({ side: "sell" }) }, allowing), null);
});

Deno.test("an order that reduces exposure is never refused by an entry limit", () => {
  const strict = riskLimitsSchema.parse({
    positionFractionMax: 1e-9,
    openPositionsMax: 1,
    cooldownMs: 86_400_000,
    priceAgeBarsMax: 1e-9,
  });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.boolean(),
      fc.record({
        now: fc.integer({ min: session.open - 86_400_000, max: session.close + 86_400_000 }),
        pricedAt: fc.option(fc.integer({ min: 0, max: session.close })),
        otherPositions: fc.nat(1000),
        exitedAt: fc.option(fc.constant(NOON)),
        buyingPower: fc.constant(usd(0)),
        equity: fc.integer({ min: -1000, max: 1000 }).map(usd),
      }),
      (shares, long, facts) => {
        const order = orderOf({ side: long ? "sell" : "buy", quantity: quantity(shares) });
        const held = quantity(long ? shares : -shares);
        assert.equal(denied({ ...facts, order, held, expiresAt: facts.now }, strict), null);
      },
    ),
  );
});

Deno.test("without rules nothing is approved", () => {
  const verdict = review(factsOf(), limits, []);
  assert.deepEqual(verdict, {
    approved: false,
    denied: { rule: "no_rules", limit: "at least one", value: "0" },
  });
});

Deno.test("an order that risk has not approved does not pass for one that it has", () => {
  const send = (order: RiskApproved<Order>) => order.clientOrderId;
  // @ts-expect-error only the risk manager approves
  assert.equal(send(orderOf()), "a");
});
