import type { Millis } from "../../runtime/clock/clock.ts";
import type { SystemSnapshot } from "../../actors/domain/system_status.ts";
import type { ApiPorts } from "./ports.ts";
import { within } from "./within.ts";

/** How long the database and the mailboxes may take to answer a question about readiness, in ms. */
const ANSWER_MS = 2_000;

/** A snapshot older than this says nothing about now, in ms of system time. */
export const SNAPSHOT_AGE_MAX_MS = 15_000;

/** One thing that keeps the system from being ready. */
export interface Missing {
  /** `database`, `mailbox`, `status`, or the name of an actor. */
  readonly what: string;
  /** One sentence. */
  readonly why: string;
}

/** Everything that is missing; empty when the system is ready. */
export async function missingParts(ports: ApiPorts): Promise<Missing[]> {
  const { clock, records, mailbox, status, log } = ports;
  const [database, lastEntry, snapshot] = await Promise.allSettled([
    within(clock, ANSWER_MS, records.ping()),
    within(clock, ANSWER_MS, mailbox.lastSeq(ports.streams[0] ?? "market:bars")),
    within(clock, ANSWER_MS, status.snapshot()),
  ]);
  const missing: Missing[] = [];
  if (database.status === "rejected") {
    log.warn("the database does not answer", { cause: String(database.reason) });
    missing.push({ what: "database", why: "The database does not answer." });
  }
  if (lastEntry.status === "rejected") {
    log.warn("the mailbox does not answer", { cause: String(lastEntry.reason) });
    missing.push({ what: "mailbox", why: "The mailbox does not answer." });
  }
  return [
    ...missing,
    ...missingActors(snapshot.status === "fulfilled" ? snapshot.value : null, clock.now()),
  ];
}

/** What the snapshot says is not ready; a snapshot that is missing or too old is itself missing. */
export function missingActors(snapshot: SystemSnapshot | null, now: Millis): Missing[] {
  if (snapshot === null) {
    return [{ what: "status", why: "The supervisor has not said yet how the actors are." }];
  }
  const ageMs = now - snapshot.at;
  if (ageMs > SNAPSHOT_AGE_MAX_MS) {
    return [{
      what: "status",
      why: `The supervisor was last heard ${Math.round(ageMs / 1000)} s ago.`,
    }];
  }
  return snapshot.actors
    .filter((actor) => actor.state !== "ready")
    .map(({ name, state, lastFailure }) => ({
      what: name,
      why: lastFailure === null
        ? `${name} is ${state}.`
        : `${name} is ${state}; it failed last with ${lastFailure.name}: ${lastFailure.message}`,
    }));
}
