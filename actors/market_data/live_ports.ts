import { listBarSpans, listBarsSince, listSplits } from "../../db/repositories/bars.ts";
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
      const spans = await listBarSpans(database, tickers, "1m");
      return await work({
        newest: new Map(spans.map(({ ticker, newest }) => [ticker, Date.parse(newest)])),
        first: new Map(spans.map(({ ticker, first }) => [ticker, Date.parse(first)])),
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
