import type { Context } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Order } from "../domain/order.ts";
import type { accounts, trades } from "../domain/streams.ts";
import { asked } from "./asking.ts";
import type { Broker, Reporting } from "./brokers/broker.ts";
import type { SimulatedBroker } from "./brokers/simulated.ts";
import { type CashLedger, movementsSince } from "./cash.ts";
import type { Desk } from "./controls/desk.ts";
import type { Looking } from "./controls/hands.ts";
import { type Cancelled, tryToCancel } from "./controls/shell.ts";
import { inspect, type Inspection } from "./live.ts";
import { approvedEarlier } from "./risk/risk.ts";
import { askBroker, type BrokerSays, type SnapshotDue } from "./snapshots.ts";
import { type Submitted, submitUntilKnown } from "./submitting.ts";

/** Everything that the executor knows while it runs. */
export interface State extends Desk {
  /** The exchange that our bars move; null: the market moves by itself. */
  readonly simulated: SimulatedBroker | null;
  /** The broker whose market moves by itself; null: there is none. */
  readonly live: (Broker & Reporting) | null;
  /** Book and broker agree; until then nothing is traded. */
  clean: boolean;
  /** Tickers in which somebody else holds shares. */
  foreign: ReadonlySet<string>;
  /** The money is known: it was kept by us, or told by the broker. */
  funded: boolean;
  /** What is known of money that moved without our orders; null: nothing yet. */
  cash: CashLedger | null;
  /** System time, where it counts beside market time. */
  readonly systemNow: (() => Millis) | null;
  /** Market time of the last account snapshot; null: there was none. */
  snapshotAt: Millis | null;
}

/** What is done outside: at the broker, once the wish for it is committed. */
export const effects = {
  submit: (state: State, request: { readonly order: Order }): Promise<Submitted> => {
    const order = approvedEarlier(request.order);
    if (state.live !== null) return submitUntilKnown(state.live, order, state.clock);
    return asked(() => state.simulated!.submitOrder(order));
  },
  inspect: (state: State, { orders, suspects = [] }: Looking): Promise<Inspection> => {
    const since = movementsSince(state.cash, state.clock.now());
    return inspect(state.live ?? state.simulated!, orders, since, suspects);
  },
  cancel: (
    state: State,
    request: { readonly orderId: string; readonly at: Millis },
  ): Promise<Cancelled> => tryToCancel(state.live ?? state.simulated!, request),
  account: (
    state: State,
    _due: SnapshotDue,
  ): Promise<BrokerSays> => askBroker(state.live ?? state.simulated!),
};

/** What a handler of the executor may do. */
export type Ctx = Context<typeof trades | typeof accounts, typeof effects>;
