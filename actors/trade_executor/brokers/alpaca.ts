import type { Millis, Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import { Backoff } from "../../alpaca/backoff.ts";
import { decimal, quantity } from "../../domain/money.ts";
import { type ExecutionReport, type Order, orderTypeSchema } from "../../domain/order.ts";
import { isTerminal } from "../lifecycle.ts";
import type { RiskApproved } from "../risk/risk.ts";
import {
  type AlpacaFill,
  type AlpacaOrder,
  type AlpacaTrade,
  isDuplicate,
  movementOf,
  patchRequest,
  postRequest,
  readAccount,
  readActivities,
  readFills,
  readOrder,
  readPositions,
  readTrades,
  rejectionOf,
  restRequest,
  statusOf,
} from "./alpaca/mapper.ts";
import { OrderNames } from "./alpaca/names.ts";
import { reportOfUpdate, reportsBetween } from "./alpaca/reports.ts";
import { type TradingAnswer, TradingRest, type TradingRestOptions } from "./alpaca/rest.ts";
import { runUpdates, type UpdateSocket } from "./alpaca/updates.ts";
import {
  type Broker,
  type BrokerAccount,
  type BrokerCapabilities,
  type BrokerOrder,
  type BrokerPosition,
  BrokerUnavailable,
  type CancelResult,
  type CashMovement,
  type KnownOrder,
  type Listener,
  type MovementsSince,
  type OrderChanges,
  type ReplaceResult,
  type Reporting,
  type SubmitResult,
} from "./broker.ts";

/** What an {@link AlpacaBroker} needs. */
export interface AlpacaBrokerOptions extends TradingRestOptions {
  /** URL of `trade_updates`. */
  readonly streamUrl: string;
  readonly clock: SystemClock;
  readonly random: Randomness;
  /** A native WebSocket by default. */
  readonly openSocket?: (url: string) => UpdateSocket;
}

/** Everything that Alpaca holds. */
export const ALPACA_CAPABILITIES: BrokerCapabilities = {
  orderTypes: new Set(orderTypeSchema.options),
  brackets: true,
  pairs: true,
  extendedHours: true,
  replace: true,
};

/** Executions a page, the most that Alpaca gives. */
const FILLS_PAGE = 100;
/** Pages of executions that are looked through for one order. */
const FILL_PAGES_MAX = 50;
/** How often, and how long apart, a cancelled order is looked at until its end is certain. */
const CANCEL_LOOKS = { max: 10, everyMs: 300 } as const;

/**
 * Alpaca as a broker: REST through its SDK, and `trade_updates`. Every answer is a fact; whatever
 * leaves the outcome open is thrown as {@link BrokerUnavailable}.
 */
export class AlpacaBroker implements Broker, Reporting {
  readonly capabilities = ALPACA_CAPABILITIES;
  readonly #options: AlpacaBrokerOptions;
  readonly #rest: TradingRest;
  readonly #names: OrderNames;

  constructor(options: AlpacaBrokerOptions) {
    this.#options = options;
    this.#rest = new TradingRest(options);
    this.#names = new OrderNames(this.#rest);
  }

  async submitOrder(order: RiskApproved<Order>): Promise<SubmitResult> {
    const isStopEntry = order.type === "stop" || order.type === "stop_limit";
    if (isStopEntry && order.bracket !== undefined) {
      const reason = "Alpaca takes exits with market and limit orders only";
      return { outcome: "rejected", code: "unsupported", reason };
    }
    return await this.#post(order.clientOrderId, postRequest(order));
  }

  async #post(id: string, postOrderRequest: ReturnType<typeof postRequest>): Promise<SubmitResult> {
    const answer = await this.#rest.command(
      `order ${id}`,
      (init) => this.#rest.orders.postOrderRaw({ postOrderRequest }, init),
    );
    if (!answer.ok) return refusal(answer);
    const made = readOrder(answer.json);
    this.#names.learn(made);
    return { outcome: "accepted", orderId: made.id };
  }

  async cancelOrder(clientOrderId: string, _at: Millis): Promise<CancelResult> {
    const order = await this.#names.find(clientOrderId);
    if (order === null) return { outcome: "unknown_order" };
    const status = statusOf(order);
    if (isTerminal(status)) return { outcome: "too_late", status };
    return await this.#delete(clientOrderId, order.id);
  }

  async #delete(clientOrderId: string, orderId: string): Promise<CancelResult> {
    const answer = await this.#rest.command(
      `the cancellation of order ${clientOrderId}`,
      (init) => this.#rest.orders.deleteOrderByOrderIDRaw({ orderId }, init),
    );
    if (answer.ok) return { outcome: "requested" };
    if (answer.status === 404) return { outcome: "unknown_order" };
    const now = await this.#names.find(clientOrderId);
    const status = now === null ? null : statusOf(now);
    // Not cancelable and not ended: a cancellation or a replacement is under way.
    return status !== null && isTerminal(status)
      ? { outcome: "too_late", status }
      : { outcome: "requested" };
  }

  /**
   * What nothing was filled of is replaced by Alpaca itself. After a partial fill Alpaca would place the
   * whole quantity again, so what is left is cancelled first, and sent under the new id once the
   * cancellation is certain: what was filled meanwhile is taken off the rest.
   */
  async replaceOrder(clientOrderId: string, changes: OrderChanges): Promise<ReplaceResult> {
    const order = await this.#names.find(clientOrderId);
    if (order === null) return { outcome: "unknown_order" };
    if (await this.#names.find(changes.clientOrderId) !== null) return { outcome: "duplicate" };
    const status = statusOf(order);
    if (isTerminal(status)) return { outcome: "too_late", status };
    if (decimal(order.filled_qty).gt(0)) return await this.#replaceRest(clientOrderId, changes);
    const answer = await this.#rest.command(
      `the replacement of order ${clientOrderId}`,
      (init) =>
        this.#rest.orders.patchOrderByOrderIdRaw({
          orderId: order.id,
          patchOrderRequest: patchRequest(order, changes),
        }, init),
    );
    if (!answer.ok) {
      const now = await this.#names.find(clientOrderId);
      const ended = now === null ? null : statusOf(now);
      return ended !== null && isTerminal(ended)
        ? { outcome: "too_late", status: ended }
        : refusal(answer);
    }
    const made = readOrder(answer.json);
    this.#names.learn(made);
    return { outcome: "accepted", orderId: made.id };
  }

  async #replaceRest(clientOrderId: string, changes: OrderChanges): Promise<ReplaceResult> {
    const before = await this.#names.find(clientOrderId);
    if (before === null) return { outcome: "unknown_order" };
    if (before.order_class && before.order_class !== "simple") {
      const reason = `${clientOrderId} has exits that follow its fills: cancel what is left of it`;
      return { outcome: "rejected", code: "invalid_order", reason };
    }
    const total = decimal(changes.quantity ?? before.qty ?? 0);
    if (total.lte(before.filled_qty)) {
      const reason = `the new total must be above the ${before.filled_qty} filled, found ${total}`;
      return { outcome: "rejected", code: "invalid_order", reason };
    }
    await this.#delete(clientOrderId, before.id);
    for (let look = 0; look < CANCEL_LOOKS.max; look++) {
      const after = await this.#names.find(clientOrderId);
      const status = after === null ? "accepted" : statusOf(after);
      if (after !== null && isTerminal(status)) {
        const left = quantity(total.minus(after.filled_qty));
        if (decimal(left).lte(0)) return { outcome: "too_late", status };
        return await this.#post(changes.clientOrderId, restRequest(after, changes, left));
      }
      await this.#options.clock.sleep(CANCEL_LOOKS.everyMs);
    }
    throw new BrokerUnavailable(
      `Order ${clientOrderId} is being cancelled and has not ended yet; its rest is not sent.`,
    );
  }

  async getOrder(clientOrderId: string): Promise<BrokerOrder | null> {
    const order = await this.#names.find(clientOrderId);
    return order === null ? null : shown(order, clientOrderId);
  }

  async listOpenOrders(): Promise<readonly BrokerOrder[]> {
    const open = await this.#names.listOpen();
    return open.map(({ order, name }) => shown(order, name));
  }

  async getAccount(): Promise<BrokerAccount> {
    const what = "the account";
    return readAccount(await this.#asked(what, (init) => this.#rest.accounts.getAccountRaw(init)));
  }

  async getPositions(): Promise<readonly BrokerPosition[]> {
    const what = "the positions";
    return readPositions(
      await this.#asked(what, (init) => this.#rest.positions.getAllOpenPositionsRaw(init)),
    );
  }

  async reportsSince(known: KnownOrder): Promise<readonly ExecutionReport[] | null> {
    const order = await this.#names.find(known.clientOrderId);
    if (order === null) return null;
    const hasNewFills = decimal(order.filled_qty).gt(known.filledQuantity);
    const fills = hasNewFills ? await this.#fillsOf(order) : [];
    return reportsBetween(known, order, fills, this.#options.clock.now());
  }

  /** The executions of an order; the activities list those of the whole account since it was sent. */
  async #fillsOf(order: AlpacaOrder): Promise<AlpacaFill[]> {
    const fills: AlpacaFill[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < FILL_PAGES_MAX; page++) {
      const found = readFills(
        await this.#asked(
          `the fills of order ${order.client_order_id}`,
          (init) =>
            this.#rest.activities.getAccountActivitiesByActivityTypeRaw({
              activityType: "FILL",
              after: new Date((order.submitted_at ?? order.created_at) - 1_000),
              direction: "asc",
              pageSize: FILLS_PAGE,
              ...pageToken === undefined ? {} : { pageToken },
            }, init),
        ),
      );
      fills.push(...found.filter(({ order_id }) => order_id === order.id));
      const isComplete = fills.some(({ cum_qty }) => decimal(cum_qty).gte(order.filled_qty));
      if (isComplete || found.length < FILLS_PAGE) break;
      pageToken = found.at(-1)!.id;
    }
    return fills;
  }

  async movementsSince({ trades, others }: MovementsSince): Promise<readonly CashMovement[]> {
    const found: CashMovement[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < FILL_PAGES_MAX; page++) {
      const { movements, count, last } = readActivities(
        await this.#asked(
          "the movements of cash",
          (init) =>
            this.#rest.activities.getAccountActivitiesRaw({
              category: "non_trade_activity",
              after: new Date(others),
              direction: "asc",
              pageSize: FILLS_PAGE,
              ...pageToken === undefined ? {} : { pageToken },
            }, init),
        ),
      );
      found.push(...movements);
      if (count < FILLS_PAGE || last === undefined) break;
      pageToken = last;
    }
    for (const trade of await this.#tradesSince(trades)) {
      const order = await this.#names.nameOfId(trade.order_id);
      found.push(movementOf(trade, order ?? trade.order_id));
    }
    return found.sort((a, b) => a.at - b.at);
  }

  async #tradesSince(after: Millis): Promise<AlpacaTrade[]> {
    const trades: AlpacaTrade[] = [];
    let pageToken: string | undefined;
    for (let page = 0; page < FILL_PAGES_MAX; page++) {
      const found = readTrades(
        await this.#asked(
          "the trades",
          (init) =>
            this.#rest.activities.getAccountActivitiesByActivityTypeRaw({
              activityType: "FILL",
              after: new Date(after),
              direction: "asc",
              pageSize: FILLS_PAGE,
              ...pageToken === undefined ? {} : { pageToken },
            }, init),
        ),
      );
      trades.push(...found);
      if (found.length < FILLS_PAGE) break;
      pageToken = found.at(-1)!.id;
    }
    return trades;
  }

  async follow(listener: Listener, signal: AbortSignal): Promise<void> {
    const { clock, random, credentials, streamUrl } = this.#options;
    const backoff = new Backoff(random);
    while (!signal.aborted) {
      let telling: Promise<void> = Promise.resolve();
      const broken = new AbortController();
      const tell = (what: () => Promise<void>) => {
        telling = telling.then(async () => {
          if (!broken.signal.aborted) await what();
        }).catch((error) => broken.abort(error));
      };
      const end = await runUpdates({
        url: streamUrl,
        credentials,
        clock,
        openSocket: this.#options.openSocket ?? ((url) => new WebSocket(url)),
        onListening: () => tell(() => listener.connected()),
        onUpdate: (update) =>
          tell(async () => {
            const order = readOrder(update.order);
            const name = await this.#names.nameOf(order);
            const report = reportOfUpdate(update, order, name, clock.now());
            if (report !== null) await listener.reported(report);
          }),
      }, AbortSignal.any([signal, broken.signal]));
      await telling;
      if (signal.aborted) return;
      const trouble: unknown = broken.signal.reason;
      if (broken.signal.aborted && !(trouble instanceof BrokerUnavailable)) throw trouble;
      const unread = {
        permanent: false,
        busy: false,
        workedMs: 0,
        why: "an update was not readable",
      };
      const ending = end ?? unread;
      const waitMs = backoff.after(ending);
      await listener.disconnected(ending.why, waitMs);
      await clock.sleep(waitMs, signal).catch(() => {});
    }
  }

  async #asked(what: string, call: Parameters<TradingRest["question"]>[1]): Promise<unknown> {
    const answer = await this.#rest.question(what, call);
    if (answer.ok) return answer.json;
    throw new BrokerUnavailable(
      `Alpaca does not give ${what}: ${answer.status}, ${answer.message}.`,
    );
  }
}

function refusal({ status, message }: TradingAnswer & { readonly ok: false }): SubmitResult {
  if (isDuplicate(status, message)) return { outcome: "duplicate" };
  const reason = `Alpaca says ${status}: ${message}`.slice(0, 500);
  return { outcome: "rejected", code: rejectionOf(status, message), reason };
}

function shown(order: AlpacaOrder, clientOrderId: string): BrokerOrder {
  return {
    orderId: order.id,
    clientOrderId,
    ticker: order.symbol,
    side: order.side,
    status: statusOf(order),
    quantity: quantity(order.qty ?? 0),
    filledQuantity: quantity(order.filled_qty),
  };
}
