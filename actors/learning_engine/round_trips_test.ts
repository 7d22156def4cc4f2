import assert from "node:assert/strict";
import fc from "fast-check";
import { decimal, notional, price, type Quantity, quantity, sumUsd, usd } from "../domain/money.ts";
import type { Trade } from "../domain/order.ts";
import { type Lot, pairFill, type RoundTrip, splitLots } from "./round_trips.ts";
import type { Shares } from "./evaluator.ts";
import { tradeOf } from "./testing/messages.ts";

const NOBODY: Shares = [];

function play(fills: readonly Trade[]): { lots: readonly Lot[]; trips: RoundTrip[] } {
  let lots: readonly Lot[] = [];
  const trips: RoundTrip[] = [];
  for (const [i, fill] of fills.entries()) {
    const paired = pairFill(lots, fill, i, NOBODY);
    lots = paired.lots;
    trips.push(...paired.trips);
  }
  return { lots, trips };
}

Deno.test("an entry and its exit make a round trip that earns the difference less both fees", () => {
  const { lots, trips } = play([
    tradeOf(1, "buy", "10", "100", "0.5"),
    tradeOf(2, "sell", "10", "103", "0.7"),
  ]);
  assert.deepEqual(lots, []);
  const [trip] = trips;
  assert.equal(trips.length, 1);
  assert.deepEqual(
    [trip!.side, trip!.quantity, trip!.entryValue, trip!.exitValue, trip!.fees, trip!.pnl],
    ["buy", "10", "1000", "1030", "1.2", "28.8"],
  );
});

Deno.test("what was bought first is closed first, in parts where the exit comes in parts", () => {
  const { lots, trips } = play([
    tradeOf(1, "buy", "10", "100", "1"),
    tradeOf(2, "buy", "10", "110", "1"),
    tradeOf(3, "sell", "15", "120", "3"),
  ]);
  assert.deepEqual(trips.map(({ quantity, pnl }) => [quantity, pnl]), [["10", "197"], [
    "5",
    "48.5",
  ]]);
  assert.deepEqual(lots.map(({ quantity, value, fees }) => [quantity, value, fees]), [
    ["5", "550", "0.5"],
  ]);
});

Deno.test("a fill beyond what is held closes it and opens the other side", () => {
  const { lots, trips } = play([
    tradeOf(1, "sell", "10", "100", "0"),
    tradeOf(2, "buy", "25", "90", "0"),
  ]);
  assert.deepEqual(trips.map(({ side, pnl }) => [side, pnl]), [["sell", "100"]]);
  assert.deepEqual(lots.map(({ side, quantity }) => [side, quantity]), [["buy", "15"]]);
});

Deno.test("a split changes the number of shares and nothing that is earned", () => {
  const { lots } = play([tradeOf(1, "buy", "10", "700", "1")]);
  const { lots: left, trips } = pairFill(
    splitLots(lots, 7),
    tradeOf(2, "sell", "70", "101", "1"),
    1,
    NOBODY,
  );
  assert.deepEqual(left, []);
  assert.deepEqual(trips.map(({ pnl }) => pnl), ["68"]);
});

const fills = fc.array(
  fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    size: fc.integer({ min: 1, max: 3_000_000 }),
    cents: fc.integer({ min: 1, max: 50_000 }),
    fee: fc.integer({ min: -50, max: 500 }),
  }),
  { minLength: 1, maxLength: 40 },
).map((all) =>
  all.map(({ side, size, cents, fee }, i) =>
    tradeOf(i, side, String(size / 1_000), String(cents / 100), String(fee / 100))
  )
);

Deno.test("round trips and open lots come to what the fills moved, to the last digit", () => {
  fc.assert(fc.property(fills, fc.integer({ min: 1, max: 50_000 }), (all, cents) => {
    const { lots, trips } = play(all);
    const mark = price(cents / 100);
    let [cash, held] = [usd(0), decimal(0)];
    for (const { side, lastQuantity, lastPrice, fee } of all) {
      const value = notional(lastQuantity as Quantity, price(lastPrice));
      const sign = side === "buy" ? 1 : -1;
      cash = sumUsd(cash, usd(decimal(value).times(-sign)), usd(decimal(fee).negated()));
      held = held.plus(decimal(lastQuantity).times(sign));
    }
    const equity = sumUsd(cash, notional(quantity(held), mark));
    const closed = trips.map(({ pnl }) => pnl);
    const open = lots.map((lot) => {
      const worth = decimal(notional(lot.quantity, mark));
      const gross = lot.side === "buy" ? worth.minus(lot.value) : decimal(lot.value).minus(worth);
      return usd(gross.minus(lot.fees));
    });
    // Marks of several lots are rounded one by one; everything else is exact.
    const difference = decimal(sumUsd(...closed, ...open)).minus(equity).abs();
    assert.ok(difference.lte(decimal("1e-9").times(lots.length)), `${difference}`);
    assert.ok(lots.every(({ side }) => side === lots[0]!.side), "lots of both sides are open");
    const signed = lots.reduce(
      (sum, lot) => sum.plus(decimal(lot.quantity).times(lot.side === "buy" ? 1 : -1)),
      decimal(0),
    );
    assert.ok(signed.eq(held));
  }));
});
