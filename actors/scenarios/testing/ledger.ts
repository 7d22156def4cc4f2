import assert from "node:assert/strict";
import { z } from "zod";
import { decimal } from "../../domain/money.ts";

const trade = z.looseObject({
  tradeId: z.string(),
  orderId: z.string(),
  signalId: z.string(),
  ticker: z.string(),
  side: z.enum(["buy", "sell"]),
  lastQuantity: z.string(),
  lastPrice: z.string().nullable(),
  fee: z.string(),
  signal: z.looseObject({ signalId: z.string(), votes: z.array(z.unknown()) }),
});
/** An execution as `/api/trades` shows it, with the signal that caused it. */
export type ShownTrade = z.output<typeof trade>;

const order = z.looseObject({
  orderId: z.string(),
  signalId: z.string(),
  closing: z.boolean(),
});
const signal = z.looseObject({ signalId: z.string(), ticker: z.string(), at: z.string() });
const position = z.looseObject({ ticker: z.string(), quantity: z.string() });
const portfolio = z.looseObject({ startingCash: z.string(), cash: z.string() });

/** Everything that the API shows of one moment's trading. */
export interface ShownLedger {
  readonly trades: readonly ShownTrade[];
  readonly orders: readonly z.output<typeof order>[];
  readonly signals: readonly z.output<typeof signal>[];
}

/** Reads the executions, newest first. */
export function readTrades(url: string): Promise<ShownTrade[]> {
  return everyPage(url, "trades", trade);
}

/**
 * Reads the whole ledger and checks that nothing in it is doubled and that it adds up: the positions
 * are the sum of the executions, and so is the cash. Trading may go on meanwhile: it is read again
 * until no execution came in between.
 */
export async function readLedger(url: string): Promise<ShownLedger> {
  for (let tries = 1;; tries++) {
    const trades = await readTrades(url);
    const positions = await everyPage(url, "positions", position);
    const { startingCash, cash } = portfolio.parse(await readJson(`${url}/api/portfolio`));
    const orders = await everyPage(url, "orders", order);
    const signals = await everyPage(url, "signals", signal);
    const isStill = (await readTrades(url)).length === trades.length;
    if (!isStill && tries < 20) continue;
    assert.ok(isStill, "the trading never paused long enough to be read");
    assertDistinct(trades.map(({ tradeId }) => tradeId), "executions");
    assertDistinct(orders.map(({ orderId }) => orderId), "orders");
    // One entry on a signal, one signal for a ticker's bar: a decision taken twice would show here.
    const entries = orders.filter(({ closing }) => !closing);
    assertDistinct(entries.map(({ signalId }) => signalId), "signals that were entered on");
    assertDistinct(signals.map(({ ticker, at }) => `${ticker} ${at}`), "signals");
    assert.deepEqual(heldBy(trades), nonZero(positions), "positions are the sum of executions");
    assert.equal(cash, cashAfter(startingCash, trades), "cash is what the executions left");
    return { trades, orders, signals };
  }
}

/** Checks that everything of the earlier ledger is in the later one as it was. */
export function assertKept(earlier: ShownLedger, later: ShownLedger): void {
  const kept = new Map(later.trades.map((each) => [each.tradeId, each]));
  for (const each of earlier.trades) assert.deepEqual(kept.get(each.tradeId), each);
  const signals = new Map(later.signals.map((each) => [each.signalId, each]));
  for (const each of earlier.signals) assert.deepEqual(signals.get(each.signalId), each);
  const orders = new Set(later.orders.map(({ orderId }) => orderId));
  for (const { orderId } of earlier.orders) assert.ok(orders.has(orderId), orderId);
}

async function everyPage<T>(url: string, list: string, schema: z.ZodType<T>): Promise<T[]> {
  const page = z.object({ items: z.array(schema), nextCursor: z.string().nullable() });
  const all: T[] = [];
  for (let cursor = "";;) {
    const next = cursor === "" ? "" : `&cursor=${encodeURIComponent(cursor)}`;
    const { items, nextCursor } = page.parse(await readJson(`${url}/api/${list}?limit=200${next}`));
    all.push(...items);
    if (nextCursor === null) return all;
    cursor = nextCursor;
  }
}

async function readJson(url: string): Promise<unknown> {
  const response = await fetch(url);
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return JSON.parse(text);
}

function assertDistinct(ids: readonly string[], what: string): void {
  const doubled = ids.filter((id, i) => ids.indexOf(id) !== i);
  assert.deepEqual(doubled, [], `${what} that are there twice`);
}

function heldBy(trades: readonly ShownTrade[]): Record<string, string> {
  const held = new Map<string, ReturnType<typeof decimal>>();
  for (const { ticker, side, lastQuantity } of trades) {
    const before = held.get(ticker) ?? decimal("0");
    held.set(ticker, side === "buy" ? before.plus(lastQuantity) : before.minus(lastQuantity));
  }
  return nonZero([...held].map(([ticker, sum]) => ({ ticker, quantity: sum.toString() })));
}

function nonZero(
  positions: readonly { ticker: string; quantity: string }[],
): Record<string, string> {
  const held = positions.filter(({ quantity }) => !decimal(quantity).isZero());
  return Object.fromEntries(held.map(({ ticker, quantity }) => [ticker, quantity]));
}

function cashAfter(startingCash: string, trades: readonly ShownTrade[]): string {
  let cash = decimal(startingCash);
  for (const { side, lastQuantity, lastPrice, fee } of trades) {
    const value = decimal(lastPrice ?? "0").times(lastQuantity);
    cash = (side === "buy" ? cash.minus(value) : cash.plus(value)).minus(fee);
  }
  return cash.toString();
}
