import type { Context, MiddlewareHandler } from "hono";
import { Problem } from "../api/problem.ts";
import { listingOf } from "./access.ts";
import { audit, type AuthEnvironment } from "./environment.ts";
import { identify } from "./identify.ts";
import { actorOf, type Principal } from "./principal.ts";
import { causeOf, isFromHere } from "./provenance.ts";
import { decide, FRESH_MS, type Verdict } from "./verdict.ts";

/** What the server adds to a request, and what is found out about it. */
export interface Served {
  Bindings: {
    /** IP address of whoever is connected. */
    readonly remoteAddress?: string;
  };
  Variables: {
    /** Who asks; null: nobody who is known. */
    principal: Principal | null;
  };
}

/** How strict the guard is. */
export interface Guarding {
  /** Whether a demo runs, on an address that only this machine reaches: it may be read by anybody. */
  readonly isOpenDemo: boolean;
}

const SAFE = ["GET", "HEAD"];

/**
 * The one guard: looks every request up in the table, finds out who sends it and refuses what the
 * table does not allow. What it lets through knows its principal (`c.get("principal")`).
 */
export function authorize(
  env: AuthEnvironment,
  { isOpenDemo }: Guarding,
): MiddlewareHandler<Served> {
  return async (c, next) => {
    const access = accessOf(c);
    if (access === "public") {
      c.set("principal", null);
      if (!SAFE.includes(c.req.method)) refuseOtherSites(c, null);
      return await next();
    }
    const { headers } = c.req.raw;
    const identity = await identify(env, headers);
    const isLocal = isFromHere(c.env?.remoteAddress ?? null, headers);
    const isOpen = isOpenDemo && isLocal;
    const now = env.clock.now();
    if (identity.kind === "stale" && isNavigation(c)) return toRefresh(c);
    const verdict = decide({ access, identity, isOpen, isLocal, now });
    if (verdict.kind !== "allowed") {
      await note(env, c, verdict);
      return refuse(c, verdict);
    }
    if (!SAFE.includes(c.req.method) || isUpgrade(c)) refuseOtherSites(c, verdict.principal);
    c.set("principal", verdict.principal);
    await next();
  };
}

/** What the table asks for. Throws a problem for what it does not list. */
function accessOf(c: Context) {
  const listing = listingOf(c.req.method, c.req.path);
  // The router decodes paths, pages do not: what they would read differently is nothing of ours.
  const raw = listingOf(c.req.method, new URL(c.req.url).pathname);
  if (listing.kind === "unlisted" || raw.kind !== listing.kind) {
    throw new Problem("not-found", `Nothing is served at ${c.req.path}.`);
  }
  if (listing.kind === "other-method") {
    const allow = listing.methods.join(", ");
    const detail = `${c.req.method} is not allowed here; use ${allow}.`;
    throw new Problem("method-not-allowed", detail, {}, { allow });
  }
  if (raw.kind === "listed" && raw.access !== listing.access) {
    throw new Problem("not-found", `Nothing is served at ${c.req.path}.`);
  }
  return listing.access;
}

/**
 * A browser adds cookies to whatever a page has it send, so what comes with cookies must come from a
 * page of ours, and what a page sends must come from ours in any case. Scripts show a token instead.
 */
function refuseOtherSites(c: Context, principal: Principal | null): void {
  const cause = causeOf(c.req.raw.headers);
  if (cause === "other-site") {
    throw new Problem("forbidden", "Pages of other sites may not change anything here.");
  }
  if (cause === "no-page" && principal?.kind === "person") {
    throw new Problem(
      "forbidden",
      "A request with a session's cookie must come from a page of this site, which its Origin " +
        "header tells; scripts use a token: see deno task token --help.",
    );
  }
}

function refuse(c: Context, verdict: Exclude<Verdict, { kind: "allowed" }>): Response {
  if (verdict.kind === "sign-in") {
    if (isNavigation(c) && verdict.why === null) return c.redirect(signInPath(c), 303);
    const why = verdict.why ?? "Sign in, or send a token: Authorization: Bearer TOKEN.";
    const error = verdict.why === null ? "" : ', error="invalid_token"';
    throw new Problem("unauthenticated", why, {}, {
      "www-authenticate": `Bearer realm="pitboss"${error}`,
    });
  }
  if (verdict.kind === "confirm" && isNavigation(c)) {
    return c.redirect(`${signInPath(c)}&confirm=yes`, 303);
  }
  if (verdict.kind === "confirm") {
    throw new Problem(
      "confirm-first",
      "This needs a passkey that was shown within the last 5 minutes: show it again.",
      {},
      {
        "www-authenticate": 'Bearer realm="pitboss", error="insufficient_user_authentication", ' +
          `max_age=${FRESH_MS / 1000}`,
      },
    );
  }
  throw new Problem("forbidden", verdict.why, {}, {
    "www-authenticate": 'Bearer realm="pitboss", error="insufficient_scope"',
  });
}

/** People who were refused something are put on record; those who are not known are only logged. */
async function note(
  env: AuthEnvironment,
  c: Context,
  verdict: Exclude<Verdict, { kind: "allowed" }>,
): Promise<void> {
  const { method, path } = c.req;
  const address: string | null = c.env?.remoteAddress ?? null;
  if (verdict.kind === "sign-in") {
    if (verdict.why !== null) {
      env.log.warn("a token was refused", { method, path, address, why: verdict.why });
    }
    return;
  }
  await audit(env, {
    event: verdict.kind === "confirm" ? "passkey-asked" : "refused",
    actor: actorOf(verdict.principal),
    address,
    detail: { method, path },
  });
}

/** Whether a person's browser goes to a page, or sends a form of one, so that it can be sent elsewhere. */
function isNavigation(c: Context): boolean {
  const { path, raw: { headers } } = c.req;
  if (path.startsWith("/api/") || path === "/metrics") return false;
  const mode = headers.get("sec-fetch-mode");
  if (mode !== null) return mode === "navigate";
  return (headers.get("accept") ?? "").includes("text/html");
}

function isUpgrade(c: Context): boolean {
  return c.req.header("upgrade")?.toLowerCase() === "websocket";
}

/** A form that was sent comes along: whoever pauses trading need not press twice. */
function toRefresh(c: Context): Response {
  const status = SAFE.includes(c.req.method) ? 303 : 307;
  return c.redirect(`/api/auth/refresh?next=${encodeURIComponent(asked(c))}`, status);
}

/** Where to sign in, and then to come back to: of a form, the page that it stands on. */
function signInPath(c: Context): string {
  const page = SAFE.includes(c.req.method) ? asked(c) : `/${c.req.path.split("/")[1]}`;
  return `/sign-in?next=${encodeURIComponent(page)}`;
}

function asked(c: Context): string {
  const { pathname, search } = new URL(c.req.url);
  return pathname + search;
}
