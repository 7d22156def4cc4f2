import type { HostResources } from "../actor.ts";
import type { Randomness, SystemClock } from "../clock/clock.ts";

/** Share of calls that are delayed, and the longest delay in ms. */
const DELAYED_SHARE = 0.1;
const DELAY_MS_MAX = 15;

/**
 * The same resources with random delays before and after a share of their calls: shows that no
 * decision depends on scheduling.
 */
export function perturbResources<R extends HostResources>(
  resources: R,
  clock: SystemClock,
  randomness: Randomness,
): R {
  const delay = () =>
    randomness.next() < DELAYED_SHARE
      ? clock.sleep(randomness.next() * DELAY_MS_MAX)
      : Promise.resolve();
  const slow = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(object, name) {
        const value = Reflect.get(object, name, object);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          await delay();
          const result = await value.apply(object, args);
          await delay();
          return name === "consume" ? slow(result) : result;
        };
      },
    });
  return { ...resources, mailbox: slow(resources.mailbox), store: slow(resources.store) };
}
