import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import {
  type ContenderMaker,
  discountedThompson,
  equalWeights,
  hedge,
} from "../../learning_engine/simulation/contenders.ts";
import { REGIMES, simulateRegimes } from "../../learning_engine/simulation/market.ts";
import { type Contest, contest } from "../../learning_engine/simulation/run.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { learningPlot } from "./learning_plot.ts";
import { type BenchResult, spread } from "./measure.ts";

/** Markets that every way to learn is tried on. */
const SEEDS = 100;
/** Sessions at the end of a regime by which it must have been found. */
const LATE = 30;

const CONTENDERS: readonly [string, ContenderMaker][] = [
  ["equal weights", equalWeights],
  ["Hedge that forgets nothing", hedge("undiscounted", { discount: 1 })],
  ["discounted Thompson sampling", discountedThompson("thompson", 0.95)],
  ["discounted Hedge (ours)", hedge("ours")],
];

/** How well weights follow the best strategy of simulated markets whose best strategy changes. */
export const learningGroup: BenchGroup = {
  name: "learning",
  summary: "regret of ways to learn weights on simulated markets with a known best strategy",
  async run({ signal, clock, onRun, plot, note }: BenchContext) {
    const all = new Map<string, Contest[]>(CONTENDERS.map(([name]) => [name, []]));
    for (let seed = 1; seed <= SEEDS; seed++) {
      for (const [name, make] of CONTENDERS) {
        const market = simulateRegimes(seededRandomness(seed));
        all.get(name)!.push(contest(make, market, seededRandomness(SEEDS + seed)));
      }
      onRun(seed, SEEDS, `market ${seed}`);
      await clock.sleep(0, signal);
    }
    if (plot !== null) {
      await Deno.writeTextFile(plot, learningPlot(all, REGIMES));
      note(`The plot is in ${plot}.`);
    }
    const equal = all.get("equal weights")!;
    return CONTENDERS.flatMap(([name]) => resultsOf(name, all.get(name)!, equal));
  },
};

function resultsOf(
  name: string,
  contests: readonly Contest[],
  equal: readonly Contest[],
): BenchResult[] {
  const { sessions, regimeSessions, strategies } = REGIMES;
  const params = { markets: contests.length, sessions, regimeSessions, strategies };
  const better = contests.filter(({ regret }, i) => regret < equal[i]!.regret).length;
  const late = contests.map(({ weightOfBest }) => {
    const found = weightOfBest.filter((_, i) => i % regimeSessions >= regimeSessions - LATE);
    return found.reduce((sum, weight) => sum + weight, 0) / found.length;
  });
  return [
    {
      name: `${name}, regret`,
      unit: "% of the stake",
      ...spread(contests.map(({ regret }) => regret * 100)),
      params: { ...params, betterThanEqualWeights: better },
    },
    {
      name: `${name}, weight of the best late in a regime`,
      unit: "%",
      ...spread(late.map((weight) => weight * 100)),
      params,
    },
  ];
}
