import type { Database } from "../../db/connect.ts";
import { closesAt, listCashMoves } from "../../db/repositories/equity.ts";
import { readPortfolio } from "../../db/repositories/portfolio.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { decimal } from "../../actors/domain/money.ts";
import { isoOf } from "./moment.ts";
import type { EquityView } from "./views.ts";

/**
 * What the account was worth at each moment, in the order asked: cash after every execution that was
 * known by then, and what was held at the last close known by then. Empty before the ledger begins.
 */
export async function readEquity(
  database: Database,
  account: string,
  moments: readonly Millis[],
): Promise<EquityView[]> {
  const [portfolio, moves] = await Promise.all([
    readPortfolio(database, account),
    listCashMoves(database, account),
  ]);
  if (portfolio === null) return [];
  let cash = decimal(portfolio.starting_cash);
  const held = new Map<string, ReturnType<typeof decimal>>();
  const points: { at: string; cash: string; held: [ticker: string, shares: string][] }[] = [];
  let next = 0;
  for (const moment of [...moments].sort((a, b) => a - b)) {
    for (; next < moves.length && Date.parse(moves[next]!.at) <= moment; next++) {
      const { ticker, side, quantity, price, fee } = moves[next]!;
      const signed = side === "buy" ? decimal(quantity) : decimal(quantity).negated();
      cash = cash.minus(signed.times(price)).minus(fee);
      held.set(ticker, (held.get(ticker) ?? decimal(0)).plus(signed));
    }
    const open = [...held].filter(([, shares]) => !shares.isZero())
      .map(([ticker, shares]): [string, string] => [ticker, shares.toFixed()]);
    points.push({ at: isoOf(moment), cash: cash.toFixed(), held: open });
  }
  const asked = points.flatMap(({ at, held }) => held.map(([ticker]) => ({ ticker, at })));
  const closes = await closesAt(database, asked);
  let used = 0;
  return points.map(({ at, cash, held }) => {
    const value = held.reduce(
      (sum, [, shares]) => sum.plus(decimal(shares).times(decimal(closes[used++] ?? 0))),
      decimal(0),
    );
    return { at, equity: decimal(cash).plus(value).toFixed() };
  });
}
