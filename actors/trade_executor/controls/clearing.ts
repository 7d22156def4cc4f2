import { z } from "zod";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { derivedId } from "../../../runtime/clock/ids.ts";
import {
  clearingReportSchema,
  commandIdSchema,
  type Mark,
  markSchema,
} from "../../domain/controls.ts";
import { millisSchema, tickerSchema } from "../../domain/market.ts";
import { decimal, type Quantity, quantity } from "../../domain/money.ts";
import type { OrderStatus } from "../../domain/order.ts";
import type { Side } from "../../domain/signal.ts";
import type { BrokerOrder, BrokerPosition } from "../brokers/broker.ts";
import { type Remains, reportOf } from "./report.ts";

/**
 * How something is emptied and the emptiness verified: everything of ours (a halt), one ticker, or
 * one order. Each step looks at what the broker says and what the book says, and returns what is to
 * be done next; nothing is remembered but what a restart needs. Repeating a step is harmless.
 *
 * | phase        | what it means                                    | it goes on when                       |
 * | ------------ | ------------------------------------------------ | ------------------------------------- |
 * | `cancelling` | orders of ours are open, or their end is unknown | none is: `flattening` or `confirmed`  |
 * | `flattening` | shares of ours are held, closing orders are out  | nothing is held, none is out          |
 * | `confirmed`  | the broker said: 0 open orders, 0 positions      | it says otherwise: back to the others |
 *
 * Where the broker does not answer, the phase stays and the report says so.
 */
export const phaseSchema = z.enum(["cancelling", "flattening", "confirmed"]);
export type Phase = z.output<typeof phaseSchema>;

/** What is to be emptied. */
export const scopeSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("all") }),
  z.strictObject({ kind: z.literal("ticker"), ticker: tickerSchema }),
  z.strictObject({ kind: z.literal("order"), orderId: z.string().min(1).max(128) }),
]);
export type Scope = z.output<typeof scopeSchema>;

/** A clearing under way, or done. */
export const clearingSchema = z.strictObject({
  commandId: commandIdSchema,
  scope: scopeSchema,
  by: z.string().min(1).max(100),
  reason: z.string().max(500),
  /** System time. */
  startedAt: millisSchema,
  phase: phaseSchema,
  /** Closing orders sent so far, by ticker: the last is the one that counts. */
  attempts: z.record(tickerSchema, z.int().positive()),
  /** Orders that the broker knows nothing of, and since when (system time). */
  unknownSince: z.record(z.string().min(1).max(128), millisSchema),
  /** Every command that asked for it, and when it was taken in (system time). */
  asked: z.array(markSchema.extend({ handledAt: millisSchema })).max(64),
  report: clearingReportSchema,
});
export type Clearing = z.output<typeof clearingSchema>;

/** An order that the book has open. */
export interface OpenInBook {
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly status: OrderStatus;
  readonly quantity: Quantity;
}

/** What is seen at one moment. */
export interface Seen {
  /** Orders that are open at the broker. */
  readonly open: readonly BrokerOrder[];
  readonly positions: readonly BrokerPosition[];
  /** The book after everything that the broker told is booked. */
  readonly inBook: readonly OpenInBook[];
  /** Shares held by the book, by ticker. */
  readonly held: ReadonlyMap<string, Quantity>;
  /** Orders of the book that the broker knows nothing of. */
  readonly unknown: ReadonlySet<string>;
  /** System time. */
  readonly now: Millis;
  /** When the market opens again; null: it is open. */
  readonly opensAt: Millis | null;
  /** How long an order that the broker does not know may still be on its way, in ms. */
  readonly onItsWayMs: number;
}

/** What is to be done at the broker, or in the book. */
export type Action =
  | { readonly kind: "cancel"; readonly orderId: string }
  | {
    readonly kind: "close";
    readonly ticker: string;
    readonly side: Side;
    readonly quantity: Quantity;
    readonly attempt: number;
  }
  /** A closing order that never arrived. */
  | { readonly kind: "send_again"; readonly orderId: string }
  /** An order that never arrived and is not wanted any more: it ends in the book. */
  | { readonly kind: "forget"; readonly orderId: string };

/** Every order id of ours begins so. */
const OURS = /^pb-/;

/** A clearing that begins. */
export function newClearing(
  begun: Pick<Clearing, "scope" | "asked">,
  { commandId, by, reason, at }: Mark,
): Clearing {
  const sentence = "It has begun; the broker has not been looked at yet.";
  return {
    ...begun,
    commandId,
    by,
    reason,
    startedAt: at,
    phase: "cancelling",
    attempts: {},
    unknownSince: {},
    report: {
      openOrders: 0,
      positions: 0,
      confirmedAt: null,
      remaining: [],
      leftAlone: [],
      sentence,
    },
  };
}

/** The id of a closing order: the same for whoever carries the command out, and however often. */
export function closingIdOf(commandId: string, ticker: string, attempt: number): string {
  return `pb-${derivedId("closing", commandId, ticker, attempt)}`;
}

/** Whether an order of this ticker is within the scope. */
export function isWithin(scope: Scope, order: { ticker: string; clientOrderId: string }): boolean {
  if (scope.kind === "all") return true;
  if (scope.kind === "ticker") return scope.ticker === order.ticker;
  return scope.orderId === order.clientOrderId;
}

/** Whether an order is the closing order that counts now. */
export function isClosing(clearing: Clearing, ticker: string, clientOrderId: string): boolean {
  const attempt = clearing.attempts[ticker];
  return attempt !== undefined &&
    closingIdOf(clearing.commandId, ticker, attempt) === clientOrderId;
}

/** One step: what follows from what is seen. */
export function clear(
  clearing: Clearing,
  seen: Seen,
): { readonly clearing: Clearing; readonly actions: readonly Action[] } {
  const { scope } = clearing;
  const actions: Action[] = [];
  const remains: Remains[] = [];
  const unknownSince: Record<string, Millis> = {};
  const attempts = { ...clearing.attempts };
  const busy = new Set<string>();
  const ours = seen.open.filter((order) =>
    OURS.test(order.clientOrderId) && isWithin(scope, order)
  );
  const atBroker = new Set(ours.map(({ clientOrderId }) => clientOrderId));
  const isOut = (ticker: string, id: string) => isClosing(clearing, ticker, id);

  for (const order of ours) {
    if (isOut(order.ticker, order.clientOrderId)) continue;
    busy.add(order.ticker);
    actions.push({ kind: "cancel", orderId: order.clientOrderId });
    remains.push({ kind: "cancelling", order });
  }
  for (const order of seen.inBook) {
    const { clientOrderId: id, ticker } = order;
    if (!isWithin(scope, order) || atBroker.has(id)) continue;
    if (!seen.unknown.has(id)) {
      busy.add(ticker);
      remains.push({ kind: "unbooked", order });
    } else if (isOut(ticker, id)) {
      busy.add(ticker);
      actions.push({ kind: "send_again", orderId: id });
      remains.push({ kind: "sent_again", order });
    } else {
      const since = clearing.unknownSince[id] ?? seen.now;
      if (seen.now - since >= seen.onItsWayMs) {
        actions.push({ kind: "forget", orderId: id });
        continue;
      }
      busy.add(ticker);
      unknownSince[id] = since;
      remains.push({ kind: "on_its_way", order, since });
    }
  }
  const cancelling = remains.some(({ kind }) => kind === "cancelling" || kind === "on_its_way");

  const tickers = scope.kind === "order" ? [] : positionsIn(scope, seen);
  for (const { ticker, closable } of tickers) {
    const attempt = attempts[ticker] ?? 0;
    const id = closingIdOf(clearing.commandId, ticker, attempt);
    const out = ours.find(({ clientOrderId }) => clientOrderId === id);
    const isWaiting = out !== undefined || busy.has(ticker);
    const position = { ticker, quantity: closable };
    if (!isWaiting) {
      attempts[ticker] = attempt + 1;
      const side = decimal(closable).isNegative() ? "buy" : "sell";
      const shares = quantity(decimal(closable).abs());
      actions.push({ kind: "close", ticker, side, quantity: shares, attempt: attempt + 1 });
    }
    const waits = out === undefined && isWaiting;
    remains.push({ kind: "held", ...position, waits, out: out ?? null, opensAt: seen.opensAt });
  }
  // A closing order whose position is gone already: nothing is left for it.
  for (const order of ours) {
    if (!isOut(order.ticker, order.clientOrderId)) continue;
    if (tickers.some(({ ticker }) => ticker === order.ticker)) continue;
    actions.push({ kind: "cancel", orderId: order.clientOrderId });
    remains.push({ kind: "cancelling", order });
  }
  const isEmpty = remains.length === 0;
  const phase: Phase = isEmpty ? "confirmed" : cancelling ? "cancelling" : "flattening";
  const confirmedAt = isEmpty ? clearing.report.confirmedAt ?? seen.now : null;
  const report = reportOf({
    scope,
    remains,
    openOrders: ours.length,
    positions: tickers.length,
    confirmedAt,
    leftAlone: foreignIn(scope, seen),
  });
  return { clearing: { ...clearing, phase, attempts, unknownSince, report }, actions };
}

/** The step that could not be made because the broker did not say what it has. */
export function clearUnseen(clearing: Clearing, why: string): Clearing {
  const { report } = clearing;
  if (clearing.phase === "confirmed") return clearing;
  const remaining = report.remaining.filter(({ what }) => what !== "broker");
  const sentence = `Not confirmed: the broker does not answer (${why}); it is asked again.`;
  const unseen = { what: "broker" as const, ticker: null, orderId: null, why: why.slice(0, 600) };
  return {
    ...clearing,
    report: {
      ...report,
      confirmedAt: null,
      remaining: [unseen, ...remaining].slice(0, 200),
      sentence: sentence.slice(0, 2000),
    },
  };
}

/**
 * What is held of ours, and how much of it may be closed: never more than the book calls ours, and
 * never more than the broker has.
 */
function positionsIn(scope: Scope, { positions, held }: Seen) {
  return positions.flatMap(({ ticker, quantity: theirs }) => {
    if (scope.kind === "ticker" && scope.ticker !== ticker) return [];
    const own = decimal(held.get(ticker) ?? 0);
    const there = decimal(theirs);
    if (own.isZero() || there.isZero() || own.isNegative() !== there.isNegative()) return [];
    const closable = own.abs().lt(there.abs()) ? quantity(own) : theirs;
    return [{ ticker, closable }];
  });
}

/** What somebody else has on the account within the scope: shares beyond ours, and orders. */
function foreignIn(scope: Scope, { positions, held, open }: Seen): string[] {
  if (scope.kind === "order") return [];
  const shares = positions.flatMap(({ ticker, quantity: theirs }) => {
    if (scope.kind === "ticker" && scope.ticker !== ticker) return [];
    const beyond = decimal(theirs).minus(held.get(ticker) ?? 0);
    return beyond.isZero() ? [] : [`${beyond.toFixed()} ${ticker} that are not in our book`];
  });
  const orders = open.filter((order) => !OURS.test(order.clientOrderId) && isWithin(scope, order))
    .map(({ side, quantity, ticker, clientOrderId }) =>
      `order ${clientOrderId} of somebody else: ${side} ${quantity} ${ticker}`
    );
  return [...shares, ...orders].slice(0, 200);
}
