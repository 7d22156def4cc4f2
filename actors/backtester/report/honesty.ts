import type { HonestyChecks } from "../honesty/checks.ts";
import type { LookAheadReport } from "../honesty/look_ahead.ts";
import type { Spread } from "../honesty/monte_carlo.ts";

const RANKED = 5;

/** What was asked of the result's honesty, for a terminal. */
export function honestyReport(checks: HonestyChecks): string[] {
  const { lookAhead, monteCarlo, randomEntry, sweep, walkForward } = checks;
  const lines: string[] = [];
  if (sweep !== null) {
    lines.push("", `Sweep: ${sweep.trials} trials, ${sweep.refused} refused by the strategy`);
    for (const { params, sharpe, totalReturn, trades } of sweep.ranking.slice(0, RANKED)) {
      lines.push(
        `  ${paramText(params).padEnd(28)}Sharpe of a period ${sharpe!.toFixed(4)}, return ${
          share(totalReturn)
        }, ${trades} trades`,
      );
    }
  }
  if (walkForward !== null) {
    const { folds, totalReturn, efficiency } = walkForward;
    lines.push("", "Walk-forward (chosen on one stretch, tried on the next)");
    for (const { params, sharpeTrained, sharpeTested, returnTested } of folds) {
      lines.push(
        `  ${paramText(params).padEnd(28)}Sharpe ${ratio(sharpeTrained)} chosen, ${
          ratio(sharpeTested)
        } tried, return ${share(returnTested)}`,
      );
    }
    lines.push(`  return tried ${share(totalReturn)}, efficiency ${ratio(efficiency)}`);
  }
  if (monteCarlo !== null) {
    lines.push(
      "",
      `Monte Carlo: ${monteCarlo.paths} draws of the trades`,
      `  return        ${spread(monteCarlo.totalReturn)}`,
      `  max. drawdown ${spread(monteCarlo.maxDrawdown)}`,
      `  ends below its start in ${share(monteCarlo.lossProbability)} of them`,
    );
  }
  if (randomEntry !== null) {
    lines.push(
      "",
      `Random entry: ${randomEntry.trials} runs with the same positions at random`,
      `  return        ${spread(randomEntry.totalReturn)}`,
      `  as good by chance in ${share(randomEntry.pValue)} of them`,
    );
  }
  if (lookAhead !== null) lines.push("", ...lookAheadLines(lookAhead));
  return lines;
}

function lookAheadLines({ cuts, compared, found }: LookAheadReport): string[] {
  if (found.length === 0) {
    return [
      `Look-ahead: none; ${compared} decisions were the same without their future, at ${cuts} cuts.`,
    ];
  }
  return [
    `Look-ahead: decisions changed at ${found.length} of ${cuts} cuts`,
    ...found.slice(0, RANKED).map(({ at, ticker, withFuture, withoutFuture }) =>
      `  ${new Date(at).toISOString()} ${ticker}: ${withFuture ?? "nothing"} with the future, ${
        withoutFuture ?? "nothing"
      } without`
    ),
  ];
}

function paramText(params: Readonly<Record<string, number>>): string {
  return Object.entries(params).map(([name, value]) => `${name}=${value}`).join(",");
}

const share = (value: number) => `${(value * 100).toFixed(1)} %`;
const ratio = (value: number | null) => value === null ? "-" : value.toFixed(3);

function spread({ p5, p50, p95 }: Spread): string {
  return `5 %: ${share(p5)}, median: ${share(p50)}, 95 %: ${share(p95)}`;
}
