/**
 * Simple moving average of a whole column; NaN before `period` values have been seen.
 *
 * A running sum with compensation for both what enters and what leaves (W. Kahan, "Further remarks
 * on reducing truncation errors", 1965), and the value itself where the window holds one value only.
 * This is the arithmetic of pandas' rolling mean, which the reference engine uses: where two averages
 * meet, the last bit decides whether they crossed, so the last bit has to be the same.
 */
export function rollingMean(values: Float64Array, period: number): Float64Array {
  const { length } = values;
  const means = new Float64Array(length).fill(NaN);
  let sum = 0;
  let addError = 0;
  let removeError = 0;
  let same = 0;
  let previous = NaN;
  for (let i = 0; i < length; i++) {
    if (i >= period) {
      const y = -values[i - period]! - removeError;
      const t = sum + y;
      removeError = t - sum - y;
      sum = t;
    }
    const value = values[i]!;
    const y = value - addError;
    const t = sum + y;
    addError = t - sum - y;
    sum = t;
    same = value === previous ? same + 1 : 1;
    previous = value;
    if (i >= period - 1) means[i] = same >= period ? value : sum / period;
  }
  return means;
}
