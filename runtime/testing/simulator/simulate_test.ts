import assert from "node:assert/strict";
import { rounds } from "../skip.ts";
import { MUTATIONS } from "./mutations.ts";
import { simulate, SimulationFailed } from "./simulate.ts";
import { expectedOutcome, WORKLOAD, workshop } from "./workshop.ts";

/** Seeds within which every planted defect must be noticed. */
const SEEDS_PER_MUTANT = 60;

/** The seeds to try: one alone where TRADING_SIM_SEED names it, else the first ones. */
function seeds(): number[] {
  const alone = Deno.env.get("TRADING_SIM_SEED");
  if (alone === undefined) return Array.from({ length: rounds(500, 40) }, (_, i) => i + 1);
  assert.match(alone, /^\d{1,9}$/, `TRADING_SIM_SEED must be a whole number, found "${alone}"`);
  return [Number(alone)];
}

Deno.test("whatever goes wrong, the outcome is that of the undisturbed run", async (t) => {
  const expected = await expectedOutcome();
  const tried = seeds();
  const happened = new Map<string, number>();
  for (let from = 0; from < tried.length; from += 100) {
    const part = tried.slice(from, from + 100);
    await t.step(`seeds ${part[0]} to ${part.at(-1)}`, async () => {
      for (const seed of part) {
        const { faults, story } = await simulate({ ...workshop(WORKLOAD, expected), seed });
        for (const [kind, count] of Object.entries(faults)) {
          happened.set(kind, (happened.get(kind) ?? 0) + count);
        }
        // The one that was asked for is to be read.
        if (tried.length === 1) await Deno.stdout.write(textOf(story));
      }
    });
  }
  if (tried.length === 1) return;
  const kinds = ["delayed", "duplicated", "unavailable", "answerLost", "crash", "hang", "tailLost"];
  for (const kind of kinds) {
    assert.ok((happened.get(kind) ?? 0) > 0, `no "${kind}" among all seeds: it was not tried`);
  }
});

Deno.test("the same seed tells the same story, another seed another one", async () => {
  const digests = [];
  for (const seed of [7, 7, 8]) digests.push((await simulate({ ...workshop(), seed })).digest);
  assert.equal(digests[0], digests[1]);
  assert.notEqual(digests[0], digests[2]);
});

Deno.test("a seed that fails says which, tells its story and how to replay it alone", async () => {
  const failing = {
    ...workshop(),
    invariants: [() => {
      throw new Error("planted");
    }],
  };
  const failure = await simulate({ ...failing, seed: 11 }).then(() => null, (error) => error);
  assert.ok(failure instanceof SimulationFailed);
  assert.match(failure.message, /^seed 11: planted/);
  assert.match(failure.message, /starts/);
  assert.match(failure.message, /TRADING_SIM_SEED=11 deno test/);
});

for (const mutation of MUTATIONS) {
  Deno.test(`a runtime that ${mutation.name} is noticed`, async () => {
    const expected = await expectedOutcome();
    for (let seed = 1; seed <= SEEDS_PER_MUTANT; seed++) {
      const result = await simulate({ ...workshop(WORKLOAD, expected), seed, mutation })
        .then(() => null, (error: unknown) => error);
      if (result === null) continue;
      assert.ok(result instanceof SimulationFailed, String(result));
      return;
    }
    assert.fail(`not noticed in ${SEEDS_PER_MUTANT} seeds`);
  });
}

function textOf(story: readonly string[]): Uint8Array {
  return new TextEncoder().encode(`${story.join("\n")}\n`);
}
