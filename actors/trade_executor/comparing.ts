import type { Millis } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { accounts } from "../domain/streams.ts";
import { type AccountBook, plainOrder } from "./book.ts";
import { beginCash, CASH_LEDGER, cashDifferences, explainCash } from "./cash.ts";
import { isUnwanted, watchDifferences } from "./controls/desk.ts";
import { handsOf } from "./controls/hands.ts";
import type { Ctx, State } from "./effects.ts";
import { type Inspection, writeDifferences } from "./live.ts";
import {
  compareOrders,
  comparePositions,
  type Difference,
  isClean,
  type Look,
  lookFrom,
} from "./reconcile.ts";
import { writeAccount } from "./records.ts";
import { onReport, onSubmitResult } from "./reports.ts";
import { keepMoney, take } from "./taking.ts";

/** Asks the broker for everything that the book is compared with. */
export function look(state: State, ctx: Ctx): void {
  ctx.perform("inspect", lookFrom(state.book));
}

/** Compares the book with what the broker says, and follows the broker. */
export function reconcile(
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
