/**
 * What a test may lack on a machine. `.ci/allowed-skips` names the ones that may be missing in CI;
 * the others must be there.
 */
export type SkipId =
  | "redis"
  | "postgres"
  | "timescaledb"
  | "chromium"
  | "prometheus"
  | "denort"
  | "recordings"
  | "quick";

/**
 * Registers a test that does not run, and says so: its name carries the id and the reason, which
 * `deno task test` repeats before its last line.
 *
 * @param name the sentence that the test would have shown
 * @param reason what is missing and how to get it, in a few words
 */
export function skipLoudly(name: string, id: SkipId, reason: string): void {
  Deno.test({ name: skippedName(name, id, reason), ignore: true, fn: () => {} });
}

/** The name of a skipped test, from which {@link readSkippedName} reads the id and reason back. */
export function skippedName(name: string, id: SkipId, reason: string): string {
  return `${name} [skip:${id}] ${reason}`;
}

/** What the name of an ignored test says; `id` is null for one that was not skipped with a reason. */
export function readSkippedName(
  name: string,
): { readonly test: string; readonly id: string | null; readonly reason: string } {
  const match = /^(.*) \[skip:([a-z]+)\] (.*)$/s.exec(name);
  if (match === null) return { test: name, id: null, reason: "" };
  return { test: match[1] ?? name, id: match[2] ?? null, reason: match[3] ?? "" };
}

/** True under `deno task test --quick`: long trials take fewer rounds. */
export function isQuick(): boolean {
  return Deno.env.get("TRADING_TEST_QUICK") === "1";
}

/** Whether `--quick` leaves this long trial out; it is then registered as skipped, loudly. */
export function isLeftOut(name: string): boolean {
  if (isQuick()) skipLoudly(name, "quick", "deno task test without --quick runs it");
  return isQuick();
}

/** The number of rounds of a trial: `full`, or `quick` under `deno task test --quick`. */
export function rounds(full: number, quick: number): number {
  return isQuick() ? quick : full;
}
