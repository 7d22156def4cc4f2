import { createHash } from "node:crypto";
import { basename, resolve } from "node:path";
import { z } from "zod";
import {
  signalRules,
  signalRulesSchema,
  strategyChoicesSchema,
} from "../signal_generator/rules.ts";
import { InvalidWeights } from "../signal_generator/ensemble.ts";
import { InvalidStrategyParams } from "../signal_generator/strategies/strategy.ts";
import { strategyFiles, UnusableStrategyFile } from "../signal_generator/strategies/own_folder.ts";
import { UserError } from "./failures.ts";

const strategyChoicesJson = z.record(z.string(), z.json());
type StrategyChoicesJson = z.output<typeof strategyChoicesJson>;

/** A setting that says which strategies take part, as JSON or as the path of a file with it. */
export const strategyChoicesText = z.string().transform((text, context): StrategyChoicesJson => {
  const refuse = (message: string) => {
    context.issues.push({ code: "custom", message, input: text });
    return z.NEVER;
  };
  const isFile = !text.trim().startsWith("{");
  if (isFile && !text.trim().endsWith(".json")) {
    return refuse("must be JSON by name of strategy, or the path of a .json file with it");
  }
  let json = text;
  let value: unknown;
  try {
    if (isFile) json = Deno.readTextFileSync(text.trim());
  } catch (error) {
    return refuse(`must name a file that can be read (${said(error)})`);
  }
  try {
    value = JSON.parse(json);
  } catch (error) {
    return refuse(`must ${isFile ? "name a file with" : "be"} valid JSON (${said(error)})`);
  }
  const parsed = strategyChoicesSchema.safeParse(value);
  if (parsed.success) return strategyChoicesJson.parse(value);
  const { path, message } = parsed.error.issues[0]!;
  const where = path.length === 0 ? "the top" : path.join(".");
  return refuse(
    `must hold, by name of strategy, any of "enabled", "weight" and "params" ` +
      `(at ${where}: ${message})`,
  );
});

/** What the settings say of strategies. */
export interface StrategySettings {
  readonly signalThreshold: number;
  readonly strategies?: StrategyChoicesJson | undefined;
  readonly ownStrategies?: string | undefined;
}

/** What of the strategies decides a run, for its identity. */
export interface CheckedStrategies {
  readonly strategies: StrategyChoicesJson;
  /** Hash of the user's own files; null without any. */
  readonly own: string | null;
}

/**
 * Checks what is said of strategies before anything starts, and gives back what of it decides a run.
 * A user's own files are only read here, for they run with the signal generator's permissions and
 * nowhere else: what is said of them is checked when it starts. Throws {@link UserError}.
 */
export function checkStrategies(settings: StrategySettings): CheckedStrategies {
  const { signalThreshold: threshold, strategies = {}, ownStrategies } = settings;
  try {
    if (ownStrategies === undefined) {
      signalRules(signalRulesSchema.parse({ threshold, strategies }));
    }
    const own = ownStrategies === undefined ? null : digestOf(resolve(ownStrategies));
    return { strategies, own };
  } catch (error) {
    if (!isSaid(error)) throw error;
    throw new UserError(`The strategies cannot be used: ${error.message}.`, { cause: error });
  }
}

/** Hash of the text of every file. */
function digestOf(folder: string): string {
  const hash = createHash("sha256");
  for (const path of strategyFiles(folder)) {
    hash.update(`${basename(path)}\n`).update(Deno.readFileSync(path));
  }
  return hash.digest("hex");
}

function isSaid(error: unknown): error is Error {
  return error instanceof InvalidStrategyParams || error instanceof InvalidWeights ||
    error instanceof UnusableStrategyFile;
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
