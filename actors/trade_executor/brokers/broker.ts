import type { Millis } from "../../../runtime/clock/clock.ts";
import type { CashMovementKind } from "../../domain/account.ts";
import type { Bar, Split } from "../../domain/market.ts";
import type { Price, Quantity, Usd } from "../../domain/money.ts";
import type { ExecutionReport, Order, OrderStatus, OrderType, Trail } from "../../domain/order.ts";
import type { Side } from "../../domain/signal.ts";
import type { RiskApproved } from "../risk/risk.ts";

/**
 * Where orders are executed. Every answer is a fact of the broker's; whatever leaves the outcome
 * unknown (a timeout, a lost response, a fault on its side) is thrown as {@link BrokerUnavailable}
 * and never reported as a failure. One contract suite holds for all brokers.
 */
export interface Broker {
  /** What it can do. */
  readonly capabilities: BrokerCapabilities;
  /** Sends an order. After an unknown outcome the same order is sent again, under the same id. */
  submitOrder(order: RiskApproved<Order>): Promise<SubmitResult>;
  /** Asks for the end of an order. What came of it is told by its execution reports. */
  cancelOrder(clientOrderId: string, at: Millis): Promise<CancelResult>;
  /**
   * Puts an order with other terms in the place of one that works. The broker whose `capabilities`
   * have no `replace` refuses.
   */
  replaceOrder(clientOrderId: string, changes: OrderChanges): Promise<ReplaceResult>;
  /** The order as the broker sees it; null where it knows none (which proves nothing yet). */
  getOrder(clientOrderId: string): Promise<BrokerOrder | null>;
  /** Orders that are not terminal, oldest first. */
  listOpenOrders(): Promise<readonly BrokerOrder[]>;
  getAccount(): Promise<BrokerAccount>;
  /** What is held, in order of ticker; nothing that is flat. */
  getPositions(): Promise<readonly BrokerPosition[]>;
}

/** What a broker can do; orders that it cannot hold must not be sent to it. */
export interface BrokerCapabilities {
  readonly orderTypes: ReadonlySet<OrderType>;
  /** Entries that carry their exits. */
  readonly brackets: boolean;
  /** Pairs of exits of which one cancels the other. */
  readonly pairs: boolean;
  readonly extendedHours: boolean;
  readonly replace: boolean;
}

/** Other terms for an order; what is absent stays as it is. */
export interface OrderChanges {
  /** Id of the order that takes the place: new, never used before. */
  readonly clientOrderId: string;
  /** Market time of the decision. */
  readonly decidedAt: Millis;
  /** The total wanted, what is filled already included. */
  readonly quantity?: Quantity;
  readonly limitPrice?: Price;
  readonly stopPrice?: Price;
  readonly trail?: Trail;
}

/** What a broker says to a replacement. On anything but `accepted` the old order works on. */
export type ReplaceResult = SubmitResult | Exclude<CancelResult, { readonly outcome: "requested" }>;

/** What a broker says to an order. */
export type SubmitResult =
  | { readonly outcome: "accepted"; readonly orderId: string }
  | { readonly outcome: "rejected"; readonly code: RejectionCode; readonly reason: string }
  /** "Client order id must be unique": an earlier attempt was accepted. */
  | { readonly outcome: "duplicate" };

/** Why a broker refuses an order. */
export type RejectionCode =
  | "buying_power"
  | "insufficient_quantity"
  | "short_not_allowed"
  /** An order of the other side works in the ticker. */
  | "opposite_order"
  | "invalid_order"
  /** Beyond the broker's `capabilities`. */
  | "unsupported"
  | "account_blocked"
  | "other";

/** What a broker says to a request to cancel. */
export type CancelResult =
  | { readonly outcome: "requested" }
  /** It had already come to its end. */
  | { readonly outcome: "too_late"; readonly status: OrderStatus }
  | { readonly outcome: "unknown_order" };

/** An order at the broker. */
export interface BrokerOrder {
  readonly orderId: string;
  readonly clientOrderId: string;
  readonly ticker: string;
  readonly side: Side;
  readonly status: OrderStatus;
  readonly quantity: Quantity;
  readonly filledQuantity: Quantity;
}

/** The account, in US dollars. */
export interface BrokerAccount {
  readonly accountId: string;
  readonly cash: Usd;
  /** Money for new positions. */
  readonly buyingPower: Usd;
  /** Cash and what is held, at last prices. */
  readonly equity: Usd;
  /** Why the broker takes no orders; null or absent: it does. */
  readonly blocked?: string | null;
}

/** A position at the broker. */
export interface BrokerPosition {
  readonly ticker: string;
  /** Negative: short. */
  readonly quantity: Quantity;
  /** What the shares cost, without fees; negative for a short. */
  readonly cost: Usd;
}

/** What is known of an order: where the broker's reports of it go on. */
export interface KnownOrder {
  readonly clientOrderId: string;
  readonly status: OrderStatus;
  readonly filledQuantity: Quantity;
  /** Value of those fills, without fees. */
  readonly filledValue: Usd;
}

/** Money of the account that moved, and not by an order of ours. */
export interface CashMovement {
  /** The broker's, the same whenever it is told. */
  readonly id: string;
  /** When it was posted; of a trade, when it was executed. */
  readonly at: Millis;
  readonly kind: CashMovementKind;
  /** Positive: the account has more. */
  readonly amount: Usd;
  /** What the broker says of it, for people. */
  readonly about: string;
  /** Of a dividend or a trade; null: it is about no ticker. */
  readonly ticker: string | null;
  /** Our name of the order that it executes; null: it is no trade. */
  readonly order: string | null;
}

/** From when on movements are asked for: trades are told at once, all others may be posted late. */
export interface MovementsSince {
  readonly trades: Millis;
  readonly others: Millis;
}

/** Who hears what a broker tells by itself. The next thing is told once a promise has resolved. */
export interface Listener {
  /** The connection stands: what happened without it has to be asked for. */
  connected(): Promise<void>;
  /** Something happened to an order of the account; things may be missing, repeated and out of order. */
  reported(report: ExecutionReport): Promise<void>;
  /** The connection is gone; it is tried again after `waitMs`. */
  disconnected(why: string, waitMs: number): Promise<void>;
}

/** What a broker does besides whose market moves by itself. */
export interface Reporting {
  /**
   * What became of an order since it was known so, oldest first; the same execution always has the
   * same id. Null: the broker knows no such order, which proves nothing about one on its way.
   */
  reportsSince(known: KnownOrder): Promise<readonly ExecutionReport[] | null>;
  /** How cash moved, in order of time; trades are all of the account's, ours among them. */
  movementsSince(since: MovementsSince): Promise<readonly CashMovement[]>;
  /** Tells what happens, over as many connections as it takes, until the signal aborts. */
  follow(listener: Listener, signal: AbortSignal): Promise<void>;
}

/** The outcome is unknown: the request may or may not have had its effect. Ask, then send again. */
export class BrokerUnavailable extends Error {
  override readonly name = "BrokerUnavailable";
}

/**
 * What a simulated broker can do besides: let its market move. A bar or a split that is told again
 * changes nothing, and a bar gives the same reports again.
 */
export interface MarketSimulating {
  /** Lets a bar happen: fills and expires what works in its ticker. */
  advance(bar: Bar): Promise<readonly ExecutionReport[]>;
  /** Brings positions and working orders of the ticker to the new unit. */
  applySplit(split: Split): Promise<void>;
}
