import { barAt, type BarColumns } from "../domain/bar_columns.ts";
import type { PreparedStrategy } from "../signal_generator/strategies/strategy.ts";
import { emptyTickerSentiment } from "../domain/ticker_sentiment.ts";
import { BUY, type OrderColumn, SELL } from "./account/orders.ts";

/**
 * Orders of any strategy on its own: it is shown one bar after the other and never a later one. An
 * order comes where its opinion turns to the other side (or first takes one); no opinion changes
 * nothing. Opinions weaker than `strengthMin` count as none.
 */
export function strategyOrders(
  columns: BarColumns,
  strategy: PreparedStrategy,
  strengthMin = 0,
): OrderColumn {
  const { length } = columns;
  const orders = new Int8Array(length);
  const memory = strategy.init();
  // On its own it is tried on prices alone.
  const news = emptyTickerSentiment();
  let side = 0;
  for (let i = 0; i < length; i++) {
    const opinion = strategy.evaluate(memory, { bar: barAt(columns, i, false), news });
    if (opinion === null || i + 1 < strategy.warmUp || opinion.strength < strengthMin) continue;
    if (opinion.direction === 0 || opinion.direction === side) continue;
    side = opinion.direction;
    orders[i] = side > 0 ? BUY : SELL;
  }
  return { orders, warmUp: Math.min(Math.max(0, strategy.warmUp - 1), Math.max(0, length - 1)) };
}
