import type { RowWrite } from "../../runtime/delivery/store.ts";
import {
  portfolioReconciliations,
  type PortfolioSnapshotRow,
  portfolioSnapshots,
  type ReconciliationRow,
} from "../tables/portfolio.ts";
import { minute, write } from "./rows.ts";

/** A row of each table of the portfolio with nothing wrong with it; `change` replaces columns. */
export const portfolioSample = {
  snapshot: (change: Partial<PortfolioSnapshotRow> = {}): PortfolioSnapshotRow => ({
    account: "SIM-1",
    at: minute(5),
    cause: "schedule",
    cash: "99025.4425",
    equity: "99999.8425",
    long_value: "974.4",
    short_value: "0",
    realised_pnl: "0",
    unrealised_pnl: "-0.105",
    fees: "0.0525",
    positions: [
      { ticker: "AAPL", quantity: "10.5", cost: "974.505", price: "92.8", value: "974.4" },
    ],
    ...change,
  }),
  reconciliation: (change: Partial<ReconciliationRow> = {}): ReconciliationRow => ({
    account: "SIM-1",
    at: minute(391),
    session: "2014-06-09",
    agrees: true,
    items: [{
      what: "cash",
      ticker: null,
      trades: "99025.4425",
      book: "99025.4425",
      broker: "99025.4425",
      agrees: true,
      meaning: null,
    }],
    ...change,
  }),
};

/** A snapshot and the comparison after the session. */
export function portfolioStory(): RowWrite[] {
  return [
    write(portfolioSnapshots, portfolioSample.snapshot()),
    write(portfolioReconciliations, portfolioSample.reconciliation()),
  ];
}
