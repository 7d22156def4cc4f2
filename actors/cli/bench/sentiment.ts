import { fileURLToPath } from "node:url";
import { SentimentIntensityAnalyzer } from "vader-sentiment";
import { z } from "zod";
import { createLogger } from "../../../runtime/telemetry/log.ts";
import type { SentimentLabel } from "../../domain/sentiment.ts";
import type { Analyzer } from "../../sentiment_analyzer/analyzers/analyzer.ts";
import { judgeOffline, offlineAnalyzer } from "../../sentiment_analyzer/analyzers/offline.ts";
import { lexiconScore } from "../../sentiment_analyzer/analyzers/offline/features.ts";
import { tokensOf } from "../../sentiment_analyzer/analyzers/offline/tokens.ts";
import {
  type LabelledText,
  phraseBankRows,
  twitterRows,
} from "../../sentiment_analyzer/training/dataset.ts";
import { qualityOf } from "../../sentiment_analyzer/training/evaluate.ts";
import { finbertConfigSchema } from "../../sentiment_analyzer/config.ts";
import { openFinbert } from "../../sentiment_analyzer/open_chain.ts";
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
      judges.flatMap(([name, judge]) => qualityResults(name, judge, set, rows))
    );
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

function qualityResults(
  name: string,
  judge: Judge,
  set: string,
  rows: readonly LabelledText[],
): BenchResult[] {
  let states = true;
  const { accuracy, macroF1, ece } = qualityOf(rows.map(({ text, label: truth }) => {
    const { label, confidence } = judge(text);
    states &&= confidence !== null;
    return { truth, label, confidence: confidence ?? 1 };
  }));
  const params = { set, texts: rows.length };
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
  const analyzers: Analyzer[] = [offlineAnalyzer(), tinyModel(context)];
  const cases = [
    ...analyzers.map((analyzer) =>
      timed(context, analyzer.name, texts, (text) => analyzer.analyze(text, signal))
    ),
    ...judges.slice(1).map(([name, judge]) => timed(context, name, texts, judge)),
  ];
  try {
    return await measureInterleaved(cases, { runs, warmup: 1, signal, onRun });
  } finally {
    await Promise.all(analyzers.map((analyzer) => analyzer.close()));
  }
}

function timed(
  { clock }: BenchContext,
  name: string,
  texts: readonly string[],
  judge: (text: string) => unknown,
): BenchCase {
  const model = name === "finbert" ? { model: "tiny-finance-cnn" } : {};
  return {
    name,
    params: { texts: texts.length, ...model },
    async run() {
      const from = clock.monotonic();
      for (const text of texts) await judge(text);
      const seconds = (clock.monotonic() - from) / 1_000;
      return [{ name: "speed", unit: "texts/s", value: texts.length / seconds }];
    },
  };
}

/** The small model in FinBERT's layout, in its own process. */
function tinyModel({ clock, note }: BenchContext): Analyzer {
  const config = finbertConfigSchema.parse({ model: TINY, cache: TINY });
  const log = createLogger("bench", () => clock.now(), ({ level, message }) => {
    if (level === "warn" || level === "error") note(message);
  });
  return openFinbert(config, { clock, log, patient: true });
}
