import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, negate, notional, price, quantity, sumUsd, usd } from "../../../domain/money.ts";
import type { ExecutionReport, Order } from "../../../domain/order.ts";
import { isTerminal } from "../../lifecycle.ts";
import { type ExchangeRules, exchangeRulesSchema } from "./rules.ts";
import { type Terms, TryOut } from "./testing.ts";

/** One exchange that goes on and one that restarts before every command: both must say the same. */
interface Real {
  readonly steady: TryOut;
  readonly restarting: TryOut;
  commands: number;
}

type Step =
  | { readonly kind: "submit"; readonly terms: Terms }
  | { readonly kind: "bar"; readonly moves: readonly number[]; readonly volume: number }
  | { readonly kind: "again" }
  | { readonly kind: "cancel" | "replace"; readonly which: number; readonly level: number };

const level = fc.integer({ min: 90, max: 110 });
const side = fc.constantFrom("buy" as const, "sell" as const);
const size = fc.integer({ min: 1, max: 40 });

const terms: fc.Arbitrary<Terms> = fc.record({
  side,
  size,
  a: level,
  b: level,
  withExits: fc.boolean(),
  timeInForce: fc.constantFrom("day" as const, "gtc" as const),
  type: fc.constantFrom("market", "limit", "stop", "stop_limit", "trailing_stop", "oco"),
}).map(({ side, size, a, b, withExits, timeInForce, type }): Terms => {
  const high = price(Math.max(a, b) + 1);
  const low = price(Math.min(a, b));
  const [takeProfit, stopPrice] = side === "buy" ? [high, low] : [low, high];
  const bracket = { takeProfit: { limitPrice: takeProfit }, stopLoss: { stopPrice } };
  const base = {
    side,
    quantity: quantity(size),
    timeInForce,
    ...(withExits && type !== "oco" ? { bracket } : {}),
  };
  switch (type) {
    case "limit":
      return { ...base, type, limitPrice: price(a) };
    case "stop":
      return { ...base, type, stopPrice: price(a) };
    case "stop_limit":
      return { ...base, type, stopPrice: price(a), limitPrice: price(b) };
    case "trailing_stop": {
      const { bracket: _none, ...rest } = base;
      return { ...rest, type, trail: { by: "amount", amount: price(Math.abs(a - b) + 1) } };
    }
    case "oco": {
      const [limitPrice, stop] = side === "sell" ? [high, low] : [low, high];
      return { ...base, type: "limit", limitPrice, oco: { stopLoss: { stopPrice: stop } } };
    }
    default:
      return { ...base, type: "market" };
  }
});

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: terms.map((all): Step => ({ kind: "submit", terms: all })) },
    {
      weight: 6,
      arbitrary: fc.record({
        kind: fc.constant("bar" as const),
        moves: fc.array(level, { minLength: 4, maxLength: 4 }),
        volume: fc.integer({ min: 0, max: 200 }),
      }),
    },
    { weight: 1, arbitrary: fc.constant<Step>({ kind: "again" }) },
    {
      weight: 1,
      arbitrary: fc.record({
        kind: fc.constantFrom("cancel" as const, "replace" as const),
        which: fc.nat(20),
        level,
      }),
    },
  ),
  { minLength: 1, maxLength: 40 },
);

function openIds({ book }: TryOut): string[] {
  return [...book.orders.values()].filter(({ status }) => !isTerminal(status))
    .map(({ clientOrderId }) => clientOrderId);
}

function perform(tryOut: TryOut, step: Step, number: number): unknown {
  const id = `o${number}`;
  if (step.kind === "submit") return tryOut.submit(id, step.terms);
  if (step.kind === "bar") {
    const [open, x, y, close] = step.moves as [number, number, number, number];
    const all = [open, x, y, close];
    return tryOut.bar([open, Math.max(...all), Math.min(...all), close], step.volume);
  }
  if (step.kind === "again") return tryOut.lastAgain();
  const ids = openIds(tryOut);
  const target = ids[step.which % Math.max(1, ids.length)] ?? "none";
  if (step.kind === "cancel") return tryOut.cancel(target);
  const order = tryOut.book.orders.get(target);
  const limitPrice = order?.type === "limit" ? { limitPrice: price(step.level) } : {};
  return tryOut.replace(target, { clientOrderId: id, ...limitPrice });
}

async function run(real: Real, step: Step): Promise<void> {
  real.commands++;
  const before = [...real.steady.book.orders.keys()].length;
  const said = perform(real.steady, step, real.commands);
  await real.restarting.restart();
  assert.deepEqual(
    perform(real.restarting, step, real.commands),
    said,
    "a restart changes nothing",
  );
  assert.ok(real.steady.book.orders.size >= before, "no order is forgotten");
}

/** Every report that the exchange has ever given, in order. */
function reportsOf({ book }: TryOut): ExecutionReport[] {
  return [...book.reportsOfBar.values()].flat().sort((a, b) => a.number - b.number)
    .map(({ report }) => report);
}

function check(tryOut: TryOut): void {
  const { book } = tryOut;
  let cash = usd(100_000);
  let held = decimal(0);
  const filled = new Map<string, ReturnType<typeof decimal>>();
  for (const report of reportsOf(tryOut)) {
    const { clientOrderId, side, lastQuantity, lastPrice, fee } = report;
    const signed = quantity(decimal(lastQuantity).times(side === "buy" ? 1 : -1));
    cash = sumUsd(cash, negate(notional(signed, lastPrice)), negate(fee));
    held = held.plus(signed);
    const sum = (filled.get(clientOrderId) ?? decimal(0)).plus(lastQuantity);
    filled.set(clientOrderId, sum);
    assert.equal(report.cumulativeQuantity, sum.toFixed(), "cumulative quantities add up");
    assert.ok(sum.lte(report.quantity), "no order is filled beyond its quantity");
    const order = book.orders.get(clientOrderId)!;
    if (decimal(lastQuantity).gt(0)) withinLimit(order, report);
  }
  assert.equal(book.account.cash, cash, "cash is what fills and fees have left");
  assert.equal(tryOut.held, held.toFixed(), "the position is the sum of all fills");
  for (const order of book.orders.values()) {
    assert.equal(order.filledQuantity, (filled.get(order.clientOrderId) ?? decimal(0)).toFixed());
    const legs = [...book.orders.values()].filter(({ parentId }) =>
      parentId === order.clientOrderId
    );
    assert.ok(legs.filter(({ status }) => status === "filled").length <= 1, "one exit is filled");
    if (legs.length === 0) continue;
    const closed = legs.reduce((sum, leg) => sum.plus(leg.filledQuantity), decimal(0));
    const covered = order.leg === undefined
      ? order.filledQuantity
      : tryOut.submitted.get(order.clientOrderId)!;
    assert.ok(
      closed.lte(covered),
      "exits close no more than their entry filled or their pair is for",
    );
  }
}

function withinLimit(order: Order, { lastPrice, side }: ExecutionReport): void {
  if (order.type !== "limit" && order.type !== "stop_limit") return;
  const isBeyond = side === "buy"
    ? decimal(lastPrice).gt(order.limitPrice)
    : decimal(lastPrice).lt(order.limitPrice);
  assert.ok(!isBeyond, `filled at ${lastPrice} with a limit of ${order.limitPrice}`);
}

const ruleSets: [string, ExchangeRules][] = [
  ["without limits", exchangeRulesSchema.parse({ allowShort: true })],
  [
    "a tenth of the volume, all costs",
    exchangeRulesSchema.parse({
      allowShort: true,
      participation: 0.1,
      slippage: { model: "volume_share" },
      feeMinimum: "1",
      feeMaximum: "3",
      regulatory: "alpaca",
    }),
  ],
];
for (const [name, rules] of ruleSets) {
  Deno.test(`the exchange keeps its laws after every command (${name})`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const real: Real = {
          steady: new TryOut(rules),
          restarting: new TryOut(rules),
          commands: 0,
        };
        for (const step of all) {
          await run(real, step);
          check(real.steady);
        }
      }),
      { numRuns: 150 },
    );
  });
}
