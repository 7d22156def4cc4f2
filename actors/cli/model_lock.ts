import { fileURLToPath } from "node:url";
import { MODEL_LOCK } from "../sentiment_settings.ts";

/** Set in a process that has the lock file of models already. */
const MARK = "PITBOSS_MODEL_LOCK";

/**
 * Whether a task is about to load a model in its own process, and so must run under the lock file of
 * models: otherwise its packages would be written into the project's own, and every later start
 * would fetch them.
 */
export function wantsModel(
  task: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env[MARK] !== undefined || args.includes("--help")) return false;
  const isSet = env["TRADING_FINBERT_MODEL"] !== undefined;
  if (task === "score" || task === "backtest") return isSet;
  const only = args[args.indexOf("--only") + 1] ?? "";
  return task === "bench" && (!args.includes("--only") || only.split(",").includes("sentiment"));
}

/** Runs the same task once more, in a process under that lock file; resolves with its exit code. */
export async function runWithModelLock(argv: readonly string[]): Promise<number> {
  const main = fileURLToPath(new URL("./main.ts", import.meta.url));
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "--no-prompt", `--lock=${MODEL_LOCK}`, main, ...argv],
    env: { [MARK]: "1" },
    stdin: "inherit",
    stdout: "inherit",
    stderr: "inherit",
  }).spawn();
  // Ctrl-C reaches both; what is sent to this one alone is handed on.
  const signals: readonly Deno.Signal[] = ["SIGINT", "SIGTERM"];
  const listeners = Deno.build.os === "windows" ? [] : signals.map((signal) => {
    const listener = () => {
      if (signal === "SIGTERM") child.kill(signal);
    };
    Deno.addSignalListener(signal, listener);
    return [signal, listener] as const;
  });
  const { code } = await child.status;
  for (const [signal, listener] of listeners) Deno.removeSignalListener(signal, listener);
  return code;
}
