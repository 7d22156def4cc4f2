import assert from "node:assert/strict";
import { newsSources } from "../../../../db/tables/news.ts";
import type { RowWrite, Table } from "../../../../runtime/delivery/store.ts";
import type { Json } from "../../../../runtime/delivery/store.ts";
import { type ActorBench, testActor } from "../../../../runtime/testing/kit.ts";
import { createNewsFetcher } from "../../actor.ts";
import type { OpenLive } from "../ports.ts";

/** When tests of live news begin. */
export const START = 1_600_000_000_000;
/** A minute, in milliseconds. */
export const MINUTE = 60_000;

/** A source as the table holds it. */
export interface Described {
  readonly name: string;
  readonly [field: string]: Json;
}

/** A feed that is asked every minute. */
export const described = (name: string): Described => ({
  kind: "rss",
  name,
  url: `https://${name}.example/feed`,
  everyMs: MINUTE,
});

/** The fetcher on live sources, started. */
export function liveBench(open: OpenLive, feed: { [field: string]: Json } = {}) {
  return testActor(createNewsFetcher(open), {
    config: { feed: { kind: "live", ...feed } },
    startAt: START,
  });
}

/** Writes sources beside the actor, as the API does; one that is there is replaced. */
export async function putSources(
  bench: ActorBench,
  configs: readonly Described[],
  columns: { readonly enabled?: boolean; readonly weight?: number } = {},
): Promise<void> {
  const taken = await bench.world.store.takeLease("operator", "test", { force: true });
  assert.ok(taken.taken);
  const table = { ...newsSources, conflict: "replace" } as unknown as Table;
  const updated_at = new Date(START).toISOString();
  const rows: RowWrite[] = configs.map((config) => ({
    table,
    row: { source: config.name, enabled: true, weight: 0.5, ...columns, config, updated_at },
  }));
  await bench.world.store.commit(taken.lease, {
    inbox: [],
    inputs: new Map(),
    outputs: new Map(),
    outbox: [],
    state: new Map(),
    rows,
  });
}
