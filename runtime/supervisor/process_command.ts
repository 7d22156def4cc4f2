import { fileURLToPath } from "node:url";
import { permissionFlags, type Permissions } from "./permissions.ts";
import { harmlessEnvironment } from "./secrets.ts";

/** Which module runs in the process, and what it may do. */
export interface ProcessPlan {
  /** File URL of the entry file, the same that a Worker would run. */
  readonly entry: string | URL;
  readonly permissions: Permissions;
  /** Lock file of its packages, by absolute path, where it loads more than the program has. */
  readonly lock?: string;
  /** Most memory for JavaScript objects, in MiB. Default: V8's own limit for the machine. */
  readonly heapMiBMax?: number;
}

/** What V8 says first when it gives up; a long trace follows. A headline may say such a thing, too. */
const OUT_OF_MEMORY = /^[#\s]*fatal .*out of memory/i;

/**
 * The command that runs a plan in a process of its own, with no more than the permissions given, an
 * environment without anything secret, and pipes. Throws a RangeError for permissions that break a
 * rule.
 */
export function processCommand(plan: ProcessPlan, ...args: readonly string[]): Deno.Command {
  return new Deno.Command(Deno.execPath(), {
    args: [
      "run",
      "--no-prompt",
      "--quiet",
      ...plan.lock === undefined ? [] : [`--lock=${plan.lock}`],
      ...permissionFlags(plan.permissions),
      ...plan.heapMiBMax === undefined
        ? []
        : [`--v8-flags=--max-old-space-size=${plan.heapMiBMax}`],
      fileURLToPath(plan.entry),
      ...args,
    ],
    clearEnv: true,
    env: harmlessEnvironment(),
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  });
}

/** Whether a line that a process printed is V8's word that its memory is used up. */
export function tellsOfMemory(line: string): boolean {
  return OUT_OF_MEMORY.test(line);
}

/** How a process ended, as the end of a sentence. */
export function howItEnded({ code, signal }: Deno.CommandStatus): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by ${signal}`;
}

/** Whether a process that told of memory ended for want of it: an exit code of its own has another reason. */
export function endedForMemory({ code, signal }: Deno.CommandStatus): boolean {
  // V8 aborts.
  return signal !== null || code > 127;
}
