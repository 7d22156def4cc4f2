import type { SystemClock } from "../../clock/clock.ts";

/** Waits for the end of something that may fail, but never longer than `deadlineMs`. */
export function withinDeadline(
  clock: SystemClock,
  deadlineMs: number,
  work: Promise<unknown>,
): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      cancel();
      resolve();
    };
    const cancel = clock.after(deadlineMs, end);
    work.then(end, end);
  });
}
