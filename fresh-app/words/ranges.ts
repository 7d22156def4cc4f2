/** Ranges of the equity chart, in sessions. */
export const RANGES = { "1D": 1, "5D": 5, "1M": 22, "1Y": 252 } as const;
/** See {@link RANGES}. */
export type Range = keyof typeof RANGES;

/** The range that an address asks for; a session where it asks for none that there is. */
export function readRange(asked: string | null): Range {
  return asked !== null && Object.hasOwn(RANGES, asked) ? asked as Range : "1D";
}
