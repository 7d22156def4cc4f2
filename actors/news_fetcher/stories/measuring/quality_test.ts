import assert from "node:assert/strict";
import { skipLoudly } from "../../../../runtime/testing/skip.ts";
import { recordedHeadlines } from "../../../recordings/headlines.ts";
import { newsRulesSchema } from "../../config.ts";
import { type JudgedPair, labelledPairs, qualityAt } from "./pairs.ts";

/** Of the pairs that are folded, and of those from likeness 0.4 on that should be. */
const PRECISION_MIN = 0.9;
const RECALL_MIN = 0.55;

const headlines = await recordedHeadlines();
const { storyThreshold } = newsRulesSchema.parse({});

for (const part of ["tuned", "aside"] as const) {
  const name = `nine in ten labelled pairs of the part ${part} that are folded are one story`;
  if (headlines === null) {
    skipLoudly(name, "recordings", "there are no headlines in ../shared/data");
    continue;
  }
  Deno.test(name, async () => {
    const pairs = (await labelledPairs(headlines)).filter((pair) => pair.part === part);
    assert.ok(pairs.length >= 80);
    const { precision } = qualityAt(pairs, storyThreshold);
    const { recall } = qualityAt(pairs.filter(({ alike }) => alike >= 0.4), storyThreshold);
    assert.ok(precision >= PRECISION_MIN && recall >= RECALL_MIN, `${precision}, ${recall}`);
  });
}

Deno.test("quality counts a pair as often as it stands for, and nothing folded is no mistake", () => {
  const pair = (weight: number, same: boolean, alike: number, comparable = true): JudgedPair => ({
    part: "tuned",
    weight,
    same,
    alike,
    comparable,
  });
  const pairs = [
    pair(3, true, 0.8),
    pair(1, false, 0.7),
    pair(2, true, 0.3),
    pair(2, true, 0.9, false),
  ];
  const { precision, recall } = qualityAt(pairs, 0.5);
  assert.deepEqual([precision, recall], [3 / 4, 3 / 7]);
  assert.deepEqual(qualityAt(pairs, 0.95), { precision: 1, recall: 0, f1: 0 });
});
