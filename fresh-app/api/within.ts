import type { SystemClock } from "../../runtime/clock/clock.ts";

/** Something that was asked did not answer in time. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** The promise's result, or a {@link NoAnswer} after `ms`. */
export async function within<T>(clock: SystemClock, ms: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const cancel = clock.after(ms, () => late.reject(new NoAnswer(`no answer within ${ms} ms`)));
  try {
    return await Promise.race([promise, late.promise]);
  } finally {
    cancel();
  }
}
