import { type NewsSourceRow, newsSources } from "../../../db/tables/news.ts";
import { rowOfSource, sourceOfRow } from "../../domain/news_source_row.ts";
import type { SourceConfig } from "../sources/catalogue.ts";
import { type LiveNews, OneSource } from "./one_source.ts";
import { forgetSeen } from "./seen.ts";

/** How often the table of sources is read again: a change there counts within that time. */
export const REREAD_MS = 5_000;

/** How many sources are asked at once. */
export const POLLS_AT_ONCE = 8;

/** A source at work. */
interface Running {
  /** What it was made of. */
  readonly made: string;
  stop(): Promise<void>;
}

/**
 * Writes the sources of the catalogue that the table never had. One that the operator has changed or
 * removed since stays as the operator left it.
 */
export async function seedSources(
  live: Pick<LiveNews, "inlet" | "clock">,
  catalogue: readonly SourceConfig[],
  seeded: ReadonlySet<string>,
): Promise<void> {
  const fresh = catalogue.filter(({ name }) => !seeded.has(name));
  if (fresh.length === 0) return;
  const now = live.clock.now();
  await live.inlet.push("seeded", { sources: fresh.map((each) => rowOfSource(each, now)) });
}

/**
 * Runs every enabled source of the table, each on its own, until the signal aborts. What was
 * remembered of one that was removed is forgotten: another of its name begins anew.
 */
export async function runSources(live: LiveNews, signal: AbortSignal): Promise<void> {
  const { clock, log, resources: { store } } = live;
  await forgetSeen(live.resources);
  const running = new Map<string, Running>();
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  try {
    while (!signal.aborted) {
      const rows = await store.select(newsSources);
      const known = new Set(rows.map(({ source }) => source));
      const wanted = new Map(
        rows.filter(({ enabled }) => enabled).map((row) => [row.source, row] as const),
      );
      for (const [name, { made, stop }] of running) {
        const row = wanted.get(name);
        if (row !== undefined && made === madeOf(row)) continue;
        await Promise.race([stop(), failed.promise]);
        running.delete(name);
      }
      for (const source of [...live.states.keys()].filter((name) => !known.has(name))) {
        await live.inlet.push("forgotten", { source });
        live.states.delete(source);
      }
      for (const [name, row] of wanted) {
        if (!running.has(name)) running.set(name, start(row));
      }
      await Promise.race([clock.sleep(REREAD_MS, signal).catch(() => {}), failed.promise]);
    }
  } finally {
    await Promise.all([...running.values()].map(({ stop }) => stop()));
  }

  function start(row: NewsSourceRow): Running {
    const made = madeOf(row);
    const described = sourceOfRow(row);
    if (!described.ok) {
      log.warn(`the source ${row.source} is left out: ${described.problem}`);
      return { made, stop: () => Promise.resolve() };
    }
    const end = new AbortController();
    const life = new OneSource(live, row, described.config).run(
      AbortSignal.any([signal, end.signal]),
    );
    life.catch((error) => failed.reject(error));
    return {
      made,
      stop: async () => {
        end.abort();
        await life.catch(() => {});
      },
    };
  }
}

function madeOf({ config, weight }: NewsSourceRow): string {
  return JSON.stringify([config, weight]);
}
