import { z } from "zod";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";

/** How far apart the clocks may be, and how often that is looked at, in milliseconds. */
export const BROKER_CLOCK = {
  /** Told from here on. */
  warnMs: 1_000,
  /** Market time would be wrong from here on: nothing goes on. */
  maxMs: 10_000,
  everyMs: 300_000,
  answerMs: 10_000,
} as const;

const answerSchema = z.object({ timestamp: z.iso.datetime({ offset: true }) });

/** The system's clock and the broker's do not agree; mend the clock of this machine. */
export class ClockSkew extends Error {
  override readonly name = "ClockSkew";
}

/** Where the broker tells the time, and to whom. */
export interface BrokerClock {
  readonly url: string;
  readonly keyId: string;
  readonly secret: string;
}

/**
 * Compares the system's clock with the broker's (`GET /v2/clock`) until the signal aborts. Throws
 * {@link ClockSkew} where they differ by more than {@link BROKER_CLOCK}'s `maxMs`; a broker that
 * does not answer is told and asked again.
 */
export async function watchBrokerClock(
  broker: BrokerClock,
  around: { readonly clock: SystemClock; readonly signal: AbortSignal; readonly log: Logger },
): Promise<void> {
  const { clock, signal, log } = around;
  while (!signal.aborted) {
    const skewMs = await skewOf(broker, clock, signal).catch((error) => {
      if (signal.aborted) return 0;
      log.warn(`the broker's clock cannot be asked: ${String(error.message ?? error)}`);
      return 0;
    });
    const said = `this machine's clock is ${Math.abs(skewMs)} ms ` +
      `${skewMs > 0 ? "before" : "behind"} the broker's`;
    if (Math.abs(skewMs) > BROKER_CLOCK.maxMs) {
      throw new ClockSkew(
        `${said}, and may be off by ${BROKER_CLOCK.maxMs} ms at most. Set the machine's clock.`,
      );
    }
    if (Math.abs(skewMs) > BROKER_CLOCK.warnMs) log.warn(said);
    await clock.sleep(BROKER_CLOCK.everyMs, signal).catch(() => {});
  }
}

/** System time less the broker's, in milliseconds; half the way there and back is taken off. */
async function skewOf(
  { url, keyId, secret }: BrokerClock,
  clock: SystemClock,
  signal: AbortSignal,
): Promise<number> {
  const overtime = new AbortController();
  const cancel = clock.after(BROKER_CLOCK.answerMs, () => overtime.abort());
  const askedAt = clock.now();
  try {
    const response = await fetch(new URL("/v2/clock", url), {
      headers: { "APCA-API-KEY-ID": keyId, "APCA-API-SECRET-KEY": secret },
      signal: AbortSignal.any([signal, overtime.signal]),
      redirect: "error",
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`it answered ${response.status}`);
    const answer = answerSchema.safeParse(JSON.parse(text));
    if (!answer.success) throw new Error("its answer has no timestamp");
    return Math.round((askedAt + clock.now()) / 2 - Date.parse(answer.data.timestamp));
  } finally {
    cancel();
  }
}
