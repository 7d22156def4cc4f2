import assert from "node:assert/strict";
import type {
  AccountStateRow,
  FillRow,
  OrderRow,
  PositionRow,
} from "../../../db/tables/execution.ts";
import { decimal } from "../../domain/money.ts";
import type { SimAlpacaAccount } from "../brokers/alpaca/testing/account.ts";

/** What the executor has recorded of an account. */
export interface RecordedAccount {
  readonly orders: readonly OrderRow[];
  readonly fills: readonly FillRow[];
  readonly positions: readonly PositionRow[];
  readonly accounts: readonly AccountStateRow[];
}

const WORDS: Readonly<Record<string, string>> = {
  new: "accepted",
  pending_new: "accepted",
  canceled: "cancelled",
};

/**
 * Holds what was recorded against the account: every order that was intended is at the broker once and
 * every one at the broker was intended, each execution is booked once, and shares and cash agree, to
 * the cent.
 */
export function assertAgreement(account: SimAlpacaAccount, recorded: RecordedAccount): void {
  const rows = new Map(recorded.orders.map((row) => [row.client_order_id, row]));
  const sent = new Map<string, string[]>();
  for (const { clientOrderId: id, parent } of account.orders) {
    if (parent !== null) continue;
    const row = rows.get(id);
    assert.ok(row !== undefined, `the broker has ${id}, which was never intended`);
    // An exit and its attempts belong to the same signal: the entry is what must not be doubled.
    if (row.closing) continue;
    const signal = String(row.signal_id);
    sent.set(signal, [...sent.get(signal) ?? [], id]);
  }
  for (const [signal, ids] of sent) {
    assert.equal(ids.length, 1, `${signal} was ordered ${ids.length} times: ${ids.join(", ")}`);
  }
  for (const [id, times] of account.accepted) {
    assert.equal(times, 1, `order ${id} was accepted ${times} times`);
  }
  for (const row of recorded.orders) checkOrder(account, row, recorded.fills);
  const tickers = new Set([
    ...account.book.positions.keys(),
    ...recorded.positions.map(({ ticker }) => ticker),
  ]);
  for (const ticker of tickers) {
    const own = recorded.positions.find((row) => row.ticker === ticker)?.quantity ?? "0";
    const theirs = account.book.positions.get(ticker)?.quantity ?? "0";
    assert.ok(decimal(own).eq(theirs), `${ticker}: ${own} booked, ${theirs} at the broker`);
  }
  const cash = recorded.accounts[0]?.cash;
  assert.ok(cash !== undefined, "the account was never funded");
  const apart = decimal(cash).minus(account.book.account.cash).abs();
  assert.ok(apart.lt(0.01), `cash is ${cash} in the book, ${account.book.account.cash} there`);
}

function checkOrder(account: SimAlpacaAccount, row: OrderRow, fills: readonly FillRow[]): void {
  const id = row.client_order_id;
  const order = account.orders.find((each) => each.clientOrderId === id || each.engineId === id);
  if (row.status === "rejected") {
    assert.ok(order === undefined, `order ${id} is booked as rejected and is at the broker`);
    return;
  }
  assert.ok(order !== undefined, `order ${id} was intended and is lost: ${row.status}`);
  assert.equal(row.status, WORDS[order.status] ?? order.status, `order ${id}`);
  assert.ok(decimal(row.filled_quantity).eq(order.filled), `order ${id}: fills are missing`);
  const booked = fills.filter((fill) => fill.order_id === row.order_id);
  const sum = booked.reduce((total, fill) => total.plus(fill.quantity), decimal(0));
  assert.ok(sum.eq(order.filled), `order ${id}: ${sum} in fills, ${order.filled} at the broker`);
  for (const fill of booked) {
    assert.ok(fill.at >= fill.executed_at, `order ${id} was known to be filled before it was`);
  }
}
