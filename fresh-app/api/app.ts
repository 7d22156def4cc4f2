import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { MailboxUnavailable } from "../../runtime/mailbox/mailbox.ts";
import { backtestRoutes } from "./backtests.ts";
import { controlRoutes } from "./controls.ts";
import { missingParts } from "./health.ts";
import { exposition } from "./metrics.ts";
import { metricSources } from "./metric_sources.ts";
import { type ApiPorts, BadCursor } from "./ports.ts";
import { Problem, problemResponse } from "./problem.ts";
import { badCursor } from "./query.ts";
import type { LiveHub } from "./live/hub.ts";
import { liveRoute } from "./live/route.ts";
import { apiRoutes } from "./routes.ts";
import { sourceRoutes } from "./sources.ts";
import { authorize, type Guarding, type Served } from "../auth/authorize.ts";
import type { AuthEnvironment } from "../auth/environment.ts";
import { accountRoutes } from "../auth/http/account_routes.ts";
import type { AuthOptions } from "../auth/http/exchange.ts";
import { signInRoutes } from "../auth/http/sign_in_routes.ts";
import { tokenRoutes } from "../auth/http/token_routes.ts";
import { rememberPrincipal } from "../auth/remembered.ts";
import { bodyBound, deadline, hostCheck, jsonBodies, securityHeaders } from "./shield.ts";
import { NoAnswer } from "./within.ts";

/** What an operator may set. */
export interface ApiOptions {
  /** Host names that requests may come under, in lower case: see `allowedHosts`. */
  readonly hosts: ReadonlySet<string>;
  /** How long an answer may take, in ms. */
  readonly timeoutMs: number;
  /** Users, sessions and tokens. */
  readonly auth: AuthEnvironment;
  readonly guarding: Guarding;
  /** The site whose passkeys are shown under a Host header; null where none can be. */
  readonly siteOf: AuthOptions["siteOf"];
  /** Tells clients what changes; absent: nothing is told at `/api/ws`. */
  readonly live?: LiveHub;
}

/** The API, as an app of Hono's. */
export type Api = Hono<Served>;

/** Answers for every path that is none of the API's. */
export type Pages = (request: Request) => Response | Promise<Response>;

/** Failures of what lies behind us; they pass. */
const UNAVAILABLE = [StoreUnavailable, MailboxUnavailable, NoAnswer];

/** A path without a page. */
const NOWHERE = "/nowhere";

/**
 * The HTTP API with everything that guards it. Routes that are added to it later (a page) stand
 * behind the same guards.
 */
export function createApi(ports: ApiPorts, options: ApiOptions, pages?: Pages): Api {
  const app = new Hono<Served>();
  app.use(securityHeaders());
  app.use(hostCheck(options.hosts));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => notAllowed(c.req.method, methods),
    }),
  );
  app.use(bodyBound());
  app.use(deadline(ports.clock, options.timeoutMs));
  app.use(authorize(options.auth, options.guarding));
  app.use("/api/*", jsonBodies("/api/auth/refresh"));

  app.get("/healthz", (c) => c.json({ status: "alive" }));
  app.get("/readyz", async (c) => {
    const missing = await missingParts(ports);
    if (missing.length > 0) {
      throw new Problem("not-ready", missing.map(({ why }) => why).join(" "), { missing });
    }
    return c.json({ status: "ready" });
  });
  app.get("/metrics", async (c) => {
    c.header("content-type", "text/plain; version=0.0.4; charset=utf-8");
    return c.body(exposition(await metricSources(ports)));
  });
  app.route("/api/auth", signInRoutes(options.auth, options));
  app.route("/api/auth", accountRoutes(options.auth, options));
  app.route("/api/auth", tokenRoutes(options.auth));
  if (options.live !== undefined) app.get("/api/ws", liveRoute(options.live, ports.clock));
  app.route("/api", apiRoutes(ports));
  app.route("/api/backtest", backtestRoutes(ports));
  app.route("/api/controls", controlRoutes(ports));
  app.route("/api/sources", sourceRoutes(ports));

  app.notFound((c) => {
    if (pages !== undefined && !isOurs(c.req.path)) {
      rememberPrincipal(c.req.raw, c.get("principal"));
      return pages(c.req.raw);
    }
    return respond(new Problem("not-found", `Nothing is served at ${c.req.path}.`));
  });
  app.onError((error, c) => {
    const problem = problemOf(error);
    // No route may see what the table does not list, so the page of "not found" is asked for itself.
    if (problem.kind === "not-found" && pages !== undefined && !isOurs(c.req.path)) {
      return pages(new Request(new URL(NOWHERE, c.req.url), { headers: c.req.raw.headers }));
    }
    const requestId = ports.newId();
    if (problem !== error && problem.status >= 500) {
      const cause = `${error.name}: ${error.message}`;
      ports.log[problem.kind === "internal" ? "error" : "warn"]("a request failed", {
        requestId,
        cause,
        stack: error.stack ?? null,
      });
    }
    return problemResponse(problem, requestId);
  });
  return app;

  function respond(problem: Problem): Response {
    return problemResponse(problem, ports.newId());
  }

  function notAllowed(method: string, methods: readonly string[]): Response {
    const allow = methods.join(", ");
    const detail = `${method} is not allowed here; use ${allow}.`;
    return respond(new Problem("method-not-allowed", detail, {}, { allow }));
  }
}

/** Whether a path belongs to the API, which answers with problem documents. */
function isOurs(path: string): boolean {
  return path === "/api" || path.startsWith("/api/");
}

/** What a client may know of an error. Only problems speak for themselves. */
function problemOf(error: Error): Problem {
  if (error instanceof Problem) return error;
  if (error instanceof BadCursor) return badCursor(error.cursor);
  if (UNAVAILABLE.some((kind) => error instanceof kind)) {
    const detail = "The database or the mailbox does not answer now; try again.";
    return new Problem("unavailable", detail, {}, { "retry-after": "1" });
  }
  return new Problem("internal", "The request failed; the log tells why, under this instance.");
}
