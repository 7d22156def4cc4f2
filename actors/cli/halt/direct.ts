import type { SystemClock } from "../../../runtime/clock/clock.ts";
import { isOpen, nextSession } from "../../domain/calendar.ts";
import type { ClearingReport, Mark } from "../../domain/controls.ts";
import { decimal, type Quantity, quantity, usd } from "../../domain/money.ts";
import { riskLimitsSchema } from "../../domain/risk_limits.ts";
import { bookFrom, tickerBook } from "../../trade_executor/book.ts";
import {
  type Broker,
  type BrokerPosition,
  BrokerUnavailable,
} from "../../trade_executor/brokers/broker.ts";
import {
  type Action,
  clear,
  type Clearing,
  clearUnseen,
  closingIdOf,
  newClearing,
} from "../../trade_executor/controls/clearing.ts";
import { closingOrder } from "../../trade_executor/controls/closing.ts";
import { sizingSchema } from "../../trade_executor/sizing/sizing.ts";

/** What of the account is ours: all of it, or so many shares of each ticker. */
export type Ours = "everything" | ReadonlyMap<string, Quantity>;

/** A halt straight at the broker. */
export interface DirectHalt {
  readonly broker: Pick<
    Broker,
    "submitOrder" | "cancelOrder" | "getOrder" | "listOpenOrders" | "getPositions"
  >;
  readonly ours: Ours;
  /** Whose command it is: the executor that hears of it later uses the same order ids. */
  readonly mark: Mark;
  readonly clock: SystemClock;
  /** How long it is tried, in ms. */
  readonly patienceMs: number;
  readonly signal: AbortSignal;
  /** Told when something has changed, for people. */
  tell(sentence: string): void;
}

/** How often the broker is looked at, in ms. */
const LOOK_MS = 1_000;
const RULES = { limits: riskLimitsSchema.parse({}), sizing: sizingSchema.parse({}) };

/** Cancels, closes and looks until the broker says that nothing is left, or patience is over. */
export async function haltAtBroker(halt: DirectHalt): Promise<ClearingReport> {
  const { clock, mark, patienceMs, signal } = halt;
  const scope = { kind: "all" } as const;
  let clearing = newClearing({ scope, asked: [{ ...mark, handledAt: mark.at }] }, mark);
  const until = clock.monotonic() + patienceMs;
  for (;;) {
    const before = clearing.report.sentence;
    clearing = await attempt(halt, clearing);
    const { report } = clearing;
    if (report.sentence !== before) halt.tell(report.sentence);
    if (report.confirmedAt !== null || clock.monotonic() >= until || signal.aborted) return report;
    await clock.sleep(LOOK_MS, signal).catch(() => {});
  }
}

async function attempt(halt: DirectHalt, clearing: Clearing): Promise<Clearing> {
  const { broker, clock } = halt;
  try {
    const open = await broker.listOpenOrders();
    const positions = await broker.getPositions();
    const held = await oursOf(halt, clearing, positions);
    const now = Math.floor(clock.now());
    const step = clear(clearing, {
      open,
      positions,
      inBook: [],
      held,
      unknown: new Set(),
      now,
      opensAt: isOpen(now) ? null : nextSession(now).open,
      onItsWayMs: 0,
    });
    for (const action of step.actions) await perform(halt, step.clearing, action, positions);
    return step.clearing;
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    return clearUnseen(clearing, error.message);
  }
}

/** What is still ours: what was, less what our closing orders have filled. */
async function oursOf(
  { broker, ours }: DirectHalt,
  { commandId, attempts }: Clearing,
  positions: readonly BrokerPosition[],
): Promise<ReadonlyMap<string, Quantity>> {
  if (ours === "everything") return new Map(positions.map((each) => [each.ticker, each.quantity]));
  const left = new Map(ours);
  for (const [ticker, last] of Object.entries(attempts)) {
    let own = decimal(ours.get(ticker) ?? 0);
    for (let attempt = 1; attempt <= last; attempt++) {
      const order = await broker.getOrder(closingIdOf(commandId, ticker, attempt));
      if (order === null) continue;
      own = order.side === "sell"
        ? own.minus(order.filledQuantity)
        : own.plus(order.filledQuantity);
    }
    left.set(ticker, quantity(own));
  }
  return left;
}

async function perform(
  { broker, clock }: DirectHalt,
  clearing: Clearing,
  action: Action,
  positions: readonly BrokerPosition[],
): Promise<void> {
  const at = Math.floor(clock.now());
  if (action.kind === "cancel") {
    await broker.cancelOrder(action.orderId, at);
    return;
  }
  if (action.kind !== "close") return;
  const found = positions.find(({ ticker }) => ticker === action.ticker);
  if (found === undefined) return;
  const { ticker, quantity: held, cost } = found;
  const account = { startingCash: usd(0), cash: usd(0) };
  const empty = tickerBook(bookFrom(account, []), ticker);
  const book = bookFrom(account, [{ ...empty, holding: { quantity: held, cost } }]);
  const closing = closingOrder(book, clearing, action, RULES, at);
  // The next look finds the shares still held, and tries again under the next number.
  if (closing.approved) await broker.submitOrder(closing.order);
}
