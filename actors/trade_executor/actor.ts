import { type Context, createDefineActor, done } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { asked } from "./asking.ts";
import { watchBrokerClock } from "../alpaca/broker_clock.ts";
import type { TradingStatus } from "../domain/live_market.ts";
import type { Bar, Split } from "../domain/market.ts";
import type { ExecutionReport, Order } from "../domain/order.ts";
import type { Signal } from "../domain/signal.ts";
import { isForLearning } from "../domain/controls.ts";
import { accounts, bars, clock, controls, signals, trades } from "../domain/streams.ts";
import {
  type AccountBook,
  type BookOrder,
  isEntry,
  plainOrder,
  type TickerBook,
  tickerBook,
} from "./book.ts";
import { type Broker, type Reporting } from "./brokers/broker.ts";
import { newExchange } from "./brokers/exchange/book.ts";
import { durableExchangeStore } from "./brokers/exchange/durable_store.ts";
import { type BrokerTransport, openLiveBroker } from "./brokers/open.ts";
import { SimulatedBroker } from "./brokers/simulated.ts";
import { executorConfigSchema } from "./config.ts";
import {
  command,
  type Desk,
  isUnwanted,
  looked,
  newDesk,
  tick,
  watchDifferences,
  watchLosses,
} from "./controls/desk.ts";
import { bookEndings, handsOf, lookAgain } from "./controls/hands.ts";
import { type Cancelled, followControls, tryToCancel } from "./controls/shell.ts";
import { barOf, openClearings } from "./controls/state.ts";
import {
  type Decision,
  onBar,
  onExit,
  onFlat,
  onSignal,
  onSplit,
  onStatus,
  withoutFlip,
} from "./core.ts";
import { recallBook } from "./durable_book.ts";
import {
  beginCash,
  CASH_LEDGER,
  cashDifferences,
  type CashLedger,
  cashLedgerSchema,
  explainCash,
  movementsSince,
} from "./cash.ts";
import { followLive, inspect, type Inspection, liveMessages, writeDifferences } from "./live.ts";
import {
  compareOrders,
  comparePositions,
  type Difference,
  isClean,
  type Look,
  lookFrom,
} from "./reconcile.ts";
import {
  type Told,
  writeAccount,
  writeDecision,
  writeOrder,
  writeOrderState,
  writePosition,
  writeRejection,
} from "./records.ts";
import { onReport, onSubmitResult, onUnknownResult } from "./reports.ts";
import { afterRefusal } from "./risk/ledger.ts";
import { approvedEarlier } from "./risk/risk.ts";
import {
  askBroker,
  bookOf,
  type BrokerSays,
  SNAPSHOT_AT,
  SNAPSHOT_DUE,
  type SnapshotDue,
  snapshotDue,
  snapshotDueSchema,
} from "./snapshots.ts";
import { type Submitted, submitUntilKnown } from "./submitting.ts";
import { keep, keepMoney, take } from "./taking.ts";

interface State extends Desk {
  /** The exchange that our bars move; null: the market moves by itself. */
  readonly simulated: SimulatedBroker | null;
  /** The broker whose market moves by itself; null: there is none. */
  readonly live: (Broker & Reporting) | null;
  /** Book and broker agree; until then nothing is traded. */
  clean: boolean;
  /** Tickers in which somebody else holds shares. */
  foreign: ReadonlySet<string>;
  /** The money is known: it was kept by us, or told by the broker. */
  funded: boolean;
  /** What is known of money that moved without our orders; null: nothing yet. */
  cash: CashLedger | null;
  /** System time, where it counts beside market time. */
  readonly systemNow: (() => Millis) | null;
  /** Market time of the last account snapshot; null: there was none. */
  snapshotAt: Millis | null;
}

const effects = {
  submit: (state: State, request: { readonly order: Order }): Promise<Submitted> => {
    const order = approvedEarlier(request.order);
    if (state.live !== null) return submitUntilKnown(state.live, order, state.clock);
    return asked(() => state.simulated!.submitOrder(order));
  },
  inspect: (state: State, { orders }: Look): Promise<Inspection> => {
    const since = movementsSince(state.cash, state.clock.now());
    return inspect(state.live ?? state.simulated!, orders, since);
  },
  cancel: (
    state: State,
    request: { readonly orderId: string; readonly at: Millis },
  ): Promise<Cancelled> => tryToCancel(state.live ?? state.simulated!, request),
  account: (
    state: State,
    _due: SnapshotDue,
  ): Promise<BrokerSays> => askBroker(state.live ?? state.simulated!),
};

type Ctx = Context<typeof trades | typeof accounts, typeof effects>;

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

/** Closes the position of a ticker whose bar has reached one of its exits. */
function leave(state: State, before: TickerBook, bar: Bar, ctx: Ctx): void {
  const { ticker, at } = bar;
  const decision = onExit(state.book, before, bar, state.rules, laterOf(state, at));
  if (decision === null) return;
  const barred = decision.kind === "denied"
    ? decision
    : barrier(state, ticker) ?? barOf(state.controls, ticker, true);
  if (decision.kind === "denied" || barred !== null) {
    const { rule, limit, value } = barred!;
    const why = `${rule}: the limit is ${limit}, the value ${value}`;
    ctx.log.warn(`${ticker} has reached its exit (${decision.exit}) and is not closed; ${why}`);
    return;
  }
  place(state, decision, ctx, at, decision.exit);
}

/** Opens the other side of what was closed for that. */
function flip(state: State, ticker: string, ctx: Ctx, at: Millis): void {
  const decided = onFlat(state.book, ticker, at, state.rules, laterOf(state, at));
  if (decided === null) return;
  const part = withoutFlip(tickerBook(state.book, ticker));
  keep(state, { account: null, ticker: part }, ctx);
  act(state, decided.signal, decided.decision, ctx, at);
}

/** What a decision is judged by: a backlog after an outage must not look fresh. */
function laterOf(state: State, at: Millis): Millis {
  return Math.max(at, state.systemNow?.() ?? at);
}

/** Writes an order down, and sends it once it is. */
function place(
  state: State,
  { change, intent, order }: Extract<Decision, { kind: "place" }>,
  ctx: Ctx,
  at: Millis,
  reason: string | null = null,
): void {
  const isExit = !isEntry(tickerBook(state.book, order.ticker), intent);
  keep(state, change, ctx);
  writeOrder(ctx, state.account, intent, isExit, at, reason);
  const first = { reportId: null, reason };
  writeOrderState(ctx, intent, { at, knownAt: state.clock.now() }, first);
  ctx.perform("submit", { order });
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

function decide(state: State, signal: Signal, ctx: Ctx, at: Millis): void {
  const decision = onSignal(state.book, signal, at, state.rules, laterOf(state, at));
  act(state, signal, decision, ctx, at);
}

/** Does what was decided about a signal, and records why. */
function act(state: State, signal: Signal, decision: Decision, ctx: Ctx, at: Millis): void {
  const now = laterOf(state, at);
  const tell = (told: Told) => writeDecision(ctx, signal.signalId, told, at, now);
  if (decision.kind === "nothing") tell({ outcome: "nothing", reason: decision.reason });
  if (decision.kind === "denied") {
    writeRejection(ctx, decision.order, decision, at);
    tell({ outcome: "refused", order: decision.order, why: decision.reasoning });
    const risk = afterRefusal(state.book.risk, signal.signalId);
    keep(state, { account: null, ticker: tickerBook(state.book, signal.ticker), risk }, ctx);
  }
  if (decision.kind !== "place") return;
  const isExit = !isEntry(tickerBook(state.book, signal.ticker), decision.intent);
  const barred = barrier(state, signal.ticker) ?? barOf(state.controls, signal.ticker, isExit);
  if (barred !== null) {
    const { order, reasoning } = decision;
    writeRejection(ctx, order, barred, at);
    const checks = [...reasoning.checks, { ...barred, passed: false }];
    tell({ outcome: "refused", order, why: { ...reasoning, checks } });
    return;
  }
  tell({ outcome: "placed", order: decision.order, why: decision.reasoning });
  place(state, decision, ctx, at);
}

/** Why nothing is traded in a ticker, whatever risk says; null: nothing stands against it. */
function barrier({ clean, foreign }: State, ticker: string) {
  if (!clean) {
    return { rule: "reconciliation", limit: "book and broker agree", value: "not yet" };
  }
  if (!foreign.has(ticker)) return null;
  return { rule: "foreign_shares", limit: "none in the ticker", value: "held on the account" };
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

function look(state: State, ctx: Ctx): void {
  ctx.perform("inspect", lookFrom(state.book));
}

/** Compares the book with what the broker says, and follows the broker. */
function reconcile(
  state: State,
  { cash }: Look,
  seen: Inspection,
  ctx: Ctx,
  at: Millis,
): void {
  if (!seen.known) {
    state.clean = false;
    ctx.log.error(`book and broker cannot be compared; trading waits: ${seen.why}`);
    return;
  }
  if (seen.account.accountId !== state.account) {
    state.clean = false;
    ctx.log.error(
      `the key pair is of account ${seen.account.accountId}, and the book of ${state.account}; ` +
        "nothing is traded",
    );
    return;
  }
  // A fill was booked after the broker was asked: what it said then is old.
  if (state.funded && cash !== state.book.account.cash) return look(state, ctx);
  if (!state.funded) fund(state, seen.account.cash, ctx, at);
  const orders = compareOrders(state.book, seen.facts);
  for (const id of orders.accepted) {
    take(state, onSubmitResult(state.book, id, { outcome: "duplicate" }), ctx, at, null);
  }
  const impossible: Difference[] = [];
  for (const report of orders.reports) {
    const heard = onReport(state.book, report);
    if (heard.kind !== "contradiction") {
      take(state, heard, ctx, at, report.reason);
      continue;
    }
    impossible.push({
      kind: "impossible_report",
      ticker: report.ticker,
      order_id: report.clientOrderId,
      expected: "a report that follows the book",
      found: heard.reason,
      action: "trading_paused",
    });
  }
  for (const order of orders.sendAgain) {
    if (!isUnwanted(state.controls, order)) ctx.perform("submit", { order: plainOrder(order) });
  }
  const positions = comparePositions(state.book, seen.facts);
  const others = [...orders.differences, ...impossible, ...positions.differences];
  const all = [...others, ...settleCash(state, seen, ctx, at)];
  writeDifferences(ctx, state.account, all, at);
  if (seen.facts.blocked !== null) {
    ctx.log.error(`the broker takes no orders: ${seen.facts.blocked}`);
  }
  state.foreign = new Set(positions.foreign);
  // Money may be explained later: a fee is on the list after it was taken.
  watchDifferences(state, others, handsOf(state, ctx, at));
  state.clean = isClean(all) && orders.sendAgain.length === 0 && seen.facts.blocked === null;
}

/** Books what moved the money without us, tells of it, and finds what nobody can explain. */
function settleCash(
  state: State,
  { account: { cash }, movements }: Inspection & { readonly known: true },
  ctx: Ctx,
  at: Millis,
): Difference[] {
  const now = Math.floor(state.clock.now());
  const ledger = state.cash ?? beginCash(movements, now);
  const found = explainCash(state.book, ledger, { cash, movements }, now);
  if (state.cash === null || found.movements.length > 0 || found.unexplained === null) {
    state.cash = found.ledger;
    ctx.remember(CASH_LEDGER, found.ledger);
  }
  if (found.movements.length > 0) {
    state.book.account = found.account;
    state.book.risk = found.risk;
    keepMoney(state, ctx);
    writeAccount(ctx, state.account, found.account, at);
  }
  for (const { id, kind, amount, about, ticker } of found.movements) {
    const movement = { account: state.account, id, kind, amount, about, ticker };
    const key = { key: state.account, id: derivedId("movement", state.account, id) };
    ctx.publish(accounts, "movement", movement, key);
  }
  return cashDifferences(found, state.book);
}

/** A new book begins with the money that is on the account. */
function fund(state: State, cash: AccountBook["cash"], ctx: Ctx, at: Millis): void {
  state.funded = true;
  state.book.account = { startingCash: cash, cash };
  ctx.remember("account", state.book.account);
  writeAccount(ctx, state.account, state.book.account, at);
}

function isUnanswered({ status }: BookOrder): boolean {
  return status === "intended" || status === "submitted";
}
