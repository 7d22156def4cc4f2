import { usd } from "../../domain/money.ts";
import { type Book, equityOf } from "../book.ts";
import type { RiskLimits } from "../risk/limits.ts";
import { type BrokenLoss, brokenLossLimit } from "../risk/rules/loss_rules.ts";

/** The loss limit that the account has reached while something of ours is held or open; else null. */
export function lossToHaltOn(book: Book, limits: RiskLimits): BrokenLoss | null {
  const isInvolved = [...book.tickers.values()].some(({ holding, orders }) =>
    holding.quantity !== "0" || orders.length > 0
  );
  if (!isInvolved) return null;
  const { session, week, peakEquity } = book.risk;
  const { startingCash } = book.account;
  return brokenLossLimit({
    equity: equityOf(book),
    sessionOpenEquity: session?.openEquity ?? startingCash,
    weekOpenEquity: week?.openEquity ?? startingCash,
    peakEquity: peakEquity === null ? startingCash : usd(peakEquity),
  }, limits);
}
