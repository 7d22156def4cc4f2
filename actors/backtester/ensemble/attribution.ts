import { decimal, sumUsd, type Usd, ZERO_USD } from "../../domain/money.ts";
import { creditsOf, type RoundTrip } from "../../learning_engine/core.ts";

/** What one strategy's votes have earned. */
export interface StrategyCredit {
  readonly strategy: string;
  /** Its part of the profits and losses of closed positions, costs taken off; exact, in dollars. */
  readonly pnl: string;
  /** Closed positions, or parts of them, in which it had a part. */
  readonly trades: number;
}

/**
 * Parts what closed positions earned among the strategies that voted for their entries, in proportion
 * to weight × strength, just as the learning engine credits them.
 */
export class Attribution {
  readonly #credits = new Map<string, { pnl: Usd; trades: number }>();

  /** Takes in positions, or parts of them, that were closed. */
  onClosed(trips: readonly RoundTrip[]): void {
    for (const { pnl, shares } of trips) {
      for (const credit of creditsOf(pnl, shares)) {
        const { pnl, trades } = this.#credits.get(credit.strategy) ?? { pnl: ZERO_USD, trades: 0 };
        this.#credits.set(credit.strategy, { pnl: sumUsd(pnl, credit.pnl), trades: trades + 1 });
      }
    }
  }

  /** The one that earned most first. */
  credits(): StrategyCredit[] {
    return [...this.#credits]
      .map(([strategy, credit]) => ({ strategy, ...credit }))
      .sort((a, b) => decimal(b.pnl).comparedTo(a.pnl) || (a.strategy < b.strategy ? -1 : 1));
  }
}
