import assert from "node:assert/strict";
import { price, quantity } from "../../../domain/money.ts";
import { orderSchema } from "../../../domain/order.ts";
import { exchangeRulesSchema } from "./rules.ts";
import { buy, FREE, type Ohlc, sell, type Terms, THURSDAY, TryOut } from "./testing.ts";

const HOUR = 3_600_000;

/** A position of ten at 100, bought by a first bar. */
function holdingTen(rules = FREE): TryOut {
  const tryOut = new TryOut(rules);
  tryOut.submit("held", { type: "market", ...buy(10) });
  tryOut.bar([100, 100, 100, 100]);
  return tryOut;
}

const p = price;
const cases: [string, boolean, Terms, Ohlc, string[]][] = [
  [
    "a limit that the bar trades through is filled at the limit",
    false,
    { type: "limit", limitPrice: p(99), ...buy(10) },
    [100, 101, 98, 100],
    ["a filled 10 at 99"],
  ],
  [
    "a limit that the bar only touches is not filled",
    false,
    { type: "limit", limitPrice: p(99), ...buy(10) },
    [100, 101, 99, 100],
    [],
  ],
  [
    "a limit that the open is better than is filled at the open",
    false,
    { type: "limit", limitPrice: p(99), ...buy(10) },
    [97, 101, 96, 100],
    ["a filled 10 at 97"],
  ],
  [
    "a stop that the bar touches is filled at the stop",
    true,
    { type: "stop", stopPrice: p(95), ...sell(10) },
    [100, 101, 95, 98],
    ["a filled 10 at 95"],
  ],
  [
    "a gap through a stop fills at the open, not at the stop",
    true,
    { type: "stop", stopPrice: p(95), ...sell(10) },
    [90, 96, 89, 96],
    ["a filled 10 at 90"],
  ],
  ["a buyer's stop is above the market", false, { type: "stop", stopPrice: p(105), ...buy(10) }, [
    100,
    106,
    99,
    101,
  ], ["a filled 10 at 105"]],
  [
    "a stop-limit is filled at its stop where its limit allows that",
    true,
    { type: "stop_limit", stopPrice: p(95), limitPrice: p(94), ...sell(10) },
    [100, 100, 90, 91],
    ["a filled 10 at 95"],
  ],
  [
    "a stop-limit that the market gaps past waits at its limit",
    true,
    { type: "stop_limit", stopPrice: p(95), limitPrice: p(94), ...sell(10) },
    [90, 92, 89, 91],
    [],
  ],
  [
    "a trailing stop follows the open and is filled behind it",
    true,
    { type: "trailing_stop", trail: { by: "amount", amount: p(2) }, ...sell(10) },
    [110, 110, 107, 109],
    ["a filled 10 at 108"],
  ],
  [
    "a trailing stop that the close lies beyond is filled at the close",
    true,
    { type: "trailing_stop", trail: { by: "fraction", fraction: 0.1 }, ...sell(10) },
    [100, 120, 95, 105],
    ["a filled 10 at 105"],
  ],
];
for (const [sentence, held, terms, bar, expected] of cases) {
  Deno.test(sentence, () => {
    const tryOut = held ? holdingTen() : new TryOut();
    assert.equal(tryOut.submit("a", terms).outcome, "accepted");
    assert.deepEqual(tryOut.told(tryOut.bar(bar)), expected);
  });
}

Deno.test("a stop-limit that was triggered is a limit order from then on", () => {
  const tryOut = holdingTen();
  tryOut.submit("a", { type: "stop_limit", stopPrice: p(95), limitPrice: p(94), ...sell(10) });
  tryOut.bar([90, 92, 89, 91]);
  assert.deepEqual(tryOut.told(tryOut.bar([93, 94.5, 93, 93])), ["a filled 10 at 94"]);
});

Deno.test("a trailing stop is behind the best of earlier bars, and a bar told twice moves nothing", () => {
  const tryOut = holdingTen();
  tryOut.submit("a", { type: "trailing_stop", trail: { by: "amount", amount: p(2) }, ...sell(10) });
  const rise = { startsAt: tryOut.now, at: tryOut.now + 60_000, open: 100, high: 110, low: 99 };
  for (let i = 0; i < 2; i++) {
    assert.deepEqual(tryOut.again({ ...rise, close: 109, volume: 1000 }), []);
  }
  tryOut.now += 60_000;
  assert.deepEqual(tryOut.told(tryOut.bar([109, 109, 107, 107])), ["a filled 10 at 108"]);
});

Deno.test("no slippage moves a fill beyond its limit", () => {
  const rules = exchangeRulesSchema.parse({ slippageBps: 100, feePerShare: "0" });
  const tryOut = new TryOut(rules);
  tryOut.submit("a", { type: "limit", limitPrice: p(99), ...buy(10) });
  assert.deepEqual(tryOut.told(tryOut.bar([98.9, 101, 98, 100])), ["a filled 10 at 99"]);
});

const bracket = {
  takeProfit: { limitPrice: p(110) },
  stopLoss: { stopPrice: p(95) },
};

Deno.test("exits work from the bar after the entry's fill, and the stop is taken first", () => {
  const tryOut = new TryOut();
  tryOut.submit("a", { type: "market", ...buy(10), bracket });
  assert.deepEqual(tryOut.told(tryOut.bar([100, 120, 80, 100])), ["a filled 10 at 100"]);
  assert.deepEqual(tryOut.told(tryOut.bar([100, 120, 80, 100])), [
    "a-sl filled 10 at 95",
    "a-tp cancelled",
  ]);
  assert.deepEqual([tryOut.held, tryOut.cash], ["0", "99950"]);
  assert.deepEqual(tryOut.bar([100, 120, 80, 100]), []);
});

Deno.test("exits grow with every partial fill of their entry", () => {
  const tryOut = new TryOut(exchangeRulesSchema.parse({ ...FREE, participation: 0.1 }));
  tryOut.submit("a", { type: "market", ...buy(10), bracket });
  assert.deepEqual(tryOut.told(tryOut.bar([100, 101, 99, 100], 45)), [
    "a partially_filled 4 at 100",
  ]);
  assert.equal(tryOut.book.orders.get("a-sl")?.quantity, "4");
  tryOut.bar([100, 101, 99, 100], 30);
  assert.equal(tryOut.book.orders.get("a-sl")?.quantity, "7");
  assert.equal(tryOut.book.orders.get("a-tp")?.quantity, "7");
  // The entry's last shares are bought at the open; the exits close what was held before.
  assert.deepEqual(tryOut.told(tryOut.bar([100, 101, 94, 95], 1000)), [
    "a filled 3 at 100",
    "a-sl partially_filled 7 at 95",
  ]);
  assert.deepEqual(tryOut.told(tryOut.bar([94, 95, 94, 95], 1000)), [
    "a-sl filled 3 at 94",
    "a-tp cancelled",
  ]);
  assert.equal(tryOut.held, "0");
});

Deno.test("an exit that begins to fill ends what is left of its entry", () => {
  const tryOut = new TryOut(exchangeRulesSchema.parse({ ...FREE, participation: 0.1 }));
  tryOut.submit("a", { type: "limit", limitPrice: p(100), ...buy(10), bracket });
  tryOut.bar([100, 101, 99, 101], 40);
  assert.deepEqual(tryOut.told(tryOut.bar([111, 112, 110.5, 111], 1000)), [
    "a-tp filled 4 at 111",
    "a cancelled",
    "a-sl cancelled",
  ]);
});

Deno.test("what one half of a pair fills is taken off the other", () => {
  const tryOut = holdingTen(exchangeRulesSchema.parse({ ...FREE, participation: 0.1 }));
  const oco = { stopLoss: { stopPrice: p(95) } };
  const pair = { type: "limit", limitPrice: p(105), oco, ...sell(10) } as const;
  assert.equal(tryOut.submit("a", pair).outcome, "accepted");
  const more = tryOut.submit("b", { type: "market", ...sell(1) });
  assert.ok(more.outcome === "rejected" && more.code === "insufficient_quantity");
  tryOut.bar([106, 106, 106, 106], 60);
  assert.equal(tryOut.book.orders.get("a-sl")?.quantity, "4");
  assert.deepEqual(tryOut.told(tryOut.bar([94, 94, 94, 94])), [
    "a-sl filled 4 at 94",
    "a cancelled",
  ]);
  assert.equal(tryOut.held, "0");
});

Deno.test("the cancellation of one exit cancels the other", () => {
  const tryOut = new TryOut();
  tryOut.submit("a", { type: "market", ...buy(10), bracket });
  tryOut.bar([100, 100, 100, 100]);
  tryOut.cancel("a-tp");
  assert.equal(tryOut.book.orders.get("a-sl")?.status, "cancelled");
  assert.equal(tryOut.held, "10");
});

Deno.test("orders that contradict themselves or the position are refused with the reason", () => {
  const flat = new TryOut();
  const oco = { stopLoss: { stopPrice: p(95) } };
  const refused: [TryOut, Terms, RegExp][] = [
    [flat, { type: "limit", limitPrice: p(105), oco, ...sell(1) }, /a position that it closes/],
    [holdingTen(), { type: "market", ...sell(1), bracket }, /opens a position/],
    [holdingTen(), { type: "limit", limitPrice: p(90), oco, ...sell(1) }, /above the stop/],
    [
      flat,
      { type: "limit", limitPrice: p(90), extendedHours: true, bracket, ...buy(1) },
      /extended/,
    ],
  ];
  for (const [tryOut, terms, reason] of refused) {
    const result = tryOut.submit("x", terms);
    assert.ok(result.outcome === "rejected" && result.code === "invalid_order");
    assert.match(result.reason, reason);
  }
});

Deno.test("an order is filled over as many bars as its share of their volume takes", () => {
  const tryOut = new TryOut(exchangeRulesSchema.parse({ ...FREE, participation: 0.25 }));
  tryOut.submit("a", { type: "market", ...buy(10) });
  tryOut.submit("b", { type: "market", ...buy(2) });
  const told = [16, 3, 40].flatMap((volume) =>
    tryOut.told(tryOut.bar([100, 100, 100, 100], volume))
  );
  assert.deepEqual(told, [
    "a partially_filled 4 at 100",
    "a filled 6 at 100",
    "b filled 2 at 100",
  ]);
});

Deno.test("a replacement is for the new total less what is filled, under a new id", () => {
  const tryOut = new TryOut(exchangeRulesSchema.parse({ ...FREE, participation: 0.1 }));
  tryOut.submit("a", { type: "limit", limitPrice: p(100), ...buy(10) });
  tryOut.bar([100, 100, 100, 100], 40);
  assert.equal(tryOut.replace("a", { clientOrderId: "a" }).outcome, "duplicate");
  const small = tryOut.replace("a", { clientOrderId: "b", quantity: quantity(4) });
  assert.ok(small.outcome === "rejected" && /above the 4 filled/.test(small.reason));
  const other = tryOut.replace("a", { clientOrderId: "b", stopPrice: p(1) });
  assert.ok(other.outcome === "rejected" && /type limit has no stopPrice/.test(other.reason));
  const changes = { clientOrderId: "b", quantity: quantity(12), limitPrice: p(101) };
  assert.equal(tryOut.replace("a", changes).outcome, "accepted");
  assert.equal(tryOut.book.orders.get("a")?.status, "replaced");
  assert.deepEqual(tryOut.told(tryOut.bar([100.5, 101, 100, 101], 1000)), ["b filled 8 at 100.5"]);
  assert.equal(tryOut.held, "12");
  assert.equal(tryOut.replace("b", { clientOrderId: "c" }).outcome, "too_late");
  assert.equal(tryOut.replace("?", { clientOrderId: "c" }).outcome, "unknown_order");
});

Deno.test("an exit that is replaced stays an exit", () => {
  const tryOut = new TryOut();
  tryOut.submit("a", { type: "market", ...buy(10), bracket });
  tryOut.bar([100, 100, 100, 100]);
  assert.equal(tryOut.submit("a-sl", { type: "market", ...sell(1) }).outcome, "duplicate");
  assert.equal(
    tryOut.replace("a-sl", { clientOrderId: "b", stopPrice: p(98) }).outcome,
    "accepted",
  );
  assert.deepEqual(tryOut.told(tryOut.bar([100, 100, 97, 97])), [
    "b filled 10 at 98",
    "a-tp cancelled",
  ]);
});

Deno.test("a trailing stop that is replaced keeps the best price that it has seen", () => {
  const tryOut = holdingTen();
  const trail = (amount: number) => ({ by: "amount", amount: p(amount) } as const);
  tryOut.submit("a", { type: "trailing_stop", trail: trail(5), ...sell(10) });
  tryOut.bar([100, 110, 100, 109]);
  assert.equal(tryOut.replace("a", { clientOrderId: "b", trail: trail(2) }).outcome, "accepted");
  assert.deepEqual(tryOut.told(tryOut.bar([109, 109, 107, 107])), ["b filled 10 at 108"]);
});

Deno.test("only what asks for it works outside sessions", () => {
  const tryOut = new TryOut();
  tryOut.now = THURSDAY.close + HOUR;
  const limit = { type: "limit", limitPrice: p(100), timeInForce: "day", ...buy(1) } as const;
  tryOut.submit("a", { ...limit, extendedHours: true });
  tryOut.submit("b", limit);
  assert.deepEqual(tryOut.told(tryOut.bar([99, 99, 99, 99])), ["a filled 1 at 99"]);
});

Deno.test("orders are written without what they do not use", () => {
  const market = {
    clientOrderId: "a",
    signalId: "s",
    ticker: "AAPL",
    side: "buy",
    timeInForce: "day",
    quantity: "1",
    referencePrice: "1",
    decidedAt: 1,
    type: "market",
  };
  assert.deepEqual({ ...orderSchema.parse(market) }, market);
  for (
    const wrong of [
      { ...market, limitPrice: "1" },
      { ...market, extendedHours: true },
      { ...market, type: "limit" },
      { ...market, type: "stop", stopPrice: "0" },
      { ...market, bracket: {} },
      { ...market, type: "trailing_stop", trail: { by: "fraction", fraction: 1 } },
    ]
  ) assert.ok(!orderSchema.safeParse(wrong).success, JSON.stringify(wrong));
});
