import type { Failure } from "./protocol.ts";

/**
 * What was thrown, as a supervisor is told it. An error says that a restart cannot help by a
 * property `restartable` that is false.
 */
export function failureOf(thrown: unknown): Failure {
  if (!(thrown instanceof Error)) {
    return { name: "Thrown", message: `threw ${String(thrown)}`, restartable: true };
  }
  return {
    name: thrown.name,
    message: sentence(thrown),
    stack: thrown.stack,
    restartable: !("restartable" in thrown && thrown.restartable === false),
  };
}

/** The message, with those of its causes: the last one is often the one that helps. */
function sentence(error: Error): string {
  const parts: string[] = [];
  for (let e: unknown = error; e instanceof Error && parts.length < 4; e = e.cause) {
    parts.push(e.message || e.name);
  }
  return parts.join(": ");
}
