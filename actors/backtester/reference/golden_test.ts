import assert from "node:assert/strict";
import { skipLoudly } from "../../../runtime/testing/skip.ts";
import { readBars } from "../../domain/csv_bars.ts";
import { accountProfileSchema } from "../account/profile.ts";
import { runPortfolio } from "../portfolio.ts";
import { finishedPortfolio, resultOf } from "../result.ts";
import { smaCrossOrders } from "./sma_cross.ts";

const SHARED = new URL("../../../../shared/data/", import.meta.url);

interface Golden {
  readonly rules: {
    readonly fast: number;
    readonly slow: number;
    readonly cash: number;
    readonly commission_per_side: number;
  };
  readonly bars: string;
  readonly stats: Readonly<Record<string, number | string>>;
  readonly trades: readonly Readonly<Record<string, number>>[];
}

function goldenFiles(): string[] {
  try {
    return [...Deno.readDirSync(new URL("golden/", SHARED))].map(({ name }) => name).sort();
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}

const files = goldenFiles();

if (files.length === 0) {
  skipLoudly(
    "every trade and statistic of the reference engine is reproduced",
    "recordings",
    "put the trades of the reference engine into ../shared/data/golden",
  );
}

for (const file of files) {
  Deno.test(`every trade and statistic of the reference engine is reproduced: ${file}`, () => {
    const golden: Golden = JSON.parse(
      Deno.readTextFileSync(new URL(`golden/${file}`, SHARED)),
    );
    const { fast, slow, cash, commission_per_side: fraction } = golden.rules;
    const text = Deno.readTextFileSync(new URL(`bars/${golden.bars}`, SHARED));
    const bars = readBars(text, "X", golden.bars);
    assert(bars.ok);
    const profile = accountProfileSchema.parse({ cash, commission: { fraction } });
    const ordersOf = ({ close }: { close: Float64Array }) => smaCrossOrders(close, { fast, slow });
    const result = resultOf(finishedPortfolio(runPortfolio([bars.value], ordersOf, profile)), {});

    assert.equal(result.trades.length, golden.trades.length);
    for (const [i, expected] of golden.trades.entries()) {
      const trade = result.trades[i]!;
      for (const name of ["size", "entry_bar", "exit_bar"] as const) {
        assert.equal(trade[name], expected[name], `trade ${i}, ${name}`);
      }
      near(trade.entry_price, expected.entry_price!, 1e-9, `trade ${i}, entry price`);
      near(trade.exit_price, expected.exit_price!, 1e-9, `trade ${i}, exit price`);
      near(trade.pnl, expected.pnl!, 0.005, `trade ${i}, profit`);
      near(trade.commission, expected.commission!, 0.005, `trade ${i}, commission`);
    }
    for (const [name, expected] of Object.entries(golden.stats)) {
      const value = result.stats[name];
      if (typeof expected === "string") {
        assert.equal(String(value).replace("T", " "), expected, name);
      } else near(Number(value), expected, 1e-9 * Math.abs(expected), name);
    }
  });
}

function near(found: number, expected: number, within: number, what: string): void {
  assert(Math.abs(found - expected) <= within, `${what}: ${found} is not ${expected}`);
}
