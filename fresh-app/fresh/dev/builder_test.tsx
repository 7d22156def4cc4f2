import assert from "node:assert/strict";
import { join } from "node:path";
import { App } from "../mod.ts";
import { PROJECT } from "../testing/project.ts";
import { Builder } from "./mod.ts";

Deno.test("a production build serves pages, scripts and static files from its own folder", async () => {
  const outDir = await Deno.makeTempDir({ dir: PROJECT, prefix: "_fresh" });
  try {
    await new Builder({ root: PROJECT, outDir }).build();
    const { default: server } = await import(join(outDir, "server.js"));
    const ask = async (path: string, init?: RequestInit): Promise<Response> =>
      await server.fetch(new Request(`http://localhost${path}`, init));

    const html = await (await ask("/islands")).text();
    const script = /from "(\/_fresh\/js\/[^"]*fresh-runtime\.js)"/.exec(html)?.[1];
    assert.ok(script);
    assert.match(await (await ask(script)).text(), /frsh/);
    assert.doesNotMatch(html, /fresh-hmr/);

    const css = await ask("/style.css");
    assert.equal(await css.text(), "body {\n  color: rebeccapurple;\n}\n");
    const etag = css.headers.get("Etag");
    assert.match(etag ?? "", /^W\/"[0-9a-f]{32}"$/);
    const again = await ask("/style.css", { headers: { "If-None-Match": etag! } });
    assert.deepEqual([again.status, again.body], [304, null]);

    const busted = /src="(\/style\.css\?__frsh_c=[^"]+)"/.exec(html)?.[1];
    const immutable = await ask(busted!);
    assert.match(immutable.headers.get("Cache-Control") ?? "", /immutable/);
    await immutable.body?.cancel();
    const stale = await ask("/style.css?__frsh_c=older&x=1");
    assert.deepEqual([stale.status, stale.headers.get("location")], [307, "/style.css?x=1"]);
    assert.equal((await ask("/..%2fmain.ts")).status, 404);
    assert.equal((await ask("/style.css", { method: "POST" })).status, 405);
  } finally {
    await Deno.remove(outDir, { recursive: true });
  }
});

Deno.test("in development every page learns when its server was built anew", async () => {
  const stop = new AbortController();
  const listening = Promise.withResolvers<Deno.NetAddr>();
  const app = new App().get("/", (ctx) => ctx.render(<p>page</p>));
  await new Builder({ root: join(PROJECT, "islands"), islandDir: "." }).listen(
    () => Promise.resolve({ app }),
    { port: 0, hostname: "127.0.0.1", signal: stop.signal, onListen: listening.resolve },
  );
  const { port } = await listening.promise;
  try {
    const html = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    assert.match(html, /import "\/_fresh\/js\/[0-9a-f]+\/fresh-hmr\.js"/);
    const socket = new WebSocket(`ws://127.0.0.1:${port}/_frsh/alive`);
    const built = await new Promise((resolve) =>
      socket.addEventListener("message", ({ data }) => resolve(data))
    );
    assert.ok(html.includes(`/_fresh/js/${built}/`));
    await new Promise((resolve) => {
      socket.addEventListener("close", resolve);
      socket.close();
    });
  } finally {
    stop.abort();
  }
});

Deno.test("an island that needs a server is refused with the import that it is about", async () => {
  const root = await Deno.makeTempDir();
  try {
    await Deno.mkdir(join(root, "islands"));
    await Deno.writeTextFile(
      join(root, "islands/Reader.tsx"),
      'import { readFileSync } from "node:fs";\nexport default () => readFileSync("x");\n',
    );
    await assert.rejects(
      new Builder({ root }).build({ snapshot: "memory" }),
      /Islands run in the browser, and node:fs does not: .*Reader\.tsx imports it/,
    );
  } finally {
    await Deno.remove(root, { recursive: true });
  }
});
