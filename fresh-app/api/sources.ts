import { type Context, Hono } from "hono";
import { destinationFaults } from "../../actors/domain/news_destination.ts";
import {
  faultSentence,
  readSource,
  type SourceConfig,
  sourceNameSchema,
} from "../../actors/domain/news_source.ts";
import { type ApiPorts, type NewsSources, SOURCES_MAX } from "./ports.ts";
import { Problem } from "./problem.ts";
import { noQuery, readQuery } from "./query.ts";
import type { SourceView } from "./views.ts";

/** How often a change is tried again where others change the same source at the same time. */
const ATTEMPTS_MAX = 5;
/** Most faults of a body that are told. */
const FAULTS_MAX = 20;

const EXAMPLE = '{"kind":"rss","name":"wire","url":"https://news.example/feed.xml"}';

/**
 * Editing sources of news, under `/api/sources`. Every answer with one source carries its version as
 * ETag. With `If-Match`, a change or removal happens to that version or not at all; without it, a
 * PATCH replaces the fields that it names and leaves all others as they are by then.
 */
export function sourceRoutes({ sources }: ApiPorts): Hono {
  const api = new Hono();

  api.post("/", async (c) => {
    readQuery(noQuery, c.req.url);
    const config = checked(await readBody(c), sources);
    if (!await sources.add(config)) {
      const taken = await sources.find(config.name) !== null;
      throw new Problem(
        "conflict",
        taken
          ? `There is a source named ${config.name} already: change it with PATCH, or choose another name.`
          : `There are ${SOURCES_MAX} sources already, the most there may be: remove one first.`,
      );
    }
    c.header("location", `/api/sources/${config.name}`);
    return answer(c, await found(sources, config.name), 201);
  });
  api.get("/:name", async (c) => {
    readQuery(noQuery, c.req.url);
    return answer(c, await found(sources, c.req.param("name")));
  });
  api.patch("/:name", async (c) => {
    readQuery(noQuery, c.req.url);
    const change = await readBody(c);
    if (typeof change !== "object" || change === null || Array.isArray(change)) {
      throw new Problem("bad-body", 'A change is an object of fields, for example {"weight":0.8}.');
    }
    const wanted = versionAsked(c);
    for (let attempt = 1;; attempt++) {
      const now = await found(sources, c.req.param("name"));
      if (wanted !== null && wanted !== now.updatedAt) throw changed(now);
      const config = checked(changedBy(now, { ...change }), sources);
      if (await sources.replace(config, now.updatedAt)) {
        return answer(c, await found(sources, now.source));
      }
      // Somebody else was faster: their change is taken in, unless this one was meant for what they saw.
      if (attempt === ATTEMPTS_MAX) throw changed(await found(sources, now.source));
    }
  });
  api.delete("/:name", async (c) => {
    readQuery(noQuery, c.req.url);
    const { source } = await found(sources, c.req.param("name"));
    const wanted = versionAsked(c);
    if (!await sources.remove(source, wanted)) throw changed(await found(sources, source));
    return c.body(null, 204);
  });
  return api;
}

/** The source that a path names. Throws a `not-found` problem. */
async function found(sources: NewsSources, name: string): Promise<SourceView> {
  const known = sourceNameSchema.safeParse(name);
  const source = known.success ? await sources.find(known.data) : null;
  if (source === null) throw new Problem("not-found", "There is no source of news of that name.");
  return source;
}

function answer(c: Context, source: SourceView, status: 200 | 201 = 200): Response {
  c.header("etag", `"${source.updatedAt}"`);
  return c.json(source, status);
}

/** The version in `If-Match`; null where any will do. */
function versionAsked(c: Context): string | null {
  const header = c.req.header("if-match")?.trim();
  if (header === undefined || header === "*") return null;
  const tag = /^"([^"]*)"$/.exec(header)?.[1];
  // A list of tags, or a weak one, names no version of ours.
  return tag ?? "";
}

function changed({ source, updatedAt }: SourceView): Problem {
  return new Problem(
    "version-gone",
    `The source ${source} is not in the version that If-Match names: it was last changed at ` +
      `${updatedAt}. Read it again and decide anew.`,
    {},
    { etag: `"${updatedAt}"` },
  );
}

async function readBody(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem("bad-body", `The body must be JSON, for example ${EXAMPLE}.`);
  }
}

/** The description after a change: what it names is replaced; null takes an optional field out. */
function changedBy(
  { source, config, enabled, weight }: SourceView,
  change: Record<string, unknown>,
): unknown {
  const before: Record<string, unknown> = config === null
    ? { name: source, enabled, weight }
    : { ...config };
  for (const field of ["name", ...config === null ? [] : ["kind"]]) {
    if (field in change && change[field] !== before[field]) {
      throw new Problem(
        "bad-body",
        `${field} of a source cannot be changed: remove the source and add another.`,
        { errors: [{ parameter: field, rule: "left as it is", value: null }] },
      );
    }
  }
  const after = { ...before, ...change };
  return Object.fromEntries(Object.entries(after).filter(([, value]) => value !== null));
}

/** A description with nothing wrong with it. Throws a problem with a sentence for every fault. */
function checked(given: unknown, { allowedHosts }: NewsSources): SourceConfig {
  const read = readSource(given);
  if (!read.ok) {
    const faults = read.faults.slice(0, FAULTS_MAX);
    throw new Problem("bad-body", faults.map(faultSentence).join(" "), {
      errors: faults.map(({ field, rule, value }) => ({ parameter: field, rule, value })),
    });
  }
  const faults = destinationFaults(read.config, allowedHosts);
  if (faults.length === 0) return read.config;
  throw new Problem("bad-body", faults.map(({ field, why }) => `${field} ${why}.`).join(" "), {
    errors: faults.map(({ field, why }) => ({ parameter: field, rule: why, value: null })),
  });
}
