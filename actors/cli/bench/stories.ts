import { type NewsRules, newsRulesSchema } from "../../news_fetcher/config.ts";
import { StoryIndex } from "../../news_fetcher/stories/index.ts";
import { labelledPairs, qualityAt } from "../../news_fetcher/stories/measuring/pairs.ts";
import { recordedHeadlines } from "../../recordings/headlines.ts";
import type { BenchGroup } from "./group.ts";
import { type BenchCase, type BenchResult, measureInterleaved, spread } from "./measure.ts";

/** Thresholds on the curve, in hundredths. */
const CURVE = [40, 50, 55, 60, 65, 70, 80, 90];
/** Headlines that one run of the speed case places. */
const PLACED = 4_000;

/** How right the index of stories is over its thresholds, on labelled pairs of headlines, and how fast. */
export const storiesGroup: BenchGroup = {
  name: "stories",
  summary: "copies of one story among recorded headlines: precision and recall over thresholds",
  async run(context) {
    const headlines = await recordedHeadlines();
    if (headlines === null) {
      context.note("Stories are not measured: there are no headlines in ../shared/data.");
      return [];
    }
    const { storyThreshold, storyWindowMs, storiesMax }: NewsRules = newsRulesSchema.parse({});
    const pairs = await labelledPairs(headlines);
    const quality = (["tuned", "aside"] as const).flatMap((name) => {
      const part = pairs.filter((pair) => pair.part === name);
      return CURVE.flatMap((hundredths): BenchResult[] => {
        const threshold = hundredths / 100;
        const params = { threshold, pairs: part.length, isSet: threshold === storyThreshold };
        const { precision, recall } = qualityAt(part, threshold);
        return Object.entries({ precision, recall }).map(([measure, value]) => ({
          name: `stories, part ${name}, at ${threshold.toFixed(2)}, ${measure}`,
          unit: "share",
          ...spread([value]),
          params,
        }));
      });
    });
    const texts = headlines.slice(0, PLACED).map(({ text }) => text);
    const speed: BenchCase = {
      name: "stories, one thread",
      params: { headlines: texts.length },
      run() {
        const index = new StoryIndex({
          threshold: storyThreshold,
          windowMs: storyWindowMs,
          storiesMax,
        });
        const from = context.clock.monotonic();
        for (const [n, text] of texts.entries()) index.place(String(n), text, "", n);
        const seconds = (context.clock.monotonic() - from) / 1_000;
        return Promise.resolve([
          { name: "rate", unit: "headlines/s", value: texts.length / seconds },
        ]);
      },
    };
    return [...quality, ...await measureInterleaved([speed], { ...context, warmup: 1 })];
  },
};
