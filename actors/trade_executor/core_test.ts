import assert from "node:assert/strict";
import { sessionOf } from "../domain/calendar.ts";
import type { Bar } from "../domain/market.ts";
import { price, quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../domain/money.ts";
import { type ExecutionReport, executionReportSchema, tradeSchema } from "../domain/order.ts";
import type { Signal } from "../domain/signal.ts";
import {
  accountBookSchema,
  applyChange,
  type Book,
  bookFrom,
  buyingPowerIn,
  equityOf,
  newBook,
  tickerBook,
  tickerBookSchema,
} from "./book.ts";
import {
  clientOrderIdOf,
  type ExecutionRules,
  onBar,
  onSignal,
  onSplit,
  onStatus,
} from "./core.ts";
import { onReport, onSubmitResult } from "./reports.ts";
import { riskLedgerSchema } from "./risk/ledger.ts";
import { afterRefusal } from "./risk/ledger.ts";
import { riskLimitsSchema } from "./risk/limits.ts";
import { sizingSchema } from "./sizing/sizing.ts";

const MINUTE = 60_000;
const session = sessionOf("2014-06-05")!;
const NOW = session.open + 10 * MINUTE;
const rules: ExecutionRules = {
  limits: riskLimitsSchema.parse({}),
  sizing: sizingSchema.parse({}),
};
const shorting: ExecutionRules = {
  ...rules,
  limits: riskLimitsSchema.parse({ allowShort: true }),
};

const barAt = (at: number, close: number): Bar => ({
  ticker: "AAPL",
  timeframe: "1m",
  startsAt: at - MINUTE,
  at,
  open: close,
  high: close,
  low: close,
  close,
  volume: 1,
  warmup: false,
});

const signalOf = (side: Signal["side"], at = NOW, ticker = "AAPL"): Signal => ({
  signalId: `${side} ${ticker} at ${at}`,
  ticker,
  timeframe: "1m",
  side,
  score: side === "buy" ? 0.5 : -0.5,
  threshold: 0.3,
  price: 100,
  expiresAt: at + 3 * MINUTE,
  votes: [],
});

function bookAt(close: number, at = NOW): Book {
  const book = newBook(usd(100_000));
  applyChange(book, onBar(book, barAt(at, close))!);
  return book;
}

/** Places what the signal wishes and lets the broker accept it. */
function place(book: Book, signal: Signal, now = NOW, under = rules) {
  const decision = onSignal(book, signal, now, under);
  assert.ok(decision.kind === "place", JSON.stringify(decision));
  applyChange(book, decision.change);
  const heard = onSubmitResult(book, decision.order.clientOrderId, {
    outcome: "accepted",
    orderId: `venue ${decision.order.clientOrderId}`,
  });
  assert.ok(heard.kind === "applied");
  applyChange(book, heard.change);
  return heard.order;
}

function reportOf(
  book: Book,
  last: number,
  changes: Partial<ExecutionReport> = {},
  each = 100,
): ExecutionReport {
  const order = tickerBook(book, "AAPL").orders[0]!;
  const cumulative = Number(order.filledQuantity) + last;
  return {
    reportId: `report ${order.clientOrderId} ${cumulative}`,
    orderId: "venue",
    clientOrderId: order.clientOrderId,
    ticker: "AAPL",
    side: order.side,
    status: cumulative === Number(order.quantity) ? "filled" : "partially_filled",
    lastQuantity: quantity(last),
    lastPrice: price(each),
    fee: usd(1),
    cumulativeQuantity: quantity(cumulative),
    quantity: order.quantity,
    executedAt: NOW,
    at: NOW + MINUTE,
    reason: null,
    ...changes,
  };
}

function hear(book: Book, report: ExecutionReport) {
  const heard = onReport(book, executionReportSchema.parse(report));
  assert.ok(heard.kind === "applied", JSON.stringify(heard));
  applyChange(book, heard.change);
  return heard;
}

function holding(shares: number, under = rules): Book {
  const book = bookAt(100);
  place(book, signalOf(shares > 0 ? "buy" : "sell"), NOW, under);
  hear(book, reportOf(book, 100));
  return book;
}

Deno.test("a wish to hold what is not held places an intent under an id of its signal", () => {
  const book = bookAt(100);
  const decision = onSignal(book, signalOf("buy"), NOW, rules);
  assert.ok(decision.kind === "place");
  assert.deepEqual(decision.order, {
    clientOrderId: clientOrderIdOf("buy AAPL at " + NOW, 1),
    signalId: "buy AAPL at " + NOW,
    ticker: "AAPL",
    side: "buy",
    type: "market",
    timeInForce: "day",
    quantity: "100",
    referencePrice: "100",
    decidedAt: NOW,
  });
  assert.equal(decision.intent.status, "intended");
  assert.notEqual(clientOrderIdOf("a", 1), clientOrderIdOf("a", 2));
  assert.deepEqual(book, bookAt(100));
});

Deno.test("the side that is held already, or on its way, places nothing", () => {
  const book = bookAt(100);
  place(book, signalOf("buy"));
  for (const side of ["buy", "sell"] as const) {
    const again = onSignal(book, signalOf(side, NOW + MINUTE), NOW + MINUTE, rules);
    assert.deepEqual(again, { kind: "nothing", reason: "order_working" });
  }
  hear(book, reportOf(book, 100));
  const held = onSignal(book, signalOf("buy", NOW + MINUTE), NOW + MINUTE, rules);
  assert.deepEqual(held, { kind: "nothing", reason: "held_already" });
});

Deno.test("an opposite wish closes all that is held, and does not turn it over", () => {
  const book = holding(100);
  const order = place(book, signalOf("sell"), NOW, shorting);
  assert.deepEqual([order.side, order.quantity, order.timeInForce], ["sell", "100", "gtc"]);
});

Deno.test("a wish to sell what is not held opens a short only where that is allowed", () => {
  assert.deepEqual(onSignal(bookAt(100), signalOf("sell"), NOW, rules), {
    kind: "nothing",
    reason: "nothing_to_close",
  });
  const book = holding(-100, shorting);
  assert.deepEqual(tickerBook(book, "AAPL").holding, { quantity: "-100", cost: "-10000" });
  assert.equal(place(book, signalOf("buy"), NOW, shorting).quantity, "100");
});

Deno.test("nothing is decided on a ticker without a price", () => {
  assert.deepEqual(onSignal(newBook(usd(100_000)), signalOf("buy"), NOW, rules), {
    kind: "nothing",
    reason: "no_price",
  });
});

Deno.test("a refusal by risk carries what was wished and what it broke", () => {
  const late = onSignal(bookAt(100), signalOf("buy"), NOW + 4 * MINUTE, rules);
  assert.ok(late.kind === "denied");
  assert.deepEqual([late.rule, late.order.side, late.order.quantity], [
    "signal_expired",
    "buy",
    "100",
  ]);
  const dear = onSignal(bookAt(10_001), signalOf("buy"), NOW, rules);
  assert.ok(dear.kind === "denied" && dear.rule === "quantity");
});

Deno.test("what its exchange has halted is left, but not entered until it goes on", () => {
  const tell = (book: Book, halted: boolean | null) => {
    const change = onStatus(book, { ticker: "AAPL", at: NOW, halted, code: "H", meaning: "halt" });
    if (change !== null) applyChange(book, change);
    return change !== null;
  };
  const flat = bookAt(100);
  assert.ok(tell(flat, true));
  assert.ok(!tell(flat, true) && !tell(flat, null), "nothing new");
  const refused = onSignal(flat, signalOf("buy"), NOW, rules);
  assert.ok(refused.kind === "denied" && refused.rule === "trading_halt");
  assert.ok(tell(flat, false));
  assert.equal(onSignal(flat, signalOf("buy", NOW + 1), NOW + 1, rules).kind, "place");
  const held = holding(100);
  tell(held, true);
  assert.equal(onSignal(held, signalOf("sell"), NOW, rules).kind, "place");
});

Deno.test("a signal that was refused stays refused, though its limit is loosened", () => {
  const book = bookAt(100);
  const strict = { ...rules, limits: { ...rules.limits, blocklist: ["AAPL"] } };
  assert.equal(onSignal(book, signalOf("buy"), NOW, strict).kind, "denied");
  const risk = afterRefusal(book.risk, signalOf("buy").signalId);
  applyChange(book, { account: null, ticker: tickerBook(book, "AAPL"), risk });
  assert.deepEqual(onSignal(book, signalOf("buy"), NOW, rules), {
    kind: "nothing",
    reason: "refused_before",
  });
});

Deno.test("after an exit the ticker rests for the cooldown", () => {
  const book = holding(100);
  place(book, signalOf("sell"));
  hear(book, reportOf(book, 100));
  const exitedAt = NOW + MINUTE;
  const wish = (after: number) => {
    const at = exitedAt + after;
    const change = onBar(book, barAt(at, 100));
    if (change !== null) applyChange(book, change);
    return onSignal(book, signalOf("buy", at), at, rules);
  };
  const soon = wish(4 * MINUTE);
  assert.ok(soon.kind === "denied" && soon.rule === "cooldown");
  assert.equal(wish(5 * MINUTE).kind, "place");
});

Deno.test("partial fills average the cost, pay their fees and end with the order", () => {
  const book = bookAt(100);
  place(book, signalOf("buy"));
  const first = hear(book, reportOf(book, 40, {}, 100));
  assert.equal(first.order.status, "partially_filled");
  assert.deepEqual(tradeSchema.parse(first.trade), first.trade);
  assert.equal(tickerBook(book, "AAPL").orders.length, 1);
  const second = hear(book, reportOf(book, 60, {}, 110));
  assert.deepEqual([second.order.status, second.order.fees], ["filled", "2"]);
  const part = tickerBook(book, "AAPL");
  assert.deepEqual(part.holding, { quantity: "100", cost: "10600" });
  assert.deepEqual(part.orders, []);
  assert.equal(book.account.cash, "89398");
  place(book, signalOf("sell"));
  assert.equal(hear(book, reportOf(book, 100, {}, 120)).realised, "1400");
});

Deno.test("a status that cannot follow is refused and named; one that has been passed is old news", () => {
  const book = bookAt(100);
  place(book, signalOf("buy"));
  const half = reportOf(book, 50);
  hear(book, half);
  const { clientOrderId } = half;
  const rejected = { outcome: "rejected", code: "other", reason: "no" } as const;
  assert.deepEqual(onSubmitResult(book, clientOrderId, rejected), {
    kind: "refused",
    ticker: "AAPL",
    clientOrderId,
    from: "partially_filled",
    to: "rejected",
  });
  const older = {
    ...half,
    reportId: "older",
    status: "accepted",
    lastQuantity: quantity(0),
  } as const;
  assert.deepEqual(onReport(book, older), { kind: "ignored", reason: "known_already" });
});

Deno.test("a report that comes again, or belongs to nobody, changes nothing", () => {
  const book = bookAt(100);
  place(book, signalOf("buy"));
  const half = reportOf(book, 50);
  hear(book, half);
  assert.deepEqual(onReport(book, half), { kind: "ignored", reason: "known_already" });
  const accepted = { outcome: "accepted", orderId: "venue" } as const;
  assert.deepEqual(onSubmitResult(book, half.clientOrderId, accepted), {
    kind: "ignored",
    reason: "known_already",
  });
  const rest = reportOf(book, 50);
  hear(book, rest);
  for (const report of [half, rest]) {
    assert.deepEqual(onReport(book, report), { kind: "ignored", reason: "unknown_order" });
  }
});

Deno.test("a fill that is heard of before the acceptance is booked", () => {
  const book = bookAt(100);
  const decision = onSignal(book, signalOf("buy"), NOW, rules);
  assert.ok(decision.kind === "place");
  applyChange(book, decision.change);
  assert.equal(hear(book, reportOf(book, 100)).order.status, "filled");
});

Deno.test("a report with a gap before it contradicts the book", () => {
  const book = bookAt(100);
  place(book, signalOf("buy"));
  const missed = reportOf(book, 10, { cumulativeQuantity: quantity(30) });
  const heard = onReport(book, missed);
  assert.ok(heard.kind === "contradiction" && /0 filled, 10 more make not 30/.test(heard.reason));
});

Deno.test("an order that is rejected, cancelled or expired leaves the book and its money free", () => {
  for (const status of ["cancelled", "expired"] as const) {
    const book = bookAt(100);
    place(book, signalOf("buy"));
    assert.equal(buyingPowerIn(book), "90000");
    const nothing = {
      status,
      lastQuantity: ZERO_QUANTITY,
      cumulativeQuantity: ZERO_QUANTITY,
      fee: ZERO_USD,
      lastPrice: price(0),
    };
    assert.equal(hear(book, reportOf(book, 0, nothing)).order.status, status);
    assert.equal(buyingPowerIn(book), "100000");
  }
  const book = bookAt(100);
  const decision = onSignal(book, signalOf("buy"), NOW, rules);
  assert.ok(decision.kind === "place");
  applyChange(book, decision.change);
  const id = decision.order.clientOrderId;
  const heard = onSubmitResult(book, id, { outcome: "rejected", code: "other", reason: "no" });
  assert.ok(heard.kind === "applied" && heard.order.status === "rejected");
  applyChange(book, heard.change);
  assert.deepEqual(tickerBook(book, "AAPL").orders, []);
});

Deno.test("a duplicate means that the order was accepted", () => {
  const book = bookAt(100);
  const decision = onSignal(book, signalOf("buy"), NOW, rules);
  assert.ok(decision.kind === "place");
  applyChange(book, decision.change);
  const heard = onSubmitResult(book, decision.order.clientOrderId, { outcome: "duplicate" });
  assert.ok(heard.kind === "applied" && heard.order.status === "accepted");
});

Deno.test("a split moves no equity and multiplies what is held and ordered", () => {
  const book = holding(100);
  place(book, signalOf("sell"));
  const before = Number(equityOf(book));
  applyChange(book, onSplit(book, { ticker: "AAPL", date: "2014-06-09", ratio: 7 }));
  assert.ok(Math.abs(Number(equityOf(book)) - before) < 0.005);
  const part = tickerBook(book, "AAPL");
  assert.deepEqual(part.holding, { quantity: "700", cost: "10000" });
  assert.equal(part.orders[0]!.quantity, "700");
});

Deno.test("a book that is saved in parts and read back is the same book", () => {
  const book = holding(100);
  place(book, signalOf("sell"));
  const reread = <T>(value: T): unknown => JSON.parse(JSON.stringify(value));
  const restored = bookFrom(
    accountBookSchema.parse(reread(book.account)),
    [...book.tickers.values()].map((part) => tickerBookSchema.parse(reread(part))),
    riskLedgerSchema.parse(reread(book.risk)),
  );
  assert.deepEqual(restored, book);
});
