import assert from "node:assert/strict";
import { skipLoudly } from "../../../../runtime/testing/skip.ts";
import { recordedHeadlines } from "../../../recordings/headlines.ts";
import { OWN_DIRECTORY } from "../own_directory.ts";
import { createTickerExtractor } from "../ticker_extractor.ts";
import { recoverMasked } from "./masked.ts";
import { labelledHeadlines } from "./recordings.ts";
import { joinLabels, scoreExtractor } from "./score.ts";

const PRECISION_MIN = 0.95;
const RECALL_MIN = 0.9;
const headlines = await recordedHeadlines();
const extractor = createTickerExtractor(OWN_DIRECTORY);

function withRecordings(
  name: string,
  test: (recorded: NonNullable<typeof headlines>) => void | Promise<void>,
): void {
  if (headlines === null) {
    skipLoudly(name, "recordings", "there are no headlines in ../shared/data");
  } else Deno.test(name, () => test(headlines));
}

for (const part of ["tuned", "aside", "fresh", "blind"] as const) {
  withRecordings(
    `the tickers of the part ${part} are found, and hardly any other`,
    async (all) => {
      const labelled = await labelledHeadlines(all);
      assert.ok(labelled.length >= 400);
      const chosen = labelled.filter(({ label }) => label.part === part);
      assert.ok(chosen.length >= 80);
      const { precision, recall, mistakes } = scoreExtractor(extractor, OWN_DIRECTORY, chosen);
      const said = `precision ${precision}, recall ${recall}: ${JSON.stringify(mistakes)}`;
      assert.ok(precision >= PRECISION_MIN && recall >= RECALL_MIN, said);
    },
  );
}

withRecordings(
  "half the cashtags of companies that we know are recovered from the rest of the text",
  (all) => {
    const texts = all.filter(({ file }) => file.includes("tfns")).map(({ text }) => text);
    const { known, knownRecovered } = recoverMasked(extractor, OWN_DIRECTORY, texts);
    assert.ok(knownRecovered / known >= 0.5, `${knownRecovered} of ${known}`);
  },
);

Deno.test("a headline that is no longer the one that was labelled is noticed", async () => {
  const place = { file: "a.rss", line: 1, nth: 0 };
  const label = { ...place, digest: "0".repeat(16), part: "tuned" as const, tickers: [] };
  await assert.rejects(joinLabels([label], [{ ...place, text: "changed" }]), /a\.rss:1:0 is not/);
  await assert.rejects(joinLabels([label], []), /label it anew/);
});
