import type { Context } from "hono";
import { z } from "zod";
import { Problem } from "../../api/problem.ts";
import type { Served } from "../authorize.ts";
import { clearCookies, setCookie } from "../cookies.ts";
import type { AuthEnvironment } from "../environment.ts";
import type { Person } from "../principal.ts";
import { RateLimit } from "../rate_limit.ts";
import { Refused } from "../refused.ts";
import { type From, REFRESH_MS, type SessionTokens } from "../sessions.ts";
import type { Site } from "../site.ts";

/** What the routes of signing in need besides the environment. */
export interface AuthOptions {
  /** The site that a Host header names; null where passkeys cannot be used there. */
  readonly siteOf: (host: string) => Site | null;
}

/** One request to the routes of signing in, and how they answer. */
export type Exchange = Context<Served>;

/** From where a request comes. */
export function fromOf(c: Exchange): From {
  return {
    address: c.env?.remoteAddress ?? null,
    agent: c.req.header("user-agent") ?? "an unnamed browser",
  };
}

/** The person whom the guard let through. */
export function personIn(c: Exchange): Person {
  const principal = c.get("principal");
  if (principal?.kind !== "person") throw new Error(`the table lets others in at ${c.req.path}`);
  return principal;
}

/** The site of a request. Throws a problem where passkeys cannot be used. */
export function siteIn(c: Exchange, { siteOf }: AuthOptions): Site {
  const site = siteOf(c.req.header("host") ?? "");
  if (site !== null) return site;
  throw new Problem(
    "conflict",
    "Passkeys belong to host names, not to IP addresses: open this page under localhost, or under " +
      "a name in TRADING_HOST_NAMES by https.",
  );
}

/** The body, checked. Throws a problem that names what is wrong. */
export async function bodyOf<S extends z.ZodType>(c: Exchange, schema: S): Promise<z.output<S>> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem("bad-body", "The body must be JSON.");
  }
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, 20).map(({ path, message }) =>
    `${path.join(".") || "the body"}: ${message}.`
  );
  throw new Problem("bad-body", faults.join(" "));
}

/** Does something that may be refused, which becomes a 403 that says why. */
export async function orRefuse<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Refused) throw new Problem("forbidden", error.message);
    throw error;
  }
}

/** Hands a browser its tokens. */
export function giveTokens(c: Exchange, { access, refresh }: SessionTokens): void {
  const headers = c.req.raw.headers;
  // The cookie outlives the token in it: that is how a browser is known that has to refresh.
  c.header("set-cookie", setCookie(headers, "access", access, REFRESH_MS), { append: true });
  c.header("set-cookie", setCookie(headers, "refresh", refresh, REFRESH_MS), { append: true });
}

/** Takes a browser's tokens away. */
export function takeTokens(c: Exchange): void {
  for (const cookie of clearCookies(c.req.raw.headers)) {
    c.header("set-cookie", cookie, { append: true });
  }
}

/** Lets an address try things a limited number of times. */
export class Gate {
  readonly #each: RateLimit;
  readonly #all: RateLimit;

  /** @param times how often an address may try within `withinMs`; all together ten times as often */
  constructor(private readonly env: AuthEnvironment, times: number, withinMs: number) {
    this.#each = new RateLimit({ times, withinMs });
    this.#all = new RateLimit({ times: times * 10, withinMs });
  }

  /** Counts a try. Throws a problem that says how long to wait, where there were too many. */
  pass(c: Exchange): void {
    const now = this.env.clock.now();
    const waitMs = this.#each.take(c.env?.remoteAddress ?? "unknown", now) ||
      this.#all.take("everybody", now);
    if (waitMs === 0) return;
    const seconds = Math.ceil(waitMs / 1000);
    this.env.log.warn("too many attempts to sign in", { path: c.req.path });
    throw new Problem("too-many", `Too many attempts: wait ${seconds} s.`, {}, {
      "retry-after": String(seconds),
    });
  }
}
