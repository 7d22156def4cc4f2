import { createHash } from "node:crypto";

/** A Lua script: one atomic step on the server. */
export interface Script {
  readonly source: string;
  /** SHA-1 of the source, by which the server knows it once it has seen it. */
  readonly sha: string;
}

/** Makes a script of its parts: shared functions first, then the step itself. */
export function script(...parts: readonly string[]): Script {
  const source = parts.join("\n");
  return { source, sha: createHash("sha1").update(source).digest("hex") };
}
