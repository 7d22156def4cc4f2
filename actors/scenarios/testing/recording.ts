import { join } from "node:path";
import { nextSession } from "../../domain/calendar.ts";
import type { Bar } from "../../domain/market.ts";
import { simulatedFeed } from "../../market_data/feeds/simulated.ts";

/** A recording in a temporary folder. */
export interface TestRecording {
  readonly bars: string;
  readonly splits: string;
  remove(): Promise<void>;
}

/**
 * Records sessions of the simulated market in files, as a person would have them: `TICKER.csv` with
 * minute bars of two tickers, one of which splits before the second session.
 */
export async function recordMarket(
  options: { seed: number; sessions: number },
): Promise<TestRecording> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-recording-" });
  const bars = join(folder, "bars");
  await Deno.mkdir(bars);
  const first = nextSession(Date.UTC(2025, 2, 3));
  let last = first;
  for (let i = 1; i < options.sessions; i++) last = nextSession(last.open);
  const tickers = ["AAPL", "NVDA"];
  const splitDate = last.date;
  const feed = simulatedFeed(options.seed, tickers);
  for (const ticker of tickers) {
    const lines = ["timestamp,open,high,low,close,volume"];
    for (const item of feed.read(first.open, last.close, false)) {
      if (item.type !== "bar" || item.key !== ticker) continue;
      const isAfterSplit = ticker === "NVDA" && options.sessions > 1 &&
        item.payload.startsAt >= last.open;
      lines.push(lineOf(item.payload, isAfterSplit ? 4 : 1));
    }
    await Deno.writeTextFile(join(bars, `${ticker}.csv`), lines.join("\n") + "\n");
  }
  const splits = join(folder, "splits.csv");
  const rows = options.sessions > 1 ? `NVDA,${splitDate},4\n` : "";
  await Deno.writeTextFile(splits, `ticker,date,ratio\n${rows}`);
  return { bars, splits, remove: () => Deno.remove(folder, { recursive: true }) };
}

function lineOf(bar: Bar, ratio: number): string {
  const { startsAt, open, high, low, close, volume } = bar;
  const prices = [open, high, low, close].map((price) => price / ratio);
  return [new Date(startsAt).toISOString(), ...prices, volume].join(",");
}
