/** A figure that the sample does not support, and why: shown as null with its reason. */
export interface NoMeaning {
  readonly reason: string;
}

/** A statistic: a number, a text (times, durations), or the reason why there is none. */
export type Measure = number | string | NoMeaning;

/** The reason why there is no figure, as a phrase without a full stop. */
export function none(reason: string): NoMeaning {
  return { reason };
}

/** A number, or what it means that the formula has no finite value here. */
export function finite(value: number, reason: string): number | NoMeaning {
  return Number.isFinite(value) ? value : none(reason);
}

/** A share as a percentage; reasons pass through. */
export function percent(value: number | NoMeaning): number | NoMeaning {
  return typeof value === "number" ? value * 100 : value;
}

/** "needs at least 2 daily returns, found 1". */
export function needs(count: number, what: string, found: number): NoMeaning {
  return none(`needs at least ${count} ${what}, found ${found}`);
}
