import { fileURLToPath } from "node:url";
import type { ProcessPlan } from "../../../../runtime/supervisor/process_command.ts";
import type { FinbertConfig } from "../../config.ts";
import { isLocal } from "./files.ts";

/**
 * Locks the packages that run a model, beside all others. They are in no import map and not in the
 * project's own lock file: Deno fetches all that those name before a program starts, and these are
 * some 300 MB, which only those are to fetch who have set a model up.
 */
export const MODEL_LOCK: string = fileURLToPath(new URL("../../finbert.lock", import.meta.url));

/** How a model's process is run: what it may do, with which packages, in how much memory. */
export function modelProcess(
  config: Pick<FinbertConfig, "model" | "cache" | "heapMiBMax">,
): ProcessPlan {
  return {
    entry: new URL("./model_process.ts", import.meta.url),
    permissions: { read: [isLocal(config) ? config.model : config.cache], ffi: "all" },
    lock: MODEL_LOCK,
    heapMiBMax: config.heapMiBMax,
  };
}
