import type { Millis } from "../../clock/clock.ts";
import type { Membership } from "../local/backing.ts";
import type { Delivery } from "../mailbox.ts";
import type { Database } from "./database.ts";
import { type GroupRow, settle } from "./group.ts";
import type { FoundRow, Mode } from "./membership.ts";
import { ParkedStore } from "./parked.ts";

/** What a take works on. */
export interface Taking {
  readonly db: Database;
  readonly membership: Membership;
  readonly mode: Mode;
  readonly group: GroupRow;
  /** Through which seq the member has looked for entries to take over. */
  readonly cursor: number;
  readonly max: number;
  readonly now: Millis;
}

/** What a take found. */
export interface Portion {
  readonly taken: readonly Omit<Delivery, "stream">[];
  readonly cursor: number;
  /** There is nothing more to be had now; else entries were parked, and it is worth going on. */
  readonly stopped: boolean;
}

/**
 * The next deliveries of a stream, within a transaction: taken-over and due entries in order, then
 * new ones. An entry whose key waits is parked behind it; where the store is full, the take stops.
 */
export function take(taking: Taking): Portion {
  const { db, membership, mode, group, max, now } = taking;
  const taken: Omit<Delivery, "stream">[] = [];
  const parkedNow: number[] = [];
  const store = new ParkedStore(db, group.name, membership.parkedMax);
  let { cursor } = taking;
  let { position } = group;
  let full = false;

  const abandoned = mode.abandoned(cursor, max, now);
  const due = store.due(max, now);
  const back = [
    ...abandoned.map((row) => ({ row, stored: false })),
    ...due.map((row) => ({ row, stored: true })),
  ].sort((a, b) => a.row.seq - b.row.seq);
  for (const { row, stored } of back) {
    if (taken.length === max) break;
    if (stored) {
      store.handOut(row.seq, membership.consumer);
      taken.push({ ...row, redelivered: true });
      continue;
    }
    const place = store.place(row);
    if (place === "full") {
      full = true;
      break;
    }
    cursor = row.seq;
    if (place === "parked") parkedNow.push(row.seq);
    else {
      mode.hold(row.seq);
      taken.push({ ...row, redelivered: true });
    }
  }

  // With as many abandoned entries as were asked for there may be more: new ones come after them.
  if (!full && abandoned.length < max) {
    for (const row of newEntries(db, position, max - taken.length)) {
      const place = store.place(row);
      if (place === "full") {
        full = true;
        break;
      }
      position = row.seq;
      if (place === "parked") parkedNow.push(row.seq);
      else {
        mode.hold(row.seq);
        taken.push({ ...row, redelivered: false });
      }
    }
  }

  if (position !== group.position) {
    db.run("UPDATE groups SET position = ? WHERE name = ?", position, group.name);
  }
  if (parkedNow.length > 0) settle(db, group, parkedNow);
  return { taken, cursor, stopped: full || parkedNow.length === 0 };
}

function newEntries(db: Database, after: number, max: number): FoundRow[] {
  return db.all<FoundRow>(
    "SELECT seq, key, body, 0 AS attempts FROM entries WHERE seq > ? ORDER BY seq LIMIT ?",
    after,
    max,
  );
}
