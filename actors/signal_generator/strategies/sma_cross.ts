import { z } from "zod";
import {
  type CompensatedSma,
  createCompensatedSma,
  splitCompensatedSma,
  updateCompensatedSma,
} from "../indicators/compensated_sma.ts";
import { defineStrategy } from "./strategy.ts";

const params = z.strictObject({
  /** Bars in the fast average. */
  fast: z.int().min(1).max(10_000).default(10),
  /** Bars in the slow average. */
  slow: z.int().min(2).max(10_000).default(20),
}).refine(({ fast, slow }) => fast < slow, { error: "must be smaller than slow", path: ["fast"] });

interface Memory {
  readonly fast: CompensatedSma;
  readonly slow: CompensatedSma;
  /** Fast average less slow average at the bar before; null before both are there. */
  before: number | null;
}

/**
 * The yardstick that backtesters are compared by, not meant to earn money: for the side to which the
 * fast average has just crossed, on the bar of the crossing and with full conviction. Averages that
 * were equal at the bar before have not crossed.
 */
export const smaCross = defineStrategy<typeof params, Memory>({
  name: "sma_cross",
  enabledByDefault: false,
  alone: true,
  params,
  warmUp: ({ slow }) => slow + 1,
  init: ({ fast, slow }) => ({
    fast: createCompensatedSma(fast),
    slow: createCompensatedSma(slow),
    before: null,
  }),
  evaluate(memory, { bar: { close } }) {
    const fast = updateCompensatedSma(memory.fast, close);
    const slow = updateCompensatedSma(memory.slow, close);
    if (fast === null || slow === null) return null;
    const { before } = memory;
    const now = fast - slow;
    memory.before = now;
    const hasCrossed = before !== null && (now > 0 ? before < 0 : now < 0 && before > 0);
    if (!hasCrossed) return null;
    const code = now > 0 ? "fast_average_crossed_above_slow" : "fast_average_crossed_below_slow";
    return { direction: now > 0 ? 1 : -1, strength: 1, reason: { code, numbers: { fast, slow } } };
  },
  onSplit(memory, ratio) {
    splitCompensatedSma(memory.fast, ratio);
    splitCompensatedSma(memory.slow, ratio);
    if (memory.before !== null) memory.before /= ratio;
  },
});
