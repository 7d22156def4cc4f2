import assert from "node:assert/strict";
import { usd } from "../../../domain/money.ts";
import { exchangeRulesSchema, slipped } from "./rules.ts";
import { buy, sell, THURSDAY, TryOut } from "./testing.ts";

const DAY = 24 * 3_600_000;
const flat = [100, 100, 100, 100] as const;

Deno.test("an order that is filled in parts pays its minimum once and its maximum at most", () => {
  const rules = exchangeRulesSchema.parse({
    slippage: { model: "none" },
    feePerShare: "0.1",
    feeMinimum: "1",
    feeMaximum: "2.5",
    participation: 0.1,
  });
  const tryOut = new TryOut(rules);
  tryOut.submit("a", { type: "market", ...buy(30) });
  const fees = [50, 100, 150].flatMap((volume) => tryOut.bar(flat, volume).map(({ fee }) => fee));
  assert.deepEqual(fees, ["1", "0.5", "1"]);
});

Deno.test("regulatory fees are rounded up for the order, and the seller pays more of them", () => {
  const rules = exchangeRulesSchema.parse({
    slippage: { model: "none" },
    feePerShare: "0",
    regulatory: "alpaca",
    participation: 0.5,
  });
  const tryOut = new TryOut(rules);
  tryOut.submit("a", { type: "market", ...buy(100) });
  assert.deepEqual(tryOut.bar(flat, 100).map(({ fee }) => fee), ["0.01"]);
  assert.deepEqual(tryOut.bar(flat, 100).map(({ fee }) => fee), ["0"]);
  tryOut.submit("b", { type: "market", ...sell(100) });
  // Of 10,000 sold: 0.278 for the SEC, 0.0166 TAF, 0.0053 CAT, each rounded up.
  assert.deepEqual(tryOut.bar(flat, 200).map(({ fee }) => fee), ["0.31"]);
  assert.deepEqual(exchangeRulesSchema.parse(rules), rules);
});

Deno.test("each model of slippage moves the price against the trader", () => {
  const model = (slippage: unknown) => exchangeRulesSchema.parse({ slippageBps: 10, slippage });
  const prices = [
    { model: "none" },
    { model: "fixed_bps" },
    { model: "half_spread", spread: "0.04" },
    { model: "volume_share" },
  ].map((slippage) => [
    slipped(100, "buy", model(slippage), 0.5),
    slipped(100, "sell", model(slippage), 0.5),
  ]);
  assert.deepEqual(prices, [
    ["100", "100"],
    ["100.1", "99.9"],
    ["100.02", "99.98"],
    ["102.5", "97.5"],
  ]);
  assert.ok(Number(slipped(0.01, "sell", model({ model: "half_spread", spread: "5" }))) > 0);
});

Deno.test("a maximum below the minimum is refused", () => {
  const parsed = exchangeRulesSchema.safeParse({ feeMinimum: "2", feeMaximum: "1" });
  assert.match(parsed.error?.message ?? "", /feeMaximum must not be below feeMinimum/);
});

Deno.test("a short pays for each night, once", () => {
  const rules = exchangeRulesSchema.parse({
    slippageBps: 0,
    feePerShare: "0",
    allowShort: true,
    borrowPerYear: 0.365,
  });
  const tryOut = new TryOut(rules);
  tryOut.submit("a", { type: "market", ...sell(10) });
  tryOut.bar(flat);
  tryOut.bar(flat);
  assert.equal(tryOut.cash, "101000");
  const monday = { startsAt: THURSDAY.open + 4 * DAY, at: THURSDAY.open + 4 * DAY + 60_000 };
  const bar = { ...monday, open: 100, high: 100, low: 100, close: 100, volume: 1 };
  for (let i = 0; i < 2; i++) tryOut.again(bar);
  assert.equal(tryOut.cash, usd(100_996)); // four nights of 1,000 x 0.365 / 365
  assert.deepEqual([...tryOut.book.charges.values()].map(({ amount }) => amount), ["4"]);
});
