import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

/** A broker's list of what can be traded: pairs of symbol and listed name. */
export const symbolDirectoryRowSchema = z.strictObject({
  broker: nameColumn,
  fetched_at: timeColumn,
  assets: z.array(z.tuple([nameColumn, z.string().nullable()])),
});
/** See {@link symbolDirectoryRowSchema}. */
export type SymbolDirectoryRow = z.output<typeof symbolDirectoryRowSchema>;

/** The broker whose list there is. */
export const ASSET_BROKER = "alpaca";

/** Owned by `news_fetcher`, which has a broker's keys where there are any. The last list counts. */
export const symbolDirectories = defineTable<SymbolDirectoryRow>({
  name: "symbol_directories",
  schema: symbolDirectoryRowSchema,
  key: ["broker"],
  conflict: "replace",
});
