import assert from "node:assert/strict";
import { createApi } from "../api/app.ts";
import { apiOptions, fakePorts } from "../api/testing/fakes.ts";
import { ACCESS_TABLE, listingOf } from "./access.ts";

const root = new URL("../", import.meta.url);

/** Files below a folder of the app, by path relative to it. */
async function filesIn(folder: string, below = ""): Promise<string[]> {
  const found: string[] = [];
  for await (const { name, isDirectory } of Deno.readDir(new URL(`${folder}/${below}`, root))) {
    if (isDirectory) found.push(...await filesIn(folder, `${below}${name}/`));
    else found.push(below + name);
  }
  return found;
}

/** What is served: the API's routes, the pages with their methods, and the static files. */
async function served(): Promise<[method: string, path: string][]> {
  const ports = fakePorts();
  const api = createApi(ports, apiOptions(ports)).routes
    // Guards stand before everything.
    .filter(({ method }) => method !== "ALL")
    .map(({ method, path }) => [method, path.replace(/(.)\/$/, "$1")] as [string, string]);
  const pages: [string, string][] = [];
  for (const file of await filesIn("routes")) {
    if (/(^|\/)_|_test\./.test(file)) continue;
    const path = `/${file.replace(/\.tsx?$/, "")}`.replace(/\/index$/, "/")
      .replace(/\/\(\w+\)/g, "").replace(/\[(\w+)\]/g, ":$1").replace(/(.)\/$/, "$1");
    const source = await Deno.readTextFile(new URL(`routes/${file}`, root));
    const methods = ["GET", "POST", "PUT", "PATCH", "DELETE"].filter((method) =>
      new RegExp(`\\b${method}\\(`).test(source)
    );
    for (const method of methods.length === 0 ? ["GET"] : methods) pages.push([method, path]);
  }
  const files = (await filesIn("static")).map((file) => ["GET", `/${file}`] as [string, string]);
  return [...api, ...pages, ...files];
}

/** Where a route names a thing, the table may list the things one by one. */
function isListed(method: string, route: string): boolean {
  const parts = route.split("/");
  return listingOf(method, route.replace(/:\w+/g, "x")).kind === "listed" ||
    ACCESS_TABLE.some(([listed, path]) => {
      const found = path.split("/");
      return listed === method && found.length === parts.length &&
        parts.every((part, i) => part.startsWith(":") || part === found[i]);
    });
}

Deno.test("everything that is served is in the table", async () => {
  const routes = await served();
  assert.ok(routes.length > 60, "the routes were found");
  for (const [method, path] of routes) {
    assert.ok(isListed(method, path), `add ${method} ${path} to access.ts`);
  }
});

Deno.test("what anybody may ask for is the sign-in, what it is made of, and whether we live", () => {
  const open = ACCESS_TABLE.filter(([, , access]) => access === "public").map(([, path]) => path);
  for (const path of open) {
    assert.match(
      path,
      /^\/(healthz|readyz|sign-in|mark\.svg|\w+\.css|_fresh\/\*|api\/auth\/(state|enrol|sign-in|recover|refresh|sign-out).*)$/,
    );
  }
});

Deno.test("nothing that changes anything may be asked for by viewers, but for what is their own", () => {
  for (const [method, path, access] of ACCESS_TABLE) {
    if (method === "GET") continue;
    assert.ok(
      access === "operate" || access === "confirm" || path.startsWith("/api/auth/"),
      `${method} ${path}`,
    );
  }
});

Deno.test("no request is listed twice", () => {
  const asked = ACCESS_TABLE.map(([method, path]) => `${method} ${path.replace(/:\w+/g, ":")}`);
  assert.equal(new Set(asked).size, asked.length);
});

Deno.test("what is not listed is not served, however it is written", () => {
  const paths = [
    "",
    "/x",
    "/trades/",
    "//trades",
    "/Trades",
    "/explain/",
    "/api",
    "/api/",
    "/_fresh",
  ];
  for (const path of paths) assert.equal(listingOf("GET", path).kind, "unlisted", path);
  assert.deepEqual(listingOf("HEAD", "/trades"), { kind: "listed", access: "read" });
  assert.deepEqual(listingOf("DELETE", "/trades"), {
    kind: "other-method",
    methods: ["GET", "HEAD"],
  });
});
