/** Code of a bar at whose close nothing is ordered. */
export const NONE = 0;
/** Close what is held, then be long with everything. */
export const BUY = 1;
/** Close what is held, then be short with everything. */
export const SELL = -1;
/** Close what is held. */
export const CLOSE = 2;

/** What a strategy ordered, bar by bar. */
export interface OrderColumn {
  /** One code for each bar: {@link NONE}, {@link BUY}, {@link SELL} or {@link CLOSE}. */
  readonly orders: Int8Array;
  /** Index of the first bar at which everything that the strategy looks at was there. */
  readonly warmUp: number;
}
