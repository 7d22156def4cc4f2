import { type Context, defineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { Fenced, StoreUnavailable } from "../../runtime/delivery/store.ts";
import type { Bar, Split } from "../domain/market.ts";
import type { Order } from "../domain/order.ts";
import type { Signal } from "../domain/signal.ts";
import { bars, clock, signals, trades } from "../domain/streams.ts";
import {
  applyChange,
  type Book,
  type BookChange,
  type BookOrder,
  isEntry,
  tickerBook,
} from "./book.ts";
import {
  type Broker,
  BrokerUnavailable,
  type MarketSimulating,
  type SubmitResult,
} from "./brokers/broker.ts";
import { newExchange } from "./brokers/exchange/book.ts";
import { durableExchangeStore } from "./brokers/exchange/durable_store.ts";
import { SimulatedBroker } from "./brokers/simulated.ts";
import { executorConfigSchema } from "./config.ts";
import { type ExecutionRules, onBar, onSignal, onSplit } from "./core.ts";
import { bookEntries, recallBook } from "./durable_book.ts";
import { writeAccount, writeFill, writeOrder, writePosition, writeRejection } from "./records.ts";
import { type Heard, onReport, onSubmitResult } from "./reports.ts";
import { afterRefusal } from "./risk/ledger.ts";
import { approvedEarlier } from "./risk/risk.ts";

interface State {
  readonly account: string;
  readonly book: Book;
  readonly broker: Broker & MarketSimulating;
  readonly rules: ExecutionRules;
}

/** The broker says something that our book rules out. Trading must not go on from a wrong book. */
export class BrokerContradiction extends Error {
  override readonly name = "BrokerContradiction";
}

const effects = {
  submit: (state: State, request: { readonly order: Order }): Promise<SubmitResult> =>
    asked(() => state.broker.submitOrder(approvedEarlier(request.order))),
};

type Ctx = Context<typeof trades, typeof effects>;

/**
 * Turns signals into orders and reports into fills. An order is written down and committed before
 * it is sent; after a crash, or an unknown answer, the same order is sent again under the same id.
 */
export default defineActor({
  name: "trade_executor",
  consumes: [signals, bars, clock],
  produces: [trades],
  order: "total",
  config: executorConfigSchema,
  async start({ config, recalled, resources, perform }): Promise<State> {
    const { account, startingCash, limits, sizing, exchange } = config;
    const book = recallBook(recalled, startingCash);
    const opening = newExchange(account, startingCash);
    const store = await durableExchangeStore(resources.store, "trade_executor", opening);
    for (const { ticker, orders } of book.tickers.values()) {
      for (const order of orders.filter(({ status }) => status === "intended")) {
        const id = derivedId("send again", order.clientOrderId);
        const cause = {
          id,
          at: order.decidedAt,
          key: ticker,
          correlationId: id,
          traceparent: null,
        };
        perform("submit", { order: plainOrder(order) }, cause);
      }
    }
    const rules = { limits, sizing };
    return { account, book, broker: new SimulatedBroker(store, exchange), rules };
  },
  effects,
  async handle(state, message, ctx) {
    if (message.from === "market:bars") {
      if (message.type === "split") await split(state, message.payload, ctx, message.at);
      else await bar(state, message.payload, ctx);
    } else if (message.from === "signals:generated") {
      decide(state, message.payload, ctx, message.at);
    } else if (message.from === "effect") {
      const { clientOrderId } = message.request.order;
      const heard = onSubmitResult(state.book, clientOrderId, message.result);
      const { result } = message;
      take(state, heard, ctx, message.at, result.outcome === "rejected" ? result.reason : null);
    }
    return done;
  },
});

/** A bar first fills what works, then marks the book. What works makes its bar the last of a batch. */
async function bar(state: State, bar: Bar, ctx: Ctx): Promise<void> {
  if (tickerBook(state.book, bar.ticker).orders.length > 0) ctx.endBatch();
  for (const report of await asked(() => state.broker.advance(bar))) {
    take(state, onReport(state.book, report), ctx, bar.at, report.reason);
  }
  const change = onBar(state.book, bar);
  if (change !== null) keep(state, change, ctx);
}

async function split(state: State, split: Split, ctx: Ctx, at: Millis): Promise<void> {
  await asked(() => state.broker.applySplit(split));
  keep(state, onSplit(state.book, split), ctx);
  const part = tickerBook(state.book, split.ticker);
  writePosition(ctx, state.account, part, at);
  for (const order of part.orders) {
    writeOrder(ctx, state.account, order, !isEntry(part, order), at);
  }
  ctx.endBatch();
}

function decide(state: State, signal: Signal, ctx: Ctx, at: Millis): void {
  const decision = onSignal(state.book, signal, at, state.rules);
  if (decision.kind === "denied") {
    writeRejection(ctx, signal, decision, at);
    const risk = afterRefusal(state.book.risk, signal.signalId);
    keep(state, { account: null, ticker: tickerBook(state.book, signal.ticker), risk }, ctx);
  }
  if (decision.kind !== "place") return;
  const closing = !isEntry(tickerBook(state.book, signal.ticker), decision.intent);
  keep(state, decision.change, ctx);
  writeOrder(ctx, state.account, decision.intent, closing, at);
  ctx.perform("submit", { order: decision.order });
}

/** Takes in what the broker said of an order. */
function take(state: State, heard: Heard, ctx: Ctx, at: Millis, reason: string | null): void {
  if (heard.kind === "ignored") return;
  if (heard.kind === "contradiction") throw new BrokerContradiction(heard.reason);
  const { change, order, trade } = heard;
  const closing = !isEntry(tickerBook(state.book, order.ticker), order);
  keep(state, change, ctx);
  writeOrder(ctx, state.account, order, closing, at, reason);
  if (trade === null) return;
  ctx.publish(trades, "trade", trade, { key: trade.ticker, id: trade.tradeId });
  if (change.account === null) return;
  writeFill(ctx, trade, at);
  writePosition(ctx, state.account, change.ticker, at);
  writeAccount(ctx, state.account, change.account, at);
}

function keep(state: State, change: BookChange, ctx: Ctx): void {
  applyChange(state.book, change);
  for (const [key, value] of bookEntries(change)) ctx.remember(key, value);
}

function plainOrder(order: BookOrder): Order {
  const { attempt: _attempt, status: _status, orderId: _orderId, ...rest } = order;
  const { filledQuantity: _quantity, filledValue: _value, fees: _fees, ...plain } = rest;
  return plain;
}

/** How often the broker is asked before its silence becomes a crash. */
const ASK_MAX = 3;

/**
 * Asks the broker, and again where its answer is unknown: every question here may be repeated. The
 * store's own errors, which the simulated exchange passes on, keep their meaning.
 */
async function asked<T>(question: () => Promise<T>): Promise<T> {
  for (let attempt = 1;; attempt++) {
    try {
      return await question();
    } catch (error) {
      if (!(error instanceof BrokerUnavailable)) throw error;
      const { cause } = error;
      if (cause instanceof StoreUnavailable || cause instanceof Fenced) throw cause;
      if (attempt === ASK_MAX) throw error;
    }
  }
}
