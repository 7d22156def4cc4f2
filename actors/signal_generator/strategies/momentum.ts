import { z } from "zod";
import { createSma, type Sma, splitSma, updateSma } from "../indicators/sma.ts";
import { exitDistance, exitsOf } from "./exits.ts";
import { defineStrategy } from "./strategy.ts";

const params = z.strictObject({
  /** Bars in the fast average. */
  fast: z.int().min(2).max(200).default(10),
  /** Bars in the slow average. */
  slow: z.int().min(3).max(500).default(30),
  /**
   * Distance of the averages at which conviction is full, in average moves of a bar: about what a
   * straight trend of half an average move per bar reaches with the other defaults.
   */
  fullSpread: z.number().min(0.5).max(50).default(5),
  /** Loss from the best price at which a position ends. */
  trailingStop: exitDistance(0.05),
}).refine(({ fast, slow }) => fast < slow, {
  error: "must be smaller than slow",
  path: ["fast"],
});

interface Memory {
  readonly fast: Sma;
  readonly slow: Sma;
  /** Average of the absolute changes between closes. */
  readonly move: Sma;
  previous: number | null;
}

/**
 * Trend following by two moving averages: for the side on which the fast one stands, the more so the
 * further it is from the slow one. The distance is measured in the average absolute change of a bar,
 * so that a calm and a wild market are judged alike and a price's unit does not matter.
 */
export const momentum = defineStrategy<typeof params, Memory>({
  name: "momentum",
  enabledByDefault: true,
  params,
  warmUp: ({ slow }) => slow + 1,
  init: ({ fast, slow }) => ({
    fast: createSma(fast),
    slow: createSma(slow),
    move: createSma(slow),
    previous: null,
  }),
  evaluate(memory, { bar: { close } }, { fullSpread }) {
    const fast = updateSma(memory.fast, close);
    const slow = updateSma(memory.slow, close);
    const { previous } = memory;
    memory.previous = close;
    if (previous === null) return null;
    const move = updateSma(memory.move, Math.abs(close - previous));
    // Where nothing has moved there is no trend (and no unit to measure one in).
    if (fast === null || slow === null || move === null || move <= 0) return null;
    const spread = (fast - slow) / move;
    if (spread === 0) return null;
    return {
      direction: spread > 0 ? 1 : -1,
      strength: Math.min(1, Math.abs(spread) / fullSpread),
      reason: {
        code: spread > 0 ? "fast_average_above_slow" : "fast_average_below_slow",
        numbers: { fast, slow, spread },
      },
    };
  },
  exits: ({ trailingStop }) => exitsOf({ trailingStop }),
  onSplit(memory, ratio) {
    for (const sma of [memory.fast, memory.slow, memory.move]) splitSma(sma, ratio);
    if (memory.previous !== null) memory.previous /= ratio;
  },
});
