import type { Millis } from "../../runtime/clock/clock.ts";
import type { Timing } from "../domain/article.ts";

/** When a date is believed. */
export interface TimingBounds {
  /** How far a source's clock may run before ours, in milliseconds. */
  readonly futureToleranceMs: number;
  /** Age at first sight from which an article is history, in milliseconds. */
  readonly staleAfterMs: number;
}

/** How an article's own date stands to when it was first seen. */
export function timingOf(
  publishedAt: Millis | null,
  firstSeenAt: Millis,
  bounds: TimingBounds,
): Timing {
  if (publishedAt === null) return "undated";
  if (publishedAt > firstSeenAt + bounds.futureToleranceMs) return "future";
  if (firstSeenAt - publishedAt > bounds.staleAfterMs) return "stale";
  return "fresh";
}
