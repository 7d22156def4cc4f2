import { createLogger } from "../../runtime/telemetry/log.ts";
import type { AnalyzerChain } from "../sentiment_analyzer/chain.ts";
import { sentimentAnalyzerConfigSchema } from "../sentiment_analyzer/config.ts";
import { tickersOf } from "../sentiment_analyzer/core.ts";
import { openChain } from "../sentiment_analyzer/open_chain.ts";
import { openTickerExtractor } from "../sentiment_analyzer/open_tickers.ts";
import type { TickerExtractor } from "../sentiment_analyzer/tickers/ticker_extractor.ts";
import { sentimentConfig } from "../sentiment_settings.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { modelProgress } from "./model_progress.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

/** Characters of a headline. */
const TITLE_MAX = 1_000;
/** Headlines from stdin at a time. */
const HEADLINES_MAX = 100_000;

export default defineCommand({
  name: "score",
  summary: "Say what the analysers make of a headline, and why",
  details:
    `Asks the same chain as the running system: FinBERT where it is set up, Ollama where FinBERT
is not sure, and the offline default where neither is available. Says which companies of our own
table it names, and by which evidence.

Without HEADLINE it reads headlines from stdin, one a line; empty lines are left out. --json then
prints { "headlines": [...], "analyzers": [...] }, each headline as it is printed alone.`,
  options: {},
  positionals: {
    value: "HEADLINE",
    doc: "the headline, in quotes; default: lines of stdin",
    min: 0,
    max: 1,
  },
  examples: [
    `deno task score "Apple beats estimates, raises guidance"`,
    "deno task score --json < headlines.txt",
  ],
  environment: SETTINGS_DOCS,
  async run(context) {
    const { args: [headline], env, stdinIsTerminal } = context;
    if (headline === undefined && stdinIsTerminal) {
      throw new UserError(
        'There is no headline. Write it in quotes (deno task score "Apple beats estimates"), or ' +
          "pipe headlines to stdin, one a line.",
      );
    }
    const config = sentimentAnalyzerConfigSchema.parse(sentimentConfig(readSettings(env)));
    const tickers = openTickerExtractor(config.tickerTerms);
    const chain = openChain(config, surroundings(context));
    const judge = (text: string) => judged(chain, tickers, text, context.signal);
    const analyzers = () => chain.analyzers.map((one) => ({ name: one.name, ...one.health() }));
    try {
      if (headline !== undefined) {
        const judgement = await judge(checked(headline, "The headline"));
        return {
          json: { ...judgement, analyzers: analyzers() },
          text: linesOf(judgement).join("\n"),
        };
      }
      const headlines = [];
      for await (const { text, number } of numbered(context.lines(TITLE_MAX + 1))) {
        if (headlines.length === HEADLINES_MAX) {
          throw new UserError(
            `stdin has more than ${HEADLINES_MAX} headlines; give fewer at a time.`,
          );
        }
        const judgement = await judge(checked(text, `Line ${number} of stdin`));
        headlines.push(judgement);
        if (!context.json) {
          context.print([text.trim(), ...linesOf(judgement).map((line) => `  ${line}`)].join("\n"));
        }
      }
      if (headlines.length === 0 && !context.signal.aborted) {
        throw new UserError("stdin has no headline. Write one a line.");
      }
      return { json: { headlines, analyzers: analyzers() }, text: "" };
    } finally {
      await chain.close();
    }
  },
});

/** The chain's surroundings: what is fetched shows how far it is, and warnings go to stderr. */
function surroundings({ clock, note, progress }: CommandContext<Record<never, never>>) {
  return {
    clock,
    log: createLogger("score", () => clock.now(), ({ level, message }) => {
      if (level === "warn" || level === "error") note(message);
    }),
    onProgress: modelProgress(progress),
  };
}

/** Lines that say something, with their numbers from 1. */
async function* numbered(lines: AsyncIterable<string>) {
  let number = 0;
  for await (const text of lines) {
    number++;
    if (text.trim() !== "") yield { text, number };
  }
}

function checked(headline: string, what: string): string {
  const text = headline.trim();
  if (text !== "" && text.length <= TITLE_MAX) return text;
  const found = text === ""
    ? "is empty"
    : `is longer (it begins ${JSON.stringify(text.slice(0, 40))})`;
  throw new UserError(`${what} must have 1 to ${TITLE_MAX} characters, but ${found}. Shorten it.`);
}

/** What is made of a headline: the judgement, how it came about, and the companies that are named. */
async function judged(
  chain: AnalyzerChain,
  extractor: TickerExtractor,
  text: string,
  signal: AbortSignal,
) {
  const { sentiment, evidence, steps } = await chain.judge(text, signal);
  const found = extractor.extract(text);
  const tickers = tickersOf(found);
  const mentions = found.map(({ ticker, evidence, matched, offset }) => ({
    ticker,
    evidence,
    matched,
    offset,
  }));
  return { text, sentiment, evidence, steps, tickers, mentions };
}

function linesOf(judgement: Awaited<ReturnType<typeof judged>>): string[] {
  const { sentiment, evidence, mentions } = judgement;
  const { label, score, confidence, probabilities, analyzer, model, why } = sentiment;
  const percent = (share: number) => `${Math.round(share * 100)} %`;
  const companies = mentions.map(({ ticker, evidence, matched }) =>
    `${ticker} (${evidence} "${matched}")`
  );
  return [
    `${label}, score ${score.toFixed(2)}, ${percent(confidence)} sure`,
    `positive ${percent(probabilities.positive)}, negative ${percent(probabilities.negative)}, ` +
    `neutral ${percent(probabilities.neutral)}`,
    `by ${analyzer} (${model.id}, ${model.digest}), because: ${why}`,
    ...evidence === null ? [] : [`in the text: ${evidence}`],
    `tickers: ${companies.join(", ") || "none"}`,
  ];
}
