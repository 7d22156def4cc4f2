import { z } from "zod";
import { derivedId } from "../../../runtime/clock/ids.ts";
import type { Millis, Randomness } from "../../../runtime/clock/clock.ts";
import { LISTED_ASSETS_MAX, listedAssetSchema } from "../../domain/listed_asset.ts";
import { millisSchema } from "../../domain/market.ts";
import { sourceRowSchema } from "../../domain/news_source_row.ts";
import type { SourceConfig } from "../../domain/news_source.ts";
import { afterChange, newSourceHealth, sourceHealthSchema } from "../sources/schedule.ts";
import { sourceItemSchema, sourceMemorySchema } from "../sources/source.ts";

/** What a source must have again after a restart. */
export const sourceStateSchema = z.strictObject({
  /** Fingerprint of the description that the memory belongs to. */
  of: z.string(),
  memory: sourceMemorySchema,
  health: sourceHealthSchema,
});
export type SourceState = z.output<typeof sourceStateSchema>;

/** Something that a source told, or failed to: what the actor commits in one transaction. */
export const polledSchema = z.strictObject({
  source: z.string(),
  weight: z.number().min(0).max(1),
  at: millisSchema,
  /** Not published yet, in the order of the source. */
  items: z.array(sourceItemSchema),
  state: sourceStateSchema,
});

/** Rows of sources that are written where they are not there yet. */
export const seededSchema = z.strictObject({ sources: z.array(sourceRowSchema) });

/** What the broker trades, as it said at a moment of system time. */
export const assetsSchema = z.strictObject({
  at: millisSchema,
  assets: z.array(listedAssetSchema).max(LISTED_ASSETS_MAX),
});

/** A source that is in the table no more. */
export const forgottenSchema = z.strictObject({ source: z.string() });

/** What comes in from outside. */
export const LOCAL = {
  polled: polledSchema,
  seeded: seededSchema,
  forgotten: forgottenSchema,
  assets: assetsSchema,
};

const NOT_ASKED = ["title", "everyMs", "enabled", "weight"];

/** Fingerprint of what a description asks for: its name for people and its interval are none of it. */
export function fingerprint(config: SourceConfig): string {
  const asked = Object.entries(config).filter(([field]) => !NOT_ASKED.includes(field)).sort();
  return derivedId("source", JSON.stringify(asked));
}

/**
 * The state to go on from. Where something else is asked for than before, what was remembered belongs
 * to another address: it is forgotten, and the source is asked at once. What was only renamed or
 * given another interval is left alone for as long as it wished.
 */
export function stateFor(
  config: SourceConfig,
  known: SourceState | undefined,
  now: Millis,
  random: Randomness,
): SourceState {
  const of = fingerprint(config);
  if (known === undefined) return { of, memory: {}, health: newSourceHealth(now, random) };
  if (known.of === of) {
    return { ...known, health: afterChange(known.health, config.everyMs, now) };
  }
  const health = { ...known.health, failuresInARow: 0, nextPollAt: now, restUntil: null };
  return { of, memory: {}, health };
}
