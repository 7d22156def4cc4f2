import assert from "node:assert/strict";
import { join } from "node:path";
import { type HubServer, startHub } from "../../testing/hub_server.ts";
import { NEVER, testSurroundings, TINY_MODEL } from "../../testing/surroundings.ts";
import { type Analyzer, AnalyzerUnavailable } from "../analyzer.ts";
import { RETRY_MS } from "../finbert.ts";
import { finbertConfigSchema } from "../../config.ts";
import { openFinbert } from "../../open_chain.ts";

const UP = "Quarterly profit rose 20% to a record high";
const WEIGHTS = "onnx/model_quantized.onnx";
const BASE = "/owner/tiny/resolve/main";

interface Trial {
  readonly hub: HubServer;
  readonly cache: string;
  readonly around: ReturnType<typeof testSurroundings>;
  readonly progress: [string, number][];
  /** An analyser that waits for its model, as for a person; or does not, as for the news. */
  open(options?: { patient?: boolean; model?: string; sha256?: string }): Promise<Analyzer>;
  /** Everything in the cache, as paths. */
  kept(): Promise<string[]>;
}

function trial(sentence: string, run: (trial: Trial) => Promise<void>): void {
  Deno.test(sentence, async () => {
    const cache = await Deno.makeTempDir({ prefix: "pitboss-hub-" });
    const hub = startHub(TINY_MODEL);
    const around = testSurroundings();
    const progress: [string, number][] = [];
    const opened: Analyzer[] = [];
    try {
      await run({
        hub,
        cache,
        around,
        progress,
        open({ patient = true, model = "owner/tiny", sha256 } = {}) {
          const config = { model, sha256: sha256 ?? null, cache, hub: hub.url };
          const onProgress = (file: string, share: number) => void progress.push([file, share]);
          const analyzer = openFinbert(finbertConfigSchema.parse(config), {
            ...around,
            patient,
            onProgress,
          });
          opened.push(analyzer);
          return Promise.resolve(analyzer);
        },
        kept: async () => (await filesIn(cache)).toSorted(),
      });
    } finally {
      await Promise.all(opened.map((analyzer) => analyzer.close()));
      await hub.close();
      await Deno.remove(cache, { recursive: true });
    }
  });
}

async function filesIn(folder: string, under = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(join(folder, under))) {
    const path = under === "" ? name : `${under}/${name}`;
    if (isDirectory) found.push(...await filesIn(folder, path));
    else found.push(path);
  }
  return found;
}

async function refused(analyzer: Analyzer, reason: RegExp): Promise<void> {
  await assert.rejects(analyzer.analyze(UP, NEVER), (error) => {
    assert(error instanceof AnalyzerUnavailable);
    assert.match(error.message, reason);
    return true;
  });
}

trial(
  "a hub model is fetched once, and says how far it is",
  async ({ hub, open, kept, progress }) => {
    const first = await open();
    const verdict = await first.analyze(UP, NEVER);
    assert.equal(verdict.label, "positive");
    assert.equal(verdict.model.id, "owner/tiny");
    assert.deepEqual(hub.asked, [
      `${BASE}/config.json`,
      `${BASE}/tokenizer.json`,
      `${BASE}/tokenizer_config.json`,
      `${BASE}/${WEIGHTS}`,
      `/cdn/${WEIGHTS}`,
    ]);
    assert.deepEqual(
      await kept(),
      ["config.json", WEIGHTS, `${WEIGHTS}.sha256`, "tokenizer.json", "tokenizer_config.json"]
        .map((name) => `owner/tiny/main/${name}`),
    );
    const shares = progress.filter(([file]) => file === WEIGHTS).map(([, share]) => share);
    assert.equal(shares.at(-1), 1);
    assert.deepEqual(shares, shares.toSorted((a, b) => a - b));
    const second = await open();
    assert.deepEqual(await second.analyze(UP, NEVER), verdict);
    assert.equal(hub.asked.length, 5);
  },
);

trial("news does not wait for a model that is being fetched", async ({ hub, open, around }) => {
  const gate = Promise.withResolvers<void>();
  hub.gate = gate.promise;
  const finbert = await open({ patient: false });
  await refused(finbert, /^its model is being fetched$/);
  assert.deepEqual(finbert.health(), {
    state: "fetching",
    reason: "its model is being fetched",
  });
  gate.resolve();
  const isFetching = () => finbert.health().state === "fetching";
  while (isFetching()) await new Promise((resolve) => setImmediate(resolve));
  assert.equal((await finbert.analyze(UP, NEVER)).label, "positive");
  assert.deepEqual(around.warnings(), []);
});

trial("weights under their other name are found", async ({ hub, open }) => {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-model-" });
  try {
    await Deno.mkdir(join(folder, "onnx"));
    for (const name of ["config.json", "tokenizer.json", "tokenizer_config.json"]) {
      await Deno.copyFile(join(TINY_MODEL, name), join(folder, name));
    }
    await Deno.copyFile(join(TINY_MODEL, WEIGHTS), join(folder, "onnx/model_int8.onnx"));
    hub.faults.set(WEIGHTS, "missing");
    const finbert = await open();
    await refused(finbert, /holds none of onnx\/model_quantized\.onnx, onnx\/model_int8\.onnx/);
    const local = await open({ model: folder });
    assert.equal((await local.analyze(UP, NEVER)).label, "positive");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

const FAULTS = [
  ["config.json", "missing", /config\.json is not there; check the model's name and revision$/],
  ["config.json", "server error", /config\.json was answered with status 503$/],
  ["config.json", "wrong checksum", /config\.json must have the checksum 0{64}, but has /],
  ["tokenizer.json", "broken off", /tokenizer\.json cannot be fetched: /],
  ["tokenizer.json", "redirect loop", /tokenizer\.json leads on more than 5 times$/],
  ["tokenizer.json", "unencrypted redirect", /leads to http:\/\/192\.0\.2\.1, .* not encrypted$/],
  [WEIGHTS, "missing", /holds none of onnx\/model_quantized\.onnx/],
  [WEIGHTS, "broken off", /model_quantized\.onnx cannot be fetched: /],
  [WEIGHTS, "wrong checksum", /model_quantized\.onnx must have the checksum 0{64}, but has /],
] as const;

for (const [file, fault, reason] of FAULTS) {
  trial(`a hub whose ${file} is ${fault}: one warning, nothing half kept, and again later`, async (
    { hub, open, kept, around },
  ) => {
    hub.faults.set(file, fault);
    const finbert = await open();
    await refused(finbert, reason);
    const asked = hub.asked.length;
    await refused(finbert, reason);
    assert.equal(hub.asked.length, asked, "it is left alone for a while");
    const files = await kept();
    assert(!files.some((name) => name.endsWith(`/${file}`) || name.endsWith(".part")), `${files}`);
    hub.faults.clear();
    await around.clock.advance(RETRY_MS);
    assert.equal((await finbert.analyze(UP, NEVER)).label, "positive");
    assert.equal(around.warnings().length, 1);
  });
}

trial("the configured checksum goes before the hub's word", async ({ open, hub }) => {
  hub.faults.set(WEIGHTS, "no checksum");
  await refused(await open({ sha256: "1".repeat(64) }), /must have the checksum 1{64}/);
  assert.equal((await (await open()).analyze(UP, NEVER)).label, "positive");
});

trial("weights that changed in the cache are noticed and fetched again", async (
  { hub, open, cache, around },
) => {
  const first = await open();
  await first.analyze(UP, NEVER);
  const path = join(cache, "owner/tiny/main", WEIGHTS);
  const bytes = await Deno.readFile(path);
  bytes[bytes.length >> 1]! ^= 1;
  await Deno.writeFile(path, bytes);
  hub.asked.length = 0;
  const second = await open();
  await refused(second, /must have the checksum 71b9a0f3/);
  await around.clock.advance(RETRY_MS);
  assert.equal((await second.analyze(UP, NEVER)).label, "positive");
  assert.deepEqual(hub.asked, [`${BASE}/${WEIGHTS}`, `/cdn/${WEIGHTS}`]);
});

trial("a hub that is silent is given up", async ({ hub, open, around }) => {
  const gate = Promise.withResolvers<void>();
  hub.gate = gate.promise;
  const finbert = await open();
  const judged = refused(finbert, /config\.json said nothing for 30 s$/);
  while (around.clock.pending === 0) await new Promise((resolve) => setImmediate(resolve));
  await around.clock.advance(30_000);
  await judged;
  gate.resolve();
});

trial("closing stops a download", async ({ hub, open, kept, around }) => {
  const gate = Promise.withResolvers<void>();
  hub.gate = gate.promise;
  const finbert = await open();
  const judged = refused(finbert, /it was closed/);
  while (hub.asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
  await finbert.close();
  await judged;
  gate.resolve();
  assert.deepEqual(await kept(), []);
  assert.deepEqual(around.warnings(), []);
});

trial("a name that is no model's asks nobody", async ({ hub, open }) => {
  for (const model of ["../../etc", "a/b/c", "owner/..", "owner/a b"]) {
    await refused(await open({ model }), /^a model must be owner\/name of the hub or the absolute/);
  }
  assert.deepEqual(hub.asked, []);
});
