import { z } from "zod";
import type { Millis, Randomness } from "../../../runtime/clock/clock.ts";
import { millisSchema } from "../../domain/market.ts";
import { WAIT_MS_MAX } from "./http/retry_after.ts";
import type { PollOutcome, SourceFailure } from "./source.ts";

/** How far polls are spread around their interval, so that sources drift apart: ±10 %. */
const JITTER = 0.1;

/** The first polls of all sources are spread over so long at most. */
const START_SPREAD_MS = 10_000;

/** A failing source is asked at least so often, whatever its interval. */
const BACKOFF_MS_MAX = 3_600_000;

/** How a source does; one record a source, changed by each poll. */
export const sourceHealthSchema = z.strictObject({
  polls: z.int().nonnegative(),
  /** Entries told, over all polls; most are told again and again. */
  items: z.int().nonnegative(),
  /** Entries that were new. */
  newItems: z.int().nonnegative(),
  /** Entries left out. */
  skipped: z.int().nonnegative(),
  /** Polls and connections that failed. */
  errors: z.int().nonnegative(),
  /** Failed polls since the last that did not; each doubles the wait. */
  failuresInARow: z.int().nonnegative(),
  lastPollAt: millisSchema.nullable(),
  /** The last poll that brought entries or "unchanged". */
  lastSuccessAt: millisSchema.nullable(),
  /** The last time that something was new: a source may answer for weeks and tell nothing. */
  lastNewAt: millisSchema.nullable(),
  lastFailure: z.strictObject({ at: millisSchema, code: z.string(), message: z.string() })
    .nullable(),
  nextPollAt: millisSchema,
  /** Until when the source itself asked to be left alone; null without such a wish. */
  restUntil: millisSchema.nullable().default(null),
});
export type SourceHealth = z.output<typeof sourceHealthSchema>;

/** The record of a source that was never asked. Its first poll comes soon. */
export function newSourceHealth(now: Millis, random: Randomness): SourceHealth {
  return {
    polls: 0,
    items: 0,
    newItems: 0,
    skipped: 0,
    errors: 0,
    failuresInARow: 0,
    lastPollAt: null,
    lastSuccessAt: null,
    lastNewAt: null,
    lastFailure: null,
    nextPollAt: now + Math.floor(random.next() * START_SPREAD_MS),
    restUntil: null,
  };
}

/** A poll that is over, as the record needs to know it. */
export interface PolledOnce {
  readonly outcome: PollOutcome;
  /** When it was over. */
  readonly at: Millis;
  /** How many of its entries were new: the source cannot know. */
  readonly newItems: number;
  /** The source's interval. */
  readonly everyMs: number;
}

/** The record after a poll, with the time of the next one. */
export function afterPoll(
  health: SourceHealth,
  polled: PolledOnce,
  random: Randomness,
): SourceHealth {
  const { outcome, at, newItems, everyMs } = polled;
  const told = outcome.kind === "items" ? outcome : null;
  const failure = outcome.kind === "failed" ? outcome.failure : null;
  const failuresInARow = failure === null ? 0 : health.failuresInARow + 1;
  return {
    polls: health.polls + 1,
    items: health.items + (told?.items.length ?? 0),
    newItems: health.newItems + newItems,
    skipped: health.skipped + (told?.skipped.length ?? 0),
    errors: health.errors + (failure === null ? 0 : 1),
    failuresInARow,
    lastPollAt: at,
    lastSuccessAt: failure === null ? at : health.lastSuccessAt,
    lastNewAt: newItems > 0 ? at : health.lastNewAt,
    lastFailure: failure === null ? health.lastFailure : { at, ...failure },
    nextPollAt: at + waitMs(everyMs, failuresInARow, outcome.waitMs, random),
    restUntil: outcome.waitMs === null ? null : at + wishedMs(outcome.waitMs),
  };
}

/**
 * The record after the interval was changed: the next poll comes no later than the new interval asks
 * for, but neither before the source's own wish has passed, nor sooner where it is failing.
 */
export function afterChange(health: SourceHealth, everyMs: number, now: Millis): SourceHealth {
  if (health.failuresInARow > 0) return health;
  const soonest = Math.max(now + everyMs, health.restUntil ?? now);
  return { ...health, nextPollAt: Math.min(health.nextPollAt, soonest) };
}

function wishedMs(wishMs: number): number {
  return Math.min(WAIT_MS_MAX, Math.max(0, wishMs));
}

/** The record after something was heard beside the polls. */
export function afterHeard(
  health: SourceHealth,
  heard: { readonly items: number; readonly newItems: number; readonly at: Millis },
): SourceHealth {
  return {
    ...health,
    items: health.items + heard.items,
    newItems: health.newItems + heard.newItems,
    lastSuccessAt: heard.at,
    lastNewAt: heard.newItems > 0 ? heard.at : health.lastNewAt,
  };
}

/** The record after a connection broke. The polls, which fill the gap, stay as they are. */
export function afterTrouble(
  health: SourceHealth,
  failure: SourceFailure,
  at: Millis,
): SourceHealth {
  return { ...health, errors: health.errors + 1, lastFailure: { at, ...failure } };
}

/**
 * The time to the next poll in milliseconds: the interval, doubled for every failure in a row after
 * the first up to an hour (or the interval, where it is longer), ±10 %; never before the source's
 * own wish has passed, which is itself bounded to a day.
 */
export function waitMs(
  everyMs: number,
  failuresInARow: number,
  wishMs: number | null,
  random: Randomness,
): number {
  const doublings = Math.min(30, Math.max(0, failuresInARow - 1));
  const bound = Math.max(everyMs, BACKOFF_MS_MAX);
  const regular = Math.min(bound, everyMs * 2 ** doublings);
  const spread = random.next();
  const jittered = regular * (1 + JITTER * (2 * spread - 1));
  // A wish is a least: jitter only ever adds to it, and not everybody comes back at once.
  const wished = wishedMs(wishMs ?? 0) * (1 + JITTER * spread);
  return Math.ceil(Math.max(jittered, wished));
}
