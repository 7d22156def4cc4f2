import { listBarsSince, listSplits, newestBars, oldestBars } from "../../db/repositories/bars.ts";
import { isoTime } from "../domain/iso_time.ts";
import { barSchema } from "../domain/market.ts";
import type { LivePorts } from "./live.ts";

/** Alpaca's feed, and the database. Alpaca's package is loaded only where it is asked for. */
export const livePorts: LivePorts = {
  async openFeed(config, { clock, randomness: random, log }) {
    const { alpacaLiveFeed } = await import("./feeds/alpaca.ts");
    const { AlpacaRest } = await import("../alpaca/rest.ts");
    const { credentials, dataUrl: baseUrl, streamUrl, feed, tickers, extendedHours } = config;
    const onRetry = (why: string, waitMs: number) => {
      log.warn(`${why}; again in ${waitMs} ms`);
    };
    const rest = new AlpacaRest({ credentials, clock, random, baseUrl, onRetry });
    return alpacaLiveFeed(
      { tickers, feed, extendedHours, streamUrl: `${streamUrl.replace(/\/$/, "")}/${feed}` },
      { clock, random, credentials, rest },
    );
  },
  async withStored({ tickers }, { resources }, work) {
    const database = await resources.openDatabase();
    try {
      const newest = await newestBars(database, tickers, "1m");
      return await work({
        newest: startsOf(newest),
        first: startsOf(await oldestBars(database, tickers, "1m")),
        splits: await listSplits(database, tickers),
        async since(at) {
          const rows = await listBarsSince(database, tickers, "1m", isoTime(at));
          return rows.map(({ starts_at, at, ...bar }) =>
            barSchema.parse({
              ...bar,
              startsAt: Date.parse(starts_at),
              at: Date.parse(at),
              warmup: false,
            })
          );
        },
      });
    } finally {
      await database.close();
    }
  },
};

function startsOf(rows: readonly { readonly ticker: string; readonly starts_at: string }[]) {
  return new Map(rows.map(({ ticker, starts_at }) => [ticker, Date.parse(starts_at)]));
}
