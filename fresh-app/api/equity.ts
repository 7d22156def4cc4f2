import type { Database } from "../../db/connect.ts";
import { equityAt } from "../../db/repositories/equity.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { isoOf } from "./moment.ts";
import type { EquityView } from "./views.ts";

/** What the account was worth at each moment, oldest first; empty before the ledger begins. */
export async function readEquity(
  database: Database,
  account: string,
  moments: readonly Millis[],
): Promise<EquityView[]> {
  const ordered = [...moments].sort((a, b) => a - b).map(isoOf);
  const equities = await equityAt(database, account, ordered);
  return equities.map((equity, i) => ({ at: ordered[i]!, equity }));
}
