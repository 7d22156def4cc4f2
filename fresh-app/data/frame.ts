import type { Backend } from "../backend.ts";
import { type ActorDepth, mailboxDepths } from "../api/mailbox_depths.ts";
import { SNAPSHOT_AGE_MAX_MS } from "../api/health.ts";
import { iso, isoOf } from "../api/moment.ts";
import type { PortfolioView } from "../api/views.ts";
import type { Mode } from "../../actors/domain/system_status.ts";
import type { ActorState, SystemSnapshot } from "../../actors/domain/system_status.ts";
import { nextSession, sessionAt } from "../../actors/domain/calendar.ts";
import { duration } from "../words/format.ts";
import { stateWord, type Wellness, wellness } from "../words/telling.ts";
import { part } from "./part.ts";
import { type Today, todayOf } from "./today.ts";

/** One actor as the strip shows it. Plain values: it travels to the browser. */
export interface ActorCell {
  readonly name: string;
  readonly state: ActorState;
  readonly kind: Wellness;
  /** What is worth saying of it now. */
  readonly facts: string;
}

/** What stands around every page, and stays true by itself while one is open. */
export interface Frame {
  readonly mode: Mode;
  /** System time at which it was read. */
  readonly now: string;
  readonly marketTime: string | null;
  /** `open, 1 h 27 min left`. */
  readonly session: string;
  /** How all is, in one sentence. */
  readonly health: string;
  readonly actors: readonly ActorCell[];
  /** Null: it cannot be read now. */
  readonly portfolio: PortfolioView | null;
  /** What changed since the last session's close; null where it is not known. */
  readonly today: Today | null;
}

/** Reads what stands around every page. */
export async function readFrame(backend: Backend): Promise<Frame> {
  const { ports } = backend;
  const [snapshot, marketTime, depths, portfolio] = await Promise.all([
    part(backend, ports.status.snapshot()),
    part(backend, ports.status.marketTime()),
    part(backend, mailboxDepths(ports)),
    part(backend, ports.records.portfolio()),
  ]);
  const now = ports.clock.now();
  return {
    mode: snapshot?.mode ?? backend.mode,
    now: isoOf(now),
    marketTime: iso(marketTime),
    session: marketTime === null ? "not started" : sessionWords(marketTime),
    health: healthWords(snapshot, now),
    actors: (snapshot?.actors ?? []).map((actor) => cellOf(actor, depths, now)),
    portfolio,
    today: portfolio === null || marketTime === null
      ? null
      : await part(backend, todayOf(ports.records, portfolio, marketTime)),
  };
}

function cellOf(
  { name, state, since, restarts }: SystemSnapshot["actors"][number],
  depths: readonly ActorDepth[] | null,
  now: number,
): ActorCell {
  const kind = wellness(state);
  const waiting = (depths ?? []).filter(({ group }) => group === name)
    .reduce((sum, { depth }) => sum + depth, 0);
  const facts = [
    kind === "well" ? null : `${stateWord(state)}, ${duration(now - since)}`,
    depths === null ? null : `depth ${waiting}`,
    restarts === 0 ? null : `↻ ${restarts}`,
  ].filter((fact) => fact !== null);
  return { name, state, kind, facts: facts.join(" · ") };
}

/** How all is, in one sentence. */
function healthWords(snapshot: SystemSnapshot | null, now: number): string {
  if (snapshot === null) return "Waiting for the first report of the supervisor";
  const ageMs = now - snapshot.at;
  if (ageMs > SNAPSHOT_AGE_MAX_MS) return `The supervisor was last heard ${duration(ageMs)} ago`;
  const unwell = snapshot.actors.filter(({ state }) => state !== "ready");
  const all = snapshot.actors.length;
  if (unwell.length === 0) return `All ${all} actors are running`;
  const [first] = unwell;
  return unwell.length === 1 && first !== undefined
    ? `${first.name} is ${stateWord(first.state)}`
    : `${unwell.length} of ${all} actors are not running`;
}

function sessionWords(marketTime: number): string {
  const open = sessionAt(marketTime);
  return open === null
    ? `closed, opens in ${duration(nextSession(marketTime).open - marketTime)}`
    : `open, ${duration(open.close - marketTime)} left`;
}
