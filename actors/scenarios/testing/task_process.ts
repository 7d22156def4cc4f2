import { runProcess } from "../../cli/subprocess.ts";
import { NO_SERVERS } from "./servers.ts";

/** How a task ended: what it says is on stderr. */
export interface TaskOutcome {
  readonly code: number;
  readonly stdout: string;
  /** Without the records of the log, which are lines of JSON. */
  readonly sentences: readonly string[];
}

/** Runs a task as a process of its own, on files unless `env` names servers. */
export async function runTask(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<TaskOutcome> {
  const { code, stdout, stderr } = await runProcess({
    args: ["run", "-A", "--no-prompt", "actors/cli/main.ts", ...args],
    env: { ...NO_SERVERS, NO_COLOR: "1", ...env },
  });
  const sentences = stderr.split("\n").filter((line) => line !== "" && !line.startsWith("{"));
  return { code, stdout, sentences };
}
