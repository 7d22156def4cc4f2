import { rowOfSource } from "../../../actors/domain/news_source_row.ts";
import type { SystemClock } from "../../../runtime/clock/clock.ts";
import { type NewsSources, SOURCES_MAX } from "../ports.ts";
import { sourceOf } from "../source_rows.ts";
import type { SourceView } from "../views.ts";

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
