import assert from "node:assert/strict";
import { App, cors, csp, csrf, ipFilter, type Middleware, trailingSlashes } from "../mod.ts";

function behind(middleware: Middleware<unknown>) {
  const handler = new App().use(middleware).all("*", () => new Response("passed")).handler();
  return (path: string, method = "GET", headers: Record<string, string> = {}) =>
    handler(new Request(`http://localhost${path}`, { method, headers }));
}

Deno.test("csrf refuses what another site had a browser send, and nothing else", async () => {
  const ask = behind(csrf());
  const statusOf = async (headers: Record<string, string>, method = "POST") =>
    (await ask("/", method, headers)).status;
  assert.equal(await statusOf({ "Sec-Fetch-Site": "same-origin" }), 200);
  assert.equal(await statusOf({ "Sec-Fetch-Site": "none" }), 200);
  assert.equal(await statusOf({ Origin: "http://localhost" }), 200);
  assert.equal(await statusOf({}), 200);
  assert.equal(await statusOf({ "Sec-Fetch-Site": "cross-site" }, "GET"), 200);
  assert.equal(await statusOf({ "Sec-Fetch-Site": "cross-site" }), 403);
  assert.equal(await statusOf({ "Sec-Fetch-Site": "same-site" }, "DELETE"), 403);
  assert.equal(await statusOf({ Origin: "null" }), 403);
  assert.equal(await statusOf({ Origin: "http://localhost.evil.example" }), 403);
});

Deno.test("csrf lets in the origins it is told of", async () => {
  const headers = { "Sec-Fetch-Site": "cross-site", Origin: "https://a.example" };
  for (
    const origin of [
      "https://a.example",
      ["https://a.example"],
      (o: string) => o.endsWith("a.example"),
    ]
  ) {
    assert.equal((await behind(csrf({ origin }))("/", "POST", headers)).status, 200);
  }
  assert.equal((await behind(csrf({ origin: [] }))("/", "POST", headers)).status, 403);
});

Deno.test("csp sets its defaults, and a directive that is given replaces its default", async () => {
  const policy = async (options: Parameters<typeof csp>[0], header = "Content-Security-Policy") =>
    (await behind(csp(options))("/")).headers.get(header) ?? "";
  assert.match(await policy({}), /default-src 'self';.*frame-ancestors 'none'/);
  const own = await policy({ csp: ["img-src *"] });
  assert.match(own, /img-src \*/);
  assert.doesNotMatch(own, /img-src 'self'/);
  const name = "Content-Security-Policy-Report-Only";
  assert.match(await policy({ reportOnly: true, reportTo: "/csp" }, name), /report-uri \/csp/);
});

Deno.test("csp works on responses whose headers cannot be changed", async () => {
  const handler = new App()
    .use(csp())
    .get("/", () => Response.redirect("http://localhost/x"))
    .handler();
  const response = await handler(new Request("http://localhost/"));
  assert.equal(response.status, 302);
  assert.ok(response.headers.has("Content-Security-Policy"));
});

Deno.test("cors answers preflights and names whom it lets read", async () => {
  const ask = behind(cors({ origin: ["https://a.example"], credentials: true, maxAge: 60 }));
  const allowed = await ask("/", "GET", { Origin: "https://a.example" });
  assert.equal(allowed.headers.get("Access-Control-Allow-Origin"), "https://a.example");
  assert.equal(allowed.headers.get("Vary"), "Origin");
  const other = await ask("/", "GET", { Origin: "https://b.example" });
  assert.equal(other.headers.get("Access-Control-Allow-Origin"), null);
  const preflight = await ask("/", "OPTIONS", {
    Origin: "https://a.example",
    "Access-Control-Request-Headers": "x-a, x-b",
  });
  assert.equal(preflight.status, 204);
  assert.equal(preflight.headers.get("Access-Control-Allow-Headers"), "x-a,x-b");
  assert.equal(preflight.headers.get("Access-Control-Max-Age"), "60");
});

Deno.test("trailingSlashes sends paths to one form and leaves the root and the query alone", async () => {
  const to = async (mode: "always" | "never", path: string) =>
    (await behind(trailingSlashes(mode))(path)).headers.get("location");
  assert.equal(await to("always", "/a?b=1"), "/a/?b=1");
  assert.equal(await to("never", "/a/?b=1"), "/a?b=1");
  assert.equal(await to("never", "/"), null);
  assert.equal(await to("always", "/a/"), null);
});

Deno.test("ipFilter lets in who is allowed and not denied", async () => {
  const statusOf = async (hostname: string, rules: Parameters<typeof ipFilter>[0]) => {
    const handler = new App().use(ipFilter(rules)).get("/", () => new Response("in")).handler();
    const remoteAddr = { transport: "tcp", hostname, port: 1 } as const;
    const info = { remoteAddr, completed: Promise.resolve() };
    return (await handler(new Request("http://localhost/"), info)).status;
  };
  assert.equal(await statusOf("10.1.2.3", { allowList: ["10.0.0.0/8"] }), 200);
  assert.equal(await statusOf("::ffff:10.1.2.3", { allowList: ["10.0.0.0/8"] }), 200);
  assert.equal(await statusOf("11.1.2.3", { allowList: ["10.0.0.0/8"] }), 403);
  assert.equal(
    await statusOf("10.1.2.3", { allowList: ["10.0.0.0/8"], denyList: ["10.1.2.3"] }),
    403,
  );
  assert.equal(await statusOf("fd00::1", { denyList: ["fd00::/8"] }), 403);
});
