/** One measured figure, as `bench --json` prints it. */
export interface BenchResult {
  readonly name: string;
  readonly unit: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  /** How often it was measured. */
  readonly runs: number;
  /** What else must be known to read the figure. */
  readonly params: Readonly<Record<string, string | number | boolean>>;
}

/** Something that can be measured again and again. One run may give several figures, by name. */
export interface BenchCase {
  readonly name: string;
  readonly params: BenchResult["params"];
  run(signal: AbortSignal): Promise<readonly Sample[]>;
}

/** One figure of one run. */
export interface Sample {
  /** Added to the case's name; empty where there is only one. */
  readonly name: string;
  readonly unit: string;
  readonly value: number;
}

/** How often {@link measureInterleaved} runs its cases, and whom it tells. */
export interface MeasureOptions {
  readonly runs: number;
  /** Rounds that are not counted: they fill caches and let the compiler settle. */
  readonly warmup: number;
  readonly signal: AbortSignal;
  onRun?(done: number, total: number, name: string): void;
}

/**
 * Measures cases side by side: every round runs each of them once, so that whatever else the
 * machine does falls on all alike.
 */
export async function measureInterleaved(
  cases: readonly BenchCase[],
  { runs, warmup, signal, onRun }: MeasureOptions,
): Promise<BenchResult[]> {
  const figures = new Map<string, { of: BenchCase; unit: string; values: number[] }>();
  const total = (runs + warmup) * cases.length;
  let done = 0;
  for (let round = 0; round < runs + warmup; round++) {
    for (const each of cases) {
      signal.throwIfAborted();
      const samples = await each.run(signal);
      onRun?.(++done, total, each.name);
      if (round < warmup) continue;
      for (const { name, unit, value } of samples) {
        const full = name === "" ? each.name : `${each.name}, ${name}`;
        const figure = figures.get(full) ?? { of: each, unit, values: [] };
        figure.values.push(value);
        figures.set(full, figure);
      }
    }
  }
  return [...figures].map(([name, { of, unit, values }]) => ({
    name,
    unit,
    ...spread(values),
    params: of.params,
  }));
}

/** Median (of the middle two, where they are two), least, greatest and count of some values. */
export function spread(
  values: readonly number[],
): { median: number; min: number; max: number; runs: number } {
  if (values.length === 0) throw new RangeError("nothing was measured");
  const sorted = values.toSorted((a, b) => a - b);
  const half = sorted.length / 2;
  const median = (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
  return { median, min: sorted[0]!, max: sorted.at(-1)!, runs: sorted.length };
}
