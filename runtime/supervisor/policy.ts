/**
 * The supervision tree as data: groups of ordered children, and how each is restarted.
 * After Erlang/OTP's supervisors, flattened to two levels: a root over groups.
 */

/**
 * Who is restarted when one child of a group dies: it alone, it and those declared after it, or
 * the whole group.
 */
export type Strategy = "one_for_one" | "rest_for_one" | "one_for_all";

/**
 * `permanent`: restarted whatever ended it. `transient`: restarted after a failure only, a normal
 * end is its goal. `temporary`: never restarted, not even with its group.
 */
export type Restart = "permanent" | "transient" | "temporary";

/** How long a child may take, in milliseconds. */
export interface Limits {
  /** From being started to being ready. */
  readonly startMs: number;
  /** From `drain` to `drained`. */
  readonly drainMs: number;
  /** From `stop` to its end; then it is killed. */
  readonly stopMs: number;
  /** Without a sign of life while it is ready; then it counts as hung. */
  readonly silenceMs: number;
}

/** When a group restarts and when it gives up. */
export interface RestartPolicy {
  /** Most restarts within any `periodMs`; one more failure and the group gives up. */
  readonly restartsMax: number;
  readonly periodMs: number;
  /** Upper bound of the wait before the first restart; doubles with each failure in a row. */
  readonly backoffMs: number;
  /** Where the doubling ends. */
  readonly backoffMsMax: number;
  /** A child that was ready for this long has recovered: its next wait is a first one again. */
  readonly healthyMs: number;
}

/** One child, as the decisions see it. */
export interface ChildSpec {
  /** Unique in the tree. */
  readonly name: string;
  readonly restart: Restart;
  readonly limits: Limits;
}

/** Children that live and die under one strategy. Started in the order given, stopped in reverse. */
export interface GroupSpec {
  readonly name: string;
  readonly strategy: Strategy;
  readonly policy: RestartPolicy;
  /**
   * Earlier groups without which this one must not run: it starts when they are ready, and is
   * drained and stopped when one of them gives up.
   */
  readonly dependsOn: readonly string[];
  readonly children: readonly ChildSpec[];
}

/** Limits where a child states none. */
export const LIMITS: Limits = {
  startMs: 30_000,
  drainMs: 3_000,
  stopMs: 2_000,
  silenceMs: 10_000,
};

/** Policy where a group states none. */
export const RESTART_POLICY: RestartPolicy = {
  restartsMax: 5,
  periodMs: 60_000,
  backoffMs: 200,
  backoffMsMax: 10_000,
  healthyMs: 60_000,
};

/**
 * How long to wait before a restart: uniform in [0, min(cap, base × 2^attempt)), "full jitter".
 * Source: M. Brooker, "Exponential Backoff And Jitter", AWS Architecture Blog, 2015.
 * `attempt` counts failures in a row from 0; `random` is in [0, 1).
 */
export function backoff(policy: RestartPolicy, attempt: number, random: number): number {
  return Math.floor(random * Math.min(policy.backoffMsMax, policy.backoffMs * 2 ** attempt));
}

/** Of these moments, those within the period that ends `now`. */
export function within(periodMs: number, moments: readonly number[], now: number): number[] {
  return moments.filter((at) => at > now - periodMs);
}

/** Throws a RangeError with the rule that the tree breaks. */
export function checkTree(groups: readonly GroupSpec[]): void {
  const names = new Set<string>();
  const children = new Set<string>();
  for (const group of groups) {
    const where = `supervision group "${group.name}"`;
    if (group.name === "" || names.has(group.name)) {
      throw new RangeError(`${where}: every group needs a name of its own`);
    }
    for (const wanted of group.dependsOn) {
      if (!names.has(wanted)) {
        throw new RangeError(`${where} depends on "${wanted}", which is not declared before it`);
      }
    }
    names.add(group.name);
    for (const child of group.children) {
      if (child.name === "" || children.has(child.name)) {
        throw new RangeError(`${where}: a child is called "${child.name}"; names must be unique`);
      }
      children.add(child.name);
      checkDurations(`the limits of "${child.name}"`, child.limits);
    }
    checkDurations(`the restart policy of ${where}`, group.policy);
    if (group.policy.periodMs === 0) throw new RangeError(`${where}: periodMs must be above 0`);
  }
}

function checkDurations(where: string, values: Limits | RestartPolicy): void {
  for (const [name, value] of Object.entries(values)) {
    if (!Number.isSafeInteger(value) || value < 0) {
      throw new RangeError(`${where}: ${name} must be a whole number from 0 up, not ${value}`);
    }
  }
}
