import type { Millis } from "../../../../runtime/clock/clock.ts";
import type { Split } from "../../../domain/market.ts";
import { splitAt } from "../../../domain/timeline.ts";

/**
 * Knows which splits are due before a bar, each once. A split that took place before the first bar
 * that was ever told of its ticker is no news: nothing of ours is in the old unit. No I/O, no clock.
 */
export class SplitSchedule {
  readonly #told: Set<string>;
  /** Of each ticker, those that have yet to be told, in order of date. */
  readonly #pending = new Map<string, Split[]>();

  /**
   * @param told splits that were told before
   * @param first when the first bar of each ticker began; of one that is missing everything is to come
   */
  constructor(
    told: readonly Split[],
    private readonly first: ReadonlyMap<string, Millis>,
    private readonly since: Millis,
  ) {
    this.#told = new Set(told.map(keyOf));
  }

  /** Takes in what the broker lists; what is known already, and what came before us, is left out. */
  learn(splits: readonly Split[]): void {
    for (const split of splits) {
      const { ticker } = split;
      if (this.#told.has(keyOf(split))) continue;
      if (splitAt(split) <= (this.first.get(ticker) ?? this.since)) continue;
      const others = (this.#pending.get(ticker) ?? [])
        .filter((other) => other.date !== split.date);
      this.#pending.set(
        ticker,
        [...others, split].sort((a, b) => a.date < b.date ? -1 : 1),
      );
    }
  }

  /** The splits to be told before a bar of a ticker that starts at `startsAt`: they are told now. */
  dueBefore(ticker: string, startsAt: Millis): readonly Split[] {
    const pending = this.#pending.get(ticker);
    if (pending === undefined) return NONE;
    const due = pending.filter((split) => splitAt(split) <= startsAt);
    if (due.length === 0) return NONE;
    this.#pending.set(ticker, pending.filter((split) => !due.includes(split)));
    for (const split of due) this.#told.add(keyOf(split));
    return due;
  }
}

const NONE: readonly Split[] = [];

/** A company splits its shares once a day at most. */
const keyOf = ({ ticker, date }: Split) => `${ticker}|${date}`;
