import assert from "node:assert/strict";
import { join } from "node:path";
import { type FinbertConfig, finbertConfigSchema } from "../../config.ts";
import { NEVER, testSurroundings, TINY_MODEL } from "../../testing/surroundings.ts";
import { AnalyzerUnavailable } from "../analyzer.ts";
import { testAnalyzerContract } from "../contract.ts";
import { RETRY_MS } from "../finbert.ts";
import { openFinbert } from "../../open_chain.ts";

const UP = "Quarterly profit rose 20% to a record high";

function local(model: string): FinbertConfig {
  return finbertConfigSchema.parse({ model, cache: "/nowhere", hub: "http://127.0.0.1:1" });
}

testAnalyzerContract(
  "FinBERT",
  () => Promise.resolve({ analyzer: openFinbert(local(TINY_MODEL), testSurroundings()) }),
);

/** A copy of the small model that `spoil` may change. */
async function withModel(
  spoil: (folder: string) => Promise<void>,
  run: (folder: string) => Promise<void>,
): Promise<void> {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-model-" });
  try {
    await Deno.mkdir(join(folder, "onnx"));
    for await (const { name, isFile } of Deno.readDir(TINY_MODEL)) {
      if (isFile) await Deno.copyFile(join(TINY_MODEL, name), join(folder, name));
    }
    const weights = "onnx/model_quantized.onnx";
    await Deno.copyFile(join(TINY_MODEL, weights), join(folder, weights));
    await spoil(folder);
    await run(folder);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}

async function editConfig(folder: string, change: (config: Record<string, unknown>) => void) {
  const path = join(folder, "config.json");
  const config = JSON.parse(await Deno.readTextFile(path));
  change(config);
  await Deno.writeTextFile(path, JSON.stringify(config));
}

Deno.test("good news is positive, bad news negative, and the model says which it is", async () => {
  const finbert = openFinbert(local(TINY_MODEL), testSurroundings());
  const up = await finbert.analyze(UP, NEVER);
  assert.equal(up.label, "positive");
  assert.equal(up.model.id, "tiny-finance-cnn");
  assert.match(up.model.digest, /^[0-9a-f]{16}$/);
  const down = await finbert.analyze("Shares plunge after a profit warning", NEVER);
  assert.equal(down.label, "negative");
  await finbert.close();
});

Deno.test("labels go by their names, however the model orders and spells them", async () => {
  const finbert = openFinbert(local(TINY_MODEL), testSurroundings());
  const { probabilities } = await finbert.analyze(UP, NEVER);
  await finbert.close();
  await withModel(
    (folder) =>
      editConfig(folder, (config) => {
        config.id2label = { 0: "Bullish", 1: "NEUTRAL", 2: "bearish" };
      }),
    async (folder) => {
      const turned = openFinbert(local(folder), testSurroundings());
      const { probabilities: other } = await turned.analyze(UP, NEVER);
      await turned.close();
      assert.equal(other.negative, probabilities.positive);
      assert.equal(other.positive, probabilities.negative);
    },
  );
});

Deno.test("a text longer than the model is cut, and its beginning counts", async () => {
  const finbert = openFinbert(local(TINY_MODEL), testSurroundings());
  const long = `${UP}. `.repeat(40);
  const verdict = await finbert.analyze(long, NEVER);
  assert.deepEqual(await finbert.analyze(`${long} Shares plunge.`, NEVER), verdict);
  await finbert.close();
});

const SPOILT: readonly [string, (folder: string) => Promise<void>, RegExp][] = [
  [
    "weights that are no model",
    (folder) => Deno.writeTextFile(join(folder, "onnx/model_quantized.onnx"), "<html>"),
    /^onnx\/model_quantized\.onnx is not a model: /,
  ],
  [
    "weights that are cut short",
    (folder) => Deno.truncate(join(folder, "onnx/model_quantized.onnx"), 500_000),
    /^onnx\/model_quantized\.onnx is not a model: /,
  ],
  [
    "no weights",
    (folder) => Deno.remove(join(folder, "onnx"), { recursive: true }),
    /must hold one of onnx\/model_quantized\.onnx, onnx\/model_int8\.onnx, /,
  ],
  [
    "no tokenizer",
    (folder) => Deno.remove(join(folder, "tokenizer.json")),
    /must hold tokenizer\.json, but does not/,
  ],
  [
    "a tokenizer of nothing",
    (folder) => Deno.writeTextFile(join(folder, "tokenizer.json"), "{}"),
    /^tokenizer\.json is no tokenizer: /,
  ],
  [
    "a configuration that is no JSON",
    (folder) => Deno.writeTextFile(join(folder, "config.json"), "<html>"),
    /^config\.json is not that of a classifier: /,
  ],
  [
    "labels without a meaning",
    (folder) =>
      editConfig(folder, (config) => {
        config.id2label = { 0: "LABEL_0", 1: "LABEL_1", 2: "LABEL_2" };
      }),
    /must name positive, negative and neutral in id2label.*LABEL_0/,
  ],
  [
    "two labels only",
    (folder) =>
      editConfig(folder, (config) => {
        config.id2label = { 0: "positive", 1: "negative" };
      }),
    /must name positive, negative and neutral in id2label/,
  ],
  [
    "no labels",
    (folder) => editConfig(folder, (config) => delete config.id2label),
    /^config\.json is not that of a classifier: id2label: /,
  ],
  [
    "a vocabulary that the weights do not have",
    async (folder) => {
      const path = join(folder, "tokenizer.json");
      const tokenizer = JSON.parse(await Deno.readTextFile(path));
      for (const word of Object.keys(tokenizer.model.vocab)) tokenizer.model.vocab[word] += 90_000;
      await Deno.writeTextFile(path, JSON.stringify(tokenizer));
    },
    /^onnx\/model_quantized\.onnx does not classify: /,
  ],
];

for (const [what, spoil, reason] of SPOILT) {
  Deno.test(`${what}: one warning, and the next analyser`, () =>
    withModel(spoil, async (folder) => {
      const around = testSurroundings();
      const finbert = openFinbert(local(folder), around);
      for (let i = 0; i < 3; i++) {
        await assert.rejects(finbert.analyze(UP, NEVER), (error) => {
          assert(error instanceof AnalyzerUnavailable);
          assert.match(error.message, reason);
          return true;
        });
      }
      assert.equal(around.warnings().length, 1);
      assert.equal(finbert.health().state, "unavailable");
      await finbert.close();
    }));
}

Deno.test("a folder that is not there is tried again after a pause, without another warning", async () => {
  const around = testSurroundings();
  await withModel(() => Promise.resolve(), async (folder) => {
    const away = `${folder}-away`;
    await Deno.rename(folder, away);
    const finbert = openFinbert(local(folder), around);
    await assert.rejects(finbert.analyze(UP, NEVER), /^AnalyzerUnavailable: there is no folder /);
    await around.clock.advance(RETRY_MS);
    await assert.rejects(finbert.analyze(UP, NEVER), AnalyzerUnavailable);
    assert.equal(around.warnings().length, 1);
    await Deno.rename(away, folder);
    await around.clock.advance(RETRY_MS - 1);
    await assert.rejects(finbert.analyze(UP, NEVER), AnalyzerUnavailable);
    await around.clock.advance(1);
    assert.equal((await finbert.analyze(UP, NEVER)).label, "positive");
    assert.deepEqual(finbert.health(), { state: "ready" });
    await finbert.close();
  });
});

Deno.test("weights other than those asked for are not used", async () => {
  const around = testSurroundings();
  const config = { ...local(TINY_MODEL), sha256: "0".repeat(64) };
  const finbert = openFinbert(config, around);
  await assert.rejects(finbert.analyze(UP, NEVER), /must have the checksum 0{64}, but has 71b9a0/);
  await finbert.close();
});
