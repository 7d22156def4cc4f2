import type { ActorState, ActorStatus, SystemSnapshot } from "../domain/system_status.ts";

/** A supervisor that is silent for this long beside others has gone, in ms between snapshots. */
const SILENT_MS = 10_000;

/** The states, from the one that says most of where an actor runs to the one that says least. */
const SAYING: readonly ActorState[] = [
  "ready",
  "draining",
  "stopping",
  "starting",
  "waiting",
  "failed",
  "finished",
  "stopped",
  "down",
];

/** Keys of the snapshots whose supervisors have gone, judged by the newest. */
export function outdated(snapshots: ReadonlyMap<string, SystemSnapshot>): string[] {
  const newest = Math.max(...[...snapshots.values()].map(({ at }) => at));
  return [...snapshots].filter(([, { at }]) => at < newest - SILENT_MS).map(([key]) => key);
}

/**
 * How the whole system is, of what each of its supervisors says: an actor is where it runs, or stands
 * by, or rests. Null where nobody has said anything.
 */
export function mergeSnapshots(snapshots: readonly SystemSnapshot[]): SystemSnapshot | null {
  const newest = snapshots.toSorted((a, b) => b.at - a.at)[0];
  if (newest === undefined || snapshots.length === 1) return newest ?? null;
  const best = new Map<string, ActorStatus>();
  for (const actor of snapshots.flatMap(({ actors }) => actors)) {
    const known = best.get(actor.name);
    if (known === undefined || saysMore(actor, known)) best.set(actor.name, actor);
  }
  return { ...newest, actors: [...best.values()] };
}

function saysMore(one: ActorStatus, other: ActorStatus): boolean {
  const by = SAYING.indexOf(one.state) - SAYING.indexOf(other.state);
  // Two that say the same of themselves: the later life.
  return by < 0 || (by === 0 && (one.epoch ?? -1) > (other.epoch ?? -1));
}
