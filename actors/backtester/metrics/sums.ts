/** Something that can be gone through by index. */
export type Series = ArrayLike<number>;

/** Sum. */
export function sum(values: Series): number {
  let total = 0;
  for (let i = 0; i < values.length; i++) total += values[i]!;
  return total;
}

/** Arithmetic mean; NaN of nothing. */
export function mean(values: Series): number {
  return sum(values) / values.length;
}

/** Sample variance (divided by n - 1); NaN of fewer than two values. */
export function variance(values: Series): number {
  const { length } = values;
  if (length < 2) return NaN;
  const centre = mean(values);
  let total = 0;
  for (let i = 0; i < length; i++) total += (values[i]! - centre) ** 2;
  return total / (length - 1);
}

/** Sample standard deviation; NaN of fewer than two values. */
export function deviation(values: Series): number {
  return Math.sqrt(variance(values));
}

/**
 * Mean growth of returns that are compounded: exp(mean(log(1 + r))) - 1; zero where a return of -100 %
 * or worse is among them (nothing grows back from there). NaN of nothing.
 */
export function geometricMean(returns: Series): number {
  let logs = 0;
  for (let i = 0; i < returns.length; i++) {
    const factor = 1 + returns[i]!;
    if (factor <= 0) return 0;
    logs += Math.log(factor);
  }
  return Math.exp(logs / returns.length) - 1;
}
