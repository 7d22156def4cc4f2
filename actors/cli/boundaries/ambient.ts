/** Folders in which ambient time, randomness and ids may be read. */
export const AMBIENT_ALLOWED: readonly string[] = ["runtime/clock/"];

const now = "take a SystemClock and call now()";
const wait = "take a SystemClock and call after() or sleep()";
const repeat = "take a SystemClock and call every()";
const random = "take a Randomness and call next()";
const id = "use derivedId of runtime/clock/ids.ts, or randomId of runtime/clock/system.ts";

/** Members of globals that bring in ambient time, randomness or ids, and what to do instead. */
export const AMBIENT_MEMBERS: ReadonlyMap<string, string> = new Map([
  ["Date.now", now],
  ["Temporal.Now", now],
  ["performance.now", "take a SystemClock and call monotonic()"],
  ["Math.random", random],
  ["crypto.getRandomValues", random],
  ["crypto.randomUUID", id],
  ["AbortSignal.timeout", "abort an AbortController from SystemClock.after()"],
  ["globalThis.setTimeout", wait],
  ["globalThis.setInterval", repeat],
]);

/** Functions that bring in ambient time, randomness or ids when called by their bare name. */
export const AMBIENT_CALLS: ReadonlyMap<string, string> = new Map([
  ["setTimeout", wait],
  ["setInterval", repeat],
  ["Date", now],
  ["randomUUID", id],
  ["randomBytes", random],
  ["randomInt", random],
]);

/** Modules that hand out timers. */
export const AMBIENT_MODULES: readonly string[] = ["node:timers", "node:timers/promises"];
