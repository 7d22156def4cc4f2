import { Hono } from "hono";
import { methodNotAllowed } from "hono/method-not-allowed";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { MailboxUnavailable } from "../../runtime/mailbox/mailbox.ts";
import { backtestRoutes } from "./backtests.ts";
import { missingParts } from "./health.ts";
import { mailboxDepths } from "./mailbox_depths.ts";
import { exposition } from "./metrics.ts";
import { type ApiPorts, BadCursor } from "./ports.ts";
import { Problem, problemResponse } from "./problem.ts";
import { badCursor } from "./query.ts";
import type { LiveHub } from "./live/hub.ts";
import { liveRoute } from "./live/route.ts";
import { apiRoutes } from "./routes.ts";
import { bodyBound, changeCheck, deadline, hostCheck, securityHeaders } from "./shield.ts";
import { NoAnswer, within } from "./within.ts";

/** What an operator may set. */
export interface ApiOptions {
  /** Host names that requests may come under, in lower case: see `allowedHosts`. */
  readonly hosts: ReadonlySet<string>;
  /** How long an answer may take, in ms. */
  readonly timeoutMs: number;
  /** Whether requests may change anything; without it everything can only be read. */
  readonly changes?: boolean;
  /** Tells clients what changes; absent: nothing is told at `/api/ws`. */
  readonly live?: LiveHub;
}

/** Answers for every path that is none of the API's. */
export type Pages = (request: Request) => Response | Promise<Response>;

/** Failures of what lies behind us; they pass. */
const UNAVAILABLE = [StoreUnavailable, MailboxUnavailable, NoAnswer];

/** How long one source of metrics may take, in ms. */
const SOURCE_MS = 2_000;

/**
 * The HTTP API with everything that guards it. Routes that are added to it later (a page) stand
 * behind the same guards.
 */
export function createApi(ports: ApiPorts, options: ApiOptions, pages?: Pages): Hono {
  const app = new Hono();
  app.use(securityHeaders());
  app.use(hostCheck(options.hosts));
  app.use(
    methodNotAllowed({
      app,
      onMethodNotAllowed: (c, methods) => notAllowed(c.req.method, methods),
    }),
  );
  app.use(bodyBound());
  app.use("/api/backtest/*", changeCheck(options.changes ?? false));
  app.use(deadline(ports.clock, options.timeoutMs));

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
    return c.body(await metrics(ports));
  });
  if (options.live !== undefined) app.get("/api/ws", liveRoute(options.live));
  app.route("/api", apiRoutes(ports));
  app.route("/api/backtest", backtestRoutes(ports));

  app.notFound((c) => {
    if (pages !== undefined && !isOurs(c.req.path)) return pages(c.req.raw);
    return respond(new Problem("not-found", `Nothing is served at ${c.req.path}.`));
  });
  app.onError((error) => {
    const problem = problemOf(error);
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

async function metrics(ports: ApiPorts): Promise<string> {
  const [totals, depths, deadLetters, snapshot, analyzers] = await Promise.all([
    orNull(ports, ports.records.totals()),
    orNull(ports, mailboxDepths(ports)),
    orNull(ports, deadLetterCounts(ports)),
    orNull(ports, ports.status.snapshot()),
    orNull(ports, ports.records.analyzers()),
  ]);
  return exposition({ totals, depths, deadLetters, snapshot, analyzers });
}

async function deadLetterCounts({ mailbox, streams }: ApiPorts): Promise<Map<string, number>> {
  const counts = streams.map(async (stream) =>
    [stream, await mailbox.deadLetters.count(stream)] as const
  );
  return new Map(await Promise.all(counts));
}

/** What a source says, or null where it is late or fails: the other metrics are still worth having. */
async function orNull<T>(ports: ApiPorts, source: Promise<T>): Promise<T | null> {
  try {
    return await within(ports.clock, SOURCE_MS, source);
  } catch (error) {
    ports.log.warn("some metrics are missing", { cause: String(error) });
    return null;
  }
}
