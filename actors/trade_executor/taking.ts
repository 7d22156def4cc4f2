import type { Context } from "../../runtime/actor.ts";
import type { Millis, SystemClock } from "../../runtime/clock/clock.ts";
import { trades } from "../domain/streams.ts";
import { signalTrace } from "../domain/traces.ts";
import { applyChange, type Book, type BookChange, isEntry, tickerBook } from "./book.ts";
import { bookEntries, moneyEntries } from "./durable_book.ts";
import { writeAccount, writeFill, writeOrder, writeOrderState, writePosition } from "./records.ts";
import { writeDifferences } from "./live.ts";
import type { Heard } from "./reports.ts";

/** Whose book is kept. */
export interface Keeper {
  readonly account: string;
  readonly book: Book;
  readonly clock: SystemClock;
}

type Ctx = Pick<
  Context<typeof trades, Record<never, never>>,
  "log" | "publish" | "remember" | "write"
>;

/** The broker says something that our book rules out. Trading must not go on from a wrong book. */
export class BrokerContradiction extends Error {
  override readonly name = "BrokerContradiction";
}

/** Takes in what the broker said of an order. */
export function take(
  state: Keeper,
  heard: Heard,
  ctx: Ctx,
  at: Millis,
  reason: string | null,
): void {
  if (heard.kind === "ignored") return;
  if (heard.kind === "refused") {
    const { ticker, clientOrderId, from, to } = heard;
    return writeDifferences(ctx, state.account, [{
      kind: "impossible_report",
      ticker,
      order_id: clientOrderId,
      expected: `what may follow ${from}`,
      found: to,
      action: "left_alone",
    }], at);
  }
  if (heard.kind === "contradiction") throw new BrokerContradiction(heard.reason);
  const { change, order, trade } = heard;
  const closing = !isEntry(tickerBook(state.book, order.ticker), order);
  keep(state, change, ctx);
  writeOrder(ctx, state.account, order, closing, at, reason);
  const reportId = trade?.tradeId ?? null;
  writeOrderState(ctx, order, { at, knownAt: state.clock.now() }, { reportId, reason });
  if (trade === null) return;
  const { ticker: key, tradeId: id, signalId } = trade;
  const trace = signalId === null ? {} : { trace: { continues: signalTrace(signalId) } };
  ctx.publish(trades, "trade", trade, { key, id, ...trace });
  if (change.account === null) return;
  // Live, market time stays a little behind; nothing is known before it happened.
  writeFill(ctx, trade, Math.max(at, trade.executedAt));
  writePosition(ctx, state.account, change.ticker, at);
  writeAccount(ctx, state.account, change.account, at);
}

/** Keeps money and risk as they are in the book, which no order has changed. */
export function keepMoney({ book }: Keeper, ctx: Ctx): void {
  for (const [key, value] of moneyEntries(book)) ctx.remember(key, value);
}

/** Takes a change into the book, and keeps it. */
export function keep(state: Keeper, change: BookChange, ctx: Ctx): void {
  applyChange(state.book, change);
  for (const [key, value] of bookEntries(change)) ctx.remember(key, value);
}
