import assert from "node:assert/strict";
import type { RoundTrip } from "../account/round_trip.ts";
import { annualReturn, compoundGrowth } from "./annual.ts";
import { alphaOf, betaOf, informationRatio, trackingError } from "./benchmark.ts";
import { calendarReturns } from "./calendar_table.ts";
import { conditionalValueAtRisk, excessKurtosis, skewness, valueAtRisk } from "./distribution.ts";
import { drawdownsOf, ulcerIndex } from "./drawdowns.ts";
import { durationText, unitOf } from "./durations.ts";
import { excursionOf } from "./excursions.ts";
import { annualTurnover, exposureOf } from "./exposure.ts";
import { normalCdf, normalQuantile } from "./normal.ts";
import { periodEnds, samplingOf } from "./periods.ts";
import { omegaRatio, sortinoRatio } from "./ratios.ts";
import { deflatedSharpe, expectedBestSharpe, probabilisticSharpe } from "./sharpe_confidence.ts";
import { kellyCriterion, longestStreaks, profitFactor, systemQuality } from "./trades.ts";

const DAY = 86_400_000;

function near(found: unknown, expected: number, within = 1e-9): void {
  assert.equal(typeof found, "number", JSON.stringify(found));
  assert.ok(Math.abs(Number(found) - expected) <= within, `${found} is not ${expected}`);
}

const why = (measure: unknown) => (measure as { reason: string }).reason;

Deno.test("drawdowns run from a peak to its recovery, the last bar ends the one under way", () => {
  const { max, averageDepth, stretches } = drawdownsOf([100, 90, 80, 100, 110, 99, 104.5]);
  near(max, 0.2);
  assert.deepEqual(stretches.map(({ from, to }) => [from, to]), [[0, 3], [4, 6]]);
  near(averageDepth, (0.2 + 0.1) / 2);
  near(ulcerIndex([100, 90, 100]), Math.sqrt(0.01 / 3));
});

Deno.test("returns are annualised as they compound", () => {
  near(annualReturn([0.1, 0.1], 2), 0.21);
  near(compoundGrowth(100, 400, 2 * 365.25 * DAY), 1);
  assert.match(why(compoundGrowth(100, 400, 0)), /needs a time span/);
  assert.match(why(annualReturn([], 252)), /needs at least 1/);
});

Deno.test("a curve that is the market has beta 1, alpha 0 and no tracking error", () => {
  const market = [100, 110, 99, 120];
  near(betaOf(market.map((each) => each * 3), market), 1);
  near(alphaOf(0.2, 1, 0.2), 0);
  near(trackingError([0.1, -0.1], [0.1, -0.1], 252), 0);
  assert.match(why(informationRatio([0.1, -0.1], [0.1, -0.1], 252)), /tracking error is zero/);
  assert.match(why(betaOf([1, 2, 3], [5, 5, 5])), /never changed/);
});

Deno.test("the tail is read where there is one, and not where the sample is too small", () => {
  const sorted = Float64Array.from({ length: 101 }, (_, i) => (i - 50) / 100);
  near(valueAtRisk(sorted, 0.95), 0.45);
  near(conditionalValueAtRisk(sorted, 0.95), (0.5 + 0.49 + 0.48 + 0.47 + 0.46 + 0.45) / 6);
  near(valueAtRisk(sorted, 0.99), 0.49);
  assert.match(why(valueAtRisk(sorted.subarray(0, 50), 0.99)), /at least 100 .* found 50/);
});

Deno.test("skewness and kurtosis are those of the textbooks", () => {
  // Corrected for the bias of small samples: 1.2 · √2, and 3.152.
  near(skewness([1, 2, 3, 4, 10]), 1.6970562748477143);
  near(excessKurtosis([1, 2, 3, 4, 10]), 3.152000000000001);
  near(skewness([1, 2, 3]), 0);
  assert.match(why(skewness([1, 1, 1])), /the same/);
});

Deno.test("the normal distribution and its quantiles undo each other", () => {
  near(normalCdf(0), 0.5);
  near(normalCdf(1.959963984540054), 0.975);
  near(normalQuantile(0.975), 1.959963984540054);
  assert.throws(() => normalQuantile(1), RangeError);
});

Deno.test("a Sharpe ratio is the less probable the more was tried to find it", () => {
  const returns = Float64Array.from({ length: 250 }, (_, i) => 0.002 + 0.01 * Math.sin(i * 2.4));
  const alone = Number(probabilisticSharpe(returns));
  const few = Number(deflatedSharpe(returns, [0.1, 0.2]));
  const many = Number(deflatedSharpe(returns, Array.from({ length: 100 }, (_, i) => i / 500)));
  assert.ok(alone > few && few > many, `${alone} ${few} ${many}`);
  assert.equal(expectedBestSharpe(1, 0.5), 0);
  // Bailey and López de Prado: about 2.5 deviations for 100 trials.
  near(expectedBestSharpe(100, 1), 2.5306, 1e-3);
  assert.match(why(deflatedSharpe(returns, [0.1])), /at least 2 trials/);
  assert.match(why(probabilisticSharpe(returns.subarray(0, 29))), /at least 30/);
});

Deno.test("ratios of gains and losses, and none where nothing was lost", () => {
  near(omegaRatio([0.1, -0.05, 0.05]), 3);
  near(profitFactor([0.2, -0.1]), 2);
  near(sortinoRatio(0.3, [0.1, -0.1], 2), 0.3 / (Math.sqrt(0.005) * Math.sqrt(2)));
  near(kellyCriterion([30, -10]), 0.5 - 0.5 / 3);
  near(systemQuality([1, 3]), Math.sqrt(2) * 2 / Math.SQRT2);
  assert.match(why(omegaRatio([0.1])), /is zero/);
  assert.match(why(kellyCriterion([1, 2])), /no losing trade/);
  assert.deepEqual(longestStreaks([1, 2, -1, -1, -1, 0, 5]), { wins: 2, losses: 3 });
});

const trip = (size: number, entryBar: number, exitBar: number): RoundTrip => ({
  ticker: "AAPL",
  size,
  entryBar,
  exitBar,
  entryPrice: 100,
  exitPrice: 110,
  commission: 0,
  slippage: 0,
  borrow: 0,
  pnl: 0,
});

Deno.test("exposure counts bars by side, turnover counts what was traded", () => {
  const exposure = exposureOf([trip(1, 1, 2), trip(-1, 2, 4)], 10);
  assert.deepEqual(exposure, { any: 0.4, long: 0.2, short: 0.3 });
  near(annualTurnover(2_000, 1_000, 0.5), 4);
});

Deno.test("excursions count the bars before the exit, whose open is all that was seen of it", () => {
  const columns = {
    high: Float64Array.of(0, 120, 105, 999),
    low: Float64Array.of(0, 90, 95, 1),
  };
  const long = excursionOf(trip(1, 1, 3), columns);
  near(long.adverse, 0.1);
  near(long.favourable, 0.2);
  const short = excursionOf(trip(-1, 1, 3), columns);
  near(short.adverse, 0.2);
  near(short.favourable, 0.1);
});

Deno.test("the calendar is cut where months and years end", () => {
  const stamps = ["2020-01-30", "2020-01-31", "2020-02-03", "2021-01-04"].map((day) =>
    Date.parse(`${day}T00:00Z`)
  );
  const months = calendarReturns([100, 110, 121, 60.5], stamps, "month");
  assert.deepEqual(months.map(({ period }) => period), ["2020-01", "2020-02", "2021-01"]);
  near(months[1]!.return, 0.1);
  near(calendarReturns([100, 110, 121, 60.5], stamps, "year")[1]!.return, -0.5);
  assert.deepEqual([...periodEnds(stamps, "week")], [1, 2, 3]);
});

Deno.test("the year has 252 trading days, 365 where weekends trade, 52 weeks", () => {
  const every = (days: number) => Array.from({ length: 60 }, (_, i) => i * days * DAY);
  assert.equal(samplingOf(every(1)).perYear, 365);
  assert.deepEqual(samplingOf(every(7)), { stepMs: 7 * DAY, period: "week", perYear: 52 });
  const weekdays = every(1).filter((at) => (at / DAY + 3) % 7 < 5);
  assert.equal(samplingOf(weekdays).perYear, 252);
});

Deno.test("durations are written in days and time", () => {
  assert.equal(durationText(8489 * DAY + 6 * 3_600_000), "8489 days 06:00:00");
  assert.equal(unitOf(5_400_000), 60_000);
});
