import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import type { Environment } from "../../runtime/config.ts";

/** The folder that holds deno.json. */
export const PROJECT_ROOT = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The absolute path of a file that a person named. Tasks run in the project's folder; a relative
 * path is meant from where the person stood, which `deno task` tells in INIT_CWD.
 */
export function userPath(path: string, env: Environment): string {
  return resolve(env.INIT_CWD ?? Deno.cwd(), path);
}
