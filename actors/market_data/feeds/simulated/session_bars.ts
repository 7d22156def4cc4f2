import { seededRandomness, seedOf } from "../../../../runtime/clock/seeded.ts";
import { type BarColumns, emptyColumns } from "../../../domain/bar_columns.ts";
import type { Session } from "../../../domain/calendar.ts";
import type { Character } from "../../../simulation/character.ts";
import { levelAt } from "./levels.ts";
import { minuteReturns, normal } from "./regimes.ts";
import { shareMoved, surprisesOf } from "../../../simulation/surprises.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** The market's own volatility, in a minute and overnight. */
const MARKET_MINUTE_VOLATILITY = 0.0002;
const MARKET_DAILY_VOLATILITY = 0.005;
const MARKET_TRENDINESS = 0.5;
/** Moves within a minute that shape its high and low. */
const STEPS_PER_MINUTE = 4;
/** Shares per lot: volumes are whole lots. */
const LOT = 100;

/**
 * The minute bars of one ticker in one session. Everything follows from seed, ticker and date: any
 * session can be made without those before it. Each one opens and closes on a level that wanders
 * over the years (so overnight gaps come of themselves), and finds its way between the two through
 * regimes, the market's own moves and surprises.
 */
export function sessionBars(seed: number, character: Character, session: Session): BarColumns {
  const { ticker } = character;
  const minutes = (session.close - session.open) / MINUTE_MS;
  const columns = emptyColumns(ticker, "1m", minutes);
  const random = seededRandomness(seedOf(`${seed}|${ticker}|${session.date}|minutes`));
  const path = logPrices(seed, character, session, minutes);
  let last = cents(Math.exp(path[0]!));
  for (let i = 0; i < minutes; i++) {
    const from = path[i]!;
    const to = path[i + 1]!;
    const wiggle = character.minuteVolatility * 0.5;
    let high = last;
    let low = last;
    for (let step = 1; step < STEPS_PER_MINUTE; step++) {
      const between = from + (to - from) * step / STEPS_PER_MINUTE + wiggle * normal(random);
      const price = cents(Math.exp(between));
      high = Math.max(high, price);
      low = Math.min(low, price);
    }
    const close = cents(Math.exp(to));
    columns.startsAt[i] = session.open + i * MINUTE_MS;
    columns.at[i] = session.open + (i + 1) * MINUTE_MS;
    columns.open[i] = last;
    columns.high[i] = Math.max(high, close);
    columns.low[i] = Math.min(low, close);
    columns.close[i] = close;
    columns.volume[i] = volumeOf(character, i / minutes, minutes, to - from, random.next());
    last = close;
  }
  return columns;
}

function logPrices(seed: number, character: Character, session: Session, minutes: number) {
  const { ticker, beta, minuteVolatility, dailyVolatility, trendiness } = character;
  const stream = (name: string) =>
    seededRandomness(seedOf(`${seed}|${name}|${session.date}|returns`));
  const own = minuteReturns(stream(ticker), minutes, minuteVolatility, trendiness);
  const market = minuteReturns(
    stream("the market"),
    minutes,
    MARKET_MINUTE_VOLATILITY,
    MARKET_TRENDINESS,
  );
  const surprises = surprisesOf(seed, ticker, session, dailyVolatility);
  const path = new Float64Array(minutes + 1);
  for (let i = 0; i < minutes; i++) {
    path[i + 1] = path[i]! + own[i]! + beta * market[i]!;
  }
  for (let i = 1; i <= minutes; i++) {
    for (const { at, size } of surprises) {
      path[i]! += size * shareMoved(i - (at - session.open) / MINUTE_MS);
    }
  }
  // Two steps a day: its open and its close.
  const day = Math.floor(session.open / DAY_MS);
  const level = (step: number) =>
    Math.log(character.price) + dailyVolatility * 0.5 * levelAt(`${seed}|${ticker}`, step) +
    beta * MARKET_DAILY_VOLATILITY * 0.5 * levelAt(`${seed}|the market`, step);
  const open = level(2 * day);
  const drift = (level(2 * day + 1) - open - path[minutes]!) / minutes;
  for (let i = 0; i <= minutes; i++) path[i]! += open + drift * i;
  return path;
}

/** Busy at the open and the close, quiet at noon, and busier where the price moves. */
function volumeOf(
  character: Character,
  time: number,
  minutes: number,
  move: number,
  chance: number,
): number {
  const shape = 0.55 + 5.4 * (time - 0.5) ** 2;
  const excitement = 1 + 0.3 * Math.min(3, Math.abs(move) / character.minuteVolatility);
  const shares = character.sessionVolume / minutes * shape * excitement * (0.5 + 0.6 * chance);
  return Math.max(1, Math.round(shares / LOT)) * LOT;
}

function cents(price: number): number {
  return Math.max(1, Math.round(price * 100)) / 100;
}
