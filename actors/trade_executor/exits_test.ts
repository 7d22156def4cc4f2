import assert from "node:assert/strict";
import { sessionOf } from "../domain/calendar.ts";
import type { Bar } from "../domain/market.ts";
import { price, usd } from "../domain/money.ts";
import type { Exits, Signal } from "../domain/signal.ts";
import { applyChange, type Book, newBook, tickerBook, tickerBookSchema } from "./book.ts";
import { advance } from "./brokers/exchange/advance.ts";
import { absorb, exchangeFrom, newExchange } from "./brokers/exchange/book.ts";
import { submit } from "./brokers/exchange/core.ts";
import { exchangeRulesSchema } from "./brokers/exchange/rules.ts";
import {
  clientOrderIdOf,
  type Decision,
  onBar,
  onExit,
  onFlat,
  onSignal,
  onSplit,
  withoutFlip,
} from "./core.ts";
import { onReport, onSubmitResult } from "./reports.ts";
import { riskLimitsSchema } from "./risk/limits.ts";
import { sizingSchema } from "./sizing/sizing.ts";

const MINUTE = 60_000;
const { open } = sessionOf("2014-06-05")!;
const free = { slippageBps: 0, feePerShare: "0", slippage: { model: "none" } };

/** A ticker's bars, at an exchange that fills at the open, through the cores of executor and exchange. */
class Desk {
  readonly book: Book = newBook(usd(100_000));
  readonly exchange = exchangeFrom(newExchange("sim", usd(100_000)));
  readonly venue = exchangeRulesSchema.parse({ ...free, allowShort: true });
  readonly rules = {
    limits: riskLimitsSchema.parse({ cooldownMs: 0, allowShort: true }),
    sizing: sizingSchema.parse({}),
  };
  /** What was done: sides with the exit or the number of the order. */
  readonly story: string[] = [];
  /** The broker refuses as many orders to come. */
  refusals = 0;
  #minute = 0;

  get now(): number {
    return open + this.#minute * MINUTE;
  }

  get held(): number {
    return Number(tickerBook(this.book, "AAPL").holding.quantity);
  }

  /** Minutes in which nothing is traded. */
  wait(minutes: number): void {
    this.#minute += minutes;
  }

  bar(close: number, change: Partial<Bar> = {}): void {
    const startsAt = this.now;
    this.#minute++;
    const prices = { open: close, high: close, low: close, close };
    const shape = { timeframe: "1m", warmup: false, volume: 1_000 } as const;
    const bar: Bar = { ticker: "AAPL", startsAt, at: this.now, ...prices, ...shape, ...change };
    const { reports, records } = advance(this.exchange, bar, this.venue);
    absorb(this.exchange, records);
    for (const report of reports) {
      const heard = onReport(this.book, report);
      assert.ok(heard.kind === "applied");
      applyChange(this.book, heard.change);
    }
    const before = tickerBook(this.book, "AAPL");
    applyChange(this.book, onBar(this.book, bar)!);
    const exit = onExit(this.book, before, bar, this.rules);
    if (exit !== null) this.#act(exit, exit.exit);
    const flip = onFlat(this.book, "AAPL", bar.at, this.rules);
    if (flip === null) return;
    const ticker = withoutFlip(tickerBook(this.book, "AAPL"));
    applyChange(this.book, { account: null, ticker });
    this.#act(flip.decision);
  }

  signal(side: Signal["side"], exits?: Exits): Signal {
    const signal: Signal = {
      signalId: `${side} ${this.#minute}`,
      ticker: "AAPL",
      timeframe: "1m",
      side,
      score: side === "buy" ? 0.5 : -0.5,
      threshold: 0.3,
      price: tickerBook(this.book, "AAPL").mark!.price,
      expiresAt: this.now + 3 * MINUTE,
      votes: [],
      ...exits === undefined ? {} : { exits },
    };
    this.#act(onSignal(this.book, signal, this.now, this.rules));
    return signal;
  }

  #act(decision: Decision, exit?: string): void {
    if (decision.kind !== "place") return void this.story.push(decision.kind);
    const { order, intent } = decision;
    assert.equal(order.clientOrderId, clientOrderIdOf(order.signalId, intent.attempt));
    this.story.push(`${order.side} ${exit ?? `number ${intent.attempt}`}`);
    applyChange(this.book, decision.change);
    if (this.refusals-- > 0) return this.#refuse(order.clientOrderId);
    const { result, records } = submit(this.exchange, order, this.venue);
    absorb(this.exchange, records);
    const heard = onSubmitResult(this.book, order.clientOrderId, result);
    if (heard.kind === "applied") applyChange(this.book, heard.change);
  }

  #refuse(clientOrderId: string): void {
    const refusal = { outcome: "rejected", code: "other", reason: "not now" } as const;
    const heard = onSubmitResult(this.book, clientOrderId, refusal);
    assert.ok(heard.kind === "applied");
    applyChange(this.book, heard.change);
  }
}

/** A desk that holds a position entered at 100 on the side, under these exits. */
function holding(exits: Exits, side: Signal["side"] = "buy"): Desk {
  const desk = new Desk();
  desk.bar(100);
  desk.signal(side, exits);
  desk.bar(100);
  assert.ok(desk.held !== 0);
  desk.story.length = 0;
  return desk;
}

for (
  const [exits, side, closes, story] of [
    [{ stopLoss: 0.02 }, "buy", [99, 98.1, 97.9], "sell stop_loss"],
    [{ stopLoss: 0.02 }, "sell", [101, 101.9, 102.1], "buy stop_loss"],
    [{ takeProfit: 0.05 }, "buy", [104, 90, 105], "sell take_profit"],
    [{ takeProfit: 0.05 }, "sell", [96, 110, 95], "buy take_profit"],
    [{ trailingStop: 0.03 }, "buy", [110, 107, 106.6], "sell trailing_stop"],
    [{ trailingStop: 0.03 }, "sell", [90, 92.5, 92.8], "buy trailing_stop"],
    [{ maxBars: 3 }, "buy", [100, 101, 100], "sell time"],
  ] as const satisfies readonly (readonly [Exits, Signal["side"], number[], string])[]
) {
  Deno.test(
    `a position that was ${side === "buy" ? "bought" : "sold"} is left by ${
      Object.keys(exits)[0]
    } and not a bar earlier`,
    () => {
      const desk = holding(exits, side);
      for (const close of closes.slice(0, -1)) desk.bar(close);
      assert.deepEqual(desk.story, []);
      desk.bar(closes.at(-1)!);
      assert.deepEqual(desk.story, [story]);
      desk.bar(closes.at(-1)!);
      assert.equal(desk.held, 0, "at the open of the next bar");
      desk.bar(50);
      assert.deepEqual(desk.story, [story], "and once");
    },
  );
}

Deno.test("what a bar only touched on its way counts, to the trader's disadvantage", () => {
  const desk = holding({ stopLoss: 0.02, takeProfit: 0.02 });
  desk.bar(100, { low: 97, high: 103 });
  assert.deepEqual(desk.story, ["sell stop_loss"]);
});

Deno.test("a trailing stop is not reached by a bar's own best price before its close", () => {
  const desk = holding({ trailingStop: 0.03 });
  desk.bar(101, { high: 104, low: 100.5 });
  assert.deepEqual(desk.story, [], "104 came first or last, and 101 is within 3 % of it");
  desk.bar(100.8);
  assert.deepEqual(desk.story, ["sell trailing_stop"], "3 % below 104");
});

Deno.test("an exit that the broker refuses is sent again with the next bar, under a new number", () => {
  const desk = holding({ stopLoss: 0.02 });
  desk.refusals = 2;
  for (const close of [97, 96, 95]) desk.bar(close);
  assert.deepEqual(desk.story, Array(3).fill("sell stop_loss"));
  assert.equal(tickerBook(desk.book, "AAPL").exits!.attempt, 4);
  desk.bar(94);
  assert.equal(desk.held, 0);
});

Deno.test("an order that works is not joined by another", () => {
  const desk = holding({ stopLoss: 0.02 });
  desk.signal("sell");
  assert.deepEqual(desk.story, ["sell number 1"]);
  desk.bar(90, { open: 95 });
  assert.equal(desk.held, 0, "the signal's own order closed it");
});

Deno.test("a split moves the exits with the price", () => {
  const desk = holding({ trailingStop: 0.03 });
  desk.bar(110);
  applyChange(
    desk.book,
    onSplit(desk.book, { ticker: "AAPL", ratio: 2 } as Parameters<typeof onSplit>[1]),
  );
  const part = tickerBookSchema.parse(JSON.parse(JSON.stringify(tickerBook(desk.book, "AAPL"))));
  assert.equal(part.exits!.best, 55);
  assert.equal(price(part.mark!.price), "55");
});

Deno.test("from long to short goes in two orders: the second once nothing is held", () => {
  const desk = holding({});
  const signal = desk.signal("sell", { stopLoss: 0.02 });
  assert.deepEqual(desk.story, ["sell number 1"]);
  desk.bar(100);
  assert.deepEqual(desk.story, ["sell number 1", "sell number 2"]);
  desk.bar(100);
  assert.ok(desk.held < 0);
  assert.deepEqual(tickerBook(desk.book, "AAPL").exits, {
    signalId: signal.signalId,
    timeframe: "1m",
    exits: { stopLoss: 0.02 },
    attempt: 2,
    bars: 0,
    best: null,
  });
  desk.bar(103);
  assert.deepEqual(desk.story.slice(2), ["buy stop_loss"]);
});

Deno.test("a flip whose signal has expired by the time of the close stays flat", () => {
  const desk = holding({});
  desk.signal("sell");
  desk.wait(5);
  desk.bar(100);
  assert.equal(desk.held, 0);
  desk.bar(100);
  assert.deepEqual(desk.story, ["sell number 1"]);
});
