import type { PortfolioSnapshotRow, ReconciliationRow } from "../../db/tables/portfolio.ts";
import { decimal } from "../../actors/domain/money.ts";
import type * as views from "./views.ts";

/** Rows of the portfolio's history as the API shows them. Pure. */

/** What the account was worth. */
export function snapshotOf(row: PortfolioSnapshotRow): views.SnapshotView {
  const long = decimal(row.long_value);
  return {
    at: row.at,
    cause: row.cause,
    cash: row.cash,
    equity: row.equity,
    netExposure: long.plus(row.short_value).toFixed(),
    grossExposure: long.minus(row.short_value).toFixed(),
    realisedPnl: row.realised_pnl,
    unrealisedPnl: row.unrealised_pnl,
    fees: row.fees,
    positions: row.positions,
  };
}

/** What a comparison came to. */
export function reconciliationOf(row: ReconciliationRow): views.ReconciliationView {
  const { at, session, agrees, items } = row;
  return { at, session, agrees, items };
}
