import { z } from "zod";
import type { Millis } from "../../runtime/clock/clock.ts";
import { isFlat } from "../domain/holding.ts";
import { type Bar, timeframeSchema } from "../domain/market.ts";
import { exitsSchema, type Signal, signalSchema } from "../domain/signal.ts";
import type { TickerBook } from "./book.ts";

/**
 * The exits that a position was entered with. They are looked at with every bar of the ticker: where one
 * is reached, the position is closed by a market order, which works from the next bar on. The same rules
 * hold in every run, so that a backtest leaves where live would.
 */

/** What a position of ours is left by, and how far it has come. Plain JSON; part of the book. */
export const heldExitsSchema = z.strictObject({
  /** The signal that it was entered on. */
  signalId: z.string().min(1).max(64),
  timeframe: timeframeSchema,
  /** Absent: it is left by signals alone. */
  exits: z.exactOptional(exitsSchema),
  /** The number of the last order for that signal. */
  attempt: z.int().positive(),
  /** Bars since the one in which it was entered. */
  bars: z.int().nonnegative(),
  /** Best price since then; null: none yet. */
  best: z.number().positive().nullable(),
});
export type HeldExits = z.output<typeof heldExitsSchema>;

/** Which exit was reached. */
export type ExitReason = "stop_loss" | "trailing_stop" | "take_profit" | "time";

/** What a position will be left by that the signal opens with its order of that number. */
export function exitsFrom(signal: Signal, attempt: number): HeldExits {
  const { signalId, timeframe, exits } = signal;
  return {
    signalId,
    timeframe,
    ...exits === undefined ? {} : { exits },
    attempt,
    bars: 0,
    best: null,
  };
}

/** The exits after a bar that the position has lived through from its first moment on. */
export function exitsAfter(part: TickerBook, bar: Bar): HeldExits | undefined {
  const { exits, holding, openedAt } = part;
  if (exits === undefined || isFlat(holding) || openedAt === null) return exits;
  if (bar.startsAt < openedAt || bar.timeframe !== exits.timeframe) return exits;
  const isLong = !holding.quantity.startsWith("-");
  const reached = isLong ? bar.high : bar.low;
  const before = exits.best ?? reached;
  const best = isLong ? Math.max(before, reached) : Math.min(before, reached);
  return { ...exits, bars: exits.bars + 1, best };
}

/**
 * Which of its exits a bar has brought a position to; null: none. Stops come first, for what happened
 * within a bar is assumed to the trader's disadvantage. A trailing stop follows the best price of the
 * bars before, and this bar's own best from its close on.
 * @param part as it was before the bar
 */
export function exitReached(part: TickerBook, bar: Bar): ExitReason | null {
  const { holding, openedAt } = part;
  const held = exitsAfter(part, bar);
  if (held?.exits === undefined || isFlat(holding) || openedAt === null) return null;
  // Exits work from the bar after the entry's.
  if (bar.startsAt < openedAt) return null;
  const { stopLoss, takeProfit, trailingStop, maxBars } = held.exits;
  const direction = holding.quantity.startsWith("-") ? -1 : 1;
  const entry = Number(holding.cost) / Number(holding.quantity);
  const [adverse, favourable] = direction > 0 ? [bar.low, bar.high] : [bar.high, bar.low];
  /** How far a price is on the good side of another, as a share of that. */
  const gain = (at: number, from: number) => direction * (at - from) / from;
  if (stopLoss !== undefined && gain(adverse, entry) <= -stopLoss) return "stop_loss";
  if (trailingStop !== undefined) {
    const before = best(direction, part.exits?.best ?? entry, entry);
    if (gain(adverse, before) <= -trailingStop) return "trailing_stop";
    if (gain(bar.close, best(direction, held.best ?? entry, entry)) <= -trailingStop) {
      return "trailing_stop";
    }
  }
  if (takeProfit !== undefined && gain(favourable, entry) >= takeProfit) return "take_profit";
  return maxBars !== undefined && held.bars >= maxBars ? "time" : null;
}

function best(direction: number, a: number, b: number): number {
  return direction > 0 ? Math.max(a, b) : Math.min(a, b);
}

/** The exits in the new unit after a split. */
export function splitExits(exits: HeldExits, ratio: number): HeldExits {
  return { ...exits, best: exits.best === null ? null : exits.best / ratio };
}

/** A signal whose entry waits for the close of the other side: a flip is two orders. */
export const flipSchema = z.strictObject({
  /** Without its votes: they have been told. */
  signal: signalSchema,
  /** Number of the order that closes. */
  attempt: z.int().positive(),
});
export type Flip = z.output<typeof flipSchema>;

/** Whether a flip's entry may still be decided. */
export function isFresh({ signal }: Flip, at: Millis): boolean {
  return at <= signal.expiresAt;
}
