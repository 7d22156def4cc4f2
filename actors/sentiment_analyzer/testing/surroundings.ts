import { fileURLToPath } from "node:url";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { createLogger, type LogRecord } from "../../../runtime/telemetry/log.ts";

/** Virtual time and a log that is kept, for an analyser under test. */
export function testSurroundings() {
  const clock = new VirtualClock();
  const records: LogRecord[] = [];
  const log = createLogger("sentiment_analyzer", () => clock.now(), (record) => {
    records.push(record);
  });
  const warnings = () =>
    records.filter(({ level }) => level === "warn").map(({ message }) => message);
  return { clock, log, records, warnings };
}

/** Nobody gives up. */
export const NEVER: AbortSignal = new AbortController().signal;

/** A small classifier in the hub's layout. */
export const TINY_MODEL: string = fileURLToPath(new URL("./tiny-finance-cnn", import.meta.url));
