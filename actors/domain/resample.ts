import type { Millis } from "../../runtime/clock/clock.ts";
import { type BarColumns, emptyColumns } from "./bar_columns.ts";
import { type Session, sessionWithin } from "./calendar.ts";
import type { Timeframe } from "./market.ts";
import { TIMEFRAME_MS } from "./timeframes.ts";

/**
 * Bars of a larger frame from smaller ones: first open, highest high, lowest low, last close, sum of
 * volume. Frames of minutes and hours start on the clock, as exchanges and brokers cut them; a daily
 * bar covers its regular session, so bars wholly outside sessions are in none. A frame without bars
 * gives no bar.
 *
 * A frame is told even where its last bars are missing, for then nothing was traded; `through` leaves
 * out frames that close later, because they are not over yet.
 *
 * Throws a RangeError where the frame is smaller than the bars, or no multiple of them.
 * @param through market time; by default everything counts as over
 */
export function resample(
  columns: BarColumns,
  timeframe: Timeframe,
  through: Millis = Infinity,
): BarColumns {
  const [from, to] = [TIMEFRAME_MS[columns.timeframe], TIMEFRAME_MS[timeframe]];
  if (to < from || to % from !== 0) {
    throw new RangeError(
      `expected a frame that ${columns.timeframe} bars fill, found ${timeframe}`,
    );
  }
  if (columns.timeframe === timeframe) return cut(columns, through);
  const frames = emptyColumns(columns.ticker, timeframe, columns.length);
  const frameOf = timeframe === "1d" ? sessionFrame() : clockFrame(to);
  let count = 0;
  for (let i = 0; i < columns.length; i++) {
    const frame = frameOf(columns.startsAt[i]!, columns.at[i]!);
    if (frame === null) continue;
    if (frame.at > through) break;
    const last = count - 1;
    if (count > 0 && frames.startsAt[last] === frame.startsAt) {
      frames.high[last] = Math.max(frames.high[last]!, columns.high[i]!);
      frames.low[last] = Math.min(frames.low[last]!, columns.low[i]!);
      frames.close[last] = columns.close[i]!;
      frames.volume[last] = frames.volume[last]! + columns.volume[i]!;
      continue;
    }
    frames.startsAt[count] = frame.startsAt;
    frames.at[count] = frame.at;
    for (const name of ["open", "high", "low", "close", "volume"] as const) {
      frames[name][count] = columns[name][i]!;
    }
    count++;
  }
  return first(frames, count);
}

interface Frame {
  readonly startsAt: Millis;
  readonly at: Millis;
}

function clockFrame(size: number): (startsAt: Millis) => Frame {
  // New York's offset is a whole number of hours, so frames up to an hour are the same in UTC.
  return (startsAt) => {
    const start = Math.floor(startsAt / size) * size;
    return { startsAt: start, at: start + size };
  };
}

function sessionFrame(): (startsAt: Millis, at: Millis) => Frame | null {
  let known: Session | null = null;
  return (startsAt, at) => {
    if (known === null || startsAt >= known.close || at <= known.open) {
      known = sessionWithin(startsAt, at);
    }
    return known === null ? null : { startsAt: known.open, at: known.close };
  };
}

function cut(columns: BarColumns, through: Millis): BarColumns {
  let count = columns.length;
  while (count > 0 && columns.at[count - 1]! > through) count--;
  return first(columns, count);
}

function first(columns: BarColumns, length: number): BarColumns {
  const { ticker, timeframe } = columns;
  return {
    ticker,
    timeframe,
    length,
    startsAt: columns.startsAt.subarray(0, length),
    at: columns.at.subarray(0, length),
    open: columns.open.subarray(0, length),
    high: columns.high.subarray(0, length),
    low: columns.low.subarray(0, length),
    close: columns.close.subarray(0, length),
    volume: columns.volume.subarray(0, length),
  };
}
