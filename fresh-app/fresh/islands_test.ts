import assert from "node:assert/strict";
import { builtProject } from "./testing/project.ts";

const answer = await builtProject();

Deno.test("a page without islands sends no script", async () => {
  const response = await answer("/");
  const html = await response.text();
  assert.equal(response.status, 200);
  assert.match(html, /^<!DOCTYPE html><html lang="en"><head>/);
  assert.doesNotMatch(html, /<script/);
  assert.equal(response.headers.get("Link"), null);
  assert.match(html, /<h1>Hello Ada<\/h1>/);
});

Deno.test("what a page puts into Head replaces the shell's title and is added to its head", async () => {
  const html = await (await answer("/")).text();
  const head = html.slice(0, html.indexOf("</head>"));
  assert.match(head, /<title>Welcome<\/title>/);
  assert.doesNotMatch(html, /The default title/);
  assert.match(head, /<meta name="description" content="A page without islands"\s*\/?>/);
});

Deno.test("a page with islands has their markup between comments and one nonced module", async () => {
  const response = await answer("/islands");
  const html = await response.text();
  const scripts = [...html.matchAll(/<script[^>]*>/g)];
  assert.equal(scripts.length, 1);
  const nonce = /<script type="module" nonce="([0-9a-f]{32})">/.exec(html)?.[1];
  assert.ok(nonce);
  const policy = response.headers.get("Content-Security-Policy") ?? "";
  assert.ok(policy.includes(`script-src 'self' 'nonce-${nonce}'`));
  assert.doesNotMatch(policy, /unsafe-inline/);
  assert.match(
    html,
    /<!--frsh:island:Counter:0:--><button[^>]*>first: 3<\/button><!--\/frsh:island-->/,
  );
  assert.match(response.headers.get("Link") ?? "", /fresh-runtime\.js>; rel="modulepreload"/);
});

Deno.test("what an island does not show waits in a template", async () => {
  const html = await (await answer("/islands")).text();
  assert.match(html, /<template id="frsh-\d+-children">.*hidden: 3.*<\/template>/s);
});

Deno.test("components in (_islands) are islands, and their group is not in the path", async () => {
  const html = await (await answer("/cart")).text();
  assert.match(html, /<!--frsh:island:Badge:0:--><b class="badge">3 items<\/b>/);
});

Deno.test("local files carry the build's id, addresses of pages do not", async () => {
  const html = await (await answer("/islands")).text();
  assert.match(html, /<link rel="stylesheet" href="\/style\.css\?__frsh_c=[0-9a-f]+"/);
  assert.match(html, /<link rel="alternate" href="\/feed\.xml"/);
});

Deno.test("links say whether they lead to this page or to one above it", async () => {
  const html = await (await answer("/")).text();
  assert.match(html, /<a href="\/" data-current="true" aria-current="page">Here<\/a>/);
  assert.match(html, /<a href="\/blog\/first">Elsewhere<\/a>/);
});

Deno.test("file routes have their layouts, data, methods and error page", async () => {
  const page = await answer("/blog/first");
  assert.equal(page.headers.get("X-Slug"), "first");
  assert.match(
    await page.text(),
    /<section data-reader="Ada"><article>first<\/article><\/section>/,
  );
  assert.equal(await (await answer("/blog/first", { method: "POST" })).text(), "posted");
  assert.equal((await answer("/blog/first", { method: "PUT" })).status, 405);
  const missing = await answer("/blog/missing");
  assert.equal(missing.status, 404);
  assert.match(await missing.text(), /<h1>Error 404<\/h1>/);
});

Deno.test("the scripts of a page are served as immutable", async () => {
  const html = await (await answer("/islands")).text();
  const path = /from "(\/_fresh\/js\/[^"]*Counter\.js)"/.exec(html)?.[1];
  assert.ok(path);
  const response = await answer(path);
  assert.equal(response.status, 200);
  assert.match(response.headers.get("Content-Type") ?? "", /^text\/javascript/);
  assert.match(response.headers.get("Cache-Control") ?? "", /immutable/);
  await response.body?.cancel();
});
