import assert from "node:assert/strict";
import { finbertConfigSchema } from "../../config.ts";
import { openFinbert } from "../../open_chain.ts";
import { openDoor } from "../../../../runtime/helper/door.ts";
import { systemClock } from "../../../../runtime/clock/system.ts";
import { childrenOf } from "../../../../runtime/testing/processes.ts";
import { type FakeModels, fakeModels } from "../../testing/fake_model.ts";
import { NEVER, testSurroundings, TINY_MODEL } from "../../testing/surroundings.ts";
import { type Analyzer, AnalyzerUnavailable } from "../analyzer.ts";
import { finbertAnalyzer, RESTART_MS_MAX } from "../finbert.ts";
import { modelProcess } from "./process_plan.ts";
import { JUDGE_MS } from "./remote_model.ts";

const UP = "Quarterly profit rose 20% to a record high";
const config = finbertConfigSchema.parse({ model: TINY_MODEL, cache: "/nowhere" });

interface Trial {
  readonly finbert: Analyzer;
  readonly models: FakeModels;
  readonly around: ReturnType<typeof testSurroundings>;
}

function trial(sentence: string, run: (trial: Trial) => Promise<void>, patient = false): void {
  Deno.test(sentence, async () => {
    const around = testSurroundings();
    const models = fakeModels();
    const finbert = finbertAnalyzer(config, models.summon, { ...around, patient });
    await run({ finbert, models, around });
    await finbert.close();
    assert.equal(models.alive(), 0, "closing ends the process");
    assert.equal(around.clock.pending, 0);
  });
}

async function judged(finbert: Analyzer): Promise<void> {
  assert.equal((await finbert.analyze(UP, NEVER)).label, "positive");
}

async function refused(finbert: Analyzer, reason: RegExp): Promise<void> {
  await assert.rejects(finbert.analyze(UP, NEVER), (error) => {
    assert(error instanceof AnalyzerUnavailable, `${error}`);
    assert.match(error.message, reason);
    return true;
  });
}

trial("no process runs before the first text needs one, and one serves all", async (
  { finbert, models },
) => {
  assert.equal(models.lives(), 0);
  for (let i = 0; i < 5; i++) await judged(finbert);
  assert.equal(models.lives(), 1);
});

trial("a text whose process was killed is judged by the next one", async (
  { finbert, models, around },
) => {
  models.deeds.push({ dies: "was ended by SIGKILL" });
  await judged(finbert);
  assert.equal(models.lives(), 2);
  assert.match(around.warnings().join(), /FinBERT's process was ended by SIGKILL/);
  assert.deepEqual(finbert.health(), { state: "ready" });
});

trial("a process that dies while nobody asks is started again by the next text", async (
  { finbert, models },
) => {
  await judged(finbert);
  models.kill();
  await Promise.resolve();
  await judged(finbert);
  assert.equal(models.lives(), 2);
});

for (
  const how of [
    "ran out of memory and was ended by SIGABRT",
    "was ended by SIGKILL",
    "ended with exit code 7",
  ]
) {
  trial(`a text whose process ${how} twice goes to the next analyser, others are judged`, async (
    { finbert, models, around },
  ) => {
    models.deeds.push({ dies: how }, { dies: how });
    await refused(finbert, new RegExp(`^its process ${how}$`));
    assert.deepEqual(finbert.health(), { state: "restarting", reason: `its process ${how}` });
    await refused(finbert, /, and is started again soon$/);
    assert.equal(models.lives(), 2);
    await around.clock.advance(1_000);
    await judged(finbert);
    assert.deepEqual(finbert.health(), { state: "ready" });
  });
}

trial("a process that hangs is killed, and costs one text its judge", async (
  { finbert, models, around },
) => {
  models.deeds.push("hangs", "hangs");
  const given = refused(finbert, /^its process did not answer within 10 s and was killed$/);
  for (let lives = 1; lives <= 2; lives++) {
    while (models.lives() < lives || around.clock.pending === 0) await turn();
    await turn();
    await around.clock.advance(JUDGE_MS);
  }
  await given;
  await around.clock.advance(1_000);
  await judged(finbert);
});

trial("deaths in a row without one answer are waited for longer and longer", async (
  { finbert, models, around },
) => {
  const waited: number[] = [];
  for (let i = 0; i < 20; i++) models.deeds.push({ dies: "was ended by SIGSEGV" });
  let lives = 0;
  let from = 0;
  while (models.deeds.length > 0) {
    await finbert.analyze(UP, NEVER).catch(() => {});
    if (models.lives() > lives) {
      waited.push(around.clock.monotonic() - from);
      from = around.clock.monotonic();
      lives = models.lives();
    }
    await around.clock.advance(500);
  }
  assert.deepEqual(waited, waited.toSorted((a, b) => a - b));
  assert.equal(waited.at(-1), RESTART_MS_MAX);
});

trial("who is patient waits for the next process instead of going on", async (
  { finbert, models, around },
) => {
  models.deeds.push({ dies: "was ended by SIGKILL" }, { dies: "was ended by SIGKILL" });
  await refused(finbert, /SIGKILL$/);
  const waiting = judged(finbert);
  while (around.clock.pending === 0) await turn();
  await around.clock.advance(1_000);
  await waiting;
}, true);

trial("a text that cannot be judged is no fault of the model's", async (
  { finbert, models, around },
) => {
  models.deeds.push("refuses");
  await refused(finbert, /^it cannot judge this text: too odd$/);
  await judged(finbert);
  assert.equal(models.lives(), 1);
  assert.deepEqual(around.warnings(), []);
});

trial("a process that babbles is killed", async ({ finbert, models }) => {
  models.deeds.push("babbles");
  await judged(finbert);
  assert.equal(models.lives(), 2);
});

Deno.test("a real process that is killed, or stopped dead, costs no text its judge", async () => {
  const folder = await Deno.makeTempDir({ prefix: "pitboss-door-" });
  const around = testSurroundings();
  // Told by its memory from the models of other test files, which are children of the same process.
  const heapMiBMax = 397;
  const mark = `--max-old-space-size=${heapMiBMax}`;
  const door = await openDoor(`${folder}/door`, modelProcess({ ...config, heapMiBMax }), {
    clock: systemClock,
    printed: () => {},
  });
  const finbert = openFinbert({ ...config, door: door.socket }, around);
  try {
    await judged(finbert);
    for (const pid of await childrenOf(Deno.pid, mark)) Deno.kill(pid, "SIGKILL");
    await judged(finbert);
    for (const pid of await childrenOf(Deno.pid, mark)) Deno.kill(pid, "SIGSTOP");
    const waiting = judged(finbert);
    while (around.clock.pending === 0) await turn();
    await around.clock.advance(JUDGE_MS);
    await waiting;
    assert.equal(around.warnings().length, 2);
  } finally {
    await finbert.close();
    await door.close();
    await Deno.remove(folder, { recursive: true });
  }
});

const turn = () => new Promise((resolve) => setImmediate(resolve));
