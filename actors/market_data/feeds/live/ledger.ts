import type { Millis } from "../../../../runtime/clock/clock.ts";
import type { Bar } from "../../../domain/market.ts";

/** Bars a ticker that are remembered: five sessions of minutes. */
export const BARS_KEPT = 2_000;

/** What a bar is beside those that were published. */
export type Verdict =
  /** Later than every one of its ticker. */
  | "new"
  /** Published before with other numbers. */
  | "changed"
  /** Never published, although later ones were. */
  | "late"
  /** Published just so. */
  | "known"
  /** From before what is remembered: it cannot be said. */
  | "forgotten";

/** Remembers what was published, so that nothing is published twice. No I/O, no clock. */
export class BarLedger {
  readonly #byTicker = new Map<string, { readonly bars: Map<Millis, Bar>; newest: Millis }>();
  readonly #horizons = new Map<string, Millis>();

  constructor(private readonly since: Millis, known: readonly Bar[] = []) {
    for (const bar of [...known].sort((a, b) => a.startsAt - b.startsAt)) this.admit(bar);
  }

  /** Judges a bar, and remembers it where it is told. */
  admit(bar: Bar): Verdict {
    const { ticker, startsAt } = bar;
    if (startsAt < (this.#horizons.get(ticker) ?? this.since)) return "forgotten";
    let book = this.#byTicker.get(ticker);
    if (book === undefined) {
      book = { bars: new Map(), newest: -Infinity };
      this.#byTicker.set(ticker, book);
    }
    const before = book.bars.get(startsAt);
    if (before !== undefined && isSame(before, bar)) return "known";
    book.bars.set(startsAt, bar);
    if (before !== undefined) return "changed";
    if (book.bars.size > BARS_KEPT) this.#forgetOldest(ticker, book.bars);
    if (startsAt < book.newest) return "late";
    book.newest = startsAt;
    return "new";
  }

  #forgetOldest(ticker: string, bars: Map<Millis, Bar>): void {
    // Not the first of the map: a late bar stands behind later ones.
    const starts = [...bars.keys()].sort((a, b) => a - b).slice(0, Math.ceil(BARS_KEPT / 4));
    for (const start of starts) bars.delete(start);
    this.#horizons.set(ticker, starts.at(-1)! + 1);
  }
}

function isSame(a: Bar, b: Bar): boolean {
  return a.open === b.open && a.high === b.high && a.low === b.low && a.close === b.close &&
    a.volume === b.volume;
}
