const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
  ["millisecond", 1],
] as const;

/** The largest of day, hour, minute, second, millisecond that measures a step without remainder. */
export function unitOf(stepMs: number): number {
  for (const [, ms] of UNITS) if (stepMs % ms === 0) return ms;
  return 1;
}

/** Rounds a duration up to the unit that bars are counted in. */
export function roundedUp(ms: number, unitMs: number): number {
  return Math.ceil(ms / unitMs) * unitMs;
}

/** A duration as the reference engine writes it: `8489 days 06:00:00`. */
export function durationText(ms: number): string {
  const sign = ms < 0 ? "-" : "";
  let rest = Math.abs(ms);
  const take = (unit: number) => {
    const count = Math.floor(rest / unit);
    rest -= count * unit;
    return count;
  };
  const days = take(86_400_000);
  const [hours, minutes, seconds] = [3_600_000, 60_000, 1_000].map((unit) =>
    String(take(unit)).padStart(2, "0")
  );
  const fraction = rest > 0 ? `.${String(Math.round(rest * 1000)).padStart(6, "0")}` : "";
  return `${sign}${days} days ${hours}:${minutes}:${seconds}${fraction}`;
}
