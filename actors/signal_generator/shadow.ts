import { z } from "zod";
import type { ShadowTrip } from "../domain/learning.ts";
import type { Bar } from "../domain/market.ts";
import type { Vote } from "../domain/signal.ts";

/**
 * What each strategy would have done alone: its own votes at full weight, decided at a bar's close
 * and carried out at the next bar's open, as the executor does it. A strategy that the ensemble hardly
 * listens to shows in this way whether it deserves better.
 */

const directionSchema = z.union([z.literal(1), z.literal(-1)]);

/** One strategy's position in one ticker, as it would be. */
export const shadowSchema = z.strictObject({
  /** What is held; null: nothing. */
  held: z.strictObject({
    direction: directionSchema,
    price: z.number().positive(),
    at: z.int(),
  }).nullable(),
  /** The side that is traded at the next open; null: none. */
  order: directionSchema.nullable(),
});
export type Shadow = z.output<typeof shadowSchema>;

/** A ticker's shadows by name of strategy; plain JSON. */
export const shadowsSchema = z.record(z.string(), shadowSchema);
export type Shadows = z.output<typeof shadowsSchema>;

/** How shadows trade. */
export const shadowRulesSchema = z.strictObject({
  /** Cost of one side of a trade in hundredths of a percent of its value. */
  costBps: z.number().nonnegative().max(1_000).default(2),
  /** Whether a sell vote opens a short position where nothing is held. */
  allowShort: z.boolean().default(false),
});
export type ShadowRules = z.output<typeof shadowRulesSchema>;

const NONE: Shadow = { held: null, order: null };

/** What a bar did to the shadows of its ticker. */
export interface ShadowsMoved {
  /** The same object as before where nothing has changed. */
  readonly shadows: Shadows;
  readonly closed: readonly ShadowTrip[];
}

/**
 * Takes in a bar with the votes at its close: orders of the bar before are carried out at its open,
 * then each vote that alone would reach the threshold orders.
 * @param votes of the strategies that are warm, on a bar that may be traded on
 */
export function moveShadows(
  before: Shadows,
  bar: Bar,
  votes: readonly Vote[],
  threshold: number,
  rules: ShadowRules,
): ShadowsMoved {
  const closed: ShadowTrip[] = [];
  let shadows = before;
  const put = (name: string, shadow: Shadow) => shadows = { ...shadows, [name]: shadow };
  for (const strategy in before) {
    const { held, order } = before[strategy]!;
    if (order === null) continue;
    if (held === null) {
      put(strategy, { held: { direction: order, price: bar.open, at: bar.at }, order: null });
    } else {
      closed.push(tripOf(strategy, bar, held, rules));
      put(strategy, NONE);
    }
  }
  for (const { strategy, direction, strength } of votes) {
    if (direction === 0 || strength < threshold) continue;
    const { held, order } = shadows[strategy] ?? NONE;
    if (held?.direction === direction || order === direction) continue;
    if (held === null && direction < 0 && !rules.allowShort) continue;
    put(strategy, { held, order: direction });
  }
  return { shadows, closed };
}

/** Brings what is held to the new unit after a split of `ratio` new shares for one old. */
export function splitShadows(shadows: Shadows, ratio: number): Shadows {
  return Object.fromEntries(
    Object.entries(shadows).map(([strategy, { held, order }]) => [strategy, {
      held: held && { ...held, price: held.price / ratio },
      order,
    }]),
  );
}

function tripOf(
  strategy: string,
  bar: Bar,
  { direction, price, at }: NonNullable<Shadow["held"]>,
  { costBps }: ShadowRules,
): ShadowTrip {
  const cost = costBps / 10_000;
  const move = bar.open / price;
  return {
    strategy,
    ticker: bar.ticker,
    side: direction > 0 ? "buy" : "sell",
    enteredAt: at,
    exitedAt: bar.at,
    entryPrice: price,
    exitPrice: bar.open,
    profit: direction * (move - 1) - cost * (1 + move),
  };
}
