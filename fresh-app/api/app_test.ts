import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { createApi } from "./app.ts";
import { BadCursor } from "./ports.ts";
import { type FakePorts, fakePorts, HOSTS } from "./testing/fakes.ts";
import * as views from "./views.ts";

const LISTS: Readonly<Record<string, z.ZodType>> = {
  "/api/signals": views.signalView,
  "/api/trades": views.tradeView,
  "/api/orders": views.orderView,
  "/api/rejections": views.rejectionView,
  "/api/positions": views.positionView,
  "/api/strategies": views.strategyView,
  "/api/actors": views.actorView,
  "/api/dead-letters": views.deadLetterView,
  "/api/bars?ticker=AAPL": views.barView,
};
const PATHS = [...Object.keys(LISTS), "/api/portfolio", "/healthz", "/readyz", "/metrics"];

const page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });
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

function client(ports: FakePorts = fakePorts()) {
  const app = createApi(ports, { hosts: HOSTS, timeoutMs: 10_000 });
  return async (path: string, init: RequestInit = {}) =>
    await app.request(path, { headers: { host: "localhost:8000" }, ...init });
}

async function problemOf(response: Response, status: number) {
  assert.equal(response.status, status);
  assert.equal(response.headers.get("content-type"), "application/problem+json");
  const document = problem.parse(await response.json());
  assert.equal(document.status, status);
  return document;
}

Deno.test("every list answers items of its schema and a cursor", async () => {
  const ports = fakePorts();
  await deadLetter(ports);
  const get = client(ports);
  for (const [path, schema] of Object.entries(LISTS)) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    const { items } = page.parse(await response.json());
    assert.ok(items.length > 0, path);
    for (const item of items) schema.parse(item);
  }
});

Deno.test("the portfolio answers cash, equity and profit", async () => {
  const response = await client()("/api/portfolio");
  assert.equal(views.portfolioView.parse(await response.json()).equity, "100377.175");
});

Deno.test("a trade carries its signal and every vote", async () => {
  const response = await client()("/api/trades?limit=1");
  const { items: [trade] } = z.object({ items: z.array(views.tradeView) }).parse(
    await response.json(),
  );
  assert.equal(trade?.signal?.signalId, trade?.signalId);
  assert.deepEqual(trade?.signal?.votes.map(({ strategy }) => strategy), [
    "mean_reversion",
    "momentum",
  ]);
});

Deno.test("pages put together are the whole list, without doubles", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("/api/signals", "/api/trades", "/api/orders", "/api/bars?ticker=KO"),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      async (path, count, limit) => {
        const get = client(fakePorts(count));
        const join = path.includes("?") ? "&" : "?";
        const whole = page.parse(await (await get(`${path}${join}limit=200`)).json()).items;
        const walked: unknown[] = [];
        let cursor: string | null = null;
        do {
          const next = cursor === null ? "" : `&cursor=${cursor}`;
          const part: z.output<typeof page> = page.parse(
            await (await get(`${path}${join}limit=${limit}${next}`)).json(),
          );
          assert.ok(part.items.length <= limit);
          assert.ok(part.items.length > 0 || count === 0);
          walked.push(...part.items);
          cursor = part.nextCursor;
        } while (cursor !== null);
        assert.equal(whole.length, count);
        assert.deepEqual(walked, whole);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("a query that cannot be used is told by parameter, rule and value", async () => {
  const get = client();
  const cases = [
    ["/api/trades?limit=0", "limit", "a whole number from 1 to 200", "0"],
    ["/api/trades?limit=201", "limit", "a whole number from 1 to 200", "201"],
    ["/api/trades?limit=ten", "limit", "a whole number from 1 to 200", "ten"],
    ["/api/trades?limit=1&limit=2", "limit", "given once", "1"],
    ["/api/trades?limt=5", "limt", "left out; limit, cursor are known here", "5"],
    ["/api/trades?cursor=", "cursor", "the nextCursor of the answer before, unchanged", ""],
    ["/api/trades?cursor=%25", "cursor", "the nextCursor of the answer before, unchanged", "%"],
    ["/api/bars", "ticker", "a ticker as the exchange writes it, for example AAPL or BRK.B", null],
    [
      "/api/bars?ticker=aapl",
      "ticker",
      "a ticker as the exchange writes it, for example AAPL or BRK.B",
      "aapl",
    ],
    ["/api/portfolio?x=1", "x", "left out; nothing is known here", "1"],
  ] as const;
  for (const [path, parameter, rule, value] of cases) {
    const { errors, detail } = await problemOf(await get(path), 400);
    assert.deepEqual(errors, [{ parameter, rule, value }], path);
    assert.ok(detail.includes(parameter) && detail.includes(rule));
  }
});

Deno.test("everything wrong with a query is told at once", async () => {
  const { errors } = await problemOf(await client()("/api/bars?limit=x&ticker=9&more=1"), 400);
  assert.deepEqual(errors?.map(({ parameter }) => parameter).sort(), ["limit", "more", "ticker"]);
});

Deno.test("a long value is echoed in part only", async () => {
  const { errors } = await problemOf(await client()(`/api/trades?cursor=${"x".repeat(600)}`), 400);
  assert.equal(errors?.[0]?.value?.length, 81);
});

Deno.test("no query makes the server fail", async () => {
  const ports = fakePorts();
  const get = client(ports);
  const name = fc.oneof(fc.constantFrom("limit", "cursor", "ticker"), fc.string());
  const value = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.integer().map(String),
    fc.base64String(),
  );
  const query = fc.array(fc.tuple(name, value), { maxLength: 4 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...PATHS), query, async (path, pairs) => {
      const search = new URLSearchParams(pairs).toString();
      const response = await get(`${path.split("?")[0]}?${search}`);
      const text = await response.text();
      assert.ok(response.status < 500 || response.status === 503 && path === "/readyz", text);
      assert.ok(!/\bat .*\.ts:\d+/.test(text), "a stack trace went to the client");
    }),
    { numRuns: 300 },
  );
  assert.deepEqual(ports.logged, []);
});

Deno.test("no path makes the server fail", async () => {
  const get = client();
  await fc.assert(
    fc.asyncProperty(fc.webPath(), async (path) => {
      const response = await get(`/${path.replace(/^\/+/, "")}`);
      assert.ok(response.status < 500);
      await response.body?.cancel();
    }),
    { numRuns: 200 },
  );
});

Deno.test("a path where nothing is served is a 404 problem", async () => {
  for (
    const path of ["/api", "/api/", "/api/trade", "/api/trades/", "/nothing", "/%F0%9F", "/.env"]
  ) {
    const document = await problemOf(await client()(path), 404);
    assert.equal(document.type, "urn:pitboss:problem:not-found");
  }
});

Deno.test("a method that is not offered is a 405 problem with the methods that are", async () => {
  const ask = client();
  for (const path of PATHS) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      const response = await ask(path, { method });
      assert.equal(response.headers.get("allow"), "GET, HEAD");
      await problemOf(response, 405);
    }
  }
  await problemOf(await ask("/nothing", { method: "POST" }), 404);
});

Deno.test("HEAD answers as GET does, without a body", async () => {
  const response = await client()("/api/trades", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

Deno.test("a body over the limit is refused", async () => {
  const response = await client()("/api/trades", {
    method: "POST",
    body: "x".repeat(70_000),
    headers: { host: "localhost", "content-length": "70000" },
  });
  await problemOf(response, 413);
});

Deno.test("a host name that is not ours is refused before anything is read", async () => {
  const get = client();
  for (const host of ["localhost", "LOCALHOST:8000", "127.0.0.1", "127.0.0.1:80", "[::1]:8000"]) {
    assert.equal((await get("/healthz", { headers: { host } })).status, 200, host);
  }
  for (const host of ["evil.example", "localhost.evil.example:8000", "127.0.0.2", "169.254.1.1"]) {
    for (const path of [...PATHS, "/nothing"]) {
      const { type } = await problemOf(await get(path, { headers: { host } }), 421);
      assert.equal(type, "urn:pitboss:problem:wrong-host");
    }
  }
  for (
    const headers of [{}, { host: "" }, { host: "a b" }, { host: "localhost:port" }, {
      host: "x@localhost",
    }]
  ) {
    const { type } = await problemOf(await get("/healthz", { headers }), 400);
    assert.equal(type, "urn:pitboss:problem:bad-host");
  }
});

Deno.test("every answer carries the security headers and no permission for other origins", async () => {
  const get = client();
  const failing = ["/nothing", "/api/trades?limit=x"];
  for (const path of [...PATHS, ...failing]) {
    const { headers } = await get(path, {
      headers: { host: "localhost", origin: "https://evil.example" },
    });
    assert.match(headers.get("content-security-policy") ?? "", /default-src 'none'/);
    assert.equal(headers.get("x-content-type-options"), "nosniff");
    assert.equal(headers.get("x-frame-options"), "DENY");
    assert.equal(headers.get("referrer-policy"), "no-referrer");
    assert.equal(headers.get("cross-origin-resource-policy"), "same-origin");
    assert.equal(headers.get("cache-control"), "no-store");
    for (const name of headers.keys()) assert.ok(!name.startsWith("access-control-"), name);
  }
  const refused = await get("/healthz", { headers: { host: "evil.example" } });
  assert.equal(refused.headers.get("x-frame-options"), "DENY");
});

Deno.test("an unexpected error tells the client nothing and the log everything", async () => {
  const ports = fakePorts();
  ports.records.signals = () => Promise.reject(new TypeError("secret: column votes"));
  const document = await problemOf(await client(ports)("/api/signals"), 500);
  assert.ok(!JSON.stringify(document).includes("secret"));
  const [record] = ports.logged;
  assert.equal(record?.level, "error");
  assert.equal(`urn:uuid:${record?.fields.requestId}`, document.instance);
  assert.match(String(record?.fields.cause), /TypeError: secret: column votes/);
});

Deno.test("a database that is away is a 503 that may be tried again", async () => {
  const ports = fakePorts();
  ports.records.trades = () =>
    Promise.reject(new StoreUnavailable("PostgreSQL at db:5432 is away"));
  const response = await client(ports)("/api/trades");
  assert.equal(response.headers.get("retry-after"), "1");
  const document = await problemOf(response, 503);
  assert.ok(!document.detail.includes("db:5432"));
});

Deno.test("a cursor that the database did not give is a bad parameter", async () => {
  const ports = fakePorts();
  ports.records.trades = () => Promise.reject(new BadCursor("abc"));
  const { errors } = await problemOf(await client(ports)("/api/trades?cursor=abc"), 400);
  assert.deepEqual(errors?.map(({ parameter, value }) => [parameter, value]), [["cursor", "abc"]]);
});

Deno.test("an answer that takes too long is given up", async () => {
  const ports = fakePorts();
  ports.records.orders = () => new Promise(() => {});
  const answer = client(ports)("/api/orders");
  await ports.clock.advance(10_000);
  const { type } = await problemOf(await answer, 503);
  assert.equal(type, "urn:pitboss:problem:timeout");
  assert.equal(ports.clock.pending, 0);
});

Deno.test("the process is alive whatever is missing around it", async () => {
  const ports = fakePorts();
  ports.snapshot = null;
  ports.records.ping = () => Promise.reject(new StoreUnavailable("away"));
  assert.equal((await client(ports)("/healthz")).status, 200);
});

Deno.test("ready is only who has every actor, the database and the mailbox", async () => {
  const ports = fakePorts();
  const get = client(ports);
  const ready = ports.snapshot!.actors.map((actor) => ({ ...actor, state: "ready" as const }));
  ports.snapshot = { ...ports.snapshot!, actors: ready };
  assert.equal((await get("/readyz")).status, 200);

  ports.records.ping = () => Promise.reject(new StoreUnavailable("away"));
  await ports.mailbox.close();
  ports.snapshot = { ...ports.snapshot, actors: [{ ...ready[0]!, state: "starting" }] };
  const { missing } = await problemOf(await get("/readyz"), 503);
  assert.deepEqual(missing?.map(({ what }) => what), ["database", "mailbox", "market_clock"]);
});

Deno.test("a database that never answers keeps the system from being ready", async () => {
  const ports = fakePorts();
  ports.records.ping = () => new Promise(() => {});
  const answer = client(ports)("/readyz");
  await ports.clock.advance(2_000);
  const { missing } = await problemOf(await answer, 503);
  assert.equal(missing?.[0]?.what, "database");
});

Deno.test("metrics that cannot be read leave the others in place", async () => {
  const ports = fakePorts();
  ports.records.totals = () => Promise.reject(new StoreUnavailable("away"));
  const response = await client(ports)("/metrics");
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  assert.ok(!text.includes("trades_executed"));
  assert.match(text, /^actor_ready\{actor="market_clock"\} 1$/m);
});

Deno.test("an actor is shown with what waits for it and for how long", async () => {
  const ports = fakePorts();
  const encoded = await deadLetter(ports);
  await ports.mailbox.publish("market:bars", 1, [{ ...encoded, seq: 2 }]);
  const { items } = views.actorsView.parse(await (await client(ports)("/api/actors")).json());
  const generator = items.find(({ name }) => name === "signal_generator");
  assert.deepEqual(generator?.mailbox, [{
    stream: "market:bars",
    depth: 1,
    pending: 0,
    parked: 0,
    oldestAt: "2014-06-09T15:28:00.000Z",
    ageMs: 120_000,
  }]);
  assert.equal(generator?.lastFailure?.name, "TypeError");
});

Deno.test("a dead letter is shown with its reason and the beginning of its bytes", async () => {
  const ports = fakePorts();
  await deadLetter(ports);
  const response = await client(ports)("/api/dead-letters");
  const { items: [letter] } = z.object({ items: z.array(views.deadLetterView) }).parse(
    await response.json(),
  );
  assert.equal(letter?.reason, "a bar without a close");
  assert.equal(letter?.group, "signal_generator");
  assert.equal(letter?.bodyComplete, true);
  assert.equal(z.object({ id: z.string() }).parse(JSON.parse(letter?.body ?? "")).id, "m1");
});

/** Publishes one bar, which its consumer gives up; returns the entry. */
async function deadLetter({ mailbox }: FakePorts) {
  const envelope = {
    id: "m1",
    type: "bar",
    version: 1,
    at: Date.parse("2014-06-09T15:28:00Z"),
    seq: 1,
    key: "AAPL",
    causationId: null,
    correlationId: "m1",
    traceparent: null,
    payload: {},
  };
  const entry = { seq: 1, key: "AAPL", body: new TextEncoder().encode(JSON.stringify(envelope)) };
  await mailbox.ensureGroup("market:bars", "signal_generator");
  await mailbox.publish("market:bars", 0, [entry]);
  const consumer = await mailbox.consume({
    streams: ["market:bars"],
    group: "signal_generator",
    consumer: "signal_generator#1",
    exclusive: true,
  });
  const [delivery] = await consumer.receive({ max: 1, waitMs: 0 });
  await consumer.reject(delivery!, "a bar without a close");
  await consumer.close();
  return entry;
}
