import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, numericColumn, timeColumn } from "./columns.ts";

/** What an account was worth. */
export const portfolioSnapshotRowSchema = z.strictObject({
  account: nameColumn,
  at: timeColumn,
  cause: z.enum(["schedule", "fill", "close"]),
  cash: numericColumn,
  equity: numericColumn,
  long_value: numericColumn,
  /** Not above zero. */
  short_value: numericColumn,
  realised_pnl: numericColumn,
  unrealised_pnl: numericColumn,
  fees: numericColumn,
  positions: z.array(z.strictObject({
    ticker: nameColumn,
    quantity: numericColumn,
    cost: numericColumn,
    price: numericColumn.nullable(),
    value: numericColumn,
  })),
});
/** See {@link portfolioSnapshotRowSchema}. */
export type PortfolioSnapshotRow = z.output<typeof portfolioSnapshotRowSchema>;

/** Owned by `portfolio_sync`. Of one moment the last snapshot stands: it knows the most. */
export const portfolioSnapshots = defineTable<PortfolioSnapshotRow>({
  name: "portfolio_snapshots",
  schema: portfolioSnapshotRowSchema,
  key: ["account", "at"],
  conflict: "replace",
});

/** Our ledgers against the broker's account after a session. */
export const reconciliationRowSchema = z.strictObject({
  account: nameColumn,
  at: timeColumn,
  session: z.iso.date(),
  agrees: z.boolean(),
  items: z.array(z.strictObject({
    what: z.enum(["cash", "shares", "movement"]),
    ticker: nameColumn.nullable(),
    trades: numericColumn,
    book: numericColumn,
    broker: numericColumn.nullable(),
    agrees: z.boolean(),
    meaning: z.string().nullable(),
  })),
});
/** See {@link reconciliationRowSchema}. */
export type ReconciliationRow = z.output<typeof reconciliationRowSchema>;

/** Owned by `portfolio_sync`. */
export const portfolioReconciliations = defineTable<ReconciliationRow>({
  name: "portfolio_reconciliations",
  schema: reconciliationRowSchema,
  key: ["account", "at"],
  conflict: "replace",
});
