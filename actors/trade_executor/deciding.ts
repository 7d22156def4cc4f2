import type { Millis } from "../../runtime/clock/clock.ts";
import type { Bar } from "../domain/market.ts";
import type { Signal } from "../domain/signal.ts";
import { isEntry, type TickerBook, tickerBook } from "./book.ts";
import { barOf } from "./controls/state.ts";
import { type Decision, onExit, onFlat, onSignal, withoutFlip } from "./core.ts";
import type { Ctx, State } from "./effects.ts";
import {
  type Told,
  writeDecision,
  writeOrder,
  writeOrderState,
  writeRejection,
} from "./records.ts";
import { afterRefusal } from "./risk/ledger.ts";
import { keep } from "./taking.ts";

/** Closes the position of a ticker whose bar has reached one of its exits. */
export function leave(state: State, before: TickerBook, bar: Bar, ctx: Ctx): void {
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
export function flip(state: State, ticker: string, ctx: Ctx, at: Millis): void {
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

/** Decides what a signal wishes, and does it. */
export function decide(state: State, signal: Signal, ctx: Ctx, at: Millis): void {
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
