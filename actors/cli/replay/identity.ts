import { createHash } from "node:crypto";
import { join } from "node:path";
import { PROJECT_ROOT } from "../project.ts";

/** Folders of code that decide what a run does. */
const CODE = ["runtime", "actors", "db"];

/**
 * Identity of a run: a hash of what goes into it (the recording's digest and every option that
 * changes a decision) and of the code. Sixteen hexadecimal digits.
 */
export function runId(inputs: Readonly<Record<string, unknown>>): string {
  return createHash("sha256").update(JSON.stringify([inputs, codeVersion()])).digest("hex").slice(
    0,
    16,
  );
}

/** Hash of the sources; of nothing where they are compiled in, whose version is in the inputs. */
function codeVersion(): string {
  const hash = createHash("sha256");
  for (const folder of CODE) {
    for (const path of sources(join(PROJECT_ROOT, folder))) hash.update(Deno.readFileSync(path));
  }
  return hash.digest("hex");
}

function sources(folder: string): string[] {
  const found: string[] = [];
  for (const { name, isDirectory } of Deno.readDirSync(folder)) {
    const path = join(folder, name);
    if (isDirectory) found.push(...sources(path));
    else if (/\.(ts|sql)$/.test(name) && !/_(test|bench)\.ts$/.test(name)) found.push(path);
  }
  return found.sort();
}
