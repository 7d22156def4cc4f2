import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

/** A bar. */
export const barRowSchema = z.strictObject({
  ticker: nameColumn,
  timeframe: nameColumn,
  starts_at: timeColumn,
  at: timeColumn,
  open: z.number(),
  high: z.number(),
  low: z.number(),
  close: z.number(),
  volume: z.number(),
});
/** See {@link barRowSchema}. */
export type BarRow = z.output<typeof barRowSchema>;

/** Owned by `market_data`. A bar that comes again is the feed's correction of it. */
export const marketData = defineTable<BarRow>({
  name: "market_data",
  schema: barRowSchema,
  key: ["ticker", "timeframe", "starts_at"],
  conflict: "replace",
});

/** A split of shares. */
export const splitRowSchema = z.strictObject({
  ticker: nameColumn,
  /** Ex-date. */
  date: z.iso.date(),
  /** New shares for each old one. */
  ratio: z.number().positive(),
  /** When it was told of, market time. */
  at: timeColumn,
});
/** See {@link splitRowSchema}. */
export type SplitRow = z.output<typeof splitRowSchema>;

/** Owned by `market_data`. */
export const splits = defineTable<SplitRow>({
  name: "splits",
  schema: splitRowSchema,
  key: ["ticker", "date"],
  conflict: "replace",
});

/** How far a clock of market time has come. */
export const marketTimeRowSchema = z.strictObject({
  clock: nameColumn,
  started_at: timeColumn,
  at: timeColumn,
});
/** See {@link marketTimeRowSchema}. */
export type MarketTimeRow = z.output<typeof marketTimeRowSchema>;

/** Owned by `market_clock`. */
export const marketTime = defineTable<MarketTimeRow>({
  name: "market_time",
  schema: marketTimeRowSchema,
  key: ["clock"],
  conflict: "replace",
});
