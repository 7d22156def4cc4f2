import type { Randomness } from "../../../../runtime/clock/clock.ts";

/** How a market behaves for a while. */
export type Regime = "rising" | "falling" | "ranging" | "volatile";

const SHORTEST_MINUTES = 25;
const LONGEST_MINUTES = 90;
const VOLATILE_SHARE = 0.12;
/** Drift of a trend per minute and its noise, in standard deviations of a usual minute. */
const TREND_DRIFT = 0.3;
const TREND_NOISE = 0.75;
/** A range pulls back this share of the distance to its middle in a minute, against its noise. */
const RANGE_PULL = 0.1;
const RANGE_NOISE = 1.6;
const VOLATILE_NOISE = 2.2;

/** A standard normal number (Box and Muller, 1958). */
export function normal(random: Randomness): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random.next()));
  return radius * Math.cos(2 * Math.PI * random.next());
}

function draw(random: Randomness, trendiness: number): Regime {
  const share = random.next();
  if (share < VOLATILE_SHARE) return "volatile";
  if (share < VOLATILE_SHARE + trendiness * (1 - VOLATILE_SHARE)) {
    return random.next() < 0.5 ? "rising" : "falling";
  }
  return "ranging";
}

/**
 * Log returns of consecutive minutes under regimes that switch at random.
 * @param volatility standard deviation of a usual minute
 * @param trendiness share of time in trends, 0 to 1
 */
export function minuteReturns(
  random: Randomness,
  minutes: number,
  volatility: number,
  trendiness: number,
): Float64Array {
  const returns = new Float64Array(minutes);
  let minute = 0;
  while (minute < minutes) {
    const regime = draw(random, trendiness);
    const length = SHORTEST_MINUTES +
      Math.floor(random.next() * (LONGEST_MINUTES - SHORTEST_MINUTES));
    let fromMiddle = 0;
    for (const end = Math.min(minutes, minute + length); minute < end; minute++) {
      const noise = normal(random);
      let step = VOLATILE_NOISE * noise;
      if (regime === "rising") step = TREND_DRIFT + TREND_NOISE * noise;
      if (regime === "falling") step = -TREND_DRIFT + TREND_NOISE * noise;
      if (regime === "ranging") step = -RANGE_PULL * fromMiddle + RANGE_NOISE * noise;
      fromMiddle += step;
      returns[minute] = step * volatility;
    }
  }
  return returns;
}
