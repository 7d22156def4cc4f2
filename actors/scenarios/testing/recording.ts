import { join } from "node:path";
import { nextSession, type Session } from "../../domain/calendar.ts";
import { SCORING_LATENCY_MS } from "../../news_fetcher/config.ts";
import type { Bar } from "../../domain/market.ts";
import { simulatedFeed } from "../../market_data/feeds/simulated.ts";

/** A recording in a temporary folder. */
export interface TestRecording {
  readonly bars: string;
  readonly splits: string;
  /** A JSONL file of headlines; null where none were asked for. */
  readonly news: string | null;
  remove(): Promise<void>;
}

/**
 * Records sessions of the simulated market in files, as a person would have them: `TICKER.csv` with
 * minute bars of two tickers, one of which splits before the last session. With `news`, there are
 * headlines too, several at once, copies among them, all known at the very close of a bar.
 */
export async function recordMarket(
  options: { seed: number; sessions: number; news?: boolean },
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
  let news: string | null = null;
  if (options.news) {
    news = join(folder, "news.jsonl");
    await Deno.writeTextFile(news, headlines(first, options.sessions).join(""));
  }
  return { bars, splits, news, remove: () => Deno.remove(folder, { recursive: true }) };
}

function lineOf(bar: Bar, ratio: number): string {
  const { startsAt, open, high, low, close, volume } = bar;
  const prices = [open, high, low, close].map((price) => price / ratio);
  return [new Date(startsAt).toISOString(), ...prices, volume].join(",");
}

const MINUTE = 60_000;

/** Every 17 minutes one headline of each ticker and a copy of the first, known as a bar closes. */
function headlines(first: Session, sessions: number): string[] {
  const lines: string[] = [];
  let session = first;
  for (let i = 0; i < sessions; i++, session = nextSession(session.open)) {
    for (let at = session.open + 20 * MINUTE; at < session.close; at += 17 * MINUTE) {
      const rises = lines.length % 2 === 0;
      const number = lines.length;
      const told = (id: string, source: string, title: string) =>
        `${
          JSON.stringify({
            id: `${id}${number}`,
            source,
            title,
            publishedAt: new Date(at - SCORING_LATENCY_MS).toISOString(),
          })
        }\n`;
      const apple = `$AAPL ${rises ? "beats" : "misses"} estimates in quarter ${number}`;
      lines.push(
        told("a", "wire", apple),
        told("b", "wire", `$NVDA ${rises ? "downgraded" : "upgraded"} on margins, note ${number}`),
        told("c", "paper", apple),
      );
    }
  }
  return lines;
}
