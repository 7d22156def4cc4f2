import { fileURLToPath } from "node:url";
import { SentimentIntensityAnalyzer } from "vader-sentiment";
import { z } from "zod";
import { createLogger } from "../../../runtime/telemetry/log.ts";
import type { SentimentLabel } from "../../domain/sentiment.ts";
import { type Analyzer, AnalyzerUnavailable } from "../../sentiment_analyzer/analyzers/analyzer.ts";
import { judgeOffline, offlineAnalyzer } from "../../sentiment_analyzer/analyzers/offline.ts";
import { lexiconScore } from "../../sentiment_analyzer/analyzers/offline/features.ts";
import { tokensOf } from "../../sentiment_analyzer/analyzers/offline/tokens.ts";
import {
  type LabelledText,
  phraseBankRows,
  twitterRows,
} from "../../sentiment_analyzer/training/dataset.ts";
import { qualityOf } from "../../sentiment_analyzer/training/evaluate.ts";
import {
  finbertConfigSchema,
  sentimentAnalyzerConfigSchema,
} from "../../sentiment_analyzer/config.ts";
import { openFinbert } from "../../sentiment_analyzer/open_chain.ts";
import { sentimentConfig } from "../../sentiment_settings.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { type BenchCase, type BenchResult, measureInterleaved, spread } from "./measure.ts";

const DATA = new URL("../../../../shared/data/sentiment/", import.meta.url);
const TINY = fileURLToPath(
  new URL("../../sentiment_analyzer/testing/tiny-finance-cnn", import.meta.url),
);
/** Texts per run of a speed case. */
const TEXTS = 500;

type Judge = (text: string) => { label: SentimentLabel; confidence: number | null };

const vaderSchema = z.object({ compound: z.number() });

const judges: readonly (readonly [string, Judge])[] = [
  ["offline", judgeOffline],
  ["VADER", (text) => {
    const { compound } = vaderSchema.parse(SentimentIntensityAnalyzer.polarity_scores(text));
    // The thresholds that its authors state.
    const label = compound >= 0.05 ? "positive" : compound <= -0.05 ? "negative" : "neutral";
    return { label, confidence: null };
  }],
  ["bare lexicon", (text) => {
    const { good, bad } = lexiconScore(tokensOf(text));
    const label = good > bad ? "positive" : bad > good ? "negative" : "neutral";
    return { label, confidence: null };
  }],
];

/** Quality on labelled texts, and speed, of each analyser. */
export const sentimentGroup: BenchGroup = {
  name: "sentiment",
  summary: "accuracy, macro-F1 and calibration beside VADER and a bare lexicon; speed",
  async run(context) {
    const sets = await labelledSets(context);
    const quality = sets.flatMap(([set, rows]) =>
      judges.flatMap(([name, judge]) =>
        qualityResults(name, rows.map(({ text }) => judge(text)), { set, texts: rows.length }, rows)
      )
    );
    quality.push(...await modelQuality(context, sets));
    const texts =
      (sets[0]?.[1] ?? [{ text: "Operating profit rose to EUR 13.1 mn from EUR 8.7 mn" }])
        .slice(0, TEXTS).map(({ text }) => text);
    return [...quality, ...await speed(context, texts)];
  },
};

async function labelledSets(
  { note }: BenchContext,
): Promise<(readonly [string, readonly LabelledText[]])[]> {
  const sets: (readonly [string, readonly LabelledText[]])[] = [];
  const read = async (set: string, file: string, parse: (bytes: Uint8Array) => LabelledText[]) => {
    const bytes = await Deno.readFile(new URL(file, DATA)).catch(() => null);
    if (bytes === null) {
      note(`Quality on ${set} is not measured: ${file} is not in ${DATA.pathname}`);
    } else sets.push([set, parse(bytes)]);
  };
  await read("PhraseBank 50Agree", "Sentences_50Agree.txt", phraseBankRows);
  await read(
    "Twitter validation",
    "tfns_valid.csv",
    (bytes) => twitterRows(new TextDecoder().decode(bytes)),
  );
  return sets;
}

/** The model of FinBERT's kind that is set up, or the small one of the tests, which is no yardstick. */
async function modelQuality(
  context: BenchContext,
  sets: readonly (readonly [string, readonly LabelledText[]])[],
): Promise<BenchResult[]> {
  const { signal } = context;
  const { analyzer, model } = finbert(context);
  try {
    const results = [];
    for (const [set, rows] of sets) {
      const verdicts = [];
      for (const { text } of rows) verdicts.push(await analyzer.analyze(text, signal));
      results.push(
        ...qualityResults("finbert", verdicts, { set, texts: rows.length, model }, rows),
      );
    }
    return results;
  } catch (error) {
    if (!(error instanceof AnalyzerUnavailable)) throw error;
    context.note(`FinBERT is not measured: ${error.message}`);
    return [];
  } finally {
    await analyzer.close();
  }
}

function qualityResults(
  name: string,
  verdicts: readonly ReturnType<Judge>[],
  params: BenchResult["params"],
  rows: readonly LabelledText[],
): BenchResult[] {
  const states = verdicts.every(({ confidence }) => confidence !== null);
  const { accuracy, macroF1, ece } = qualityOf(rows.map(({ label: truth }, index) => {
    const { label, confidence } = verdicts[index]!;
    return { truth, label, confidence: confidence ?? 1 };
  }));
  const result = (measure: string, value: number) => ({
    name: `${name}, ${measure}`,
    unit: "share",
    ...spread([value]),
    params,
  });
  return [
    result("accuracy", accuracy),
    result("macro-F1", macroF1),
    // Only who states a confidence can be calibrated.
    ...states ? [result("ECE", ece)] : [],
  ];
}

async function speed(context: BenchContext, texts: readonly string[]): Promise<BenchResult[]> {
  const { runs, signal, onRun } = context;
  const { analyzer, model } = finbert(context);
  const offline = offlineAnalyzer();
  const cases = [
    timed(context, offline.name, texts, (text) => offline.analyze(text, signal)),
    timed(context, analyzer.name, texts, (text) => analyzer.analyze(text, signal), { model }),
    ...judges.slice(1).map(([name, judge]) => timed(context, name, texts, judge)),
  ];
  try {
    return await measureInterleaved(cases, { runs, warmup: 1, signal, onRun });
  } finally {
    await analyzer.close();
  }
}

function timed(
  { clock }: BenchContext,
  name: string,
  texts: readonly string[],
  judge: (text: string) => unknown,
  more: BenchResult["params"] = {},
): BenchCase {
  return {
    name,
    params: { texts: texts.length, ...more },
    async run() {
      const from = clock.monotonic();
      for (const text of texts) await judge(text);
      const seconds = (clock.monotonic() - from) / 1_000;
      return [{ name: "speed", unit: "texts/s", value: texts.length / seconds }];
    },
  };
}

/** FinBERT as it is set up, or the small model in its layout; in its own process. */
function finbert({ settings, clock, note }: BenchContext): { analyzer: Analyzer; model: string } {
  const { finbert: config } = sentimentAnalyzerConfigSchema.parse(sentimentConfig(settings));
  const log = createLogger("bench", () => clock.now(), ({ level, message }) => {
    if (level === "warn" || level === "error") note(message);
  });
  const tiny = finbertConfigSchema.parse({ model: TINY, cache: TINY });
  const analyzer = openFinbert(config ?? tiny, { clock, log, patient: true });
  return { analyzer, model: config?.model ?? "tiny-finance-cnn" };
}
