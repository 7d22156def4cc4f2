import { statfs } from "node:fs/promises";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import type { Environment } from "../../../runtime/config.ts";
import type { Settings } from "../settings.ts";

/** What the checks may look at. */
export interface World {
  readonly settings: Settings;
  readonly env: Environment;
  readonly clock: SystemClock;
  readonly signal: AbortSignal;
  /** Version of the running Deno. */
  readonly deno: string;
  /** Space that is left where a path lies, in bytes. */
  freeBytes(path: string): Promise<number>;
}

/** What of the world is this machine's. */
export const THIS_MACHINE: Pick<World, "deno" | "freeBytes"> = {
  deno: Deno.version.deno,
  async freeBytes(path) {
    const { bavail, bsize } = await statfs(path);
    return bavail * bsize;
  },
};

/** How long one answer is waited for, in ms. */
export const ANSWER_MS = 5_000;

/** Asks over HTTP, within {@link ANSWER_MS}. Rejects with one sentence. */
export async function ask(
  { clock, signal }: Pick<World, "clock" | "signal">,
  url: string | URL,
  headers: Readonly<Record<string, string>> = {},
): Promise<{ readonly status: number; readonly text: string }> {
  const late = new AbortController();
  const cancel = clock.after(ANSWER_MS, () => late.abort());
  const where = new URL(url).origin;
  try {
    const response = await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, late.signal]),
      redirect: "follow",
    });
    return { status: response.status, text: await response.text() };
  } catch (error) {
    signal.throwIfAborted();
    const why = late.signal.aborted
      ? `does not answer within ${ANSWER_MS} ms`
      : "cannot be reached";
    throw new Error(`${where} ${why}`, { cause: error });
  } finally {
    cancel();
  }
}
