import type { Millis } from "../../../runtime/clock/clock.ts";
import { z } from "zod";
import {
  type BarCorrection,
  barCorrectionSchema,
  type TradingStatus,
  tradingStatusSchema,
} from "../../domain/live_market.ts";
import {
  type Bar,
  barSchema,
  millisSchema,
  type Split,
  splitSchema,
  tickerSchema,
} from "../../domain/market.ts";

/**
 * One fact of a live feed; `at` is when it became knowable. Of one ticker, bars come in order of
 * time and each once; what comes out of order or again is a correction, knowable when we learned it.
 */
export type LiveItem =
  | { readonly type: "bar"; readonly at: Millis; readonly key: string; readonly payload: Bar }
  /** Before the ticker's first bar in the new unit. */
  | { readonly type: "split"; readonly at: Millis; readonly key: string; readonly payload: Split }
  | {
    readonly type: "correction";
    readonly at: Millis;
    readonly key: string;
    readonly payload: BarCorrection;
  }
  | {
    readonly type: "status";
    readonly at: Millis;
    readonly key: string;
    readonly payload: TradingStatus;
  };

const common = { at: millisSchema, key: tickerSchema };

/** A {@link LiveItem} on its way from the feed to the actor. */
export const liveItemSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("bar"), ...common, payload: barSchema }),
  z.strictObject({ type: z.literal("split"), ...common, payload: splitSchema }),
  z.strictObject({ type: z.literal("correction"), ...common, payload: barCorrectionSchema }),
  z.strictObject({ type: z.literal("status"), ...common, payload: tradingStatusSchema }),
]);

/** Where a feed goes on after a restart. */
export interface Resume {
  /** Nothing that starts earlier is told. */
  readonly since: Millis;
  /** Every bar that starts at or after `since` and was published, in any order. */
  readonly known: readonly Bar[];
  /** Every split that was published. */
  readonly splits: readonly Split[];
  /** When the first bar of each ticker began that was ever published. */
  readonly first: ReadonlyMap<string, Millis>;
}

/** Something that kept a feed from hearing for a while; it goes on by itself. */
export interface LiveTrouble {
  readonly code: "unreachable" | "timeout" | "unreadable" | "unauthorised";
  /** One sentence for people. */
  readonly message: string;
}

/**
 * A feed of the market as it happens. The other kind is told how far to read (see feed.ts); this one
 * tells when there is something. System time drives it: reconnecting, noticing silence.
 */
export interface LiveFeed {
  /** The watchlist, in order. */
  readonly tickers: readonly string[];
  /**
   * Tells facts until the signal aborts, then resolves. Whatever the other side does is met by a
   * reconnection and a backfill, and told through `trouble`; it rejects only for what `tell` throws.
   */
  run(
    resume: Resume,
    tell: (items: readonly LiveItem[]) => void,
    signal: AbortSignal,
    trouble?: (what: LiveTrouble, at: Millis) => void,
  ): Promise<void>;
}
