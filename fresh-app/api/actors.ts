import type { Millis } from "../../runtime/clock/clock.ts";
import type { ActorStatus } from "../../actors/domain/system_status.ts";
import { type ActorDepth, mailboxDepths } from "./mailbox_depths.ts";
import { iso, isoOf } from "./moment.ts";
import { pageOf } from "./pages.ts";
import type { ApiPorts, PageRequest } from "./ports.ts";
import type { ActorsView, ActorView } from "./views.ts";

/** Every actor with its mailbox, in the order in which they are started. */
export async function readActors(ports: ApiPorts, page: PageRequest): Promise<ActorsView> {
  const [snapshot, marketTime, depths] = await Promise.all([
    ports.status.snapshot(),
    ports.status.marketTime(),
    mailboxDepths(ports),
  ]);
  const actors = (snapshot?.actors ?? []).map((actor, i) => ({
    place: String(i).padStart(4, "0"),
    view: actorView(actor, depths.filter(({ group }) => group === actor.name), marketTime),
  }));
  const { items, nextCursor } = pageOf(
    actors,
    { key: ({ place }) => place, direction: "ascending" },
    page,
  );
  return {
    at: iso(snapshot?.at ?? null),
    mode: snapshot?.mode ?? null,
    marketTime: iso(marketTime),
    items: items.map(({ view }) => view),
    nextCursor,
  };
}

/** One actor as the API shows it. */
export function actorView(
  { name, state, since, restarts, epoch, lastFailure, progress }: ActorStatus,
  depths: readonly ActorDepth[],
  marketTime: Millis | null,
): ActorView {
  return {
    name,
    state,
    since: isoOf(since),
    restarts,
    epoch,
    lastFailure: lastFailure === null ? null : {
      name: lastFailure.name,
      message: lastFailure.message,
      at: iso(lastFailure.at),
    },
    progress: {
      consumed: progress.consumed,
      marketTime: iso(progress.marketTime),
      outbox: progress.outbox,
    },
    mailbox: depths.map(({ stream, depth, pending, parked, oldestAt }) => ({
      stream,
      depth,
      pending,
      parked,
      oldestAt: iso(oldestAt),
      ageMs: oldestAt === null || marketTime === null ? null : Math.max(0, marketTime - oldestAt),
    })),
  };
}
