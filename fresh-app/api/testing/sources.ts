import { sourceConfigSchema } from "../../../actors/domain/news_source.ts";
import { rowOfSource } from "../../../actors/domain/news_source_row.ts";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import { type NewsSources, SOURCES_MAX } from "../ports.ts";
import { sourceOf } from "../source_rows.ts";
import type { SourceView } from "../views.ts";
import { SAMPLE_MARKET_TIME } from "./sample.ts";

const at = (minutesAgo: number) => new Date(SAMPLE_MARKET_TIME - minutesAgo * 60_000).toISOString();

/** Sources in memory, and what a test may turn. */
export interface FakeSources extends NewsSources {
  readonly known: Map<string, SourceView>;
  allowedHosts: readonly string[];
  /** Called before each write, as if somebody else came first. */
  meanwhile: () => void;
}

/** No sources in the beginning, and no allowed host. */
export function fakeSources(clock: Pick<SystemClock, "now">): FakeSources {
  const known = new Map<string, SourceView>();
  let writes = 0;
  const put = (config: Parameters<NewsSources["add"]>[0]) => {
    const row = rowOfSource(config, clock.now() + ++writes);
    known.set(config.name, sourceOf({ ...row, health: null }, true));
    return Promise.resolve(true);
  };
  const fake: FakeSources = {
    known,
    allowedHosts: [],
    meanwhile: () => {},
    find: (name) => Promise.resolve(known.get(name) ?? null),
    add: (config) =>
      known.has(config.name) || known.size >= SOURCES_MAX ? Promise.resolve(false) : put(config),
    replace(config, seen) {
      fake.meanwhile();
      return known.get(config.name)?.updatedAt === seen ? put(config) : Promise.resolve(false);
    },
    remove(name, seen) {
      fake.meanwhile();
      const stands = seen === null || known.get(name)?.updatedAt === seen;
      return Promise.resolve(stands && known.delete(name));
    },
  };
  return fake;
}

/** Two sources, one of which fails. */
export const sampleSources: readonly SourceView[] = [
  { ...sampleSource("marketwatch"), weight: 1 },
  {
    ...sampleSource("wire"),
    health: {
      polls: 12,
      items: 40,
      newItems: 9,
      skipped: 1,
      errors: 3,
      failuresInRow: 3,
      lastPollAt: at(0),
      lastSuccessAt: at(9),
      lastNewAt: at(15),
      lastFailure: { code: "not_a_feed", message: "The answer is an HTML page.", at: at(0) },
      nextPollAt: at(-2),
    },
  },
];

/** A feed that was never asked. */
export function sampleSource(source: string): SourceView {
  const url = `https://${source}.example/feed`;
  return {
    source,
    enabled: true,
    weight: 0.5,
    config: sourceConfigSchema.parse({ kind: "rss", name: source, url }),
    problem: null,
    waits: null,
    updatedAt: at(60),
    health: null,
  };
}
