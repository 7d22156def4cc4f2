import { signal } from "@preact/signals";
import assert from "node:assert/strict";
import type { ComponentType } from "preact";
import { App, setBuildCache } from "./app.ts";
import { EmptyBuildCache } from "./build_cache.ts";
import { toRegistry } from "./server/registry.ts";

function Show({ text, children }: { text?: unknown; children?: preact.ComponentChildren }) {
  return <p>{String(text)}{children}</p>;
}

function Plain({ text }: { text: unknown }) {
  return <i>{typeof text}</i>;
}

/** What the app renders where `Show` is an island. */
async function rendered(content: () => preact.JSX.Element): Promise<string> {
  const cache = new EmptyBuildCache<unknown>();
  const module = { path: "islands/Show.tsx", name: "Show" };
  cache.islandRegistry = toRegistry([{ module, exports: { default: Show } }], "build");
  const app = new App().onError("*", (ctx) => ctx.text(String(ctx.error))).get(
    "/",
    (ctx) => ctx.render(content()),
  );
  setBuildCache(app, cache, "production");
  return await (await app.handler()(new Request("http://localhost/"))).text();
}

Deno.test("no prop can end the script that carries it", async () => {
  const html = await rendered(() => <Show text="</script><script>alert(1)</script><!--" />);
  assert.equal([...html.matchAll(/<script/g)].length, 1);
  assert.match(html, /\\u003c\/script\\u003e/);
});

Deno.test("no key can end the comment that carries it", async () => {
  const html = await rendered(() => <Show key="--><script>alert(1)</script>" text="x" />);
  assert.equal([...html.matchAll(/<script/g)].length, 1);
  assert.match(html, /<!--frsh:island:Show:0:--__script_alert\(1\)_\/script_-->/);
});

Deno.test("an island in an island's children is an island of its own, within a slot", async () => {
  const Nest: ComponentType = () => (
    <Show text="outer">
      <Show text="inner" />
    </Show>
  );
  const html = await rendered(() => <Nest />);
  assert.equal([...html.matchAll(/<!--frsh:island:Show/g)].length, 2);
  assert.match(html, /<!--frsh:slot:0:children--><!--frsh:island:Show:1:-->/);
});

Deno.test("an element made before the app had its build is an island all the same", async () => {
  const html = await rendered(() => early);
  assert.match(html, /<!--frsh:island:Show:0:-->/);
});

// As at the top level of a module, which is loaded before the build is known.
const early = <Show text={signal(1)} />;

Deno.test("a prop that cannot travel fails the page, not the server", async () => {
  // Where nobody serves islands, a function may be a prop of any component.
  assert.match(await rendered(() => <Plain text={() => 1} />), /<i>function<\/i>/);
  assert.match(await rendered(() => <Show text={() => 1} />), /cannot: found at props\[0\]\.text/);
});
