import { dirname, join } from "node:path";
import type { BarColumns } from "../../domain/bar_columns.ts";
import type { BacktestResult } from "../../backtester/result.ts";
import { equityCsv, tradesCsv } from "../../backtester/report/csv.ts";
import { htmlReport } from "../../backtester/report/html.ts";
import { fileFault, UserError } from "../failures.ts";

/**
 * Writes report, tables and document into a folder: all of them or none. They are written beside it
 * first and take its place in one step. A folder that holds anything else is left alone.
 * Throws a {@link UserError}.
 */
export async function writeOutput(
  folder: string,
  result: BacktestResult,
  bars: readonly BarColumns[],
  title: string,
): Promise<void> {
  const files: Record<string, string> = {
    "report.html": htmlReport(result, bars, title),
    "trades.csv": tradesCsv(result),
    "equity.csv": equityCsv(result),
    "result.json": `${JSON.stringify(result, null, 2)}\n`,
  };
  let unfinished: string | null = null;
  try {
    const others = await namesIn(folder);
    const foreign = others.find((name) => !(name in files));
    if (foreign !== undefined) {
      throw new UserError(
        `--out names a folder of its own for the results, but ${folder} holds "${foreign}". ` +
          `Name another folder.`,
      );
    }
    await Deno.mkdir(dirname(folder), { recursive: true });
    unfinished = await Deno.makeTempDir({ dir: dirname(folder), prefix: ".backtest-" });
    for (const [name, text] of Object.entries(files)) {
      await Deno.writeTextFile(join(unfinished, name), text);
    }
    if (others.length > 0) await Deno.remove(folder, { recursive: true });
    await Deno.rename(unfinished, folder);
    await Deno.chmod(folder, 0o755);
  } catch (error) {
    if (unfinished !== null) await Deno.remove(unfinished, { recursive: true }).catch(() => {});
    throw fileFault(error, "write the results", folder);
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await Array.fromAsync(Deno.readDir(folder), ({ name }) => name);
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return [];
    throw error;
  }
}
