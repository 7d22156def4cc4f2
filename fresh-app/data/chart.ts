import type { Backend } from "../backend.ts";
import type { BarView, PositionView } from "../api/views.ts";
import { part } from "./part.ts";

/** Bars that are told before the chart itself is there. */
const FIRST_BARS = 60;

/** What the chart of bars begins with. */
export interface ChartStart {
  /** Null: there are no bars yet, or it cannot be known now. */
  readonly ticker: string | null;
  readonly tickers: readonly string[];
  /** The newest first; null: they cannot be read now. */
  readonly bars: readonly BarView[] | null;
}

/** The ticker asked for, or else the first that is held, or else the first that there are bars of. */
export async function readChart(
  backend: Backend,
  asked: string | null,
  held: Promise<readonly PositionView[] | null>,
): Promise<ChartStart> {
  const { records } = backend.ports;
  const [tickers, positions] = await Promise.all([part(backend, records.tickers()), held]);
  const known = tickers ?? [];
  const wanted = [asked, ...(positions ?? []).map(({ ticker }) => ticker)];
  const ticker = wanted.find((each) => each !== null && known.includes(each)) ?? known[0] ?? null;
  if (ticker === null) return { ticker, tickers: known, bars: null };
  const page = { timeframe: null, limit: FIRST_BARS, cursor: null };
  const bars = await part(backend, records.bars({ ticker, ...page }));
  return { ticker, tickers: known, bars: bars?.items ?? null };
}
