import { lineOf, linesOf, protocolLine } from "../supervisor/lines.ts";
import { guardAgainstOrphanhood } from "../supervisor/orphan_guard.ts";
import { messageOf } from "./messages.ts";

/** What a helper's program does. */
export interface HelperProgram {
  /** Answers a message with any number of others, before the next one is read. */
  answer(message: unknown, say: (message: unknown) => void): Promise<void>;
  /** Lets go of everything. */
  dispose(): Promise<void>;
}

/**
 * Serves whoever summoned this process, over stdin and stdout, until stdin ends: then everything is
 * let go of and the process ends. A program that fails says so on stderr and ends with code 1.
 */
export async function serveHelper({ answer, dispose }: HelperProgram): Promise<never> {
  guardAgainstOrphanhood();
  // Whatever is printed would stand between the protocol's lines.
  const { console } = globalThis;
  for (const name of ["log", "info", "debug"] as const) console[name] = console.error;
  // Ctrl-C reaches every process of a terminal; when to end is for whoever summoned this one.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    if (Deno.build.os !== "windows") Deno.addSignalListener(signal, () => {});
  }
  for await (const text of linesOf(Deno.stdin.readable)) {
    const line = lineOf(text);
    if (line.kind === "protocol") await answer(messageOf(line.text), say);
  }
  await dispose();
  return Deno.exit(0);
}

function say(message: unknown): void {
  let bytes = protocolLine(message);
  while (bytes.length > 0) bytes = bytes.subarray(Deno.stdout.writeSync(bytes));
}
