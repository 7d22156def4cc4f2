/**
 * Cumulative distribution of the standard normal: W. J. Cody's rational approximation of erfc is not
 * needed for probabilities that are shown; this is G. Marsaglia's series ("Evaluating the Normal
 * Distribution", Journal of Statistical Software, 2004), exact to a float within ±8.
 */
export function normalCdf(x: number): number {
  if (x < -8) return 0;
  if (x > 8) return 1;
  let [sum, term] = [x, x];
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum); i += 2) {
    term *= x * x / i;
    sum += term;
  }
  return 0.5 + sum * Math.exp(-x * x / 2) / Math.sqrt(2 * Math.PI);
}

/**
 * Quantile of the standard normal, by bisection on {@link normalCdf}: slow, sure, and asked for
 * twice in a run. Throws a RangeError outside (0, 1).
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) throw new RangeError(`expected a probability within (0, 1), found ${p}`);
  let [low, high] = [-8, 8];
  for (let i = 0; i < 64; i++) {
    const middle = (low + high) / 2;
    if (normalCdf(middle) < p) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
