import { type Context, Hono } from "hono";
import {
  type BacktestOrder,
  backtestOrderSchema,
  runIdSchema,
} from "../../actors/domain/backtest.ts";
import type { ApiPorts } from "./ports.ts";
import { Problem } from "./problem.ts";
import { backtestsQuery, noQuery, readQuery } from "./query.ts";
import type { BacktestView } from "./views.ts";

/** How long an answer waits for the backtester to take a request in, in ms. */
const TAKEN_IN_MS = 2_000;
/** How often it looks whether that has happened, in ms. */
const LOOK_EVERY_MS = 25;
/** Most faults of a body that are told. */
const FAULTS_MAX = 20;

/** Backtests, under `/api/backtest`: asking for one answers 202 at once, and its run is read under its id. */
export function backtestRoutes(ports: ApiPorts): Hono {
  const { backtests } = ports;
  const api = new Hono();

  api.post("/", async (c) => {
    readQuery(noQuery, c.req.url);
    const order = await readOrder(c);
    const runId = ports.newId();
    await backtests.request(runId, order);
    const run = await settled(ports, runId, (found) => found !== null);
    c.header("location", `/api/backtest/${runId}`);
    return c.json({ runId, run }, 202);
  });
  api.get("/", async (c) => {
    const { limit, cursor = null, status = null } = readQuery(backtestsQuery, c.req.url);
    return c.json(await backtests.list({ limit, cursor, status }));
  });
  api.get("/:id", async (c) => {
    readQuery(noQuery, c.req.url);
    return c.json(await runAsked(ports, c));
  });
  api.get("/:id/result", async (c) => {
    readQuery(noQuery, c.req.url);
    const { runId, status, reason } = await runAsked(ports, c);
    const result = status === "succeeded" ? await backtests.result(runId) : null;
    if (result === null) {
      const why = reason === null ? "" : ` ${reason}`;
      throw new Problem("conflict", `The run is ${status} and has no result.${why}`);
    }
    return c.json(result);
  });
  api.post("/:id/cancel", async (c) => {
    readQuery(noQuery, c.req.url);
    const { runId, status } = await runAsked(ports, c);
    if (status !== "queued" && status !== "running") {
      throw new Problem("conflict", `The run is ${status}: there is nothing to stop.`);
    }
    await backtests.cancel(runId);
    const isOver = (run: BacktestView | null) =>
      run === null || (run.status !== "queued" && run.status !== "running");
    return c.json({ runId, run: await settled(ports, runId, isOver) }, 202);
  });
  api.delete("/:id", async (c) => {
    readQuery(noQuery, c.req.url);
    const { runId } = await runAsked(ports, c);
    await backtests.remove(runId);
    const left = await settled(ports, runId, (run) => run === null);
    return left === null ? c.body(null, 204) : c.json({ runId, run: left }, 202);
  });
  return api;
}

/** The run that a path names. Throws a `not-found` problem. */
async function runAsked(ports: ApiPorts, c: Context): Promise<BacktestView> {
  const runId = runIdSchema.safeParse(c.req.param("id"));
  const run = runId.success ? await ports.backtests.find(runId.data) : null;
  if (run === null) throw new Problem("not-found", "There is no backtest with that id.");
  return run;
}

/** The run as soon as it is as expected, or as it is when that takes too long. */
async function settled(
  { backtests, clock }: ApiPorts,
  runId: string,
  isExpected: (run: BacktestView | null) => boolean,
): Promise<BacktestView | null> {
  const until = clock.monotonic() + TAKEN_IN_MS;
  for (;;) {
    const run = await backtests.find(runId);
    if (isExpected(run) || clock.monotonic() >= until) return run;
    await clock.sleep(LOOK_EVERY_MS);
  }
}

/** The body as an order. Throws a problem that names every part at fault. */
async function readOrder(c: Context): Promise<BacktestOrder> {
  let body: unknown;
  try {
    body = await c.req.json();
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new Problem(
      "bad-body",
      'The body must be JSON, for example {"data":{"kind":"simulated","tickers":["AAPL"]}}.',
    );
  }
  const parsed = backtestOrderSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.slice(0, FAULTS_MAX).map(({ path, message }) => ({
    parameter: path.join(".") || "the body",
    rule: message,
    value: null,
  }));
  const detail = errors.map(({ parameter, rule }) => `${parameter}: ${rule}.`).join(" ");
  throw new Problem("bad-body", detail, { errors });
}
