import assert from "node:assert/strict";
import { z } from "zod";
import { skipLoudly } from "../../../runtime/testing/skip.ts";
import { emptyTickerSentiment } from "../../domain/ticker_sentiment.ts";
import { barAt } from "../testing/market.ts";
import { smaCross } from "./sma_cross.ts";

const DATA = new URL("../../../../shared/data/", import.meta.url);
const FILES = [
  "sma_cross_daily_AAPL",
  "sma_cross_daily_IBM",
  "sma_cross_daily_SPY",
  "sma_cross_hour_IBM",
];

const goldenSchema = z.object({
  rules: z.object({ fast: z.int(), slow: z.int() }),
  bars: z.string(),
  trades: z.array(z.object({ size: z.number(), entry_bar: z.int() })),
});

function read(path: string): string | null {
  try {
    return Deno.readTextFileSync(new URL(path, DATA));
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return null;
    throw error;
  }
}

for (const file of FILES) {
  const sentence = `sma_cross crosses where the reference engine's does: ${file}`;
  const text = read(`golden/${file}.json`);
  if (text === null) {
    skipLoudly(sentence, "recordings", "there are no results in ../shared/data/golden");
    continue;
  }
  Deno.test(sentence, () => {
    const { rules: { fast, slow }, bars, trades } = goldenSchema.parse(JSON.parse(text));
    const [, ...lines] = read(`bars/${bars}`)!.trim().split(/\r?\n/);
    const strategy = smaCross.prepare({ fast, slow });
    const memory = strategy.init();
    const found = lines.flatMap((line, i) => {
      const context = { bar: barAt(i, Number(line.split(",")[4])), news: emptyTickerSentiment() };
      const opinion = strategy.evaluate(memory, context);
      // Filled at the next bar's open; a crossing on the last bar is filled nowhere.
      return opinion === null || i + 1 >= lines.length
        ? []
        : [{ entryBar: i + 1, direction: opinion.direction }];
    });
    const wanted = trades.map((trade) => ({
      entryBar: trade.entry_bar,
      direction: Math.sign(trade.size),
    }));
    assert.ok(wanted.length > 100);
    assert.deepEqual(found, wanted);
  });
}
