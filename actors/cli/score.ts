import { createLogger } from "../../runtime/telemetry/log.ts";
import { sentimentAnalyzerConfigSchema } from "../sentiment_analyzer/config.ts";
import { tickersOf } from "../sentiment_analyzer/core.ts";
import { openChain } from "../sentiment_analyzer/open_chain.ts";
import { openTickerExtractor } from "../sentiment_analyzer/open_tickers.ts";
import { sentimentConfig } from "../sentiment_settings.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import type { Progress } from "./progress.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

const TITLE_MAX = 1_000;

export default defineCommand({
  name: "score",
  summary: "Say what the analysers make of a headline, and why",
  details:
    `Asks the same chain as the running system: FinBERT where it is set up, Ollama where FinBERT
is not sure, and the offline default where neither is available.`,
  options: {},
  positionals: { value: "HEADLINE", doc: "the headline, in quotes", min: 1, max: 1 },
  examples: [`deno task score "Apple beats estimates, raises guidance"`],
  environment: SETTINGS_DOCS,
  async run({ args: [headline = ""], env, clock, signal, note, progress }) {
    const text = headline.trim();
    if (text === "" || text.length > TITLE_MAX) {
      throw new UserError(
        `The headline must have 1 to ${TITLE_MAX} characters, but has ${text.length}.`,
      );
    }
    const config = sentimentAnalyzerConfigSchema.parse(sentimentConfig(readSettings(env)));
    const shown = new Map<string, Progress>();
    const chain = openChain(config, {
      clock,
      log: createLogger("score", () => clock.now(), ({ level, message }) => {
        if (level === "warn" || level === "error") note(message);
      }),
      onProgress(file, share) {
        const bar = shown.get(file) ?? progress({ label: file, total: 100 });
        shown.set(file, bar);
        bar.update(Math.round(share * 100));
        if (share >= 1) bar.finish("done");
      },
    });
    try {
      const { sentiment, evidence, steps } = await chain.judge(text, signal);
      const tickers = tickersOf(openTickerExtractor(config.tickerTerms).extract(text));
      const analyzers = chain.analyzers.map((one) => ({ name: one.name, ...one.health() }));
      const { label, score, confidence, probabilities, analyzer, model, why } = sentiment;
      const percent = (share: number) => `${Math.round(share * 100)} %`;
      const lines = [
        `${label}, score ${score.toFixed(2)}, ${percent(confidence)} sure`,
        `positive ${percent(probabilities.positive)}, negative ${
          percent(probabilities.negative)
        }, ` +
        `neutral ${percent(probabilities.neutral)}`,
        `by ${analyzer} (${model.id}, ${model.digest}), because: ${why}`,
        ...evidence === null ? [] : [`in the text: ${evidence}`],
        `tickers: ${tickers.join(", ") || "none"}`,
      ];
      return {
        json: { text, sentiment, evidence, steps, tickers, analyzers },
        text: lines.join("\n"),
      };
    } finally {
      await chain.close();
    }
  },
});
