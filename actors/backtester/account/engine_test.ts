import assert from "node:assert/strict";
import fc from "fast-check";
import { bars, walk } from "../testing/walk.ts";
import { runAccount } from "./engine.ts";
import { BUY, CLOSE, type OrderColumn, SELL } from "./orders.ts";
import { type AccountProfile, accountProfileSchema } from "./profile.ts";

const profile = (given: Record<string, unknown>): AccountProfile =>
  accountProfileSchema.parse({ cash: 1_000, ...given });

function orders(...codes: number[]): OrderColumn {
  return { orders: Int8Array.from(codes), warmUp: 0 };
}

Deno.test("an order is filled at the next bar's open with all equity, and closed at the last open", () => {
  const market = bars([[10, 10], [10, 10], [20, 21], [22, 25], [30, 31]]);
  const run = runAccount(market, orders(0, BUY, 0, 0, 0), profile({}));
  assert.deepEqual([...run.equity], [1_000, 1_000, 1_049, 1_245, 1_490]);
  const { size, entryBar, exitBar, entryPrice, exitPrice, pnl } = run.trades[0]!;
  // 49 and not 50: the reference engine never takes the very last float of equity.
  assert.deepEqual(
    [size, entryBar, exitBar, entryPrice, exitPrice, pnl],
    [49, 2, 4, 20, 30, 490],
  );
});

Deno.test("an order to the same side closes what is held and opens anew", () => {
  const market = bars([[10, 10], [10, 10], [10, 10], [11, 11], [12, 12]]);
  const { trades } = runAccount(market, orders(0, BUY, BUY, 0, 0), profile({}));
  assert.deepEqual(trades.map(({ entryBar, exitBar }) => [entryBar, exitBar]), [[2, 3], [3, 4]]);
});

Deno.test("an order of the last bar opens at its open, is marked, and is no trade", () => {
  const market = bars([[10, 10], [10, 10], [10, 12]]);
  const { trades, open, equity } = runAccount(market, orders(0, 0, SELL), profile({}));
  assert.equal(trades.length, 0);
  assert.deepEqual([open?.size, open?.entryPrice], [-99, 10]);
  assert.equal(equity[2], 1_000 - 99 * 2);
});

Deno.test("where equity is gone everything is closed at that close, and stays at zero", () => {
  const market = bars([[10, 10], [10, 10], [10, 30], [5, 5]]);
  const { trades, equity, ruinedAt } = runAccount(market, orders(0, SELL, 0, 0), profile({}));
  assert.equal(ruinedAt, 2);
  assert.equal(trades[0]!.exitPrice, 30);
  assert.deepEqual([...equity], [1_000, 1_000, 0, 0]);
});

Deno.test("an order that the money does not reach for is dropped and counted", () => {
  const market = bars([[2_000, 2_000], [2_000, 2_000], [2_000, 2_000]]);
  const { trades, unaffordable } = runAccount(market, orders(0, BUY, 0), profile({}));
  assert.deepEqual([trades.length, unaffordable], [0, 1]);
});

Deno.test("only the sides that may be held are held", () => {
  const market = bars([[10, 10], [10, 10], [10, 10], [10, 10], [10, 10]]);
  const codes = orders(0, SELL, BUY, CLOSE, 0);
  const sizes = (sides: string) =>
    runAccount(market, codes, profile({ sides })).trades.map(({ size }) => Math.sign(size));
  assert.deepEqual(sizes("long"), [1]);
  assert.deepEqual(sizes("short"), [-1]);
  assert.deepEqual(sizes("both"), [-1, 1]);
});

Deno.test("costs are what the schedule says, and a position is sized so that they can be paid", () => {
  const market = bars([[10, 10], [10, 10], [10, 10], [10, 10]]);
  const codes = orders(0, BUY, CLOSE, 0);
  const paid = (commission: unknown) =>
    runAccount(market, codes, profile({ commission })).trades.map(({ size, commission }) => [
      size,
      commission,
    ])[0];
  assert.deepEqual(paid({ perShare: 0.01 }), [99, 1.98]);
  assert.deepEqual(paid({ perOrder: 15 }), [98, 30]);
  assert.deepEqual(paid({ perShare: 0.01, minimum: 5 }), [99, 10]);
  assert.deepEqual(paid({ fraction: 0.01 }), [99, 19.8]);
});

Deno.test("slippage is against whoever trades, and told apart from commission", () => {
  const market = bars([[10, 10], [10, 10], [10, 10], [10, 10]]);
  const trade = (slippage: unknown) =>
    runAccount(market, orders(0, BUY, CLOSE, 0), profile({ slippage })).trades[0]!;
  const bps = trade({ model: "bps", bps: 100 });
  assert.deepEqual([bps.entryPrice, bps.exitPrice], [10.1, 9.9]);
  const half = trade({ model: "half_spread", spread: 0.2 });
  assert.deepEqual([half.entryPrice, half.exitPrice], [10.1, 9.9]);
  assert.ok(Math.abs(half.slippage - 2 * 0.1 * half.size) < 1e-9);
  const impact = trade({ model: "volume_share", impact: 0.1 });
  assert.ok(impact.entryPrice > 10 && impact.exitPrice < 10);
});

Deno.test("borrowed shares cost by the day and by their value", () => {
  const market = bars(Array.from({ length: 367 }, () => [10, 10] as const));
  const codes = new Int8Array(367);
  codes[0] = SELL;
  const { trades } = runAccount(
    market,
    { orders: codes, warmUp: -1 },
    profile({ borrowRate: 0.1 }),
  );
  const { size, borrow, pnl } = trades[0]!;
  assert.ok(Math.abs(borrow - -size * 10 * 0.1) < 0.01, `${borrow}`);
  assert.ok(Math.abs(pnl + borrow) < 1e-9);
});

const anyProfile = fc.record({
  commission: fc.constantFrom({ fraction: 0.001 }, { perShare: 0.01, minimum: 1 }, {}),
  slippage: fc.constantFrom({ model: "none" }, { model: "bps", bps: 5 }),
  borrowRate: fc.constantFrom(0, 0.05),
  sides: fc.constantFrom("both", "long", "short"),
  fractional: fc.boolean(),
  equityFraction: fc.constantFrom(1, 0.5),
});
const anyRun = fc.record({
  seed: fc.integer({ min: 1, max: 1_000_000 }),
  codes: fc.array(fc.constantFrom(0, 0, 0, BUY, SELL, CLOSE), { minLength: 20, maxLength: 80 }),
  settings: anyProfile,
});

Deno.test("the profits of all trades and of what is open are the change in equity", () => {
  fc.assert(fc.property(anyRun, ({ seed, codes, settings }) => {
    const market = walk(seed, codes.length);
    const run = runAccount(market, orders(...codes), profile({ cash: 100_000, ...settings }));
    if (run.ruinedAt !== null) return;
    const closed = run.trades.reduce((sum, { pnl }) => sum + pnl, 0);
    const last = market.close[codes.length - 1]!;
    const open = run.open === null ? 0 : run.open.size * (last - run.open.entryPrice) -
      run.open.commission - run.open.borrow;
    near(run.equity.at(-1)! - 100_000, closed + open);
    near(run.cash, run.equity.at(-1)! - (open + (run.open?.commission ?? 0)));
  }));
});

Deno.test("equity is cash and positions at every bar", () => {
  fc.assert(fc.property(anyRun, ({ seed, codes, settings }) => {
    const market = walk(seed, codes.length);
    const given = profile({ cash: 100_000, ...settings, finalize: false });
    const whole = runAccount(market, orders(...codes), given);
    if (whole.ruinedAt !== null) return;
    for (let bar = 2; bar < codes.length; bar += 7) {
      // Stopped at this bar, the account says itself what it holds.
      const cut = walk(seed, bar + 1);
      const { cash, open, equity } = runAccount(cut, orders(...codes.slice(0, bar + 1)), given);
      const profit = open === null
        ? 0
        : open.size * (cut.close[bar]! - open.entryPrice) - open.borrow;
      near(equity[bar]!, cash + profit);
      near(whole.equity[bar]!, equity[bar]!);
    }
  }));
});

Deno.test("prices and cash that are scaled scale every profit and leave sizes alone", () => {
  fc.assert(fc.property(anyRun, ({ seed, codes }) => {
    const given = { commission: { fraction: 0.001 } };
    const column = orders(...codes);
    const plain = runAccount(walk(seed, codes.length), column, profile({ cash: 1e5, ...given }));
    // A power of two scales floats exactly.
    const scaled = runAccount(
      walk(seed, codes.length, { scale: 8 }),
      column,
      profile({ cash: 8e5, ...given }),
    );
    assert.deepEqual(scaled.trades.map(({ size }) => size), plain.trades.map(({ size }) => size));
    for (const [i, { pnl }] of scaled.trades.entries()) near(pnl, 8 * plain.trades[i]!.pnl);
  }));
});

function near(found: number, expected: number): void {
  const within = 1e-6 * Math.max(1, Math.abs(expected));
  assert.ok(Math.abs(found - expected) <= within, `${found} is not ${expected}`);
}
