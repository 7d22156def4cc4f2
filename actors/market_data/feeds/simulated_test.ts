import assert from "node:assert/strict";
import { nextSession, type Session, sessionOf } from "../../domain/calendar.ts";
import type { Bar } from "../../domain/market.ts";
import { testFeedContract } from "./contract.ts";
import { simulatedFeed } from "./simulated.ts";
import { characterOf, DEFAULT_TICKERS } from "../../simulation/character.ts";
import { sessionBars } from "./simulated/session_bars.ts";
import { surprisesOf } from "../../simulation/surprises.ts";

const friday = sessionOf("2026-07-10")!;
const monday = sessionOf("2026-07-13")!;

testFeedContract("simulated", () => ({
  feed: simulatedFeed(7, ["TSLA", "AAPL"]),
  from: friday.open,
  through: monday.open + 3_600_000,
}));

function barsOf(seed: number, tickers: readonly string[], from: Session, through: Session): Bar[] {
  return simulatedFeed(seed, tickers).read(from.open, through.close, false)
    .flatMap((item) => item.type === "bar" ? [item.payload] : []);
}

Deno.test("a ticker's bars do not depend on the watchlist, and another seed is another market", () => {
  const alone = barsOf(1, ["AAPL"], friday, friday);
  const watched = barsOf(1, DEFAULT_TICKERS, friday, friday);
  assert.deepEqual(watched.filter(({ ticker }) => ticker === "AAPL"), alone);
  assert.notDeepEqual(barsOf(2, ["AAPL"], friday, friday), alone);
});

Deno.test("every minute of a session has a bar, and there is none outside sessions", () => {
  const bars = barsOf(1, ["AAPL"], friday, monday);
  assert.equal(bars.length, 780);
  assert.equal(bars[0]!.startsAt, friday.open);
  assert.equal(bars[389]!.at, friday.close);
  assert.equal(bars[390]!.startsAt, monday.open);
  const early = sessionOf("2026-11-27")!;
  assert.equal(barsOf(1, ["AAPL"], early, early).length, 210);
});

Deno.test("within a session each bar opens where the last one closed; overnight there are gaps", () => {
  const bars = barsOf(3, ["NVDA"], friday, monday);
  for (let i = 1; i < 390; i++) assert.equal(bars[i]!.open, bars[i - 1]!.close);
  assert.notEqual(bars[390]!.open, bars[389]!.close);
});

Deno.test("prices stay within reach of their anchor for decades, and move like shares do", () => {
  for (const ticker of DEFAULT_TICKERS) {
    const character = characterOf(ticker);
    let previous: number | null = null;
    let squares = 0;
    let count = 0;
    for (let year = 2000; year < 2060; year += 4) {
      let session = nextSession(Temporal.Instant.from(`${year}-03-01T00:00:00Z`).epochMilliseconds);
      for (let day = 0; day < 4; day++, session = nextSession(session.open)) {
        const { close } = sessionBars(11, character, session);
        const last = close.at(-1)!;
        assert.ok(last > character.price / 4 && last < character.price * 4, `${ticker} at ${last}`);
        if (previous !== null && day > 0) {
          squares += Math.log(last / previous) ** 2;
          count++;
        }
        previous = last;
      }
    }
    const daily = Math.sqrt(squares / count);
    assert.ok(daily > 0.002 && daily < 0.06, `${ticker} moves ${daily} a day`);
  }
});

Deno.test("the shares of one market move together a little, and not as one", () => {
  const returns = (ticker: string) => {
    const { open, close } = sessionBars(5, characterOf(ticker), friday);
    return Array.from(close, (price, i) => Math.log(price / open[i]!));
  };
  const a = returns("AAPL");
  const b = returns("SPY");
  const mean = (xs: readonly number[]) => xs.reduce((sum, x) => sum + x, 0) / xs.length;
  const product = mean(a.map((x, i) => (x - mean(a)) * (b[i]! - mean(b))));
  const spread = (xs: readonly number[]) => Math.sqrt(mean(xs.map((x) => (x - mean(xs)) ** 2)));
  const correlation = product / (spread(a) * spread(b));
  assert.ok(correlation > 0.1 && correlation < 0.95, `found ${correlation}`);
});

Deno.test("trading is busier at the open and the close than at noon", () => {
  const { volume } = sessionBars(5, characterOf("MSFT"), friday);
  const around = (minute: number) =>
    volume.slice(minute, minute + 30).reduce((sum, shares) => sum + shares, 0);
  assert.ok(around(0) > 1.3 * around(180));
  assert.ok(around(360) > 1.3 * around(180));
});

Deno.test("a surprise moves the price its way in the minutes after it, not before", () => {
  let agreed = 0;
  let total = 0;
  for (let session = friday; total < 60; session = nextSession(session.open)) {
    const character = characterOf("TSLA");
    const { close, at } = sessionBars(9, character, session);
    for (const surprise of surprisesOf(9, "TSLA", session, character.dailyVolatility)) {
      const i = at.indexOf(surprise.at);
      const move = Math.log(close[i + 15]! / close[i]!);
      if (Math.sign(move) === Math.sign(surprise.size)) agreed++;
      total++;
    }
  }
  assert.ok(agreed / total > 0.8, `${agreed} of ${total}`);
});

Deno.test("a ticker that nobody has heard of has a character of its own", () => {
  assert.deepEqual(characterOf("ZZZZ"), characterOf("ZZZZ"));
  assert.notEqual(characterOf("ZZZZ").price, characterOf("ZZZY").price);
});
