import { z } from "zod";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { derivedId } from "../../runtime/clock/ids.ts";
import { differences } from "../../db/tables/reconciliation.ts";
import type { Inlet, RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { InletClosed } from "../../runtime/delivery/inlet.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import { isoTime } from "../domain/iso_time.ts";
import { executionReportSchema } from "../domain/order.ts";
import {
  type Broker,
  type BrokerAccount,
  type BrokerOrder,
  BrokerUnavailable,
  type CashMovement,
  type KnownOrder,
  type MovementsSince,
  type Reporting,
} from "./brokers/broker.ts";
import type { BrokerFacts, Difference } from "./reconcile.ts";

/** What a broker whose market moves by itself pushes into the executor. */
export const liveMessages = {
  /** The book is to be compared with the broker. */
  reconcile: z.strictObject({ why: z.string().max(500) }),
  report: executionReportSchema,
  /** Something is being emptied: it may be time to look again. */
  clearing: z.null(),
};

/** How often book and broker are compared, in ms of system time: while they agree, and until then. */
export const RECONCILE_MS = { clean: 60_000, unclean: 5_000 } as const;

/** How often an account that moves while it is looked at is looked at again. */
const LOOKS_MAX = 3;

/** What came of looking at the broker. */
export type Inspection =
  | {
    readonly known: true;
    readonly facts: BrokerFacts;
    readonly account: BrokerAccount;
    /** Movements of cash, as they were asked for; none of a broker that has none. */
    readonly movements: readonly CashMovement[];
    /** Those that were looked for besides and are there. */
    readonly found: readonly BrokerOrder[];
  }
  | { readonly known: false; readonly why: string };

/**
 * Gathers what the broker says, while nothing of ours is under way. Positions are read before and after
 * the orders: where they moved meanwhile, everything is read again. What moved cash is read before cash:
 * what is not on the list yet is explained by the next look.
 */
export async function inspect(
  broker: Broker & Pick<Reporting, "reportsSince"> & Partial<Pick<Reporting, "movementsSince">>,
  orders: readonly KnownOrder[],
  since: MovementsSince,
  suspects: readonly string[] = [],
): Promise<Inspection> {
  try {
    for (let look = 1;; look++) {
      const before = await broker.getPositions();
      const told = [];
      for (const known of orders) {
        told.push({ known, reports: await broker.reportsSince(known) });
      }
      const found = [];
      for (const id of suspects) {
        const order = await broker.getOrder(id);
        if (order !== null) found.push(order);
      }
      const open = await broker.listOpenOrders();
      const movements = await broker.movementsSince?.(since) ?? [];
      const account = await broker.getAccount();
      const positions = await broker.getPositions();
      const isStill = JSON.stringify(before) === JSON.stringify(positions);
      if (!isStill && look < LOOKS_MAX) continue;
      const blocked = account.blocked ?? null;
      const facts = { orders: told, open, positions, blocked };
      return { known: true, facts, account, movements, found };
    }
  } catch (error) {
    if (error instanceof BrokerUnavailable) return { known: false, why: error.message };
    throw error;
  }
}

/** Brings what the broker tells into the actor, and asks for comparisons, until the signal aborts. */
export async function followLive(
  broker: Reporting,
  inlet: Inlet<typeof liveMessages>,
  around: { readonly clock: SystemClock; readonly log: Logger; readonly signal: AbortSignal },
  isClean: () => boolean,
): Promise<void> {
  const { clock, log, signal } = around;
  const periodic = async () => {
    while (!signal.aborted) {
      await inlet.push("reconcile", { why: "it is time" });
      await clock.sleep(isClean() ? RECONCILE_MS.clean : RECONCILE_MS.unclean, signal);
    }
  };
  const stream = broker.follow({
    connected: () => inlet.push("reconcile", { why: "the broker's updates are connected" }),
    reported: (report) => inlet.push("report", report),
    disconnected(why, waitMs) {
      log.warn(`${why}; trying again in ${waitMs} ms`);
      return Promise.resolve();
    },
  }, signal);
  try {
    await Promise.all([periodic(), stream]);
  } catch (error) {
    if (!signal.aborted && !(error instanceof InletClosed)) throw error;
  }
}

/** Records differences; the same one is recorded once a day. */
export function writeDifferences(
  ctx: RowWriter & { readonly log: Logger },
  account: string,
  found: readonly Difference[],
  at: Millis,
): void {
  const day = isoTime(at).slice(0, 10);
  for (const each of found) {
    const about = each.order_id ?? each.ticker;
    const key = [each.kind, about, each.expected, each.found, each.action, day];
    ctx.write(differences, {
      difference_id: derivedId("difference", account, ...key),
      account,
      at: isoTime(at),
      ...each,
    });
    const text = `${each.kind} of ${about}: the book says ${each.expected}, the broker ` +
      `${each.found}; ${each.action}`;
    if (each.action === "trading_paused") ctx.log.error(text);
    else ctx.log.warn(text);
  }
}
