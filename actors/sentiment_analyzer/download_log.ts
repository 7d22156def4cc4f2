import type { Logger } from "../../runtime/telemetry/log.ts";

/** Shares of a file between two lines of the log. */
const STEP = 0.1;
/** Below this share nothing is told: small files come at once. */
const FIRST = 0.1;

/** Tells the log how far a model's download is, in tenths; a file that comes in one piece not at all. */
export function downloadLog({ info }: Pick<Logger, "info">): (file: string, share: number) => void {
  const told = new Map<string, number>();
  return (file, share) => {
    const due = told.get(file) ?? FIRST;
    if (share < due || share >= 1 && due === FIRST) return;
    told.set(file, (Math.floor(share / STEP) + 1) * STEP);
    info(`FinBERT: ${Math.floor(share * 100)} % of ${file} is fetched`);
  };
}
