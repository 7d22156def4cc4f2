import assert from "node:assert/strict";
import fc from "fast-check";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { BadCursor } from "./ports.ts";
import { tokenHeaders } from "../auth/testing/people.ts";
import { client, PATHS, problemOf } from "./testing/client.ts";
import { fakePorts } from "./testing/fakes.ts";

Deno.test("a query that cannot be used is told by parameter, rule and value", async () => {
  const get = client();
  const cases = [
    ["/api/trades?limit=0", "limit", "a whole number from 1 to 200", "0"],
    ["/api/trades?limit=201", "limit", "a whole number from 1 to 200", "201"],
    ["/api/trades?limit=ten", "limit", "a whole number from 1 to 200", "ten"],
    ["/api/trades?limit=1&limit=2", "limit", "given once", "1"],
    ["/api/trades?limt=5", "limt", "left out; limit, cursor, ticker are known here", "5"],
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
  const ports = fakePorts();
  const ask = client(ports);
  const headers = { host: "localhost", ...await tokenHeaders(ports.auth) };
  for (const path of PATHS) {
    for (const method of ["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]) {
      if (method === "POST" && path === "/api/sources") continue;
      const response = await ask(path, { method, headers });
      assert.match(response.headers.get("allow") ?? "", /^GET, HEAD/);
      await problemOf(response, 405);
    }
  }
  await problemOf(await ask("/nothing", { method: "POST" }), 404);
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
