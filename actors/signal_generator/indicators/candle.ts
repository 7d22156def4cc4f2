/** The part of a bar that indicators look at; a bar is one. Prices in any one unit. */
export interface Candle {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Units traded. */
  readonly volume: number;
}

/**
 * The range of a bar including the gap before it: the greatest of high - low, |high - previous close|
 * and |low - previous close|; high - low where there is no previous close. (J. W. Wilder, "New
 * Concepts in Technical Trading Systems", 1978, section III.)
 */
export function trueRange(high: number, low: number, previousClose: number | null): number {
  const range = high - low;
  if (previousClose === null) return range;
  return Math.max(range, Math.abs(high - previousClose), Math.abs(low - previousClose));
}
