import { openDatabase } from "../db/connect.ts";
import { PostgresStore } from "../db/postgres_store.ts";
import { migrate } from "../db/migrate.ts";
import { claimSchema } from "../db/system.ts";
import type { Randomness, SystemClock } from "../runtime/clock/clock.ts";
import { randomId } from "../runtime/clock/system.ts";
import type { Store } from "../runtime/delivery/store.ts";
import type { Mailbox } from "../runtime/mailbox/mailbox.ts";
import type { Spawn } from "../runtime/supervisor/child.ts";
import { joinPermissions, type Permissions } from "../runtime/supervisor/permissions.ts";
import type { GroupPlan } from "../runtime/supervisor/plan.ts";
import type { ChildStatus, SystemStatus } from "../runtime/supervisor/status.ts";
import { Supervisor } from "../runtime/supervisor/supervisor.ts";
import { processChild } from "../runtime/supervisor/process_child.ts";
import { workerChild } from "../runtime/supervisor/worker_child.ts";
import { createLogger, type LogSink } from "../runtime/telemetry/log.ts";
import type { OtlpSpans } from "../runtime/telemetry/otlp.ts";
import type { Database } from "../db/connect.ts";
import { type Backends, connectMailbox } from "./backends/connect.ts";
import { CriticalWatch } from "./critical.ts";
import { type Doors, openDoors } from "./doors.ts";
import {
  type ActorStatus,
  LIFECYCLE_STREAM,
  STATUS_KEY,
  type SystemSnapshot,
} from "./domain/system_status.ts";
import type { Plan } from "./plan.ts";
import { followsSystemTime, type Place, PLACES, TOPOLOGY } from "./topology.ts";

/** The whole system, running. */
export interface RunningSystem {
  readonly mailbox: Mailbox;
  readonly store: Store;
  readonly database: Database;
  status(): SystemStatus;
  /** Drains and stops every actor; what they committed can still be read. */
  stop(reason: string): Promise<void>;
  /** Lets go of mailboxes and database; stops first what has not been stopped. */
  close(): Promise<void>;
}

/** What is around a system. */
export interface Surroundings {
  readonly clock: SystemClock;
  readonly randomness: Randomness;
  readonly log: LogSink;
}

/** Actors that have nothing to do where a run has no news. */
const NEWS_ACTORS = ["news_fetcher", "sentiment_analyzer"];
/** How long an actor waits for an input that is busy, where the market does not wait, in ms. */
const PATIENCE_MS = 50;
/** How often the state of the actors is published, in ms. */
const STATUS_EVERY_MS = 500;
/** Status snapshots that are kept: several supervisors tell theirs. */
const SNAPSHOTS_KEPT = 64;
const encoder = new TextEncoder();

/** Starts every actor of the plan. The backends must be reachable; the state folder must be held. */
export async function startSystem(plan: Plan, around: Surroundings): Promise<RunningSystem> {
  const { clock, log } = around;
  const { database: where, mailbox: mail } = plan.backends;
  const database = await openDatabase({ ...where, application: "pitboss supervisor", clock });
  await migrate(database);
  await claimSchema(database, { mode: plan.settings.mode, account: plan.account });
  const mailbox = await connectMailbox(mail, clock);
  const isWithout = (name: string) =>
    plan.without.includes(name) || (NEWS_ACTORS.includes(name) && plan.news === null) ||
    (name === "learning_engine" && !plan.settings.learning);
  const places = PLACES.filter(({ name }) => !isWithout(name));
  await ensureGroups(mailbox, places);
  const here = places.filter(({ name }) => plan.here?.includes(name) ?? true);
  const doors = await openDoors(plan, here, around);
  const spans = await openSpans(plan, around);
  const supervisor = new Supervisor({
    ...spans === null ? {} : { onSpans: (taken) => spans.take(taken) },
    groups: groupPlans(plan, places, here, doors),
    clock,
    random: around.randomness,
    log,
    instance: `${plan.installation}/${randomId()}`,
    // The lock of the state folder keeps others from an embedded database, and from no server.
    force: where.address.kind === "embedded",
  });
  supervisor.start();
  const elsewhere = places.filter((place) => !here.includes(place)).map(({ name }) => name);
  const tell = { mode: plan.settings.mode, elsewhere, key: `${STATUS_KEY}:${plan.installation}` };
  const watch = new CriticalWatch(mailbox, tell.key);
  const stopTelling = tellStatus(tell, supervisor, mailbox, watch, clock);
  return {
    mailbox,
    store: new PostgresStore(database),
    database,
    status: () => supervisor.status(),
    async stop(reason) {
      await supervisor.stop(reason);
      await stopTelling();
    },
    async close() {
      await supervisor.stop("closing");
      await stopTelling();
      await doors.close();
      await spans?.close();
      await Promise.all([mailbox.close(), database.close()]);
    },
  };
}

/** Where spans go; null: no traces are kept. Its packages are loaded only where it is used. */
async function openSpans(
  { settings }: Plan,
  { clock, log }: Surroundings,
): Promise<OtlpSpans | null> {
  const { otelEndpoint: endpoint, otelHeaders, otelServiceName: serviceName } = settings;
  if (endpoint === undefined) return null;
  const { OtlpSpans } = await import("../runtime/telemetry/otlp.ts");
  const headers = Object.fromEntries(otelHeaders.map((pair) => {
    const at = pair.indexOf("=");
    return [pair.slice(0, at).trim(), decodeURIComponent(pair.slice(at + 1).trim())];
  }));
  const logger = createLogger("telemetry", clock.now, log);
  return new OtlpSpans({ endpoint, headers, serviceName, clock, log: logger });
}

/** A group that exists before the first message holds every trim: nothing is lost on a slow starter. */
async function ensureGroups(mailbox: Mailbox, places: readonly Place[]): Promise<void> {
  for (const place of places) {
    for (const { name } of place.consumes) await mailbox.ensureGroup(name, place.name);
  }
}

function groupPlans(
  plan: Plan,
  places: readonly Place[],
  here: readonly Place[],
  doors: Doors,
): GroupPlan[] {
  const produced = places.flatMap(({ produces }) => produces.map(({ name }) => name));
  return TOPOLOGY.map((group) => ({
    name: group.name,
    strategy: group.strategy,
    policy: group.policy,
    children: group.places.filter((place) => here.includes(place)).map((place) => ({
      name: place.name,
      host: {
        config: place.config(plan, doors.at(place.name)),
        connect: plan.backends,
        produced,
        patienceMs: followsSystemTime(plan.settings.mode) ? PATIENCE_MS : null,
        perturbSeed: plan.perturbSeed,
        ...plan.settings.otelEndpoint === undefined ? {} : { traceRatio: plan.settings.otelRatio },
      },
      spawn: spawnOf(place, plan, doors.at(place.name)),
    })),
  })).filter((group) => group.children.length > 0);
}

function spawnOf(place: Place, plan: Plan, door: string | null): Spawn {
  const child = {
    entry: new URL(`./${place.name}/main.ts`, import.meta.url),
    permissions: joinPermissions(
      backendPermissions(plan.backends),
      joinPermissions(place.permissions?.(plan) ?? {}, { sockets: door === null ? [] : [door] }),
    ),
  };
  return plan.settings.processes.includes(place.name) ? processChild(child) : workerChild(child);
}

/** What every actor needs to reach mailboxes and database. */
function backendPermissions({ mailbox, database }: Backends): Permissions {
  const files = mailbox.kind === "sqlite" ? [mailbox.folder] : [];
  const net: string[] = [];
  if (mailbox.kind === "redis") net.push(hostOf(mailbox.url, 6379));
  if (database.address.kind === "server") net.push(hostOf(database.address.url, 5432));
  return {
    read: files,
    write: files,
    net,
    sockets: database.address.kind === "embedded" ? [database.address.socket] : [],
    // ioredis looks through the whole environment, postgres for its own variables only.
    env: mailbox.kind === "redis" ? "all" : ["PG*"],
  };
}

function hostOf(url: string, port: number): string {
  const { hostname, port: given } = new URL(url);
  return `${hostname}:${given || port}`;
}

/** What is told beside what the supervisor knows. */
interface Telling {
  readonly mode: Plan["settings"]["mode"];
  /** Actors of the system that run under other supervisors. */
  readonly elsewhere: readonly string[];
  /** Key of this supervisor's snapshots. */
  readonly key: string;
}

/** Publishes how the actors are, for whoever shows it; trading goes on where that fails. */
function tellStatus(
  telling: Telling,
  supervisor: Supervisor,
  mailbox: Mailbox,
  watch: CriticalWatch,
  clock: SystemClock,
): () => Promise<void> {
  const since = clock.now();
  let told: Promise<unknown> = Promise.resolve();
  const tell = async () => {
    await watch.look(supervisor.status().children, clock.now());
    const snapshot = snapshotOf(telling, supervisor.status(), since, clock.now());
    const body = encoder.encode(JSON.stringify(snapshot));
    const [seq] = await mailbox.append(LIFECYCLE_STREAM, [{ key: telling.key, body }]);
    if (seq! % SNAPSHOTS_KEPT === 0) await mailbox.trim(LIFECYCLE_STREAM, { keep: SNAPSHOTS_KEPT });
  };
  const cancel = clock.every(STATUS_EVERY_MS, () => {
    told = told.then(tell).catch(() => {});
  });
  return async () => {
    cancel();
    await told;
  };
}

function snapshotOf(
  { mode, elsewhere }: Telling,
  status: SystemStatus,
  startedAt: number,
  at: number,
): SystemSnapshot {
  const here = status.children.map(actorStatusOf);
  // Whoever runs them says more; where nobody does, they are down.
  const others = elsewhere.map((name) => ({
    name,
    state: "down" as const,
    since: startedAt,
    restarts: 0,
    lastFailure: null,
    epoch: null,
    progress: { consumed: 0, marketTime: null, outbox: 0 },
  }));
  const order = PLACES.map(({ name }) => name);
  const actors = [...here, ...others]
    .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
  return { at, mode, actors };
}

/** How one of our actors is. */
export function actorStatusOf(child: ChildStatus): ActorStatus {
  return {
    name: child.name,
    state: child.phase,
    since: child.since,
    restarts: child.restarts,
    lastFailure: child.lastFailure === null ? null : {
      name: child.lastFailure.name,
      message: child.lastFailure.message,
      at: child.lastFailureAt,
    },
    epoch: child.epoch,
    progress: child.progress ?? { consumed: 0, marketTime: null, outbox: 0 },
  };
}
