import { buyingPowerOf } from "../../../../domain/buying_power.ts";
import { isOpen } from "../../../../domain/calendar.ts";
import { decimal, type Price, price, quantity, usd } from "../../../../domain/money.ts";
import type { ExecutionReport } from "../../../../domain/order.ts";
import type { SubmitResult } from "../../broker.ts";
import { advance } from "../../exchange/advance.ts";
import { absorb, exchangeFrom, newExchange, reservedIn } from "../../exchange/book.ts";
import { cancel, replace, submit } from "../../exchange/core.ts";
import { type ExchangeRules, exchangeRulesSchema } from "../../exchange/rules.ts";
import {
  bookReport,
  ENDED,
  type SimOrder,
  simOrder,
  simUuid,
  wireOrder,
  wireTime,
} from "./orders.ts";
import { failed, readPost, type SimAnswer } from "./requests.ts";

/** One message of `trade_updates`, without its envelope. */
export type SimUpdate = Readonly<Record<string, unknown>> & { readonly event: string };

const MINUTE = 60_000;

/**
 * One account of Alpaca's, without its transport: orders, positions, money and what is told of them.
 * The matching is the simulated exchange's; everything else is Alpaca's: its words, ids, legs that are
 * `held`, refusals and activities. One difference is known: exits begin to work with the first partial
 * fill of their entry here, with the last one there.
 */
export class SimAlpacaAccount {
  readonly rules: ExchangeRules;
  readonly book;
  readonly orders: SimOrder[] = [];
  /** FILL activities, oldest first. */
  readonly activities: Record<string, unknown>[] = [];
  /** Activities that are no trades, oldest first. */
  readonly cashActivities: Record<string, unknown>[] = [];
  readonly #unposted: Record<string, unknown>[] = [];
  /** Told of every update, in order. */
  readonly listeners = new Set<(update: SimUpdate) => void>();
  /** Updates so far that a client should make a report of: fills and endings. */
  reportable = 0;
  /** Every client order id that was ever accepted, with how often: more than once must not happen. */
  readonly accepted = new Map<string, number>();
  tradingBlocked = false;
  accountBlocked = false;
  /** How far Alpaca's clock is ahead of ours, in ms. */
  clockSkewMs = 0;
  /** New orders stay in this status until they trade: some never become `new` for a while. */
  firstStatus: "new" | "accepted" | "pending_new" = "new";
  #executions = 0;

  /** @param now the market's present, moved on by {@link trade} */
  constructor(public now: number, cash = "100000", rules: Partial<ExchangeRules> = {}) {
    const free = { slippageBps: 0, feePerShare: "0", slippage: { model: "none" } };
    this.rules = { ...exchangeRulesSchema.parse(free), ...rules };
    this.book = exchangeFrom(newExchange("PA3SIMULATED", usd(cash)));
  }

  // ---- the market ----

  /** The market trades a minute at a price (or within a range), and so many shares. */
  trade(
    ticker: string,
    at: number,
    range: { readonly high?: number; readonly low?: number; readonly volume?: number } = {},
  ): void {
    const { high = at, low = at, volume = 1e9 } = range;
    const startsAt = this.now;
    this.now += MINUTE;
    const bar = { ticker, startsAt, at: this.now, open: at, high, low, close: at, volume };
    const { reports, records } = advance(
      this.book,
      { ...bar, timeframe: "1m", warmup: false },
      this.rules,
    );
    absorb(this.book, records);
    this.book.marks.set(ticker, at);
    this.#tell(reports);
    this.#wakeLegs();
  }

  /** Somebody else trades on the same account: the owner, by hand. */
  foreignOrder(clientOrderId: string, ticker: string, qty: string): void {
    this.post({
      symbol: ticker,
      side: "buy",
      type: "market",
      time_in_force: "day",
      qty,
      client_order_id: clientOrderId,
    });
  }

  /** Money moves without any trade. `isPosted`: whether the list of activities tells of it at once. */
  moveCash(
    type: string,
    amount: string,
    more: Readonly<Record<string, unknown>> = {},
    isPosted = true,
  ): void {
    const { account } = this.book;
    this.book.account = { ...account, cash: usd(decimal(account.cash).plus(amount)) };
    const id = `${wireTime(this.now).replace(/\D/g, "").slice(0, 17)}::${
      simUuid("activity", this.cashActivities.length + this.#unposted.length)
    }`;
    const activity = {
      activity_type: type,
      id,
      date: wireTime(this.now).slice(0, 10),
      created_at: wireTime(this.now),
      net_amount: amount,
      status: "executed",
      ...more,
    };
    (isPosted ? this.cashActivities : this.#unposted).push(activity);
  }

  /** Activities that moved money already are on the list from now on. */
  postCash(): void {
    this.cashActivities.push(...this.#unposted.splice(0));
  }

  // ---- requests ----

  /** POST /v2/orders. */
  post(body: unknown): SimAnswer {
    const given = (body as { client_order_id?: string } | null)?.client_order_id;
    const clientOrderId = given ?? simUuid("alpaca's own client id", this.orders.length);
    if (this.tradingBlocked || this.accountBlocked) {
      return failed(403, 40310000, "account not authorized to trade");
    }
    if (this.orders.some((order) => order.clientOrderId === clientOrderId)) {
      return failed(422, 40010001, "client_order_id must be unique");
    }
    const symbol = String((body as { symbol?: unknown } | null)?.symbol);
    const mark = this.book.marks.get(symbol) ?? 100;
    const terms = readPost(body, { id: clientOrderId, now: this.now, mark });
    if ("status" in terms) return terms;
    const { result, records } = submit(this.book, terms, this.rules);
    if (result.outcome !== "accepted") return this.#refusal(result, terms.quantity, symbol);
    absorb(this.book, records);
    const status = isOpen(this.now) ? this.firstStatus : "accepted";
    const order = simOrder(clientOrderId, terms, this.now, status);
    this.orders.push(order, ...order.legs);
    this.accepted.set(clientOrderId, (this.accepted.get(clientOrderId) ?? 0) + 1);
    this.#update(order, status === "new" ? "new" : "pending_new");
    return { status: 200, body: wireOrder(order, true) };
  }

  #refusal(result: SubmitResult, wanted: string, symbol: string): SimAnswer {
    if (result.outcome !== "rejected") {
      return failed(422, 40010001, "client_order_id must be unique");
    }
    const held = this.book.positions.get(symbol)?.quantity ?? "0";
    switch (result.code) {
      case "buying_power":
        return failed(403, 40310000, "insufficient buying power", {
          buying_power: buyingPowerOf(
            this.book.account.cash,
            this.book.positions.values(),
            reservedIn(this.book),
          ),
          cost_basis: wanted,
        });
      case "insufficient_quantity": {
        const available = /^([\d.]+) shares/.exec(result.reason)?.[1] ?? "0";
        const message =
          `insufficient qty available for order (requested: ${wanted}, available: ${available})`;
        return failed(403, 40310000, message, { available, existing_qty: held, symbol });
      }
      case "short_not_allowed":
        return failed(403, 40310000, "account is not allowed to short");
      case "opposite_order":
        return failed(403, 40310000, "potential wash trade detected. use complex orders", {
          reject_reason: "opposite side market/stop order exists",
        });
      default:
        return failed(422, 42210000, result.reason);
    }
  }

  /** GET /v2/orders/{id}, or by client id. */
  find(
    by: { readonly id: string } | { readonly clientOrderId: string },
    nested: boolean,
  ): SimAnswer {
    const order = this.orders.find((each) =>
      "id" in by ? each.id === by.id : each.clientOrderId === by.clientOrderId
    );
    if (order === undefined) return failed(404, 40410000, "order not found");
    return { status: 200, body: wireOrder(order, nested) };
  }

  /** GET /v2/orders. */
  list(query: URLSearchParams): SimAnswer {
    const status = query.get("status") ?? "open";
    const nested = query.get("nested") === "true";
    const limit = Math.min(500, Number(query.get("limit") ?? 50));
    const after = Date.parse(query.get("after") ?? "") || -Infinity;
    const until = Date.parse(query.get("until") ?? "") || Infinity;
    const symbols = query.get("symbols")?.split(",");
    const before = query.get("before_order_id");
    const beyond = query.get("after_order_id");
    const index = (id: string) => this.orders.findIndex((each) => each.id === id);
    // Two gaps of Alpaca's: `held` counts as closed, and nested listings show open parents only.
    const isOpenNow = (order: SimOrder) => !ENDED.includes(order.status) && order.status !== "held";
    const found = this.orders.filter((order, i) => {
      if (nested && order.parent !== null) return false;
      if (status === "open" && !isOpenNow(order)) return false;
      if (status === "closed" && isOpenNow(order)) return false;
      if (symbols !== undefined && !symbols.includes(order.terms.ticker)) return false;
      if (before !== null && i >= index(before)) return false;
      if (beyond !== null && i <= index(beyond)) return false;
      return order.createdAt > after && order.createdAt < until;
    });
    if (query.get("direction") !== "asc") found.reverse();
    return { status: 200, body: found.slice(0, limit).map((order) => wireOrder(order, nested)) };
  }

  /** PATCH /v2/orders/{id}. */
  patch(id: string, body: Readonly<Record<string, string | undefined>>): SimAnswer {
    const old = this.orders.find((order) => order.id === id);
    if (old === undefined) return failed(404, 40410000, "order not found");
    if (["accepted", "pending_new"].includes(old.status)) {
      return failed(422, 42210000, "unable to replace order, order isn't sent to exchange yet");
    }
    if (ENDED.includes(old.status)) {
      return failed(422, 42210000, `cannot replace order in ${old.status} status`);
    }
    const clientOrderId = body.client_order_id ?? simUuid("replacement of", old.id);
    if (this.orders.some((order) => order.clientOrderId === clientOrderId)) {
      return failed(422, 40010001, "client_order_id must be unique");
    }
    const { result, records } = replace(this.book, old.engineId, {
      clientOrderId,
      decidedAt: this.now,
      ...body.qty ? { quantity: quantity(body.qty) } : {},
      ...body.limit_price ? { limitPrice: price(body.limit_price) } : {},
      ...body.stop_price ? { stopPrice: price(body.stop_price) } : {},
      ...body.trail ? { trail: { by: "amount" as const, amount: price(body.trail) } } : {},
    }, this.rules);
    if (result.outcome === "rejected") return this.#refusal(result, old.quantity, old.terms.ticker);
    if (result.outcome !== "accepted") return failed(422, 42210000, "order is not open");
    absorb(this.book, records);
    const made = this.book.orders.get(clientOrderId)!;
    const order = simOrder(clientOrderId, made, this.now, "new");
    order.replaces = old.id;
    old.replacedBy = order.id;
    old.status = "replaced";
    old.endedAt = this.now;
    this.orders.push(order, ...order.legs);
    this.accepted.set(clientOrderId, (this.accepted.get(clientOrderId) ?? 0) + 1);
    this.reportable++;
    this.#update(old, "replaced");
    this.#update(order, "new");
    return { status: 200, body: wireOrder(order, true) };
  }

  /** DELETE /v2/orders/{id}. */
  delete(id: string): SimAnswer {
    const order = this.orders.find((each) => each.id === id);
    if (order === undefined) return failed(404, 40410000, "order not found");
    if (ENDED.includes(order.status)) {
      return failed(422, 42210000, `order is already in "${order.status}" state`);
    }
    const { result, records } = cancel(this.book, order.engineId, this.now);
    if (result.outcome !== "requested") return failed(422, 42210000, "order is not cancelable");
    absorb(this.book, records);
    this.#tell(records.reports.map(({ report }) => report));
    this.#wakeLegs();
    return { status: 204, body: null };
  }

  /** DELETE /v2/orders. */
  deleteAll(): SimAnswer {
    const open = this.orders.filter((order) => !ENDED.includes(order.status) && !order.parent);
    const entries = open.map((order) => {
      const { status, body } = this.delete(order.id);
      return { id: order.id, status: status === 204 ? 200 : status, body };
    });
    return { status: 207, body: entries };
  }

  // ---- what is told ----

  #tell(reports: readonly ExecutionReport[]): void {
    for (const report of reports) {
      const order = this.orders.find((each) => each.engineId === report.clientOrderId)!;
      bookReport(order, report);
      const isFill = !decimal(report.lastQuantity).isZero();
      this.reportable++;
      if (!isFill) {
        this.#endLegs(order);
        this.#update(order, order.status);
        continue;
      }
      const isWhole = report.status === "filled";
      const id = simUuid("execution", ++this.#executions);
      const { lastQuantity: qty, lastPrice } = report;
      const stamp = new Date(report.executedAt).toISOString().replace(/\D/g, "");
      this.activities.push({
        activity_type: "FILL",
        id: `${stamp}::${id}`,
        type: isWhole ? "fill" : "partial_fill",
        symbol: report.ticker,
        side: report.side,
        qty,
        price: lastPrice,
        cum_qty: report.cumulativeQuantity,
        leaves_qty: decimal(report.quantity).minus(report.cumulativeQuantity).toFixed(),
        order_id: order.id,
        order_status: order.status,
        transaction_time: wireTime(report.executedAt),
      });
      this.#update(order, isWhole ? "fill" : "partial_fill", { id, qty, price: lastPrice });
    }
  }

  /** An entry that ends without a fill takes its sleeping exits with it. */
  #endLegs(order: SimOrder): void {
    if (!decimal(order.filled).isZero()) return;
    for (const leg of order.legs) {
      if (this.book.orders.has(leg.engineId) || ENDED.includes(leg.status)) continue;
      leg.status = order.status;
      leg.endedAt = this.now;
      this.reportable++;
      this.#update(leg, leg.status);
    }
  }

  /** Exits whose entry is filled begin to work; of two, the stop stays `held` while the other works. */
  #wakeLegs(): void {
    for (const order of this.orders) {
      if (order.status !== "held") continue;
      const twin = order.parent?.orderClass === "oco"
        ? order.parent
        : order.parent?.legs.find((leg) => leg !== order);
      const made = this.book.orders.get(order.engineId);
      if (made === undefined) continue;
      order.quantity = made.quantity;
      if (order.leg === "stop_loss" && twin !== undefined && !ENDED.includes(twin.status)) continue;
      order.status = "new";
      this.#update(order, "new");
    }
  }

  #update(
    order: SimOrder,
    event: string,
    fill?: { readonly id: string; readonly qty: string; readonly price: Price },
  ): void {
    const at = wireTime(this.now + this.clockSkewMs);
    const execution = fill?.id ?? simUuid("execution", ++this.#executions);
    const update = {
      event,
      order: wireOrder(order, false),
      timestamp: at,
      execution_id: execution,
      ...fill === undefined ? {} : {
        qty: fill.qty,
        price: fill.price,
        position_qty: this.book.positions.get(order.terms.ticker)?.quantity ?? "0",
      },
    };
    for (const listener of this.listeners) listener(update);
  }
}
