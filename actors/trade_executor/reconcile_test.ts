import assert from "node:assert/strict";
import { price, quantity, usd, ZERO_QUANTITY, ZERO_USD } from "../domain/money.ts";
import type { ExecutionReport, OrderStatus } from "../domain/order.ts";
import { applyChange, type Book, type BookOrder, newBook, tickerBook } from "./book.ts";
import type { BrokerOrder } from "./brokers/broker.ts";
import {
  type BrokerFacts,
  compareOrders,
  comparePositions,
  isClean,
  knownOrders,
} from "./reconcile.ts";

const orderOf = (clientOrderId: string, status: OrderStatus): BookOrder => ({
  clientOrderId,
  signalId: "s",
  ticker: "AAPL",
  side: "buy",
  type: "market",
  timeInForce: "day",
  quantity: quantity(10),
  referencePrice: price(100),
  decidedAt: 0,
  attempt: 1,
  status,
  orderId: null,
  filledQuantity: ZERO_QUANTITY,
  filledValue: ZERO_USD,
  fees: ZERO_USD,
});

function bookWith(held: number, ...orders: BookOrder[]): Book {
  const book = newBook(usd(1000));
  const holding = { quantity: quantity(held), cost: usd(held * 100) };
  applyChange(book, { account: null, ticker: { ...tickerBook(book, "AAPL"), holding, orders } });
  return book;
}

const factsOf = (changes: Partial<BrokerFacts>): BrokerFacts => ({
  orders: [],
  open: [],
  positions: [],
  blocked: null,
  ...changes,
});
const openOrder = (clientOrderId: string): BrokerOrder => ({
  orderId: "x",
  clientOrderId,
  ticker: "AAPL",
  side: "buy",
  status: "accepted",
  quantity: quantity(10),
  filledQuantity: ZERO_QUANTITY,
});
const positionOf = (ticker: string, shares: number) => ({
  ticker,
  quantity: quantity(shares),
  cost: usd(shares * 100),
});
const filled: ExecutionReport = {
  reportId: "r",
  orderId: "x",
  clientOrderId: "pb-a",
  ticker: "AAPL",
  side: "buy",
  status: "filled",
  lastQuantity: quantity(10),
  lastPrice: price(100),
  fee: ZERO_USD,
  cumulativeQuantity: quantity(10),
  quantity: quantity(10),
  executedAt: 1,
  at: 1,
  reason: null,
};

Deno.test("a fill that was missed is booked, and told as a difference", () => {
  const book = bookWith(0, orderOf("pb-a", "accepted"));
  const [known] = knownOrders(book);
  const found = compareOrders(book, factsOf({ orders: [{ known: known!, reports: [filled] }] }));
  assert.deepEqual(found.reports, [filled]);
  assert.deepEqual(found.differences.map(({ kind, action }) => [kind, action]), [
    ["missed_report", "booked"],
  ]);
});

Deno.test("an order without an answer is taken as accepted where the broker has it", () => {
  const book = bookWith(0, orderOf("pb-a", "submitted"));
  const [known] = knownOrders(book);
  const found = compareOrders(book, factsOf({ orders: [{ known: known!, reports: [] }] }));
  assert.deepEqual(found.accepted, ["pb-a"]);
  assert.deepEqual(found.sendAgain, []);
});

Deno.test("an order that the broker does not know is sent again under its own id", () => {
  for (const status of ["intended", "submitted", "accepted"] as const) {
    const order = orderOf("pb-a", status);
    const book = bookWith(0, order);
    const [known] = knownOrders(book);
    const found = compareOrders(book, factsOf({ orders: [{ known: known!, reports: null }] }));
    assert.deepEqual(found.sendAgain, [order]);
    assert.equal(found.differences[0]?.action, "sent_again");
  }
});

Deno.test("an order of somebody else is left alone; one of ours that is not in the book pauses", () => {
  const open = [openOrder("by hand"), openOrder("pb-lost"), openOrder("pb-a-sl")];
  const { differences } = compareOrders(bookWith(0), factsOf({ open }));
  assert.deepEqual(differences.map(({ order_id, action }) => [order_id, action]), [
    ["by hand", "left_alone"],
    ["pb-lost", "trading_paused"],
  ]);
  assert.equal(isClean(differences), false);
  assert.equal(isClean(differences.slice(0, 1)), true);
});

Deno.test("shares in a ticker that we hold nothing of are foreign", () => {
  const facts = factsOf({ positions: [positionOf("KO", 5)] });
  const { differences, foreign } = comparePositions(bookWith(0), facts);
  assert.deepEqual(foreign, ["KO"]);
  assert.ok(isClean(differences));
});

Deno.test("a position of ours that is not the broker's pauses trading, whichever is larger", () => {
  for (const theirs of [0, 9, 11]) {
    const positions = theirs === 0 ? [] : [positionOf("AAPL", theirs)];
    const { differences, foreign } = comparePositions(bookWith(10), factsOf({ positions }));
    assert.deepEqual(foreign, []);
    assert.equal(isClean(differences), false);
  }
  const same = comparePositions(bookWith(10), factsOf({ positions: [positionOf("AAPL", 10)] }));
  assert.deepEqual(same, { differences: [], foreign: [] });
});
