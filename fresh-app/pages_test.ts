import assert from "node:assert/strict";
import fc from "fast-check";
import { type FakePorts, fakePorts } from "./api/testing/fakes.ts";
import * as sample from "./api/testing/sample.ts";
import { ask, PAGES, pagesOver, wordsOf } from "./testing/pages.ts";

function tellsAll(text: string, sentences: readonly string[]): void {
  for (const sentence of sentences) assert.ok(text.includes(sentence), `${sentence}\n\n${text}`);
}

Deno.test("the overview tells mode, clocks, money, actors, trades with votes, signals and refusals", async () => {
  tellsAll(await wordsOf(await pagesOver(), "/"), [
    "DEMO",
    "Mon 9 Jun, 11:30:00",
    "open, 4 h 30 min left",
    "$100,377.18",
    "signal_generator is waiting to restart",
    "Bought 12 MSFT at $93.62, the whole order; the fee was $0.35.",
    "Momentum voted buy with +0.315",
    "A position may be worth at most $10,000.00",
    "Apple raises its outlook after a strong quarter",
    "▲ +0.82",
    "Equity went from",
    "MSFT −40 41.300 42.12 −$1,684.80 ▼ −$32.80",
  ]);
});

Deno.test("the other pages tell what the overview has no room for", async () => {
  const pages = await pagesOver(fakePorts(60));
  tellsAll(await wordsOf(pages, "/actors"), [
    "Last failure: TypeError: cannot read the window of AAPL",
    "None. A message that an actor cannot handle",
  ]);
  tellsAll(await wordsOf(pages, "/news"), [
    "by wire; counted once.",
    "Not traded on: its source states no date with a zone",
    "wire has failed 3 times in a row: The answer is an HTML page.",
  ]);
  tellsAll(await wordsOf(pages, "/trades"), ["Older"]);
});

Deno.test("where there is nothing, the pages say why and what comes next", async () => {
  const ports = fakePorts(0);
  ports.snapshot = null;
  const pages = await pagesOver(ports);
  const text = await wordsOf(pages, "/");
  assert.match(text, /Waiting for the first report of the supervisor/);
  assert.match(text, /Nothing has been traded yet\. .* appears here with its reasons\./);
  assert.match(text, /No news yet\. .* appears here\./);
  assert.match(text, /No signal yet\. .* makes one\./);
  assert.match(text, /Nothing is held: .* stands here\./);
  assert.match(text, /Nothing has been refused\. .* stand here\./);
  assert.match(await wordsOf(pages, "/orders"), /No orders\./);
});

Deno.test("what cannot be read leaves a gap that is explained, and the rest stays", async () => {
  const ports = fakePorts();
  ports.records.trades = () => Promise.reject(new Error("secret"));
  const text = await wordsOf(await pagesOver(ports), "/");
  assert.match(text, /Trades cannot be read now/);
  assert.match(text, /MSFT −40/);
  assert.ok(!text.includes("secret"));
  assert.equal(ports.logged.length, 1);
});

Deno.test("a page whose list cannot be read says so and tells a reader nothing else", async () => {
  const ports = fakePorts();
  ports.records.trades = () => Promise.reject(new Error("secret"));
  const pages = await pagesOver(ports);
  assert.equal((await ask(pages, "/trades")).status, 500);
  const text = await wordsOf(pages, "/trades");
  assert.match(text, /This page cannot be shown now/);
  assert.ok(!text.includes("secret"));
});

Deno.test("a part that never answers does not hold up the page", async () => {
  const ports = fakePorts();
  const asked = Promise.withResolvers<void>();
  ports.records.positions = () => {
    asked.resolve();
    return new Promise(() => {});
  };
  const page = ask(await pagesOver(ports), "/");
  await asked.promise;
  await ports.clock.advance(2_000);
  assert.match(await (await page).text(), /Positions(<!-- -->| )*cannot be read now/);
});

// Keys of list items come in comments, without what could end one.
const tags = (page: string) =>
  page.replace(/<!--\/?frsh:key:[^<>]*-->/g, "").match(/<[a-z/!][^>]*>/gi)?.map((tag) =>
    tag.split(/[\s>]/)[0]
  );

Deno.test("nothing that the pages show can become markup", async () => {
  const nasty = fc.oneof(
    fc.constantFrom("<script>alert(1)</script>", `"><img src=x onerror=y>`, "</style>", "<!--"),
    fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "/", "!", "-", "a"), minLength: 1 }),
  );
  for (const path of ["/", "/news", "/signals", "/actors"]) {
    const shown = async (text: string) =>
      tags(await (await ask(await pagesOver(filledWith(text)), path)).text());
    const harmless = await shown("x");
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => assert.deepEqual(await shown(text), harmless)),
      { numRuns: 25 },
    );
  }
});

/** A page's worth of everything, with `text` wherever a text may come from elsewhere. */
function filledWith(text: string): FakePorts {
  const ports = fakePorts(1);
  const signal = sample.sampleSignal(1);
  const reason = { code: text, numbers: { [text]: 1 } };
  const votes = [{ ...signal.votes[0]!, strategy: text, reason }];
  const named = { ...signal, ticker: text, votes };
  const one = <Item>(item: Item) => () => Promise.resolve({ items: [item], nextCursor: null });
  ports.records.signals = one(named);
  ports.records.trades = one({ ...sample.sampleTrade(1), ticker: text, signal: named });
  const refusal = { ...sample.sampleRejection(1), ticker: text, rule: text, message: text };
  ports.records.rejections = one(refusal);
  const news = sample.sampleNews(0);
  ports.records.news = one({
    ...news,
    tickers: [text],
    title: text,
    sentiment: { ...news.sentiment!, analyzer: text, why: text },
    copies: [{ ...news.copies[0]!, source: text }],
    ignored: text,
  });
  const lastFailure = { name: text, message: text, at: null };
  const actor = {
    ...sample.sampleSnapshot.actors[0]!,
    name: text,
    lastFailure,
    state: "failed" as const,
  };
  ports.snapshot = { ...sample.sampleSnapshot, actors: [actor] };
  return ports;
}

Deno.test("pages run their islands alone, by a nonce, take nothing from elsewhere, and ask for no https", async () => {
  const pages = await pagesOver();
  for (const path of PAGES) {
    const response = await ask(pages, path);
    const policy = response.headers.get("content-security-policy") ?? "";
    assert.match(policy, /default-src 'self'/);
    assert.ok(!/unsafe|upgrade-insecure-requests/.test(policy), policy);
    const text = await response.text();
    const [script = "", ...others] = text.match(/<script[^>]*>/gi) ?? [];
    assert.deepEqual(others, [], path);
    const nonce = /^<script type="module" nonce="([0-9a-f]{32})">$/.exec(script)?.[1];
    assert.ok(nonce !== undefined && policy.includes(`'nonce-${nonce}'`), `${script} ${policy}`);
    const markup = text.replace(/<script[\s\S]*?<\/script>/g, "");
    assert.ok(!/\son\w+=|\sstyle=|https?:\/\//i.test(markup), path);
  }
});

Deno.test("every page has one heading, landmarks, and sections that are named by theirs", async () => {
  const pages = await pagesOver();
  for (const path of PAGES) {
    const page = await (await ask(pages, path)).text();
    assert.equal(page.match(/<h1/g)?.length, 1, path);
    for (const tag of ["header", "nav", "main", "footer"]) {
      assert.match(page, new RegExp(`<${tag}[ >]`), path);
    }
    for (const [, id] of page.matchAll(/aria-labelledby="([^"]+)"/g)) {
      assert.equal(page.split(`id="${id}"`).length, 2, `${path} ${id}`);
    }
    const current = page.match(/<a [^>]*aria-current="page"[^>]*>[^<]*/g) ?? [];
    assert.ok(current.some((link) => link.includes(`href="${path}"`)), path);
  }
});

Deno.test("a supervisor that has gone silent is dated, not shown as well", async () => {
  const ports = fakePorts();
  ports.snapshot = { ...sample.sampleSnapshot, at: sample.SAMPLE_NOW - 40_000 };
  assert.match(
    await wordsOf(await pagesOver(ports), "/"),
    /The supervisor was last heard 40 s ago/,
  );
});

Deno.test("real money is never called simulated", async () => {
  const ports = fakePorts();
  ports.snapshot = { ...sample.sampleSnapshot, mode: "live" };
  for (const path of PAGES) {
    const text = await wordsOf(await pagesOver(ports), path);
    assert.match(text, /LIVE/);
    assert.ok(!/simulated/i.test(text), path);
  }
});

Deno.test("filters live in the address, and a filter that makes no sense is as if it were not there", async () => {
  const ports = fakePorts();
  const asked: unknown[] = [];
  const { orders } = ports.records;
  ports.records.orders = ({ ticker, status, ...page }) => {
    asked.push([ticker, status]);
    return orders(page);
  };
  const pages = await pagesOver(ports);
  const page = await (await ask(pages, "/orders?ticker=aapl&status=filled")).text();
  assert.match(page, /href="\/export\/orders\?ticker=AAPL&(amp;)?status=filled"/);
  await ask(pages, "/orders?ticker=%3Cb%3E&status=often");
  assert.deepEqual(asked, [["AAPL", "filled"], [null, null]]);
  assert.equal((await ask(pages, "/orders?cursor=nonsense")).status, 400);
});

Deno.test("a path that leads nowhere is told in words, and under /api as a problem document", async () => {
  const pages = await pagesOver();
  const nowhere = await ask(pages, "/nowhere");
  assert.equal(nowhere.status, 404);
  assert.ok(!(await nowhere.text()).includes("<script"));
  assert.match(await wordsOf(pages, "/nowhere"), /Nothing is served at this address/);
  const problem = await ask(pages, "/api/nowhere");
  assert.equal(problem.headers.get("content-type"), "application/problem+json");
});

Deno.test("a page asks for itself anew only where its reader wants that", async () => {
  const pages = await pagesOver();
  const still = await (await ask(pages, "/")).text();
  assert.ok(!still.includes('http-equiv="refresh"'));
  assert.match(await (await ask(pages, "/?refresh=on")).text(), /http-equiv="refresh" content="5"/);
});
