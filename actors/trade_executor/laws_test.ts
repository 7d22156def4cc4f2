import assert from "node:assert/strict";
import fc from "fast-check";
import { nextSession, type Session, sessionOf } from "../domain/calendar.ts";
import { isFlat, openProfit } from "../domain/holding.ts";
import type { Bar } from "../domain/market.ts";
import { decimal, negate, sumUsd, usd } from "../domain/money.ts";
import type { ExecutionReport } from "../domain/order.ts";
import type { Side } from "../domain/signal.ts";
import { applyChange, type Book, equityOf, newBook, tickerBook } from "./book.ts";
import {
  absorb,
  type ExchangeBook,
  exchangeFrom,
  type ExchangeRecords,
  newExchange,
  workingIn,
} from "./brokers/exchange/book.ts";
import { advance } from "./brokers/exchange/advance.ts";
import { applySplit, cancel, submit } from "./brokers/exchange/core.ts";
import { exchangeRulesSchema } from "./brokers/exchange/rules.ts";
import { type ExecutionRules, onBar, onSignal, onSplit } from "./core.ts";
import { onReport, onSubmitResult } from "./reports.ts";
import { riskLimitsSchema } from "./risk/limits.ts";
import { sizingSchema } from "./sizing/sizing.ts";

const MINUTE = 60_000;
const CASH = usd(100_000);
const TICKERS = ["AAPL", "BAC"] as const;

/** Executor and exchange side by side, driven by hand; each keeps its own book. */
class Desk {
  readonly book: Book = newBook(CASH);
  readonly exchange: ExchangeBook = exchangeFrom(newExchange("sim", CASH));
  readonly prices = new Map(TICKERS.map((ticker) => [ticker as string, 100]));
  reports: ExecutionReport[] = [];
  #session: Session = sessionOf("2014-06-05")!;
  #minute = 0;
  #bar: Bar | null = null;
  #toldOfBar: readonly ExecutionReport[] = [];
  #signals = 0;

  constructor(readonly rules: ExecutionRules) {}

  readonly #exchangeRules = exchangeRulesSchema.parse({
    slippageBps: 3,
    feePerOrder: "0.35",
    feeFraction: 0.0001,
    allowShort: true,
  });

  hear(reports: readonly ExecutionReport[]): void {
    for (const report of reports) {
      const heard = onReport(this.book, report);
      assert.ok(heard.kind === "applied", JSON.stringify(heard));
      applyChange(this.book, heard.change);
      this.reports.push(report);
    }
  }

  #absorb(records: ExchangeRecords): void {
    absorb(this.exchange, records);
  }

  bar(ticker: string, move: number): void {
    const startsAt = this.#session.open + this.#minute * MINUTE;
    const open = this.prices.get(ticker)!;
    const close = Math.round(open * (1 + move / 1000) * 100) / 100 || 0.01;
    this.prices.set(ticker, close);
    this.#bar = {
      ticker,
      timeframe: "1m",
      startsAt,
      at: startsAt + MINUTE,
      open,
      high: Math.max(open, close),
      low: Math.min(open, close),
      close,
      volume: 1,
      warmup: false,
    };
    this.#minute++;
    const { reports, records } = advance(this.exchange, this.#bar, this.#exchangeRules);
    this.#absorb(records);
    this.#toldOfBar = reports;
    this.hear(reports);
    const change = onBar(this.book, this.#bar);
    if (change !== null) applyChange(this.book, change);
  }

  signal(ticker: string, side: Side): void {
    const at = this.#bar?.at ?? this.#session.open;
    const decision = onSignal(
      this.book,
      {
        signalId: `signal ${++this.#signals}`,
        ticker,
        timeframe: "1m",
        side,
        score: 1,
        threshold: 0.3,
        price: this.prices.get(ticker)!,
        expiresAt: at,
        votes: [],
      },
      at,
      this.rules,
    );
    if (decision.kind !== "place") return;
    applyChange(this.book, decision.change);
    const { result, records } = submit(this.exchange, decision.order, this.#exchangeRules);
    this.#absorb(records);
    const heard = onSubmitResult(this.book, decision.order.clientOrderId, result);
    assert.ok(heard.kind === "applied");
    applyChange(this.book, heard.change);
  }

  cancel(ticker: string): void {
    const [order] = workingIn(this.exchange, ticker);
    if (order === undefined) return;
    const { records } = cancel(this.exchange, order.clientOrderId, order.decidedAt);
    this.#absorb(records);
    this.hear(records.reports.map(({ report }) => report));
  }

  /** A new session that begins with a split. */
  split(ticker: string, ratio: number): void {
    const price = this.prices.get(ticker)! / ratio;
    if (price < 1 || price > 10_000) return;
    this.#session = nextSession(this.#session.open);
    this.#minute = 0;
    const split = { ticker, date: this.#session.date, ratio };
    const before = decimal(equityOf(this.book));
    for (let i = 0; i < 2; i++) this.#absorb(applySplit(this.exchange, split));
    applyChange(this.book, onSplit(this.book, split));
    this.prices.set(ticker, price);
    assert.ok(before.minus(equityOf(this.book)).abs().lt(0.005), "a split moves no equity");
  }

  /** Everything the exchange has said, once more. */
  repeat(): void {
    if (this.#bar !== null) {
      const { reports, records } = advance(this.exchange, this.#bar, this.#exchangeRules);
      assert.deepEqual(reports, this.#toldOfBar);
      this.#absorb(records);
    }
    for (const report of this.reports) {
      assert.equal(onReport(this.book, report).kind, "ignored");
    }
  }

  check(): void {
    const { account } = this.book;
    let value = decimal(account.cash);
    let profit = decimal(0);
    for (const part of this.book.tickers.values()) {
      const price = part.mark?.price ?? 0;
      value = value.plus(decimal(part.holding.quantity).times(price));
      profit = profit.plus(part.realised).plus(openProfit(part.holding, price)).minus(part.fees);
    }
    const equity = equityOf(this.book);
    assert.ok(value.minus(equity).abs().lt(1e-8), "equity is cash and what is held at last prices");
    assert.equal(
      profit.toString(),
      decimal(sumUsd(equity, negate(account.startingCash))).toString(),
      "realised and open profit less fees is the change of equity",
    );
    assert.equal(account.cash, this.exchange.account.cash, "both books have the same cash");
    for (const ticker of TICKERS) {
      const mine = tickerBook(this.book, ticker);
      const theirs = this.exchange.positions.get(ticker);
      assert.equal(mine.holding.quantity, theirs?.quantity ?? "0");
      assert.equal(mine.holding.cost, theirs?.cost ?? "0");
      assert.deepEqual(
        mine.orders.map(({ clientOrderId, quantity, status }) => [clientOrderId, quantity, status]),
        workingIn(this.exchange, ticker).map((o) => [o.clientOrderId, o.quantity, o.status]),
        "both books have the same working orders",
      );
      if (isFlat(mine.holding)) assert.equal(mine.holding.cost, "0");
      const { cost } = mine.holding;
      assert.ok(this.rules.limits.allowShort || !cost.startsWith("-"), "no short without leave");
    }
  }
}

const ticker = fc.constantFrom(...TICKERS);
const command: fc.Arbitrary<(desk: Desk) => void> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.tuple(ticker, fc.integer({ min: -30, max: 30 }))
      .map(([name, move]) => (desk: Desk) => desk.bar(name, move)),
  },
  {
    weight: 5,
    arbitrary: fc.tuple(ticker, fc.constantFrom<Side>("buy", "sell"))
      .map(([name, side]) => (desk: Desk) => desk.signal(name, side)),
  },
  { weight: 1, arbitrary: ticker.map((name) => (desk: Desk) => desk.cancel(name)) },
  {
    weight: 1,
    arbitrary: fc.tuple(ticker, fc.constantFrom(7, 2, 1.5, 0.1, 1 / 3))
      .map(([name, ratio]) => (desk: Desk) => desk.split(name, ratio)),
  },
  { weight: 1, arbitrary: fc.constant((desk: Desk) => desk.repeat()) },
);

/** What every trial begins with, so that none of them is about an empty book. */
const OPENING_TRADE: readonly ((desk: Desk) => void)[] = [
  (desk) => desk.bar(TICKERS[0]!, 0),
  (desk) => desk.signal(TICKERS[0]!, "buy"),
  (desk) => desk.bar(TICKERS[0]!, 1),
];

for (const allowShort of [false, true]) {
  for (const fractional of [false, true]) {
    const name = `${allowShort ? "long and short" : "long only"}, ` +
      (fractional ? "parts of shares" : "whole shares");
    Deno.test(`the books agree and add up after every step (${name})`, () => {
      const rules: ExecutionRules = {
        limits: riskLimitsSchema.parse({ allowShort, cooldownMs: 0 }),
        sizing: sizingSchema.parse({ fractional }),
      };
      fc.assert(
        fc.property(fc.array(command, { minLength: 20, maxLength: 80 }), (commands) => {
          const desk = new Desk(rules);
          for (const run of [...OPENING_TRADE, ...commands]) {
            run(desk);
            desk.check();
          }
          const fills = desk.reports.filter(({ status }) => status === "filled").length;
          assert.ok(fills > 0, "a trial without trades shows nothing");
        }),
        { numRuns: 60 },
      );
    });
  }
}
