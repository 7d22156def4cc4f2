import assert from "node:assert/strict";
import fc from "fast-check";
import { sessionOf } from "../../domain/calendar.ts";
import { price, quantity, usd } from "../../domain/money.ts";
import type { MarketOrder, Order } from "../../domain/order.ts";
import type { RiskFacts } from "./facts.ts";
import type { Intent } from "./ledger.ts";
import { limitsTable, type RiskLimits, riskLimitsSchema } from "./limits.ts";
import { review, type RiskApproved } from "./risk.ts";
import { riskRules, rulesTable } from "./rules.ts";

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
  lastPrice: price(100),
  signalPrice: price(100),
  halted: false,
  equity: usd(100_000),
  sessionOpenEquity: usd(100_000),
  weekOpenEquity: usd(100_000),
  peakEquity: usd(100_000),
  buyingPower: usd(100_000),
  grossExposure: usd(0),
  netExposure: usd(0),
  groups: [],
  held: quantity(0),
  otherPositions: 0,
  exitedAt: null,
  lossStreak: 0,
  lastLossAt: null,
  intents: [],
  sessionOrdered: usd(0),
  ...changes,
});

const other = (_: unknown, i: number): Intent => ({
  signalId: `other ${i}`,
  ticker: "KO",
  side: "buy",
  at: NOON - 59_999,
});
const unlimited: Partial<RiskFacts> = {
  sessionOpenEquity: usd(1e6),
  weekOpenEquity: usd(1e6),
  peakEquity: usd(1e6),
  buyingPower: usd(1e6),
};

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
    [{ halted: true }, "trading_halt", "no entries while halted", "AAPL"],
    [
      { lastPrice: price(90) },
      "price_collar",
      "within 0.05 of the last price 90",
      "100, which is 0.1111 away",
    ],
    [{ lastPrice: null }, "price_collar", "0.05", "no price yet"],
    [{ equity: usd(97_000) }, "daily_loss", "a loss below 3000.00", "3000.00"],
    [
      { equity: usd(94_000), sessionOpenEquity: usd(94_000) },
      "weekly_loss",
      "a loss below 6000.00",
      "6000.00",
    ],
    [{ peakEquity: usd(120_000) }, "drawdown", "a loss below 18000.00", "20000.00"],
    [{ peakEquity: null }, "drawdown", "a share of 0.15", "unknown"],
    [
      { lossStreak: 5, lastLossAt: NOON - 1 },
      "loss_streak",
      "1800000 ms after 5 losses in a row",
      "1 ms after 5",
    ],
    [
      { intents: [{ signalId: "s", ticker: "KO", side: "sell", at: NOON - 60_000 }] },
      "duplicate_intent",
      "once per signal, and once in 1000 ms",
      "buy AAPL 60000 ms ago",
    ],
    [
      { intents: [{ signalId: "t", ticker: "AAPL", side: "buy", at: NOON - 999 }] },
      "duplicate_intent",
      "once per signal, and once in 1000 ms",
      "buy AAPL 999 ms ago",
    ],
    [{ intents: Array.from({ length: 60 }, other) }, "order_rate", "60 a minute", "61"],
    [
      { order: orderOf({ quantity: quantity(1001) }), equity: usd(1e6), ...unlimited },
      "order_notional",
      "100000.00",
      "100100.00",
    ],
    [{ sessionOrdered: usd(1_999_500) }, "session_notional", "2000000.00", "2000500.00"],
    [{ grossExposure: usd(99_001) }, "gross_exposure", "100000.00", "100001.00"],
    [{ netExposure: usd(99_001) }, "net_exposure", "100000.00", "100001.00"],
    [
      { groups: [{ name: "banks", exposure: usd(49_500) }] },
      "group_exposure",
      "50000.00 in banks",
      "50500.00",
    ],
  ];
  for (const [changes, rule, limit, value] of cases) {
    assert.deepEqual(denied(changes), { rule, limit, value });
  }
  const listed: [Partial<RiskLimits>, string, string][] = [
    [{ blocklist: ["AAPL", "KO"] }, "blocklist", "none of AAPL, KO"],
    [{ allowlist: ["KO"] }, "allowlist", "one of KO"],
    [{ allowlist: [] }, "allowlist", "one of none"],
  ];
  for (const [changes, rule, limit] of listed) {
    assert.deepEqual(denied({}, { ...limits, ...changes }), { rule, limit, value: "AAPL" });
  }
  const tried = new Set([...cases, ...listed].map(([, rule]) => rule));
  assert.deepEqual(riskRules.map(({ name }) => name).filter((name) => !tried.has(name)), []);
});

Deno.test("a value that is exactly at its limit passes", () => {
  assert.equal(denied({ expiresAt: NOON }), null);
  assert.equal(denied({ pricedAt: NOON - 120_000 }), null);
  assert.equal(denied({ exitedAt: NOON - 300_000 }), null);
  assert.equal(denied({ otherPositions: 9 }), null);
  assert.equal(denied({ order: orderOf({ quantity: quantity(200) }) }), null);
  assert.equal(denied({ buyingPower: usd(1020) }), null);
  assert.equal(denied({ lastPrice: price("95.238096") }), null);
  assert.equal(denied({ equity: usd("97000.01") }), null);
  assert.equal(denied({ lossStreak: 5, lastLossAt: NOON - 1_800_000 }), null);
  assert.equal(denied({ lossStreak: 4, lastLossAt: NOON }), null);
  assert.equal(denied({ intents: Array.from({ length: 59 }, other) }), null);
  assert.equal(denied({ grossExposure: usd(99_000), netExposure: usd(99_000) }), null);
  assert.equal(denied({ groups: [{ name: "banks", exposure: usd(49_000) }] }), null);
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
    dailyLossFractionMax: 1e-9,
    weeklyLossFractionMax: 1e-9,
    drawdownFractionMax: 1e-9,
    grossExposureFractionMax: 1e-9,
    netExposureFractionMax: 1e-9,
    groupExposureFractionMax: 1e-9,
    lossStreakMax: 1,
    ordersPerMinuteMax: 1,
    orderNotionalMax: 1e-9,
    sessionNotionalFractionMax: 1e-9,
    priceCollarFraction: 1e-9,
    blocklist: ["AAPL"],
    allowlist: [],
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
        halted: fc.constant(true),
        lossStreak: fc.nat(100),
        lastLossAt: fc.constant(NOON),
        lastPrice: fc.constant(null),
        peakEquity: fc.constant(null),
      }),
      (shares, long, facts) => {
        const order = orderOf({ side: long ? "sell" : "buy", quantity: quantity(shares) });
        const held = quantity(long ? shares : -shares);
        assert.equal(denied({ ...facts, order, held, expiresAt: facts.now }, strict), null);
      },
    ),
  );
});

Deno.test("a review tells every rule that it asked, with its limit and the value, up to the refusal", () => {
  const passed = review(factsOf(), limits);
  assert.deepEqual(passed.checks.map(({ rule }) => rule), riskRules.map(({ name }) => name));
  assert.ok(
    passed.checks.every(({ passed, limit, value }) => passed && limit !== "" && value !== ""),
  );
  const refused = review(factsOf({ otherPositions: 10 }), limits);
  assert.deepEqual(refused.checks.at(-1), {
    rule: "open_positions",
    passed: false,
    limit: "10",
    value: "11",
  });
  const exit = review(
    factsOf({ order: orderOf({ side: "sell", quantity: quantity(5) }), held: quantity(5) }),
    limits,
  );
  assert.deepEqual(exit.checks.map(({ rule }) => rule), [
    "quantity",
    "signal_expired",
    "closing_quantity",
  ]);
});

Deno.test("without rules nothing is approved", () => {
  const verdict = review(factsOf(), limits, []);
  assert.deepEqual(verdict, {
    approved: false,
    checks: [],
    denied: { rule: "no_rules", limit: "at least one", value: "0" },
  });
});

Deno.test("an order that risk has not approved does not pass for one that it has", () => {
  const send = (order: RiskApproved<Order>) => order.clientOrderId;
  // @ts-expect-error only the risk manager approves
  assert.equal(send(orderOf()), "a");
});

Deno.test("the README lists every limit with its default, and every rule", async () => {
  // The formatter pads the columns of a table.
  const bare = (table: string) =>
    table.replaceAll(/ +/g, " ").replaceAll(/-+/g, "-").replaceAll("- | -", "-|-")
      .replaceAll("| -", "|-").replaceAll("- |", "-|");
  const readme = bare(await Deno.readTextFile(new URL("README.md", import.meta.url)));
  assert.ok(readme.includes(bare(limitsTable())), `the limits should read:\n${limitsTable()}`);
  assert.ok(readme.includes(bare(rulesTable())), `the rules should read:\n${rulesTable()}`);
});
