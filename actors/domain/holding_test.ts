import assert from "node:assert/strict";
import fc from "fast-check";
import {
  averageCost,
  execute,
  type Executed,
  FLAT,
  openProfit,
  PositionFlip,
  splitHolding,
} from "./holding.ts";
import { decimal, price, quantity, sumUsd, usd } from "./money.ts";

const buy = (shares: number, each: number) =>
  ({ side: "buy", quantity: quantity(shares), price: price(each) }) as const;
const sell = (shares: number, each: number) =>
  ({ side: "sell", quantity: quantity(shares), price: price(each) }) as const;

Deno.test("buying twice averages the cost, selling half realises half of the gain", () => {
  const first = execute(FLAT, buy(10, 100)).holding;
  const second = execute(first, buy(10, 110)).holding;
  assert.deepEqual(second, { quantity: "20", cost: "2100" });
  assert.equal(averageCost(second), "105");
  const sold = execute(second, sell(10, 120));
  assert.deepEqual(sold, {
    holding: { quantity: "10", cost: "1050" },
    cash: "1200",
    realised: "150",
  });
  assert.equal(openProfit(sold.holding, 120), "150");
});

Deno.test("a short gains when it is covered lower", () => {
  const short = execute(FLAT, sell(10, 100));
  assert.deepEqual(short.holding, { quantity: "-10", cost: "-1000" });
  assert.equal(short.cash, "1000");
  assert.equal(openProfit(short.holding, 90), "100");
  assert.equal(execute(short.holding, buy(10, 90)).realised, "100");
});

Deno.test("one execution never turns a position over", () => {
  const long = execute(FLAT, buy(10, 100)).holding;
  assert.throws(() => execute(long, sell(11, 100)), PositionFlip);
});

Deno.test("a split changes the number of shares and not what they cost", () => {
  const long = execute(FLAT, buy(15, 645.57)).holding;
  assert.deepEqual(splitHolding(long, 7), { quantity: "105", cost: long.cost });
  assert.deepEqual(splitHolding(long, 0.1), { quantity: "1.5", cost: long.cost });
});

Deno.test("realised plus open profit equals the change of cash plus value, exactly", () => {
  const execution = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    quantity: fc.integer({ min: 1, max: 5_000_000 }).map((n) => quantity(decimal(n).div(1000))),
    price: fc.integer({ min: 1, max: 9_999_999 }).map((n) => price(decimal(n).div(10_000))),
  });
  fc.assert(
    fc.property(fc.array(execution, { maxLength: 30 }), (executions) => {
      let holding = FLAT;
      let cash = usd(0);
      let realised = usd(0);
      for (const next of executions) {
        let result: Executed;
        try {
          result = execute(holding, next);
        } catch (error) {
          assert.ok(error instanceof PositionFlip);
          continue;
        }
        holding = result.holding;
        cash = sumUsd(cash, result.cash);
        realised = sumUsd(realised, result.realised);
        const value = usd(decimal(holding.quantity).times(next.price));
        assert.equal(
          sumUsd(realised, openProfit(holding, next.price)),
          sumUsd(cash, value),
        );
        if (decimal(holding.quantity).isZero()) assert.equal(holding.cost, "0");
      }
    }),
  );
});
