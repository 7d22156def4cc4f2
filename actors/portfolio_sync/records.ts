import { portfolioReconciliations, portfolioSnapshots } from "../../db/tables/portfolio.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { PortfolioSnapshot } from "../domain/account.ts";
import { isoTime } from "../domain/iso_time.ts";
import type { Reconciled } from "./reconcile.ts";

/** Records what the account is worth. */
export function writeSnapshot(ctx: RowWriter, snapshot: PortfolioSnapshot, at: Millis): void {
  const { account, cause, cash, equity, longValue, shortValue, fees } = snapshot;
  ctx.write(portfolioSnapshots, {
    account,
    at: isoTime(at),
    cause,
    cash,
    equity,
    long_value: longValue,
    short_value: shortValue,
    realised_pnl: snapshot.realised,
    unrealised_pnl: snapshot.unrealised,
    fees,
    positions: snapshot.positions,
  });
}

/** Records what the comparison after a session came to. */
export function writeReconciliation(
  ctx: RowWriter,
  account: string,
  session: string,
  { agrees, items }: Reconciled,
  at: Millis,
): void {
  ctx.write(portfolioReconciliations, {
    account,
    at: isoTime(at),
    session,
    agrees,
    items: [...items],
  });
}
