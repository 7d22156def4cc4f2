import type { Session } from "../../../domain/calendar.ts";
import { execute, FLAT } from "../../../domain/holding.ts";
import type { Bar } from "../../../domain/market.ts";
import {
  type Decimal,
  decimal,
  negate,
  notional,
  type Price,
  type Quantity,
  quantity,
  sumUsd,
  ZERO_USD,
} from "../../../domain/money.ts";
import type { ExecutionReport } from "../../../domain/order.ts";
import { step } from "../../lifecycle.ts";
import {
  barKey,
  type ExchangeBook,
  type ExchangePosition,
  type ExchangeRecords,
  NO_RECORDS,
  openOf,
  type WorkingOrder,
} from "./book.ts";
import { payBorrow } from "./borrow.ts";
import { Draft } from "./draft.ts";
import { protect, settleExit } from "./groups.ts";
import { hoursWithin } from "./hours.ts";
import { matchOf, type OrderMemory } from "./match.ts";
import { type ExchangeRules, feeOf, slipped } from "./rules.ts";

/**
 * Lets a bar happen. Orders decided before it began are matched with it (see `match.ts`), worse by the
 * slippage; a fill at the open happens at max(start of the bar, open of the session), any other at the
 * bar's end. A bar wholly outside an order's hours fills nothing of it; a day order whose hours are
 * over expires. A bar that has happened gives the same reports again.
 *
 * Orders take their turn in order of acceptance, but profit-taking exits come last: a bar that reaches
 * both exits of a bracket or pair is taken to have reached the stop first, and fills no second exit.
 * Exits work from the bar after the fill that they protect. Where participation is limited, the turn
 * decides who gets the volume; what is left over waits for the next bar.
 */
export function advance(
  book: ExchangeBook,
  bar: Bar,
  rules: ExchangeRules,
): { readonly reports: readonly ExecutionReport[]; readonly records: ExchangeRecords } {
  const told = book.reportsOfBar.get(barKey(bar.ticker, bar.at));
  if (told !== undefined) return { reports: told.map(({ report }) => report), records: NO_RECORDS };
  if (bar.warmup) return { reports: [], records: NO_RECORDS };
  const draft = new Draft(book, bar.at);
  payBorrow(draft, bar, rules);
  const floor = new Floor(draft, bar, rules);
  const orders = draft.working(bar.ticker);
  const isLast = ({ leg }: WorkingOrder) => leg === "take_profit";
  for (const order of [...orders.filter((o) => !isLast(o)), ...orders.filter(isLast)]) {
    floor.turn(order.clientOrderId);
  }
  return { reports: draft.reports(), records: draft.records() };
}

/** The trading of one bar. */
class Floor {
  /** Shares that may still be filled; null: any number. */
  #left: Decimal | null;
  /** Groups of which an exit was filled by this bar. */
  readonly #exited = new Set<string>();

  constructor(
    readonly draft: Draft,
    readonly bar: Bar,
    readonly rules: ExchangeRules,
  ) {
    const { participation } = rules;
    this.#left = participation === null
      ? null
      : decimal(bar.volume).times(decimal(participation)).floor();
  }

  /** Gives an order its turn, if it works still. */
  turn(clientOrderId: string): void {
    const { draft, bar } = this;
    const order = draft.working(bar.ticker).find((open) => open.clientOrderId === clientOrderId);
    if (order === undefined) return;
    if (order.expiresAt !== null && bar.startsAt >= order.expiresAt) {
      draft.end(order, "expired", {
        executedAt: order.expiresAt,
        at: bar.at,
        reason: "the session ended before it could be filled",
      });
      return;
    }
    const hours = hoursWithin(bar.startsAt, bar.at, order.extendedHours ?? false);
    if (hours === null || order.decidedAt > bar.startsAt) return;
    // A bar that comes again must not be seen through what it left behind.
    if (order.seenAt !== undefined && bar.at <= order.seenAt) return;
    if (order.parentId !== undefined && this.#exited.has(order.parentId)) return;
    this.#trade(order, hours);
  }

  #trade(order: WorkingOrder, hours: Session): void {
    const live = liveOf(order, this.bar);
    if (decimal(live).lte(0)) return;
    const { triggered, best } = order;
    const match = matchOf(order, { triggered, best }, this.bar);
    const units = match.kind === "fill" ? this.#unitsOf(live) : quantity(0);
    const remembered = this.#remember(order, match.memory);
    if (match.kind === "none" || decimal(units).isZero()) {
      if (remembered !== order) this.draft.put(remembered);
      return;
    }
    const { open, at, volume, startsAt } = this.bar;
    const share = volume > 0 ? Math.min(1, Number(units) / volume) : 1;
    const lastPrice = within(slipped(match.at, order.side, this.rules, share), match.limit, order);
    const executedAt = match.at.eq(open)
      ? Math.max(startsAt, hours.open)
      : Math.min(at, hours.close);
    this.#fill(remembered, units, lastPrice, executedAt, hours.date);
  }

  #unitsOf(live: Quantity): Quantity {
    const { model } = this.rules.slippage;
    if (model === "volume_share" && this.bar.volume === 0) return quantity(0);
    return this.#left === null || this.#left.gte(live) ? live : quantity(this.#left);
  }

  #remember(order: WorkingOrder, memory: OrderMemory): WorkingOrder {
    if (memory.triggered === order.triggered && memory.best === order.best) return order;
    const { triggered, best } = memory;
    return {
      ...order,
      ...(triggered === undefined ? {} : { triggered }),
      ...(best === undefined ? {} : { best }),
      seenAt: this.bar.at,
    };
  }

  #fill(
    order: WorkingOrder,
    units: Quantity,
    lastPrice: Price,
    executedAt: number,
    date: string,
  ): void {
    const { draft, bar, rules } = this;
    const before = {
      shares: order.filledQuantity,
      value: order.filledValue ?? ZERO_USD,
      fees: order.fees ?? ZERO_USD,
    };
    const fee = feeOf(order.side, units, lastPrice, before, rules);
    const held: ExchangePosition = draft.position ?? draft.book.positions.get(bar.ticker) ??
      { ticker: bar.ticker, ...FLAT };
    const executed = execute(held, { side: order.side, quantity: units, price: lastPrice });
    const isNewShort = !decimal(held.quantity).lt(0) && decimal(executed.holding.quantity).lt(0);
    draft.position = {
      ...held,
      ...executed.holding,
      ...(isNewShort && rules.borrowPerYear > 0 ? { borrowPaidTo: date } : {}),
    };
    const cash = sumUsd(draft.account.cash, executed.cash, negate(fee));
    draft.account = { ...draft.account, cash };
    if (this.#left !== null) this.#left = this.#left.minus(units);
    const filledQuantity = quantity(decimal(order.filledQuantity).plus(units));
    const isDone = decimal(filledQuantity).eq(order.quantity);
    const updated = isDone ? { ...order, status: step(order.status, "filled"), filledQuantity } : {
      ...order,
      status: step(order.status, "partially_filled"),
      filledQuantity,
      filledValue: sumUsd(before.value, notional(units, lastPrice)),
      fees: sumUsd(before.fees, fee),
    };
    const told = { lastQuantity: units, lastPrice, fee, executedAt, at: bar.at, reason: null };
    draft.tell(updated, told);
    if (order.parentId !== undefined) this.#exited.add(order.parentId);
    settleExit(draft, updated, units, { executedAt, at: bar.at, reason: null });
    protect(draft, updated, units, bar);
  }
}

/** Units that a bar may fill of an order: of an exit those that were held before the bar began. */
function liveOf(order: WorkingOrder, bar: Bar): Quantity {
  if (order.liveFrom === undefined || bar.startsAt >= order.liveFrom) return openOf(order);
  const live = decimal(order.liveBefore ?? 0).minus(order.filledQuantity);
  const open = openOf(order);
  return live.gt(open) ? open : quantity(live);
}

function within(each: Price, limit: Price | null, { side }: WorkingOrder): Price {
  if (limit === null) return each;
  const isBeyond = side === "buy" ? decimal(each).gt(limit) : decimal(each).lt(limit);
  return isBeyond ? limit : each;
}
