import assert from "node:assert/strict";
import { simulate, SimulationFailed } from "../../runtime/testing/simulator/simulate.ts";
import { rounds } from "../../runtime/testing/skip.ts";
import { EXECUTION_MUTATIONS, LiveMarket, MENDED_MUTATION } from "./testing/live_market.ts";

/** Input streams have no producer here that could make them whole again. */
const FAULTS = { tailLost: 0, crash: 0.01, hang: 0.004 };
/** Seeds within which every planted defect must be noticed. */
const SEEDS_PER_MUTANT = 40;

/** What the invariants say of an order that was lost or doubled. */
const NOTICED = /was never intended|was ordered \d+ times|at the broker|is lost|fills are missing/;

/** The seeds to try: one alone where TRADING_SIM_SEED names it, else the first ones. */
function seeds(): number[] {
  const alone = Deno.env.get("TRADING_SIM_SEED");
  if (alone === undefined) return Array.from({ length: rounds(1_000, 60) }, (_, i) => i + 1);
  assert.match(alone, /^\d{1,9}$/, `TRADING_SIM_SEED must be a whole number, found "${alone}"`);
  return [Number(alone)];
}

Deno.test("wherever the executor dies and whatever the broker loses, no order is lost or doubled", async (t) => {
  const tried = seeds();
  for (let from = 0; from < tried.length; from += 100) {
    const part = tried.slice(from, from + 100);
    await t.step(`seeds ${part[0]} to ${part.at(-1)}`, async () => {
      for (const seed of part) {
        const result = await simulate({ ...parts(new LiveMarket(seed)), seed, faults: FAULTS })
          .catch((error: unknown) => error);
        if (result instanceof SimulationFailed) {
          const again =
            `TRADING_SIM_SEED=${seed} deno test -A actors/trade_executor/failpoints_test.ts`;
          throw new Error(`Replay it alone: ${again}`, { cause: result });
        }
        if (result instanceof Error) throw result;
      }
    });
  }
});

for (const mutation of EXECUTION_MUTATIONS) {
  Deno.test(`an executor that ${mutation.name} is noticed`, async () => {
    for (let seed = 1; seed <= SEEDS_PER_MUTANT; seed++) {
      const market = new LiveMarket(seed);
      const noticed = await simulate({ ...parts(market), seed, faults: FAULTS, mutation })
        .then(() => null, (error: unknown) => error);
      if (noticed === null) continue;
      assert.ok(noticed instanceof SimulationFailed, String(noticed));
      assert.match(noticed.reason, NOTICED);
      return;
    }
    assert.fail(`not noticed in ${SEEDS_PER_MUTANT} seeds`);
  });
}

Deno.test("an order that was taken for sent and never was is sent by the reconciliation", async () => {
  for (let seed = 1; seed <= 20; seed++) {
    const mutation = MENDED_MUTATION;
    await simulate({ ...parts(new LiveMarket(seed)), seed, faults: FAULTS, mutation });
  }
});

/** The market's parts, bound to it. */
function parts(market: LiveMarket) {
  const { actors, resources, invariants } = market;
  return {
    actors,
    resources,
    invariants,
    until: market.until.bind(market),
    atEnd: market.atEnd.bind(market),
  };
}
