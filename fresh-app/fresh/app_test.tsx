// deno-lint-ignore-file no-console -- a test listens to what Fresh reports there
import assert from "node:assert/strict";
import { App, HttpError, page } from "./mod.ts";

type Handler = ReturnType<App<unknown>["handler"]>;

function ask(handler: Handler, path: string, init?: RequestInit): Promise<Response> {
  return handler(new Request(`http://localhost${path}`, init));
}

async function textOf(handler: Handler, path: string, init?: RequestInit): Promise<string> {
  return await (await ask(handler, path, init)).text();
}

Deno.test("middleware runs in the order it was added, around the handler", async () => {
  const seen: string[] = [];
  const step = (name: string) => async (ctx: { next: () => Promise<Response> }) => {
    seen.push(`${name} in`);
    const response = await ctx.next();
    seen.push(`${name} out`);
    return response;
  };
  const handler = new App()
    .use(step("first"))
    .use("/a", step("second"))
    .get("/a/b", () => new Response("ok"))
    .use(step("too late"))
    .handler();
  assert.equal(await textOf(handler, "/a/b"), "ok");
  assert.deepEqual(seen, ["first in", "second in", "second out", "first out"]);
});

Deno.test("every method has its handlers, HEAD falls back to GET, a wrong method is 405", async () => {
  const handler = new App()
    .get("/", () => new Response("get", { headers: { "X-By": "get" } }))
    .post("/", () => new Response("post"))
    .delete("/", () => new Response("delete"))
    .all("/all", (ctx) => ctx.text(ctx.req.method))
    .handler();
  assert.equal(await textOf(handler, "/", { method: "POST" }), "post");
  assert.equal(await textOf(handler, "/", { method: "DELETE" }), "delete");
  assert.equal(await textOf(handler, "/all", { method: "PATCH" }), "PATCH");
  const head = await ask(handler, "/", { method: "HEAD" });
  assert.deepEqual([head.status, head.body, head.headers.get("X-By")], [200, null, "get"]);
  assert.equal((await ask(handler, "/", { method: "PUT" })).status, 405);
  const options = await ask(handler, "/", { method: "OPTIONS" });
  assert.deepEqual([options.status, options.headers.get("Allow")], [204, "GET, POST, DELETE"]);
});

Deno.test("static routes win over patterns, and parameters are decoded", async () => {
  const handler = new App()
    .get("/:name", (ctx) => ctx.text(`param ${ctx.params.name}`))
    .get("/about", (ctx) => ctx.text(`static ${ctx.route}`))
    .handler();
  assert.equal(await textOf(handler, "/about"), "static /about");
  assert.equal(await textOf(handler, "/about/"), "static /about");
  assert.equal(await textOf(handler, "/a%20b"), "param a b");
  assert.equal(await textOf(handler, "/%ff"), "param %ff");
});

Deno.test("an error answers with its status, and tells clients nothing else", async (t) => {
  const handler = new App()
    .get("/teapot", () => {
      throw new HttpError(418, "short and stout");
    })
    .get("/secret", () => {
      throw new HttpError(401);
    })
    .get("/crash", () => {
      throw new Error("password is hunter2");
    })
    .handler();
  await t.step("HttpError", async () => {
    const response = await ask(handler, "/teapot");
    assert.deepEqual([response.status, await response.text()], [418, "short and stout"]);
    assert.equal(await textOf(handler, "/secret"), "Unauthorized");
    assert.equal((await ask(handler, "/nowhere")).status, 404);
  });
  await t.step("anything else", async () => {
    const report = console.error;
    const reported: unknown[] = [];
    console.error = (error: unknown) => reported.push(error);
    try {
      const response = await ask(handler, "/crash");
      assert.deepEqual([response.status, await response.text()], [500, "Internal server error"]);
      assert.match(String(reported[0]), /hunter2/);
    } finally {
      console.error = report;
    }
  });
});

Deno.test("the nearest error page answers, and knows the error", async () => {
  const handler = new App()
    .onError("*", (ctx) => ctx.text(`outer ${(ctx.error as Error).message}`))
    .onError("/in", (ctx) => ctx.text(`inner ${(ctx.error as Error).message}`))
    .get("/in/x", () => {
      throw new Error("one");
    })
    .get("/x", () => {
      throw new Error("two");
    })
    .notFound((ctx) => ctx.text("nothing here", { status: 404 }))
    .handler();
  assert.equal(await textOf(handler, "/in/x"), "inner one");
  assert.equal(await textOf(handler, "/x"), "outer two");
  assert.equal(await textOf(handler, "/nowhere"), "nothing here");
});

Deno.test("a page is wrapped in the layouts above it and in the app", async () => {
  const handler = new App<{ name: string }>()
    .use((ctx) => {
      ctx.state.name = "Ada";
      return ctx.next();
    })
    .appWrapper(({ Component }) => (
      <div id="app">
        <Component />
      </div>
    ))
    .layout("*", ({ Component }) => (
      <div id="outer">
        <Component />
      </div>
    ))
    .layout("/in", async ({ Component, state }) => {
      await Promise.resolve();
      return (
        <div id={state.name}>
          <Component />
        </div>
      );
    })
    .route("/in/page", {
      handler: () => page({ n: 7 }, { status: 201, headers: { "X-A": "b" } }),
      component: ({ data }) => <p>{JSON.stringify(data)}</p>,
    })
    .route("/in/bare", {
      config: { skipAppWrapper: true, skipInheritedLayouts: true },
      component: () => <p>bare</p>,
    })
    .handler();
  const response = await ask(handler, "/in/page");
  assert.deepEqual([response.status, response.headers.get("X-A")], [201, "b"]);
  assert.match(
    await response.text(),
    /<body><div id="app"><div id="outer"><div id="Ada"><p>{&quot;n&quot;:7}<\/p><\/div><\/div><\/div><\/body>/,
  );
  assert.match(await textOf(handler, "/in/bare"), /<body><p>bare<\/p><\/body>/);
});

Deno.test("an app in an app answers below its path, and a base path is in front of all", async () => {
  const inner = new App().get("/", () => new Response("root")).get(
    "/x",
    (ctx) => ctx.text(ctx.url.pathname),
  );
  const handler = new App({ basePath: "/base" }).mountApp("/inner", inner).handler();
  assert.equal(await textOf(handler, "/base/inner"), "root");
  assert.equal(await textOf(handler, "/base/inner/x"), "/base/inner/x");
  assert.equal((await ask(handler, "/inner/x")).status, 404);
});

Deno.test("a redirect to a path stays on this origin", async () => {
  const handler = new App()
    .get("/go", (ctx) => ctx.redirect(ctx.url.searchParams.get("to") ?? "/"))
    .handler();
  const to = async (path: string) =>
    (await ask(handler, `/go?to=${encodeURIComponent(path)}`)).headers.get("location");
  assert.equal(await to("//evil.example/x"), "/evil.example/x");
  assert.equal(await to("/\\evil.example"), "/evil.example");
  assert.equal(await to("/a?next=//b"), "/a?next=//b");
  assert.equal(await to("https://good.example/"), "https://good.example/");
});

Deno.test("what is left out of the subset says so", async () => {
  const { Partial } = await import("./runtime/shared.ts");
  assert.throws(() => Partial({ name: "x" }), /<Partial> is part of Fresh but not of the subset/);
  assert.throws(() => <div f-client-nav />, /The attribute f-client-nav is part of Fresh/);
});
