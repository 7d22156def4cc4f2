import assert from "node:assert/strict";
import fc from "fast-check";
import type { LineageRows } from "../db/repositories/lineage.ts";
import { fakePorts } from "./api/testing/fakes.ts";
import { sampleLineage, sampleLineageRows } from "./api/testing/lineage.ts";
import type { LineageView } from "./api/lineage_views.ts";
import { ask, pagesOver, wordsOf } from "./testing/pages.ts";

/** Pages on which everything has this lineage. */
function explaining(lineage: LineageView) {
  const ports = fakePorts(3);
  ports.records.lineage = () => Promise.resolve(lineage);
  return pagesOver(ports);
}

async function tells(change: Partial<LineageRows>, sentences: readonly string[]): Promise<string> {
  const text = await wordsOf(await explaining(sampleLineage(change)), "/explain/f1");
  for (const sentence of sentences) assert.ok(text.includes(sentence), `${sentence}\n\n${text}`);
  return text;
}

Deno.test("a trade is explained in sentences, from the headline to the weights", async () => {
  await tells({}, [
    "Bought 107 AAPL on good news, sold 29 min later",
    "One headline decided it: without it there would have been no such signal.",
    "All 9 checks passed; the closest was gross exposure, at 92% of its limit.",
    "It made $60.72 after $0.40 of fees, in 29 min.",
    "marketwatch wrote: Apple raises its outlook after record subscriptions",
    "One copy of it was folded in, so the story counts once.",
    "Without it: no signal: +0.09 instead of +0.41, and it takes +0.30.",
    "2 of 3 that voted wanted to buy; one was against it.",
    "Without mean reversion: stronger: +0.47 instead of +0.41.",
    "Position size 9,929.60 20,000.00",
    "By fixed fraction of $100,000.00 equity at $92.80, the wish was 107.",
    "The broker accepted it 5 ms after it was written down.",
    "Filled in 2 parts at 92.830 on average. That is 3.1 basis points, or $3.08, worse",
    "after 24 closed round trips: momentum 50.0 % to 60.0 %",
    "Waited for the bar to close",
  ]);
});

Deno.test("the graph has a node for each part, which leads to its step", async () => {
  const page = await (await ask(await explaining(sampleLineage()), "/explain/f1")).text();
  for (const id of ["headline", "score", "votes", "signal", "risk", "order", "fills", "result"]) {
    assert.ok(page.includes(`href="#${id}"`), id);
    assert.equal(page.split(`id="${id}"`).length, 2, id);
  }
});

const refusedChecks = [
  { rule: "quantity", passed: true, limit: "above 0", value: "107" },
  { rule: "cooldown", passed: false, limit: "300000 ms", value: "299999 ms" },
];

Deno.test("what never became a trade is explained too, up to where it ended", async () => {
  const { decision } = sampleLineageRows();
  const none = { orders: [], fills: [], states: [], trips: [], adjustment: null };
  await tells({ ...none, decision: { ...decision!, outcome: "refused", checks: refusedChecks } }, [
    "Buy signal for AAPL, refused by risk",
    "Risk refused it by cooldown: the limit is 300000 ms, the value 299999 ms.",
    "Cooldown 4 min 59 s 5 min",
  ]);
  const nothing = { outcome: "nothing", reason: "held_already", sizing: null } as const;
  await tells({ ...none, decision: { ...decision!, ...nothing, checks: [] } }, [
    "Buy signal for AAPL: nothing to do, it is held already",
  ]);
  await tells({ ...none, signal: null, evidence: null, decision: null, storyId: "a1" }, [
    "Apple raises its outlook after record subscriptions",
    "It did not stand in a buffer that a signal was decided on.",
  ]);
});

Deno.test("what is still open, and what is lost, is said first", async () => {
  await tells({ trips: [], adjustment: null, states: [], stories: new Map() }, [
    "still held",
    "Not stored: The headline behind the signal is no longer stored.",
    "Not stored: The states that the order went through were not recorded.",
    "Not yet: The position is still open: its profit or loss is not final.",
    "The headline itself is no longer stored; what it was judged to mean is.",
  ]);
});

Deno.test("news that moved nothing is told in one line, and the trade as one on prices", async () => {
  const rows = sampleLineageRows();
  const votes = rows.signal!.votes.filter(({ strategy }) => strategy === "momentum")
    .map((vote) => ({ ...vote, strength: 1 }));
  const members = rows.evidence!.members.map((member) => ({ ...member, readNews: false }));
  const text = await tells({
    signal: { ...rows.signal!, votes, score: 0.34 },
    evidence: { ...rows.evidence!, members },
  }, [
    "Bought 107 AAPL on prices alone",
    "Without momentum there would have been no such signal.",
    "One headline was known by then, and none of them moved this decision",
  ]);
  assert.ok(!text.includes("read it as"));
});

Deno.test("an id that nothing has is told so, and a lineage that cannot be read too", async () => {
  const ports = fakePorts();
  const pages = await pagesOver(ports);
  assert.equal((await ask(pages, "/explain/unknown")).status, 404);
  assert.match(await wordsOf(pages, "/explain/unknown"), /Nothing has this id: no trade, order/);
  ports.records.lineage = () => Promise.reject(new Error("secret"));
  const text = await wordsOf(pages, "/explain/f1");
  assert.match(text, /The lineage cannot be read now/);
  assert.ok(!text.includes("secret"));
});

Deno.test("the page's own looks are served beside it", async () => {
  const pages = await pagesOver(fakePorts());
  const [, path] = /href="(\/explain\.css[^"]*)"/.exec(
    await (await ask(pages, "/explain/f1")).text(),
  )!;
  const style = await ask(pages, path!);
  assert.equal(style.headers.get("content-type"), "text/css; charset=UTF-8");
  await style.body?.cancel();
});

Deno.test("every row of trades, orders, signals, news and round trips leads to its explanation", async () => {
  const pages = await pagesOver(fakePorts(3));
  for (const path of ["/trades", "/orders", "/signals", "/news", "/strategies", "/"]) {
    const page = await (await ask(pages, path)).text();
    assert.ok((page.match(/href="\/explain\/[^"]+"/g) ?? []).length >= 3, path);
  }
});

const tags = (page: string) =>
  page.replace(/<!--\/?frsh:key:[^<>]*-->/g, "").match(/<[a-z/!][^>]*>/gi)?.map((tag) =>
    tag.split(/[\s>]/)[0]
  );

Deno.test("nothing that the explainer shows can become markup", async () => {
  const shown = async (text: string) => {
    const rows = sampleLineageRows();
    const story = rows.stories.get("a1")!;
    const article = { ...story.article!, title: text, source: text };
    const judgement = { ...story.judgement!, why: text, analyzer: text, model_id: text };
    const told = { article, judgement, copies: [article] };
    const lineage = sampleLineage({
      stories: new Map([["a1", told]]),
      adjustment: { ...rows.adjustment!, reason: text },
      orders: rows.orders.map((order) => ({ ...order, reason: text })),
    });
    const page = await ask(await explaining({ ...lineage, ticker: text }), "/explain/f1");
    return tags(await page.text());
  };
  const harmless = await shown("x");
  const nasty = fc.oneof(
    fc.constantFrom("<script>alert(1)</script>", `"><img src=x onerror=y>`, "</style>", "<!--"),
    fc.string({ unit: fc.constantFrom("<", ">", '"', "'", "&", "/", "!", "-", "a"), minLength: 1 }),
  );
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => assert.deepEqual(await shown(text), harmless)),
    { numRuns: 20 },
  );
});
