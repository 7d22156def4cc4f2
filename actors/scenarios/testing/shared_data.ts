import { join } from "node:path";
import { isLeftOut, skipLoudly } from "../../../runtime/testing/skip.ts";
import { PROJECT_ROOT } from "../../cli/project.ts";
import type { TestRecording } from "./recording.ts";

const SHARED = join(PROJECT_ROOT, "..", "shared", "data");

/** Recorded minute bars of four tickers, one of which, AAPL, splits 7:1 on 2014-06-09. */
export const RECORDED: Pick<TestRecording, "bars" | "splits"> = {
  bars: join(SHARED, "bars", "minute"),
  splits: join(SHARED, "aligned", "minute-2014-06", "splits.csv"),
};

/** What to do where they are missing; said by a skipped test. */
export const NO_RECORDED_BARS = "put the recorded minute bars into ../shared/data";

/** Registers a long test on {@link RECORDED}, or says loudly that it is skipped. */
export function testOnRecordedBars(name: string, run: () => Promise<void>): void {
  if (isLeftOut(name)) return;
  if (recordedBarsAreThere()) Deno.test(name, run);
  else skipLoudly(name, "recordings", NO_RECORDED_BARS);
}

/** Whether {@link RECORDED} is on this machine. */
export function recordedBarsAreThere(): boolean {
  return [RECORDED.bars, RECORDED.splits].every(isThere);
}

function isThere(path: string): boolean {
  try {
    Deno.statSync(path);
    return true;
  } catch (error) {
    if (error instanceof Deno.errors.NotFound) return false;
    throw error;
  }
}
