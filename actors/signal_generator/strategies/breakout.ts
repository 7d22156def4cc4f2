import { z } from "zod";
import { type Atr, createAtr, splitAtr, updateAtr } from "../indicators/atr.ts";
import {
  createDonchian,
  type Donchian,
  splitDonchian,
  updateDonchian,
} from "../indicators/donchian.ts";
import { exitsOf } from "./exits.ts";
import { defineStrategy } from "./strategy.ts";

const params = z.strictObject({
  /** Bars whose highest and lowest price must be passed. */
  period: z.int().min(2).max(500).default(20),
  /** Bars in the average true range, the unit of the distances below. */
  rangePeriod: z.int().min(2).max(200).default(14),
  /** Conviction at the channel's edge itself. */
  baseStrength: z.number().min(0).max(1).default(0.6),
  /** Average ranges beyond the edge at which conviction is full. */
  fullRanges: z.number().min(0.1).max(20).default(1),
  /** Average ranges from the entry at which a loss ends the position; 0 for none. */
  stopRanges: z.number().min(0).max(50).default(2),
  /** Average ranges from the best price at which it ends; 0 for none. */
  trailRanges: z.number().min(0).max(50).default(3),
});

interface Memory {
  readonly channel: Donchian;
  readonly range: Atr;
}

/**
 * With what leaves its range: long at a close above the highest price of the bars before it, short
 * below the lowest (R. D. Donchian's rule), the more so the further. Its positions end by stops that
 * are as far away as the market moves.
 */
export const breakout = defineStrategy<typeof params, Memory>({
  name: "breakout",
  enabledByDefault: false,
  params,
  warmUp: ({ period, rangePeriod }) => Math.max(period, rangePeriod) + 1,
  init: ({ period, rangePeriod }) => ({
    channel: createDonchian(period),
    range: createAtr(rangePeriod),
  }),
  evaluate({ channel, range }, { bar }, params) {
    // The edges are those of the bars before: a bar cannot break out of itself.
    const isFull = channel.highs.seen >= params.period;
    const { upper, lower } = channel;
    updateDonchian(channel, bar);
    // So is the range: a wild bar must not make its own move look small.
    const unit = range.mean.seen >= params.rangePeriod ? range.mean.value : 0;
    updateAtr(range, bar);
    const { close } = bar;
    if (!isFull || unit <= 0 || close <= upper && close >= lower) return null;
    const isAbove = close > upper;
    const limit = isAbove ? upper : lower;
    const ranges = Math.abs(close - limit) / unit;
    const { baseStrength, fullRanges } = params;
    return {
      direction: isAbove ? 1 : -1,
      strength: Math.min(1, baseStrength + (1 - baseStrength) * ranges / fullRanges),
      reason: {
        code: isAbove ? "broke_above_channel" : "broke_below_channel",
        numbers: { close, limit, ranges },
      },
      exits: exitsOf({
        stopLoss: distance(params.stopRanges * unit / close),
        trailingStop: distance(params.trailRanges * unit / close),
      }),
    };
  },
  onSplit({ channel, range }, ratio) {
    splitDonchian(channel, ratio);
    splitAtr(range, ratio);
  },
});

/** A distance as an exit takes it: none where it would be all there is. */
function distance(share: number): number {
  return share < 1 ? share : 0;
}
