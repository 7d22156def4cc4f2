import type { Records } from "../api/ports.ts";
import type { PortfolioView } from "../api/views.ts";
import { decimal } from "../../actors/domain/money.ts";
import { previousSession, sessionAt } from "../../actors/domain/calendar.ts";

/** What the account gained or lost since the close before the session that runs or ran last. */
export interface Today {
  /** Equity at that close, in dollars. */
  readonly from: string;
  readonly pnl: string;
  /** Of the equity at that close. */
  readonly share: number;
}

/** Null before the ledger's first entry, and where the close's equity is not known. */
export async function todayOf(
  records: Pick<Records, "equity">,
  { equity }: PortfolioView,
  marketTime: number,
): Promise<Today | null> {
  if (equity === null) return null;
  const session = sessionAt(marketTime) ?? previousSession(marketTime);
  const before = previousSession(session.open - 1).close;
  const [from] = await records.equity([before]);
  if (from === undefined) return null;
  const pnl = decimal(equity).minus(from.equity);
  const share = decimal(from.equity).isZero() ? 0 : pnl.dividedBy(from.equity).toNumber();
  return { from: from.equity, pnl: pnl.toFixed(), share };
}
