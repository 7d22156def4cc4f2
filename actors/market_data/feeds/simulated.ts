import { barAt, type BarColumns, countThrough } from "../../domain/bar_columns.ts";
import { nextSession, type Session, sessionWithin } from "../../domain/calendar.ts";
import { compareItems, type Feed, type FeedItem } from "./feed.ts";
import { characterOf } from "../../simulation/character.ts";
import { sessionBars } from "./simulated/session_bars.ts";

/** How many sessions of a ticker are kept once they are made. */
const SESSIONS_KEPT = 3;

/**
 * A feed of minute bars from a simulated market: trends, ranges, nervous stretches, surprises, gaps
 * overnight, NYSE sessions. The same seed and tickers give the same market for ever; it has neither
 * a beginning nor an end, and one ticker's bars do not depend on which others are watched.
 */
export function simulatedFeed(seed: number, tickers: readonly string[]): Feed {
  const watched = [...new Set(tickers)].sort();
  const characters = watched.map(characterOf);
  const made = new Map<string, readonly BarColumns[]>();

  function barsOf(session: Session): readonly BarColumns[] {
    let bars = made.get(session.date);
    if (bars === undefined) {
      bars = characters.map((character) => sessionBars(seed, character, session));
      made.set(session.date, bars);
      const oldest = made.keys().next().value;
      if (made.size > SESSIONS_KEPT && oldest !== undefined) made.delete(oldest);
    }
    return bars;
  }

  return {
    tickers: watched,
    read(after, through, warmup) {
      const items: FeedItem[] = [];
      let session = sessionWithin(after, after + 1) ?? nextSession(after);
      for (; session.open < through; session = nextSession(session.open)) {
        for (const columns of barsOf(session)) {
          const end = countThrough(columns, through);
          for (let i = countThrough(columns, after); i < end; i++) {
            const bar = barAt(columns, i, warmup);
            items.push({ type: "bar", at: bar.at, key: bar.ticker, payload: bar });
          }
        }
      }
      return items.sort(compareItems);
    },
  };
}
