import { legIdOf } from "../../../domain/order.ts";
import { isTerminal } from "../../lifecycle.ts";
import { BrokerUnavailable } from "../broker.ts";
import { type AlpacaOrder, legOf, readOrder, readOrders, statusOf } from "./mapper.ts";
import type { TradingRest } from "./rest.ts";

/** Orders whose names are kept; older ones are asked for again. */
const NAMES_MAX = 10_000;
/** Orders a page, the most that Alpaca gives. */
const PAGE = 500;
/** Pages of open orders; an account with more of them cannot be watched. */
const PAGES_MAX = 20;

/** An order under the name that we know it by. */
export interface NamedOrder {
  readonly order: AlpacaOrder;
  readonly name: string;
}

/**
 * Finds orders by our names. Alpaca gives exits a client id of its own making, so an exit is named
 * after its entry ({@link legIdOf}), and found through it.
 */
export class OrderNames {
  /** Names by Alpaca's order id, and of exits the other way round. */
  readonly #names = new Map<string, string>();
  readonly #ids = new Map<string, string>();

  constructor(private readonly rest: TradingRest) {}

  /** Remembers the exits that an order came with. */
  learn(order: AlpacaOrder): void {
    const isExit = isGrouped(order) && !order.legs?.length;
    if (!isExit && !this.#names.has(order.id)) this.#names.set(order.id, order.client_order_id);
    for (const leg of order.legs ?? []) {
      const name = legIdOf(order.client_order_id, legOf(leg));
      this.#names.set(leg.id, name);
      this.#ids.set(name, leg.id);
    }
    for (const [id, name] of this.#names) {
      if (this.#names.size <= NAMES_MAX) break;
      this.#names.delete(id);
      this.#ids.delete(name);
    }
  }

  /** The order of a name; null: Alpaca knows none. */
  async find(name: string): Promise<AlpacaOrder | null> {
    const legId = this.#ids.get(name);
    if (legId !== undefined) return await this.#byId(legId);
    const found = await this.#byClientId(name);
    const parentName = name.replace(/-(tp|sl)$/, "");
    if (found !== null || parentName === name) return found;
    const parent = await this.#byClientId(parentName);
    if (parent === null) return null;
    const whole = await this.#byId(parent.id);
    if (whole !== null) this.learn(whole);
    const id = this.#ids.get(name);
    return id === undefined ? null : await this.#byId(id);
  }

  /** The name of the order of an id of Alpaca's; null: it knows none. */
  async nameOfId(orderId: string): Promise<string | null> {
    const known = this.#names.get(orderId);
    if (known !== undefined) return known;
    const order = await this.#byId(orderId);
    return order === null ? null : await this.nameOf(order);
  }

  /** The name of an order that Alpaca tells of. */
  async nameOf(order: AlpacaOrder): Promise<string> {
    const known = this.#names.get(order.id);
    if (known !== undefined) return known;
    if (!isGrouped(order)) return order.client_order_id;
    const sentAt = order.submitted_at ?? order.created_at;
    const near = { after: sentAt - 1_000, until: sentAt + 1_000 };
    for (const each of await this.#list({ status: "all", nested: true, ...near })) this.learn(each);
    return this.#names.get(order.id) ?? order.client_order_id;
  }

  /**
   * Every order that has not ended, oldest first. Alpaca's list of open orders leaves out exits that
   * are `held`, so those are looked up among all orders since the oldest open one that has exits.
   */
  async listOpen(): Promise<NamedOrder[]> {
    const open = new Map<string, AlpacaOrder>();
    const listed = await this.#list({ status: "open" });
    for (const order of listed) open.set(order.id, order);
    const grouped = listed.filter(isGrouped).map((each) => each.submitted_at ?? each.created_at);
    if (grouped.length > 0) {
      const after = Math.min(...grouped) - 1_000;
      for (const parent of await this.#list({ status: "all", nested: true, after })) {
        this.learn(parent);
        // Exits of an entry that has filled nothing yet do not work.
        if (statusOf(parent) === "accepted" && parent.order_class !== "oco") continue;
        for (const leg of parent.legs ?? []) open.set(leg.id, leg);
      }
    }
    const alive = [...open.values()].filter((order) => !isTerminal(statusOf(order)));
    return alive.sort((a, b) => a.created_at - b.created_at)
      .map((order) => ({ order, name: this.#names.get(order.id) ?? order.client_order_id }));
  }

  async #list(query: {
    readonly status: "open" | "all";
    readonly nested?: boolean;
    readonly after?: number;
    readonly until?: number;
  }): Promise<AlpacaOrder[]> {
    const orders: AlpacaOrder[] = [];
    const { status, nested = false, after, until } = query;
    const time = (at: number | undefined) =>
      at === undefined ? undefined : new Date(at).toISOString();
    let beforeOrderId: string | undefined;
    for (let page = 0; page < PAGES_MAX; page++) {
      // Alpaca takes a span of time or a place in the list, not both: the span is cut here.
      const span = beforeOrderId === undefined
        ? { after: time(after), until: time(until) }
        : { beforeOrderId };
      const answer = await this.rest.question(
        "the orders",
        (init) =>
          this.rest.orders.getAllOrdersRaw({
            status,
            nested,
            limit: PAGE,
            direction: "desc",
            ...Object.fromEntries(Object.entries(span).filter(([, value]) => value !== undefined)),
          }, init),
      );
      if (!answer.ok) {
        throw new BrokerUnavailable(
          `Alpaca does not give the orders: ${answer.status}, ${answer.message}.`,
        );
      }
      const found = readOrders(answer.json);
      const sent = (order: AlpacaOrder) => order.submitted_at ?? order.created_at;
      orders.push(...found.filter((order) => after === undefined || sent(order) > after));
      const last = found.at(-1);
      const isOver = last === undefined || (after !== undefined && sent(last) <= after);
      if (found.length < PAGE || isOver) return orders;
      beforeOrderId = last.id;
    }
    throw new BrokerUnavailable(
      `The account has more than ${
        PAGES_MAX * PAGE
      } orders to look through. Cancel what is not needed.`,
    );
  }

  async #byClientId(clientOrderId: string): Promise<AlpacaOrder | null> {
    return this.#one(
      clientOrderId,
      await this.rest.question(
        `order ${clientOrderId}`,
        (init) => this.rest.orders.getOrderByClientOrderIdRaw({ clientOrderId }, init),
      ),
    );
  }

  async #byId(orderId: string): Promise<AlpacaOrder | null> {
    return this.#one(
      orderId,
      await this.rest.question(
        `order ${orderId}`,
        (init) => this.rest.orders.getOrderByOrderIDRaw({ orderId, nested: true }, init),
      ),
    );
  }

  #one(
    name: string,
    answer: Awaited<ReturnType<TradingRest["question"]>>,
  ): AlpacaOrder | null {
    if (answer.ok) {
      const order = readOrder(answer.json);
      this.learn(order);
      return order;
    }
    if (answer.status === 404) return null;
    throw new BrokerUnavailable(
      `Alpaca does not say what became of order ${name}: ${answer.status}, ${answer.message}.`,
    );
  }
}

function isGrouped({ order_class }: AlpacaOrder): boolean {
  return order_class === "bracket" || order_class === "oco" || order_class === "oto";
}
