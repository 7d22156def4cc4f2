import { z } from "zod";
import { createRsi, type Rsi, splitRsi, updateRsi } from "../indicators/rsi.ts";
import { exitDistance, exitsOf } from "./exits.ts";
import { defineStrategy } from "./strategy.ts";

const params = z.strictObject({
  /** Changes in the relative strength index. */
  period: z.int().min(2).max(200).default(14),
  /** At or below it the ticker counts as oversold. */
  oversold: z.number().min(1).max(49).default(30),
  /** At or above it the ticker counts as overbought. */
  overbought: z.number().min(51).max(99).default(70),
  /** Conviction at the limit itself; it is full where the index touches 0 or 100. */
  baseStrength: z.number().min(0).max(1).default(0.5),
  /** Loss from the entry at which a position ends: what goes on falling was no exaggeration. */
  stopLoss: exitDistance(0.03),
});

interface Memory {
  readonly rsi: Rsi;
}

/**
 * Against exaggeration, by Wilder's RSI: long where a ticker is oversold, short where overbought, the
 * more so the further the index is beyond its limit; no opinion in between.
 */
export const meanReversion = defineStrategy<typeof params, Memory>({
  name: "mean_reversion",
  enabledByDefault: true,
  params,
  warmUp: ({ period }) => period + 1,
  init: ({ period }) => ({ rsi: createRsi(period) }),
  evaluate(memory, { bar: { close } }, { oversold, overbought, baseStrength }) {
    const rsi = updateRsi(memory.rsi, close);
    if (rsi === null) return null;
    if (rsi <= oversold) {
      const beyond = (oversold - rsi) / oversold;
      return {
        direction: 1,
        strength: baseStrength + (1 - baseStrength) * beyond,
        reason: { code: "oversold", numbers: { rsi, limit: oversold } },
      };
    }
    if (rsi >= overbought) {
      const beyond = (rsi - overbought) / (100 - overbought);
      return {
        direction: -1,
        strength: baseStrength + (1 - baseStrength) * beyond,
        reason: { code: "overbought", numbers: { rsi, limit: overbought } },
      };
    }
    return null;
  },
  exits: ({ stopLoss }) => exitsOf({ stopLoss }),
  onSplit: (memory, ratio) => splitRsi(memory.rsi, ratio),
});
