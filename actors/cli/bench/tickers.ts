import { createTickerExtractor } from "../../sentiment_analyzer/tickers/ticker_extractor.ts";
import { OWN_DIRECTORY } from "../../sentiment_analyzer/tickers/own_directory.ts";
import { recoverMasked } from "../../sentiment_analyzer/tickers/measuring/masked.ts";
import { recordedHeadlines } from "../../recordings/headlines.ts";
import { labelledHeadlines } from "../../sentiment_analyzer/tickers/measuring/recordings.ts";
import { scoreExtractor } from "../../sentiment_analyzer/tickers/measuring/score.ts";
import type { BenchGroup } from "./group.ts";
import { type BenchCase, measureInterleaved, type Sample } from "./measure.ts";

const ROUNDS = 5;

/** How right the ticker extractor is on recorded headlines, and how fast in one thread. */
export const tickersGroup: BenchGroup = {
  name: "tickers",
  summary: "the ticker extractor on recorded headlines: precision, recall, headlines a second",
  async run(context) {
    const headlines = await recordedHeadlines();
    if (headlines === null) {
      context.note("Tickers are not measured: there are no headlines in ../shared/data.");
      return [];
    }
    const extractor = createTickerExtractor(OWN_DIRECTORY);
    const labelled = await labelledHeadlines(headlines);
    const parts = (["tuned", "aside", "fresh", "blind"] as const).map((name): BenchCase => {
      const part = labelled.filter(({ label }) => label.part === name);
      return {
        name: `tickers, part ${name}`,
        params: { headlines: part.length },
        run: () => {
          const { precision, recall } = scoreExtractor(extractor, OWN_DIRECTORY, part);
          return Promise.resolve([
            { name: "precision", unit: "share", value: precision },
            { name: "recall", unit: "share", value: recall },
          ]);
        },
      };
    });
    const texts = headlines.map(({ text }) => text);
    const tweets = headlines.filter(({ file }) => file.includes("tfns")).map(({ text }) => text);
    const masked: BenchCase = {
      name: "cashtags masked",
      params: { headlines: tweets.length },
      run: () => {
        const { cashtags, recovered, known, knownRecovered } = recoverMasked(
          extractor,
          OWN_DIRECTORY,
          tweets,
        );
        return Promise.resolve([
          { name: "recovered of all", unit: "share", value: recovered / cashtags },
          { name: "recovered of known companies", unit: "share", value: knownRecovered / known },
        ]);
      },
    };
    const speed: BenchCase = {
      name: "tickers, one thread",
      params: { headlines: texts.length, companies: OWN_DIRECTORY.listings.length },
      run: (): Promise<Sample[]> => {
        const startedAt = context.clock.monotonic();
        for (let round = 0; round < ROUNDS; round++) {
          for (const text of texts) extractor.extract(text);
        }
        const seconds = (context.clock.monotonic() - startedAt) / 1000;
        return Promise.resolve([
          { name: "rate", unit: "headlines/s", value: ROUNDS * texts.length / seconds },
        ]);
      },
    };
    return await measureInterleaved([...parts, masked, speed], { ...context, warmup: 1 });
  },
};
