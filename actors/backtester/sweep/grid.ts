/** Parameters of one trial. */
export type TrialParams = Readonly<Record<string, number>>;

/** A grid that cannot be read; the message is for people. */
export class UnusableGrid extends Error {
  override readonly name = "UnusableGrid";
}

/** Most trials of a sweep. */
export const TRIALS_MAX = 100_000;

/**
 * Every combination of values like `fast=5..50:5` (from, to, step; 1 without a step) or `fast=5|8|13`,
 * in the order in which they are written. Throws {@link UnusableGrid}.
 */
export function gridOf(texts: readonly string[]): readonly TrialParams[] {
  let trials: TrialParams[] = [{}];
  for (const text of texts) {
    const [name = "", values = ""] = text.split("=").map((part) => part.trim());
    const choices = /^[A-Za-z_]\w*$/.test(name) ? valuesOf(values) : null;
    if (choices === null) {
      throw new UnusableGrid(
        `--sweep is a list of NAME=FROM..TO:STEP or NAME=A|B|C, separated by commas, but has "${text}".`,
      );
    }
    if (trials.length * choices.length > TRIALS_MAX) {
      throw new UnusableGrid(
        `--sweep makes more than ${TRIALS_MAX} combinations. Take larger steps.`,
      );
    }
    trials = trials.flatMap((trial) => choices.map((value) => ({ ...trial, [name]: value })));
  }
  return trials;
}

function valuesOf(text: string): number[] | null {
  const range = /^(-?[\d.]+)\.\.(-?[\d.]+)(?::([\d.]+))?$/.exec(text);
  if (range === null) {
    const values = text.split("|").map((value) => value.trim() === "" ? NaN : Number(value));
    return values.every(Number.isFinite) ? values : null;
  }
  const [from, to, step] = [Number(range[1]), Number(range[2]), Number(range[3] ?? 1)];
  if (![from, to, step].every(Number.isFinite) || step <= 0 || to < from) return null;
  const count = Math.floor((to - from) / step + 1e-9) + 1;
  if (count > TRIALS_MAX) return null;
  // Multiples rather than sums, so that steps like 0.1 do not drift.
  return Array.from({ length: count }, (_, i) => Number((from + i * step).toPrecision(12)));
}
