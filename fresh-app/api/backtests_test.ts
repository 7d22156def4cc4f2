import assert from "node:assert/strict";
import { z } from "zod";
import type { Role } from "../../db/auth/store.ts";
import { createApi } from "./app.ts";
import { fakeBacktests, sampleBacktest } from "./testing/backtests.ts";
import { problemOf } from "./testing/client.ts";
import { HERE, tokenHeaders } from "../auth/testing/people.ts";
import { apiOptions, fakePorts } from "./testing/fakes.ts";
import { backtestView } from "./views.ts";

const order = { strategy: "momentum", data: { kind: "simulated", tickers: ["AAPL"] } };
const host = "localhost:8000";
const asked = z.strictObject({ runId: z.uuid(), run: backtestView });

/** The API, and the backtests behind it. */
function bench() {
  const backtests = fakeBacktests();
  const ports = { ...fakePorts(), backtests };
  const app = createApi(ports, apiOptions(ports));
  const operator = tokenHeaders(ports.auth);
  const ask = async (method: string, path: string, headers: Record<string, string> = {}) =>
    await app.request(
      path,
      { method, headers: { host, ...await operator, ...headers } },
      HERE,
    );
  const post = async (body: unknown, headers: Record<string, string> = {}) =>
    await app.request("/api/backtest", {
      method: "POST",
      body: typeof body === "string" ? body : JSON.stringify(body),
      headers: { host, "content-type": "application/json", ...await operator, ...headers },
    }, HERE);
  return { backtests, ask, post, headersOf: (role: Role) => tokenHeaders(ports.auth, role) };
}

Deno.test("asking for a backtest answers 202 with its id, under which it can be read", async () => {
  const { ask, post } = bench();
  const response = await post(order);
  assert.equal(response.status, 202);
  const { runId, run } = asked.parse(await response.json());
  assert.equal(response.headers.get("location"), `/api/backtest/${runId}`);
  assert.equal(run.status, "queued");
  assert.deepEqual(run.request.data, {
    kind: "simulated",
    tickers: ["AAPL"],
    seed: 1,
    from: "2026-01-05",
    sessions: 20,
  });
  const found = backtestView.parse(await (await ask("GET", `/api/backtest/${runId}`)).json());
  assert.deepEqual(found, run);
});

Deno.test("what is wrong with an order is told part by part", async () => {
  const { post } = bench();
  const wrong: [unknown, string[]][] = [
    [{}, ["data"]],
    [{ ...order, data: { kind: "files", tickers: ["../../etc/passwd"] } }, ["data.tickers.0"]],
    [{ ...order, data: { kind: "files", tickers: ["A"], path: "/etc" } }, ["data"]],
    [{ ...order, cash: 100, seed: -1 }, ["seed", "cash"]],
    [{ ...order, cash: 100 }, ["cash"]],
    [{ data: order.data, params: { fast: 3 } }, ["params"]],
    [{ ...order, strategy: "../momentum" }, ["strategy"]],
    [[], ["the body"]],
  ];
  for (const [body, parameters] of wrong) {
    const { errors, type } = await problemOf(await post(body), 400);
    assert.equal(type, "urn:pitboss:problem:bad-body");
    assert.deepEqual(errors?.map(({ parameter }) => parameter), parameters, JSON.stringify(body));
  }
  await problemOf(await post("{"), 400);
});

Deno.test("a body that is not JSON, or comes from another site's page, is refused", async () => {
  const { post, ask, backtests } = bench();
  await problemOf(await post(order, { "content-type": "text/plain" }), 415);
  await problemOf(await post(order, { origin: "https://evil.example" }), 403);
  await problemOf(await post(order, { origin: "null" }), 403);
  await problemOf(await post(order, { "sec-fetch-site": "cross-site" }), 403);
  assert.equal(backtests.runs.size, 0);
  assert.equal((await post(order, { origin: `http://${host}` })).status, 202);
  const [runId] = backtests.runs.keys();
  const foreign = { origin: "https://evil.example" };
  await problemOf(await ask("DELETE", `/api/backtest/${runId}`, foreign), 403);
  assert.equal(backtests.runs.size, 1);
});

Deno.test("a backtest is an operator's to ask for, and anybody's to read who may read", async () => {
  const { post, ask, backtests, headersOf } = bench();
  await problemOf(await post(order, { authorization: "" }), 401);
  await problemOf(await post(order, await headersOf("viewer")), 403);
  assert.equal(backtests.runs.size, 0);
  assert.equal((await ask("GET", "/api/backtest", await headersOf("viewer"))).status, 200);
});

Deno.test("a result is there once the run succeeded, and a conflict tells why it is not", async () => {
  const { post, ask, backtests } = bench();
  const { runId } = asked.parse(await (await post(order)).json());
  const path = `/api/backtest/${runId}`;
  assert.match((await problemOf(await ask("GET", `${path}/result`), 409)).detail, /queued/);
  const run = backtests.runs.get(runId)!;
  const failed = { status: "failed", reason: "There are no bars." } as const;
  backtests.runs.set(runId, { ...run, ...failed });
  assert.match((await problemOf(await ask("GET", `${path}/result`), 409)).detail, /no bars/);
  backtests.runs.set(runId, { ...run, status: "succeeded" });
  assert.deepEqual(await (await ask("GET", `${path}/result`)).json(), { stats: {}, runId });
});

Deno.test("a run is called off while it goes on, and not afterwards", async () => {
  const { post, ask } = bench();
  const { runId } = asked.parse(await (await post(order)).json());
  const response = await ask("POST", `/api/backtest/${runId}/cancel`);
  assert.equal(response.status, 202);
  assert.equal(asked.parse(await response.json()).run.status, "cancelled");
  const again = await problemOf(await ask("POST", `/api/backtest/${runId}/cancel`), 409);
  assert.match(again.detail, /cancelled: there is nothing to stop/);
});

Deno.test("a deleted run is found no more", async () => {
  const { post, ask } = bench();
  const { runId } = asked.parse(await (await post(order)).json());
  assert.equal((await ask("DELETE", `/api/backtest/${runId}`)).status, 204);
  await problemOf(await ask("GET", `/api/backtest/${runId}`), 404);
  await problemOf(await ask("DELETE", `/api/backtest/${runId}`), 404);
});

Deno.test("an id that is none is not found, whatever it is", async () => {
  const { ask } = bench();
  for (const id of ["x", "00000000-0000-4000-8000-000000000099", "%2e%2e", "a".repeat(500)]) {
    for (const path of [`/api/backtest/${id}`, `/api/backtest/${id}/result`]) {
      await problemOf(await ask("GET", path), 404);
    }
  }
});

Deno.test("runs are listed by status and in pages", async () => {
  const { ask, backtests } = bench();
  const request = asked.parse(await (await bench().post(order)).json()).run.request;
  const page = z.strictObject({ items: z.array(backtestView), nextCursor: z.string().nullable() });
  for (let i = 1; i <= 5; i++) {
    const runId = `00000000-0000-4000-8000-00000000010${i}`;
    const status = i === 3 ? "failed" : "succeeded";
    backtests.runs.set(runId, sampleBacktest(runId, request, { status }));
  }
  const list = async (query: string) =>
    page.parse(await (await ask("GET", `/api/backtest${query}`)).json());
  const first = await list("?limit=3");
  const rest = await list(`?limit=3&cursor=${first.nextCursor}`);
  assert.deepEqual([first.items.length, rest.items.length, rest.nextCursor], [3, 2, null]);
  assert.equal((await list("?status=failed")).items.length, 1);
  await problemOf(await ask("GET", "/api/backtest?status=deleted"), 400);
});
