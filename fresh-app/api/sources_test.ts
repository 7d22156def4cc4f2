import assert from "node:assert/strict";
import type { Role } from "../../db/auth/store.ts";
import { HERE, tokenHeaders } from "../auth/testing/people.ts";
import { createApi } from "./app.ts";
import { problemOf } from "./testing/client.ts";
import { apiOptions, fakePorts } from "./testing/fakes.ts";
import { fakeSources } from "./testing/sources.ts";
import { sourceView } from "./views.ts";

const host = "localhost:8000";
const wire = { kind: "rss", name: "wire", url: "https://news.example/feed" };

/** The API, and the sources behind it. */
function bench(role: Role = "operator") {
  const ports = fakePorts();
  const sources = fakeSources(ports.clock);
  const app = createApi({ ...ports, sources }, apiOptions(ports));
  const token = tokenHeaders(ports.auth, role);
  const ask = async (
    method: string,
    path: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ) =>
    await app.request(path, {
      method,
      headers: {
        host,
        ...body === undefined ? {} : { "content-type": "application/json" },
        ...await token,
        ...headers,
      },
      ...body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) },
    }, HERE);
  return { sources, ask };
}

const read = async (response: Response) => sourceView.parse(await response.json());

Deno.test("a source that is added is found under its name, with its version as ETag", async () => {
  const { ask } = bench();
  const added = await ask("POST", "/api/sources", { ...wire, weight: 0.8 });
  assert.equal(added.status, 201);
  assert.equal(added.headers.get("location"), "/api/sources/wire");
  const view = await read(added);
  assert.deepEqual(view.config, { ...wire, enabled: true, weight: 0.8, everyMs: 300_000 });
  assert.equal(added.headers.get("etag"), `"${view.updatedAt}"`);
  assert.equal(view.health, null);
  const found = await ask("GET", "/api/sources/wire");
  assert.equal(found.headers.get("etag"), added.headers.get("etag"));
  assert.deepEqual(await read(found), view);
});

Deno.test("a name that is taken is a conflict that says what to do", async () => {
  const { ask } = bench();
  await ask("POST", "/api/sources", wire);
  const { detail } = await problemOf(await ask("POST", "/api/sources", wire), 409);
  assert.match(detail, /a source named wire already: change it with PATCH, or choose another/);
});

Deno.test("every fault of a description is one sentence: what, the rule, and what was found", async () => {
  const { ask, sources } = bench();
  const cases: [body: unknown, detail: string][] = [
    [
      "[",
      'The body must be JSON, for example {"kind":"rss","name":"wire","url":"https://news.example/feed.xml"}.',
    ],
    [{ name: "wire" }, "kind is missing; it must be rss, reddit or alpaca_news."],
    [{ ...wire, kind: "pigeon" }, 'kind must be rss, reddit or alpaca_news, but is "pigeon".'],
    [
      { kind: "rss", name: "wire" },
      "url is missing; it must be an http or https URL of at most 2048 characters.",
    ],
    [
      { ...wire, url: "ftp://a.example/" },
      'url must be an http or https URL of at most 2048 characters, but is "ftp://a.example/".',
    ],
    [
      { ...wire, weight: 2, everyMs: 1.5 },
      "weight must be a number from 0 to 1, but is 2. everyMs must be a whole number of milliseconds from 10000 to 86400000, but is 1.5.",
    ],
    [
      { ...wire, secret: 1 },
      "secret must be left out; a source of kind rss has kind, name, title, enabled, weight, everyMs, url, but is 1.",
    ],
    [
      { kind: "reddit", name: "posts", subreddits: ["stocks", "r/x"] },
      'subreddits.1 must be a list of 1 to 50 names of subreddits, each 2 to 21 letters, digits or _, no r/, but is "r/x".',
    ],
  ];
  for (const [body, detail] of cases) {
    assert.equal((await problemOf(await ask("POST", "/api/sources", body), 400)).detail, detail);
  }
  assert.equal(sources.known.size, 0);
});

Deno.test("addresses of this machine and its network are refused in every spelling, unless the operator allows the host", async () => {
  const { ask, sources } = bench();
  const refused = [
    "http://127.0.0.1/feed",
    "http://2130706433/feed",
    "http://0x7f.1/feed",
    "http://localhost:6379/",
    "http://feed.localhost/",
    "http://10.0.0.8/feed",
    "http://192.168.1.1/feed",
    "http://169.254.169.254/latest/meta-data/",
    "http://[::1]/feed",
    "http://[::ffff:10.0.0.1]/feed",
    "http://[fd00::1]/feed",
    "http://intranet/feed",
    "http://printer.local/feed",
  ];
  for (const url of refused) {
    const { detail, errors } = await problemOf(
      await ask("POST", "/api/sources", { ...wire, url }),
      400,
    );
    assert.match(
      detail,
      /^url must lead to a public address, but \S+ is an? .*TRADING_NEWS_ALLOW_HOSTS=/,
      url,
    );
    assert.equal(errors?.[0]?.parameter, "url");
  }
  sources.allowedHosts = ["10.0.0.8", "localhost:6379"];
  assert.equal((await ask("POST", "/api/sources", { ...wire, url: refused[5] })).status, 201);
  const other = { ...wire, name: "other", url: refused[3] };
  assert.equal((await ask("POST", "/api/sources", other)).status, 201);
  const elsewhere = { url: "http://localhost:6380/" };
  await problemOf(await ask("PATCH", "/api/sources/other", elsewhere), 400);
});

Deno.test("a URL that carries a password is refused without repeating it", async () => {
  const { ask } = bench();
  const url = "https://me:hush@news.example/feed";
  const response = await ask("POST", "/api/sources", { ...wire, url });
  const text = JSON.stringify(await problemOf(response, 400));
  assert.ok(text.includes("no user name or password") && !text.includes("hush"));
});

Deno.test("keys cannot be turned to a stranger's host", async () => {
  const { ask } = bench();
  const thief = { kind: "alpaca_news", name: "alpaca", baseUrl: "https://thief.example" };
  const { detail } = await problemOf(await ask("POST", "/api/sources", thief), 400);
  assert.match(
    detail,
    /^baseUrl cannot be used: credentials are not sent to https:\/\/thief\.example/,
  );
  const oauth = { kind: "reddit", name: "posts", subreddits: ["stocks"], access: "oauth" };
  assert.equal((await ask("POST", "/api/sources", oauth)).status, 201);
  const stolen = { tokenUrl: "https://thief.example/token" };
  await problemOf(await ask("PATCH", "/api/sources/posts", stolen), 400);
});

Deno.test("a change replaces what it names, null takes an optional field out, and the rest stays", async () => {
  const { ask } = bench();
  await ask("POST", "/api/sources", { ...wire, title: "The wire", weight: 0.9 });
  const changed = await read(await ask("PATCH", "/api/sources/wire", { enabled: false }));
  assert.deepEqual(
    [changed.enabled, changed.weight, changed.config?.title, changed.waits],
    [false, 0.9, "The wire", "It is off."],
  );
  const untitled = await read(await ask("PATCH", "/api/sources/wire", { title: null }));
  assert.equal(untitled.config?.title, undefined);
  const { detail } = await problemOf(
    await ask("PATCH", "/api/sources/wire", { name: "other" }),
    400,
  );
  assert.match(detail, /name of a source cannot be changed/);
  await problemOf(await ask("PATCH", "/api/sources/wire", []), 400);
  await problemOf(await ask("PATCH", "/api/sources/wire", { url: null }), 400);
  await problemOf(await ask("PATCH", "/api/sources/none", { enabled: true }), 404);
});

Deno.test("a change that names the version it was meant for is lost against nobody", async () => {
  const { ask, sources } = bench();
  const etag = (await ask("POST", "/api/sources", wire)).headers.get("etag")!;
  const first = await ask("PATCH", "/api/sources/wire", { weight: 0.1 }, { "if-match": etag });
  assert.equal(first.status, 200);
  assert.notEqual(first.headers.get("etag"), etag);
  for (const stale of [etag, `W/${first.headers.get("etag")}`, "nonsense"]) {
    const late = await ask("PATCH", "/api/sources/wire", { weight: 0.7 }, { "if-match": stale });
    assert.equal(late.headers.get("etag"), first.headers.get("etag"));
    await problemOf(late, 412);
    await problemOf(
      await ask("DELETE", "/api/sources/wire", undefined, { "if-match": stale }),
      412,
    );
  }
  assert.equal(sources.known.get("wire")?.weight, 0.1);
  const gone = { "if-match": first.headers.get("etag")! };
  assert.equal((await ask("DELETE", "/api/sources/wire", undefined, gone)).status, 204);
  await problemOf(await ask("GET", "/api/sources/wire"), 404);
  await problemOf(await ask("DELETE", "/api/sources/wire"), 404);
});

Deno.test("two changes of different fields at the same time both stand", async () => {
  const { ask, sources } = bench();
  await ask("POST", "/api/sources", wire);
  let others = 1;
  sources.meanwhile = () => {
    if (others-- <= 0) return;
    const { config } = sources.known.get("wire")!;
    void sources.replace({ ...config!, title: "Renamed" }, sources.known.get("wire")!.updatedAt);
  };
  const view = await read(await ask("PATCH", "/api/sources/wire", { weight: 0.2 }));
  assert.deepEqual([view.weight, view.config?.title], [0.2, "Renamed"]);
});

Deno.test("a change that always comes second is told so, after some attempts", async () => {
  const { ask, sources } = bench();
  await ask("POST", "/api/sources", wire);
  let inside = false;
  sources.meanwhile = () => {
    if (inside) return;
    inside = true;
    const { config, updatedAt } = sources.known.get("wire")!;
    void sources.replace(config!, updatedAt);
    inside = false;
  };
  await problemOf(await ask("PATCH", "/api/sources/wire", { weight: 0.2 }), 412);
});

Deno.test("a viewer, or another site's page, changes nothing", async () => {
  const viewer = bench("viewer");
  await problemOf(await viewer.ask("POST", "/api/sources", wire), 403);
  const { ask, sources } = bench();
  await ask("POST", "/api/sources", wire);
  const foreign = { origin: "https://evil.example" };
  for (const method of ["PATCH", "DELETE"]) {
    const body = method === "PATCH" ? { enabled: false } : undefined;
    await problemOf(await ask(method, "/api/sources/wire", body, foreign), 403);
  }
  await problemOf(
    await ask("PATCH", "/api/sources/wire", { enabled: false }, { "content-type": "text/plain" }),
    415,
  );
  assert.equal(sources.known.get("wire")?.enabled, true);
  await problemOf(await ask("PUT", "/api/sources/wire", wire), 405);
});
