import type { Context, MessageMeta } from "../../../runtime/actor.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { derivedId } from "../../../runtime/clock/ids.ts";
import type { Order } from "../../domain/order.ts";
import type { trades } from "../../domain/streams.ts";
import type { Inspection } from "../live.ts";
import { type Look, lookFrom } from "../reconcile.ts";
import { writeOrder, writeOrderState } from "../records.ts";
import { onForgotten, onReport, onSubmitResult } from "../reports.ts";
import { keep, type Keeper, take } from "../taking.ts";
import { suspectsOf } from "./adopting.ts";
import type { Desk, Hands } from "./desk.ts";
import { openClearings } from "./state.ts";

/** What the broker is asked about besides: orders that may be ours, by their ids. */
export interface Looking extends Look {
  readonly suspects?: readonly string[];
}

/** The outside effects that the controls ask for. */
type Outside = {
  readonly submit: (state: never, request: { readonly order: Order }) => Promise<unknown>;
  readonly inspect: (state: never, request: Looking) => Promise<unknown>;
  readonly cancel: (
    state: never,
    request: { readonly orderId: string; readonly at: Millis },
  ) => Promise<unknown>;
};

type Asks = (request: Looking, cause: MessageMeta) => void;

type Ctx = Pick<
  Context<typeof trades, Outside>,
  "log" | "perform" | "publish" | "remember" | "write"
>;

/** What the controls may have done, by way of a message's context. */
export function handsOf(state: Keeper, ctx: Ctx, at: Millis): Hands {
  return {
    log: ctx.log,
    write: (table, row) => ctx.write(table, row),
    remember: (key, value) => ctx.remember(key, value),
    look: (suspects) => ctx.perform("inspect", { ...lookFrom(state.book), suspects }),
    cancel: (orderId) => ctx.perform("cancel", { orderId, at }),
    submit: (order) => ctx.perform("submit", { order }),
    intend(change, intent) {
      keep(state, change, ctx);
      writeOrder(ctx, state.account, intent, true, at);
      const first = { reportId: null, reason: null };
      writeOrderState(ctx, intent, { at, knownAt: state.clock.now() }, first);
    },
    forget(orderId) {
      take(state, onForgotten(state.book, orderId), ctx, at, "it never arrived at the broker");
    },
  };
}

/** The simulated exchange is asked about orders only where something is emptied. */
export function bookEndings(state: Keeper, seen: Inspection, ctx: Ctx, at: Millis): void {
  if (!seen.known) return;
  for (const { known, reports } of seen.facts.orders) {
    if (reports === null) continue;
    const accepted = { outcome: "duplicate" } as const;
    take(state, onSubmitResult(state.book, known.clientOrderId, accepted), ctx, at, null);
    for (const report of reports) {
      take(state, onReport(state.book, report), ctx, at, report.reason);
    }
  }
}

/** What a start asks for where something is still being emptied; null: nothing is. */
export function lookAgain(desk: Desk): Parameters<Asks> | null {
  if (openClearings(desk.controls).length === 0) return null;
  desk.looking = true;
  const id = derivedId("look again", desk.account, desk.clock.now());
  const cause = { id, at: desk.marketAt, key: "", correlationId: id, traceparent: null };
  return [{ ...lookFrom(desk.book), suspects: suspectsOf(desk) }, cause];
}
