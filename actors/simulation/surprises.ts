import type { Millis } from "../../runtime/clock/clock.ts";
import { seededRandomness, seedOf } from "../../runtime/clock/seeded.ts";
import type { Session } from "../domain/calendar.ts";

/** Something that the market did not expect: from `at` on, the price moves by `size`. */
export interface Surprise {
  readonly ticker: string;
  readonly at: Millis;
  /** The whole move, as a log return; negative for bad news. */
  readonly size: number;
}

const MINUTE_MS = 60_000;
/** No surprise this close to the session's edges. */
const MARGIN_MINUTES = 30;
const SURPRISE_CHANCE = 0.6;
/** The move closes this share of what is left of it in each minute. */
const PACE = 0.2;

/** The surprises of one ticker in one session, in order. */
export function surprisesOf(
  seed: number,
  ticker: string,
  session: Session,
  dailyVolatility: number,
): Surprise[] {
  const random = seededRandomness(seedOf(`${seed}|${ticker}|${session.date}|surprises`));
  const minutes = (session.close - session.open) / MINUTE_MS;
  const surprises: Surprise[] = [];
  for (let i = 0; i < 2; i++) {
    const minute = MARGIN_MINUTES + Math.floor(random.next() * (minutes - 2 * MARGIN_MINUTES));
    const size = (random.next() < 0.5 ? -1 : 1) * dailyVolatility * (0.5 + random.next());
    if (random.next() < SURPRISE_CHANCE) {
      surprises.push({ ticker, at: session.open + minute * MINUTE_MS, size });
    }
  }
  return surprises.sort((a, b) => a.at - b.at);
}

/** What is left of a surprise's move `minutes` after it, as a share: its price eases into place. */
export function shareMoved(minutes: number): number {
  return minutes <= 0 ? 0 : 1 - (1 - PACE) ** minutes;
}
