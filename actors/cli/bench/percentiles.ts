import type { Sample } from "./measure.ts";

/**
 * The median and the 99th percentile of latencies in ms, the first `warmUp` left out. Throws where
 * fewer than `count` are left.
 */
export function percentiles(
  latencies: readonly number[],
  { warmUp, count }: { readonly warmUp: number; readonly count: number },
): Sample[] {
  const counted = latencies.slice(warmUp, warmUp + count).toSorted((a, b) => a - b);
  if (counted.length < count) throw new Error(`only ${latencies.length} were seen`);
  const at = (share: number) => counted[Math.floor(share * (count - 1))]!;
  return [
    { name: "p50", unit: "ms", value: at(0.5) },
    { name: "p99", unit: "ms", value: at(0.99) },
  ];
}
