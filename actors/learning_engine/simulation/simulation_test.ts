import assert from "node:assert/strict";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { type ContenderMaker, equalWeights, hedge } from "./contenders.ts";
import { REGIMES, simulateRegimes } from "./market.ts";
import { contest } from "./run.ts";

const SEEDS = Array.from({ length: 20 }, (_, i) => i + 1);
const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

function contests(make: ContenderMaker) {
  return SEEDS.map((seed) =>
    contest(make, simulateRegimes(seededRandomness(seed)), seededRandomness(seed))
  );
}

const ours = contests(hedge("ours"));

Deno.test("weights find the strategy that is best, and the next one after the market has changed", () => {
  const { sessions, regimeSessions } = REGIMES;
  for (let end = regimeSessions; end <= sessions; end += regimeSessions) {
    const late = ours.map(({ weightOfBest }) => mean(weightOfBest.slice(end - 30, end)));
    assert.ok(mean(late) > 0.6, `before session ${end} the best has ${mean(late)} on average`);
  }
});

Deno.test("regret is below that of equal weights on every market, and below Hedge that forgets nothing", () => {
  const equal = contests(equalWeights);
  const undiscounted = contests(hedge("undiscounted", { discount: 1 }));
  for (const [i, { regret }] of ours.entries()) {
    assert.ok(regret < equal[i]!.regret, `seed ${SEEDS[i]}: ${regret} against ${equal[i]!.regret}`);
  }
  const regrets = (all: typeof ours) => mean(all.map(({ regret }) => regret));
  assert.ok(regrets(ours) < 0.8 * regrets(undiscounted));
});
