import assert from "node:assert/strict";
import { skipLoudly } from "../../../runtime/testing/skip.ts";
import { judgeOffline } from "../analyzers/offline.ts";
import { type LabelledText, phraseBankRows, twitterRows } from "./dataset.ts";
import { qualityOf } from "./evaluate.ts";

const DATA = new URL("../../../../shared/data/sentiment/", import.meta.url);

async function read(file: string): Promise<Uint8Array | null> {
  return await Deno.readFile(new URL(file, DATA)).catch(() => null);
}

const phraseBank = await read("Sentences_50Agree.txt");
const twitter = await read("tfns_valid.csv");

function test(sentence: string, rows: readonly LabelledText[] | null, least: [number, number]) {
  if (rows === null) {
    return skipLoudly(sentence, "recordings", `there are no labelled texts in ${DATA.pathname}`);
  }
  Deno.test(sentence, () => {
    const { accuracy, macroF1, ece } = qualityOf(rows.map(({ text, label }) => {
      const verdict = judgeOffline(text);
      return { truth: label, label: verdict.label, confidence: verdict.confidence };
    }));
    const found = `accuracy ${accuracy}, macro-F1 ${macroF1}, ECE ${ece}`;
    assert.ok(accuracy >= least[0] && macroF1 >= least[1] && ece <= 0.08, found);
  });
}

test(
  "on sentences of a kind it never saw, the offline analyser is right at 70 % or more",
  phraseBank && phraseBankRows(phraseBank),
  [0.7, 0.6],
);
test(
  "on posts of the kind it learned from, the offline analyser is right at 83 % or more",
  twitter && twitterRows(new TextDecoder().decode(twitter)),
  [0.83, 0.77],
);

Deno.test("quality of known judgements is as computed by hand", () => {
  const judged = (truth: "positive" | "negative" | "neutral", label: typeof truth) => ({
    truth,
    label,
    confidence: 0.75,
  });
  const { accuracy, macroF1, ece } = qualityOf([
    judged("positive", "positive"),
    judged("negative", "neutral"),
    judged("neutral", "neutral"),
    judged("neutral", "neutral"),
  ]);
  assert.equal(accuracy, 0.75);
  assert.ok(Math.abs(macroF1 - (1 + 0 + 0.8) / 3) < 1e-12);
  assert.equal(ece, 0);
});
