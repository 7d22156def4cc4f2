import { z } from "zod";
import { type NewsSourceRow, newsSources } from "../../../db/tables/news.ts";
import type { HostResources, Inlet } from "../../../runtime/actor.ts";
import type { Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import type { Logger } from "../../../runtime/telemetry/log.ts";
import { millisSchema } from "../../domain/market.ts";
import { sourceItemSchema, sourceMemorySchema } from "../sources/source.ts";
import { type LivePorts, type LiveSource, sourceHealthSchema } from "./ports.ts";
import { forgetSeen, markSeen, unseen } from "./seen.ts";

/** How often the table of sources is read again, at least. */
const REREAD_MS = 30_000;

/** A poll that is over: what the actor commits in one transaction. */
export const polledSchema = z.strictObject({
  source: z.string(),
  weight: z.number().min(0).max(1),
  at: millisSchema,
  /** Not published yet, in the order of the source. */
  items: z.array(sourceItemSchema),
  memory: sourceMemorySchema,
  health: sourceHealthSchema,
});

/** What a source must have again after a restart. */
export const sourceStateSchema = z.strictObject({
  memory: sourceMemorySchema,
  health: sourceHealthSchema,
});
export type SourceState = z.output<typeof sourceStateSchema>;

/** What polling works with. */
export interface Polling {
  readonly ports: LivePorts;
  readonly sources: Map<string, SourceState>;
  readonly resources: HostResources;
  readonly inlet: Inlet<{ polled: typeof polledSchema }>;
  readonly clock: SystemClock;
  readonly random: Randomness;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/** Asks every enabled source when it is due, one after another, until the signal aborts. */
export async function pollSources(polling: Polling): Promise<void> {
  const { clock, signal, resources: { store } } = polling;
  await forgetSeen(polling.resources);
  const made = new Map<string, { readonly config: string; readonly live: LiveSource | null }>();
  while (!signal.aborted) {
    const rows = await store.select(newsSources, { enabled: true });
    const rereadAt = clock.now() + REREAD_MS;
    let nextAt = rereadAt;
    for (const row of rows) {
      if (signal.aborted) return;
      const live = liveOf(polling, made, row);
      if (live === null) continue;
      const health = stateOf(polling, row.source).health;
      if (health.nextPollAt <= clock.now()) await pollOnce(polling, row, live);
      nextAt = Math.min(nextAt, stateOf(polling, row.source).health.nextPollAt);
    }
    const waitMs = Math.max(1, nextAt - clock.now());
    await clock.sleep(waitMs, signal).catch(() => {});
  }
}

function liveOf(
  { ports, clock, random, log }: Polling,
  made: Map<string, { readonly config: string; readonly live: LiveSource | null }>,
  row: NewsSourceRow,
): LiveSource | null {
  const config = JSON.stringify(row.config);
  const present = made.get(row.source);
  if (present?.config === config) return present.live;
  const answer = ports.create(row.config, clock, random);
  const live = "problem" in answer ? null : answer;
  if ("problem" in answer) log.warn(`the source ${row.source} is left out: ${answer.problem}`);
  made.set(row.source, { config, live });
  return live;
}

function stateOf({ sources, ports, clock, random }: Polling, name: string): SourceState {
  let state = sources.get(name);
  if (state === undefined) {
    state = { memory: {}, health: ports.begin(clock.now(), random) };
    sources.set(name, state);
  }
  return state;
}

/** Memory, health and articles are committed together: a crash before it is as if never asked. */
async function pollOnce(polling: Polling, row: NewsSourceRow, live: LiveSource): Promise<void> {
  const { clock, resources, ports, random, inlet, signal, sources } = polling;
  const { memory, health } = stateOf(polling, row.source);
  const outcome = await live.source.poll(memory, signal);
  const at = clock.now();
  const told = outcome.kind === "items" ? outcome.items : [];
  const items = await unseen(resources, row.source, told);
  const polled = { outcome, at, newItems: items.length, everyMs: live.everyMs };
  const next = { memory: outcome.memory, health: ports.afterPoll(health, polled, random) };
  await inlet.push("polled", { source: row.source, weight: row.weight, at, items, ...next });
  sources.set(row.source, next);
  await markSeen(resources, row.source, items, at);
}
