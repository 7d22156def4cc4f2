/**
 * How long judgements take, in buckets: the bounds, in seconds, from a word list's microseconds to a
 * language model's half minute. A count of those at most as long as each bound, and then of all, is
 * what Prometheus calls a histogram.
 */
export const LATENCY_BOUNDS_S: readonly number[] = [
  0.001,
  0.005,
  0.01,
  0.025,
  0.05,
  0.1,
  0.25,
  0.5,
  1,
  2.5,
  5,
  10,
  30,
];
