import assert from "node:assert/strict";
import { z } from "zod";
import { createApi } from "../app.ts";
import * as views from "../views.ts";
import { HERE } from "../../auth/testing/people.ts";
import { apiOptions, type FakePorts, fakePorts } from "./fakes.ts";

/** Every list of the API with the schema of its items. */
export const LISTS: Readonly<Record<string, z.ZodType>> = {
  "/api/signals": views.signalView,
  "/api/trades": views.tradeView,
  "/api/orders": views.orderView,
  "/api/rejections": views.rejectionView,
  "/api/news": views.newsView,
  "/api/sources": views.sourceView,
  "/api/analyzers": views.analyzerView,
  "/api/positions": views.positionView,
  "/api/strategies": views.strategyView,
  "/api/portfolio/history": views.snapshotView,
  "/api/portfolio/reconciliations": views.reconciliationView,
  "/api/strategies/adjustments": views.adjustmentView,
  "/api/strategies/round-trips": views.roundTripView,
  "/api/actors": views.actorView,
  "/api/dead-letters": views.deadLetterView,
  "/api/bars?ticker=AAPL": views.barView,
};

/** Every path of the API. */
export const PATHS = [...Object.keys(LISTS), "/api/portfolio", "/healthz", "/readyz", "/metrics"];

const problem = z.strictObject({
  type: z.string().startsWith("urn:pitboss:problem:"),
  title: z.string(),
  status: z.int(),
  detail: z.string(),
  instance: z.string().startsWith("urn:uuid:"),
  errors: z.array(z.strictObject({
    parameter: z.string(),
    rule: z.string(),
    value: z.string().nullable(),
  })).optional(),
  missing: z.array(z.strictObject({ what: z.string(), why: z.string() })).optional(),
});

/** Asks the API of a demo in memory, from its own machine, under a host name that it answers to. */
export function client(ports: FakePorts = fakePorts()) {
  const app = createApi(ports, apiOptions(ports));
  return async (path: string, init: RequestInit = {}) =>
    await app.request(path, { headers: { host: "localhost:8000" }, ...init }, HERE);
}

/** Checks that an answer is a problem document of this status, and reads it. */
export async function problemOf(response: Response, status: number) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const document = problem.parse(await response.json());
  assert.equal(document.status, status);
  return document;
}
