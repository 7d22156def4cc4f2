/**
 * Stands in for `runtime/clock/system.ts` in a process whose market must not wait for Wall Street:
 * `now` begins at another moment and runs faster; everything that waits keeps its real time. Its terms
 * are in its own address, `?real=…&from=…&speed=…`, so that each process after a kill goes on from the
 * same line. See {@link fastClockMap}.
 */
import { systemClock as real } from "../../../runtime/clock/system.ts";
import type { SystemClock } from "../../../runtime/clock/clock.ts";

// Everything but the clock, which the one below takes the place of.
export * from "../../../runtime/clock/system.ts";

const terms = new URL(import.meta.url).searchParams;
const term = (name: string) => Number(terms.get(name));

/** The machine's clock, moved and sped up. */
export const systemClock: SystemClock = {
  ...real,
  now: () => Math.round(term("from") + (real.now() - term("real")) * term("speed")),
};
