import assert from "node:assert/strict";
import { sessionOf } from "../../../domain/calendar.ts";
import type { Bar } from "../../../domain/market.ts";
import { price, quantity, usd } from "../../../domain/money.ts";
import type { ExecutionReport, MarketOrder, Order } from "../../../domain/order.ts";
import { absorb, type ExchangeBook, exchangeFrom, newExchange } from "./book.ts";
import { advance } from "./advance.ts";
import { applySplit, cancel, submit } from "./core.ts";
import { exchangeRulesSchema } from "./rules.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const thursday = sessionOf("2014-06-05")!;
const friday = sessionOf("2014-06-06")!;
const free = exchangeRulesSchema.parse({ slippageBps: 0, feePerShare: "0" });

const order = (changes: Partial<MarketOrder> = {}): Order => ({
  clientOrderId: "a",
  signalId: "s",
  ticker: "AAPL",
  side: "buy",
  type: "market",
  timeInForce: "day",
  quantity: quantity(10),
  referencePrice: price(100),
  decidedAt: thursday.open,
  ...changes,
});

const bar = (startsAt: number, open = 100, lengthMs = MINUTE): Bar => ({
  ticker: "AAPL",
  timeframe: lengthMs === MINUTE ? "1m" : "1h",
  startsAt,
  at: startsAt + lengthMs,
  open,
  high: open + 1,
  low: open - 1,
  close: open,
  volume: 1,
  warmup: false,
});

class Exchange {
  readonly book: ExchangeBook = exchangeFrom(newExchange("sim", usd(100_000)));

  constructor(readonly rules = free) {}

  submit(changes: Partial<MarketOrder> = {}) {
    const { result, records } = submit(this.book, order(changes), this.rules);
    absorb(this.book, records);
    return result;
  }

  advance(next: Bar): readonly ExecutionReport[] {
    const { reports, records } = advance(this.book, next, this.rules);
    absorb(this.book, records);
    return reports;
  }
}

Deno.test("an order works only on bars that began after its decision", () => {
  const exchange = new Exchange();
  exchange.submit({ decidedAt: thursday.open + MINUTE });
  assert.deepEqual(exchange.advance(bar(thursday.open)), []);
  assert.equal(exchange.advance(bar(thursday.open + MINUTE)).length, 1);
});

Deno.test("a fill is at the open, worse by the slippage, with its fees", () => {
  const rules = exchangeRulesSchema.parse({
    slippageBps: 5,
    feePerShare: "0.01",
    feePerOrder: "1",
    feeFraction: 0.001,
  });
  const exchange = new Exchange(rules);
  exchange.submit();
  const [bought] = exchange.advance(bar(thursday.open, 200));
  assert.equal(bought!.lastPrice, "200.1");
  assert.equal(bought!.fee, "3.101"); // 10 x 0.01 + 1 + 2001 x 0.001
  assert.equal(exchange.book.account.cash, "97995.899");
  exchange.submit({ clientOrderId: "b", side: "sell" });
  const [sold] = exchange.advance(bar(thursday.open + MINUTE, 200));
  assert.equal(sold!.lastPrice, "199.9");
});

Deno.test("a bar that began before the session fills at its open price and the session's time", () => {
  const exchange = new Exchange();
  exchange.submit({ decidedAt: thursday.open - 2 * HOUR });
  const early = bar(thursday.open - HOUR / 2, 101, HOUR);
  const [report] = exchange.advance(early);
  assert.equal(report!.lastPrice, "101");
  assert.equal(report!.executedAt, thursday.open);
  assert.equal(report!.at, early.at);
});

Deno.test("bars outside sessions and bars of history fill nothing", () => {
  const exchange = new Exchange();
  exchange.submit({ decidedAt: thursday.open - HOUR });
  assert.deepEqual(exchange.advance(bar(thursday.open - MINUTE)), []);
  assert.deepEqual(exchange.advance({ ...bar(thursday.open), warmup: true }), []);
  assert.equal(exchange.advance(bar(thursday.open)).length, 1);
});

Deno.test("a day order expires with its session, one that is good till cancelled does not", () => {
  const exchange = new Exchange();
  const decidedAt = thursday.close - MINUTE;
  exchange.submit({ decidedAt });
  exchange.submit({ clientOrderId: "b", timeInForce: "gtc", decidedAt });
  const reports = exchange.advance(bar(friday.open));
  assert.deepEqual(reports.map((report) => [report.clientOrderId, report.status]), [
    ["a", "expired"],
    ["b", "filled"],
  ]);
  assert.equal(reports[0]!.executedAt, thursday.close);
  assert.equal(exchange.book.positions.get("AAPL")?.quantity, "10");
});

Deno.test("a day order that is sent after the close works in the next session", () => {
  const exchange = new Exchange();
  exchange.submit({ decidedAt: thursday.close });
  assert.deepEqual(exchange.advance(bar(friday.open)).map(({ status }) => status), ["filled"]);
});

Deno.test("what is not held is sold only where shorting is allowed, and locks a margin", () => {
  const refused = new Exchange().submit({ side: "sell" });
  assert.ok(refused.outcome === "rejected" && refused.code === "short_not_allowed");
  const exchange = new Exchange(exchangeRulesSchema.parse({ ...free, allowShort: true }));
  exchange.submit({ side: "sell", quantity: quantity(500) });
  exchange.advance(bar(thursday.open));
  assert.deepEqual(exchange.book.positions.get("AAPL"), {
    ticker: "AAPL",
    quantity: "-500",
    cost: "-50000",
  });
  const more = exchange.submit({ clientOrderId: "b", side: "sell", quantity: quantity(501) });
  assert.ok(more.outcome === "rejected" && more.code === "buying_power");
  const flip = exchange.submit({ clientOrderId: "c", quantity: quantity(501) });
  assert.ok(flip.outcome === "rejected" && flip.code === "insufficient_quantity");
});

Deno.test("an order for nothing is refused", () => {
  const result = new Exchange().submit({ quantity: quantity(0) });
  assert.ok(result.outcome === "rejected" && result.code === "invalid_order");
});

Deno.test("a split changes what is held and what works, once", () => {
  const exchange = new Exchange();
  exchange.submit();
  exchange.advance(bar(thursday.open));
  exchange.submit({ clientOrderId: "b", side: "sell", decidedAt: thursday.close });
  const split = { ticker: "AAPL", date: "2014-06-06", ratio: 7 };
  for (let i = 0; i < 2; i++) absorb(exchange.book, applySplit(exchange.book, split));
  assert.equal(exchange.book.positions.get("AAPL")?.quantity, "70");
  const [sold] = exchange.advance(bar(friday.open, 100 / 7));
  assert.deepEqual([sold!.quantity, sold!.lastQuantity], ["70", "70"]);
  assert.deepEqual(exchange.book.positions.get("AAPL"), {
    ticker: "AAPL",
    quantity: "0",
    cost: "0",
  });
});

Deno.test("a decision changes nothing in the book until its records are absorbed", () => {
  const exchange = new Exchange();
  exchange.submit();
  const before = structuredClone(exchange.book);
  submit(exchange.book, order({ clientOrderId: "b" }), free);
  cancel(exchange.book, "a", thursday.open);
  advance(exchange.book, bar(thursday.open), free);
  applySplit(exchange.book, { ticker: "AAPL", date: "2014-06-09", ratio: 7 });
  assert.deepEqual(exchange.book, before);
});
