import { createDefineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { asked } from "./asking.ts";
import { watchBrokerClock } from "../alpaca/broker_clock.ts";
import type { TradingStatus } from "../domain/live_market.ts";
import type { Bar, Split } from "../domain/market.ts";
import type { ExecutionReport, Order } from "../domain/order.ts";
import { isForLearning } from "../domain/controls.ts";
import { accounts, bars, clock, controls, signals, trades } from "../domain/streams.ts";
import { type BookOrder, isEntry, plainOrder, tickerBook } from "./book.ts";
import { newExchange } from "./brokers/exchange/book.ts";
import { durableExchangeStore } from "./brokers/exchange/durable_store.ts";
import { type BrokerTransport, openLiveBroker } from "./brokers/open.ts";
import { SimulatedBroker } from "./brokers/simulated.ts";
import { executorConfigSchema } from "./config.ts";
import { command, isUnwanted, looked, newDesk, tick, watchLosses } from "./controls/desk.ts";
import { bookEndings, handsOf, lookAgain } from "./controls/hands.ts";
import { followControls } from "./controls/shell.ts";
import { openClearings } from "./controls/state.ts";
import { onBar, onSplit, onStatus } from "./core.ts";
import { recallBook } from "./durable_book.ts";
import { CASH_LEDGER, cashLedgerSchema } from "./cash.ts";
import { look, reconcile } from "./comparing.ts";
import { decide, flip, leave } from "./deciding.ts";
import { type Ctx, effects, type State } from "./effects.ts";
import { followLive, liveMessages } from "./live.ts";
import { writeOrder, writePosition } from "./records.ts";
import { onReport, onSubmitResult, onUnknownResult } from "./reports.ts";
import {
  bookOf,
  type BrokerSays,
  SNAPSHOT_AT,
  SNAPSHOT_DUE,
  type SnapshotDue,
  snapshotDue,
  snapshotDueSchema,
} from "./snapshots.ts";
import { type Submitted } from "./submitting.ts";
import { keep, take } from "./taking.ts";

const defineActor = createDefineActor<{ readonly transport?: BrokerTransport }>();

/**
 * Turns signals into orders and reports into fills. An order is written down and committed before
 * it is sent; after a crash, or an unknown answer, the same order is sent again under the same id.
 */
export default defineActor({
  name: "trade_executor",
  consumes: [signals, bars, clock, controls],
  produces: [trades, accounts],
  order: "total",
  config: executorConfigSchema,
  local: liveMessages,
  async start(env): Promise<State> {
    const { config, recalled, resources, perform, clock } = env;
    const { account, startingCash, exchange } = config;
    const book = recallBook(recalled, startingCash);
    const desk = newDesk(config, book, clock, recalled);
    const live = openLiveBroker(config.broker, env, resources.transport);
    for (const { ticker, orders } of book.tickers.values()) {
      for (const order of orders.filter(isUnanswered)) {
        if (isUnwanted(desk.controls, order)) continue;
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
    const due = recalled.get(SNAPSHOT_DUE);
    if (due !== undefined) {
      const snapshot = snapshotDueSchema.parse(due);
      const id = derivedId("ask again", account, snapshot.at);
      const cause = { id, at: snapshot.at, key: "", correlationId: id, traceparent: null };
      perform("account", snapshot, cause);
    }
    const look = lookAgain(desk);
    if (look !== null) perform("inspect", ...look);
    const systemNow = config.usesSystemTime ? () => clock.now() : null;
    const saved = recalled.get(SNAPSHOT_AT);
    const snapshotAt = typeof saved === "number" ? saved : null;
    const foreign = new Set<string>();
    const kept = recalled.get(CASH_LEDGER);
    const cash = kept === undefined ? null : cashLedgerSchema.parse(kept);
    const common = { ...desk, live, systemNow, snapshotAt, foreign, cash };
    if (live !== null) {
      return { ...common, simulated: null, clean: false, funded: recalled.has("account") };
    }
    const opening = newExchange(account, startingCash);
    const store = await durableExchangeStore(resources.store, "trade_executor", opening);
    const simulated = new SimulatedBroker(store, exchange);
    return { ...common, simulated, clean: true, funded: true };
  },
  async source(state, inlet, env) {
    const { live } = state;
    const { broker } = env.config;
    const isActive = () => openClearings(state.controls).length > 0;
    const tasks = [followControls(inlet, env, isActive)];
    if (live !== null) tasks.push(followLive(live, inlet, env, () => state.clean));
    if (broker.kind === "alpaca" && broker.checksClock) {
      const clock = { url: broker.baseUrl, keyId: broker.keyId, secret: broker.secret };
      tasks.push(watchBrokerClock(clock, env));
    }
    await Promise.all(tasks);
  },
  effects,
  async handle(state, message, ctx) {
    const isTimed = message.from !== "controls:commands" && message.from !== "effect";
    if (isTimed) state.marketAt = Math.max(state.marketAt, message.at);
    // A command has no market time of its own, and neither has what it leads to.
    const at = isTimed || message.at > 0 ? message.at : state.marketAt;
    const hands = handsOf(state, ctx, at);
    if (message.from === "controls:commands") {
      const { command: asked, ...control } = message.payload;
      if (!isForLearning(asked)) command(state, { ...control, command: asked }, hands);
      return done;
    }
    if (isTimed) tick(state, hands);
    if (message.from === "market:bars") {
      if (message.type === "split") await split(state, message.payload, ctx, message.at);
      else if (message.type === "bar") {
        await bar(state, message.payload, ctx);
        watchLosses(state, hands);
      } else if (message.type === "status") status(state, message.payload, ctx);
    } else if (message.from === "signals:generated") {
      decide(state, message.payload, ctx, message.at);
    } else if (message.from === "local") {
      if (message.type === "report") hearReport(state, message.payload, ctx, at);
      else if (message.type === "reconcile") look(state, ctx);
    } else if (message.from === "clock:market") {
      const due = snapshotDue(state.snapshotAt, message.at);
      if (due === null || !state.funded) return done;
      ctx.perform("account", due);
      ctx.remember(SNAPSHOT_DUE, due);
    } else if (message.from === "effect" && message.type === "account") {
      tellAccount(state, message.request, message.result, ctx);
    } else if (message.from === "effect" && message.type === "inspect") {
      if (state.live !== null) reconcile(state, message.request, message.result, ctx, at);
      else bookEndings(state, message.result, ctx, at);
      looked(state, message.result, hands);
    } else if (message.from === "effect" && message.type === "submit") {
      answered(state, message.request.order, message.result, ctx, at);
    }
    return done;
  },
});

/** A bar first fills what works, then marks the book. What works makes its bar the last of a batch. */
async function bar(state: State, bar: Bar, ctx: Ctx): Promise<void> {
  if (tickerBook(state.book, bar.ticker).orders.length > 0) ctx.endBatch();
  const { simulated } = state;
  for (const report of simulated === null ? [] : await asked(() => simulated.advance(bar))) {
    take(state, onReport(state.book, report), ctx, bar.at, report.reason);
  }
  const before = tickerBook(state.book, bar.ticker);
  const change = onBar(state.book, bar);
  if (change === null) return;
  keep(state, change, ctx);
  leave(state, before, bar, ctx);
  flip(state, bar.ticker, ctx, bar.at);
}

function status(state: State, status: TradingStatus, ctx: Ctx): void {
  const change = onStatus(state.book, status);
  if (change !== null) keep(state, change, ctx);
}

async function split(state: State, split: Split, ctx: Ctx, at: Millis): Promise<void> {
  const { simulated } = state;
  if (simulated !== null) await asked(() => simulated.applySplit(split));
  keep(state, onSplit(state.book, split), ctx);
  const part = tickerBook(state.book, split.ticker);
  writePosition(ctx, state.account, part, at);
  for (const order of part.orders) {
    writeOrder(ctx, state.account, order, !isEntry(part, order), at);
  }
  ctx.endBatch();
}

/** What came of sending an order. */
function answered(state: State, order: Order, result: Submitted, ctx: Ctx, at: Millis): void {
  const { clientOrderId } = order;
  if (result.outcome === "unknown") {
    // The next reconciliation asks again, and sends the same order again under the same id.
    state.clean = false;
    ctx.log.error(`what became of order ${clientOrderId} is unknown: ${result.why}`);
    return take(state, onUnknownResult(state.book, clientOrderId), ctx, at, null);
  }
  const reason = result.outcome === "rejected" ? result.reason : null;
  take(state, onSubmitResult(state.book, clientOrderId, result), ctx, at, reason);
}

/** An update of the broker's. Where something before it is missing, the broker is asked. */
function hearReport(state: State, report: ExecutionReport, ctx: Ctx, at: Millis): void {
  const heard = onReport(state.book, report);
  if (heard.kind !== "contradiction") {
    take(state, heard, ctx, at, report.reason);
    return flip(state, report.ticker, ctx, at);
  }
  ctx.log.warn(`an update does not follow what is known: ${heard.reason}; the broker is asked`);
  look(state, ctx);
}

/** Publishes the book beside what the broker says. */
function tellAccount(state: State, due: SnapshotDue, says: BrokerSays, ctx: Ctx): void {
  const { account, book } = state;
  const { cause, session, at } = due;
  const snapshot = { account, cause, session, book: bookOf(book), ...says };
  const id = derivedId("account snapshot", account, at);
  ctx.publish(accounts, "snapshot", snapshot, { key: account, id });
  state.snapshotAt = at;
  ctx.remember(SNAPSHOT_AT, at);
  ctx.remember(SNAPSHOT_DUE, null);
}

function isUnanswered({ status }: BookOrder): boolean {
  return status === "intended" || status === "submitted";
}
