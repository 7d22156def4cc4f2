import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Database } from "../../../db/connect.ts";
import { readStoredBars } from "../../../db/repositories/backtests.ts";
import { listSplits } from "../../../db/repositories/bars.ts";
import type { BacktestData } from "../../domain/backtest.ts";
import type { BarColumns } from "../../domain/bar_columns.ts";
import type { Split } from "../../domain/market.ts";
import { nextSession } from "../../domain/calendar.ts";
import { isoTime } from "../../domain/iso_time.ts";
import { simulatedFeed } from "../../market_data/feeds/simulated.ts";
import { readBarSource, readSplitFile } from "../market/bar_source.ts";
import { ColumnsBuilder } from "./columns_builder.ts";
import { UnusableRequest } from "./unusable.ts";

/** What a run reads its bars with. */
export interface MarketPorts {
  readonly database: Database;
  /** Folder of `TICKER.csv` files, by absolute path; null: the operator has named none. */
  readonly files: string | null;
  /** CSV file of splits, by absolute path; null: none. */
  readonly splits: string | null;
  /** Most bars of all tickers together. */
  readonly barsMax: number;
  /** Lets others go on, and throws where the run is no longer wanted. */
  pause(): Promise<void>;
}

/** The bars of a run, and their fingerprint. */
export interface Market {
  /** As they were traded. */
  readonly bars: readonly BarColumns[];
  /** Of these tickers. */
  readonly splits: readonly Split[];
  /** SHA-256, in hexadecimal. */
  readonly digest: string;
}

/** Rows of one read from the database. */
const PAGE = 10_000;
const DAY_MS = 86_400_000;
const FIRST_DAY = "1900-01-01";
const LAST_DAY = "9998-12-31";

/** Reads the bars of a run. Throws {@link UnusableRequest} or an `UnusableRecording`. */
export async function readMarket(data: BacktestData, ports: MarketPorts): Promise<Market> {
  const bars = data.kind === "stored"
    ? await storedBars(data, ports)
    : data.kind === "simulated"
    ? await simulatedBars(data, ports)
    : await fileBars(data, ports);
  const hash = createHash("sha256");
  for (const columns of bars) addTo(hash, columns);
  const splits = (await splitsFor(data, ports, hash))
    .filter(({ ticker }) => data.tickers.includes(ticker));
  return { bars, splits, digest: hash.digest("hex") };
}

/** The operator's file decides; without one, stored bars go with the splits that were told live. */
async function splitsFor(
  { kind, tickers }: BacktestData,
  { splits, database }: MarketPorts,
  hash: ReturnType<typeof createHash>,
): Promise<readonly Split[]> {
  // The simulated market has none.
  if (kind === "simulated") return [];
  if (splits !== null) return readSplitFile(splits, hash);
  if (kind === "files") return [];
  const stored = await listSplits(database, tickers);
  for (const { ticker, date, ratio } of stored) hash.update(`${ticker} ${date} ${ratio}\n`);
  return stored;
}

async function storedBars(
  { tickers, timeframe, from = FIRST_DAY, to = LAST_DAY }: Extract<
    BacktestData,
    { kind: "stored" }
  >,
  { database, barsMax, pause }: MarketPorts,
): Promise<BarColumns[]> {
  const until = isoTime(Date.parse(`${to}T00:00:00Z`) + DAY_MS);
  const all: BarColumns[] = [];
  let total = 0;
  for (const ticker of tickers) {
    const builder = new ColumnsBuilder(ticker, timeframe);
    let start = `${from}T00:00:00.000Z`;
    for (;;) {
      const page = { ticker, timeframe, from: start, until, limit: PAGE };
      const rows = await readStoredBars(database, page);
      for (const { starts_at, at, ...prices } of rows) {
        builder.add({ startsAt: Date.parse(starts_at), at: Date.parse(at), ...prices });
      }
      checkCount(total += rows.length, barsMax);
      if (rows.length < PAGE) break;
      start = isoTime(Date.parse(rows.at(-1)!.starts_at) + 1);
      await pause();
    }
    if (builder.length === 0) {
      throw new UnusableRequest(
        `There are no stored ${timeframe} bars of ${ticker} between those days; ask for another ` +
          `timeframe or other days, or bring them with "deno task download".`,
      );
    }
    all.push(builder.columns());
  }
  return all;
}

async function simulatedBars(
  { tickers, seed, from, sessions }: Extract<BacktestData, { kind: "simulated" }>,
  { barsMax, pause }: MarketPorts,
): Promise<BarColumns[]> {
  const feed = simulatedFeed(seed, tickers);
  const builders = new Map(tickers.map((each) => [each, new ColumnsBuilder(each, "1m")]));
  let total = 0;
  let session = nextSession(Date.parse(`${from}T00:00:00Z`));
  for (let i = 0; i < sessions; i++, session = nextSession(session.close)) {
    for (const item of feed.read(session.open, session.close, false)) {
      if (item.type !== "bar") continue;
      builders.get(item.key)!.add(item.payload);
      total++;
    }
    checkCount(total, barsMax);
    await pause();
  }
  return [...builders.values()].map((builder) => builder.columns());
}

async function fileBars(
  { tickers }: Extract<BacktestData, { kind: "files" }>,
  { files, barsMax, pause }: MarketPorts,
): Promise<BarColumns[]> {
  if (files === null) {
    throw new UnusableRequest(
      "There is no folder of bars that runs may use; the operator names one with TRADING_BACKTEST_BARS.",
    );
  }
  const all: BarColumns[] = [];
  let total = 0;
  for (const ticker of tickers) {
    // A ticker has neither slashes nor a dot in front: the file lies in the folder itself.
    const bars = join(files, `${ticker}.csv`);
    const columns = readBarSource({ bars, splits: null, ticker }).bars[0]!;
    checkCount(total += columns.length, barsMax);
    all.push(columns);
    await pause();
  }
  return all;
}

function checkCount(total: number, barsMax: number): void {
  if (total <= barsMax) return;
  throw new UnusableRequest(
    `A run over HTTP goes through at most ${barsMax} bars, and these are more; ask for fewer days or ` +
      `tickers, or use "deno task backtest".`,
  );
}

/** The very numbers that a run goes through become part of its fingerprint. */
function addTo(hash: ReturnType<typeof createHash>, columns: BarColumns): void {
  const { ticker, timeframe, length, startsAt, at, open, high, low, close, volume } = columns;
  hash.update(`${ticker} ${timeframe} ${length}\n`);
  for (const column of [startsAt, at, open, high, low, close, volume]) {
    hash.update(new Uint8Array(column.buffer, column.byteOffset, column.byteLength));
  }
}
