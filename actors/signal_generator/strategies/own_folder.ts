import { createHash } from "node:crypto";
import { stripTypeScriptTypes } from "node:module";
import { isAbsolute, join } from "node:path";
import { pathToFileURL } from "node:url";
// What the files import: it must be part of the program, whoever asks for it first.
import "./api.ts";
import { shippedStrategies } from "./shelf.ts";
import { isStrategy, trialFault } from "./trial.ts";
import type { Strategy } from "./strategy.ts";

/** Endings of the files that are taken for strategies. */
const STRATEGY_FILE = /(?<!\.d|_test|\.test)\.[jt]s$/;
/** Largest file that is read, in bytes. */
const FILE_BYTES_MAX = 1_048_576;

/** A folder or file that cannot be used as it is. Trying again is of no use. */
export class UnusableStrategyFile extends Error {
  override readonly name = "UnusableStrategyFile";
  readonly restartable = false;
}

/**
 * Every strategy there is: those that come with the program, and those of the user's own folder (an
 * absolute path; null: none). Throws {@link UnusableStrategyFile}.
 */
export async function shelfWith(folder: string | null): Promise<readonly Strategy[]> {
  if (folder === null) return shippedStrategies;
  const taken = shippedStrategies.map(({ name }) => name);
  return [...shippedStrategies, ...await loadOwnStrategies(folder, taken)];
}

/**
 * Loads the strategies of a user's own folder (an absolute path): one in every `*.ts` and `*.js` file
 * directly in it, its default export or any named one; tests and declarations are left out. They may
 * import `pitboss/strategy`. In order of name. Throws {@link UnusableStrategyFile}, naming file, rule
 * and finding, for whatever is no strategy, or has a name that is `taken`.
 */
export async function loadOwnStrategies(
  folder: string,
  taken: readonly string[],
): Promise<readonly Strategy[]> {
  const names = new Map(taken.map((name) => [name, "a strategy that comes with the program"]));
  const found: Strategy[] = [];
  for (const path of strategyFiles(folder)) {
    const source = readSource(path);
    const exported = Object.values(await load(path, source));
    const strategies = exported.filter(isStrategy);
    if (new Set(strategies).size !== 1) {
      throw new UnusableStrategyFile(
        `${path} must export one strategy, made by defineStrategy; it exports ${strategies.length}` +
          " (export default defineStrategy({ … }))",
      );
    }
    const version = createHash("sha256").update(source).digest("hex").slice(0, 16);
    const strategy: Strategy = { ...strategies[0]!, version };
    const other = names.get(strategy.name);
    if (other !== undefined) {
      throw new UnusableStrategyFile(
        `${path}: every strategy has a name of its own, and "${strategy.name}" is that of ${other}`,
      );
    }
    names.set(strategy.name, path);
    const fault = trialFault(strategy);
    if (fault !== null) throw new UnusableStrategyFile(`${path}: ${fault}`);
    found.push(strategy);
  }
  return found.sort((a, b) => a.name < b.name ? -1 : 1);
}

/**
 * Files of a folder that are taken for strategies, in order of name. Throws
 * {@link UnusableStrategyFile} where the folder cannot be read.
 */
export function strategyFiles(folder: string): string[] {
  if (!isAbsolute(folder)) throw new RangeError(`an absolute path is needed, found ${folder}`);
  try {
    return [...Deno.readDirSync(folder)]
      .filter(({ name, isDirectory }) => !isDirectory && STRATEGY_FILE.test(name))
      .map(({ name }) => join(folder, name))
      .sort();
  } catch (error) {
    throw new UnusableStrategyFile(
      `the folder of strategies ${folder} cannot be read: ${said(error)}; ` +
        "set TRADING_STRATEGIES to a folder that exists, or to nothing",
      { cause: error },
    );
  }
}

function readSource(path: string): string {
  try {
    const { size } = Deno.statSync(path);
    if (size > FILE_BYTES_MAX) throw new Error(`it has ${size} bytes, at most ${FILE_BYTES_MAX}`);
    return Deno.readTextFileSync(path);
  } catch (error) {
    throw new UnusableStrategyFile(`${path} cannot be read: ${said(error)}`, { cause: error });
  }
}

async function load(path: string, source: string): Promise<Record<string, unknown>> {
  try {
    // A compiled program runs JavaScript only: types are taken off before. There a file stands alone.
    const specifier = Deno.build.standalone && path.endsWith(".ts")
      ? `data:text/javascript,${encodeURIComponent(stripTypeScriptTypes(source))}`
      : pathToFileURL(path).href;
    return await import(specifier);
  } catch (error) {
    throw new UnusableStrategyFile(`${path} cannot be loaded: ${said(error)}`, { cause: error });
  }
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
