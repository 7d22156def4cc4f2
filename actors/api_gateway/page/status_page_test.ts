import assert from "node:assert/strict";
import fc from "fast-check";
import { type FakePorts, fakePorts, HOSTS } from "../../../fresh-app/api/testing/fakes.ts";
import {
  SAMPLE_NOW,
  sampleAnalyzers,
  sampleNews,
  sampleRejection,
  sampleSignal,
  sampleSnapshot,
  sampleSources,
  sampleTrade,
} from "../../../fresh-app/api/testing/sample.ts";
import type { Mode } from "../../domain/system_status.ts";
import { createGateway } from "../app.ts";

async function load(ports: FakePorts, path = "/", mode: Mode = "demo") {
  const app = createGateway(ports, { hosts: HOSTS, timeoutMs: 10_000, mode });
  return await app.request(path, { headers: { host: "localhost" } });
}

/** The page's words, as a reader sees them. */
async function words(ports: FakePorts): Promise<string> {
  const body = (await (await load(ports)).text()).replace(/^[\s\S]*<body>/, "");
  return body.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ").replaceAll("&amp;", "&");
}

Deno.test("the page tells mode, both clocks, money, actors, trades with votes, signals and refusals", async () => {
  const text = await words(fakePorts());
  const sentences = [
    "DEMO simulated money",
    "Mon 9 Jun 2014 11:30:00 open, 4 h 30 min left",
    "Your clock",
    "$100,377.18",
    "signal_generator is waiting to restart",
    "TypeError: cannot read the window of AAPL",
    "Bought 12 MSFT at $93.62, the whole order; the fee was $0.35.",
    "Momentum voted buy with +0.315",
    "MSFT △ buy mean reversion +0.310, momentum +0.315 +0.625",
    "A position may be worth at most $10,000.00",
    "Apple raises its outlook after a strong quarter",
    "▲ +0.82 positive, confidence 81%, by offline",
    "Told once more, by wire.",
    "Not traded on: its source states no date with a zone",
    "wire has failed 3 times in a row: The answer is an HTML page.",
    "MSFT −40 41.300 42.12 −$1,684.80 ▼ −$32.80",
    "None. A message that an actor cannot handle",
  ];
  for (const sentence of sentences) assert.ok(text.includes(sentence), `${sentence}\n\n${text}`);
});

Deno.test("where there is nothing, the page says why and what comes next", async () => {
  const ports = fakePorts(0);
  ports.snapshot = null;
  const text = await words(ports);
  assert.match(text, /Waiting for the first report of the supervisor/);
  assert.match(text, /Nothing has been traded yet\. .* appears here with its reasons\./);
  assert.match(text, /No news yet\. .* appears here\./);
  assert.match(text, /No signal yet\. .* makes one\./);
  assert.match(text, /Nothing is held: .* stands here\./);
  assert.match(text, /Nothing has been refused\. .* stand here\./);
});

Deno.test("what cannot be read leaves a gap that is explained, and the rest stays", async () => {
  const ports = fakePorts();
  ports.records.trades = () => Promise.reject(new Error("secret"));
  ports.records.portfolio = () => Promise.reject(new Error("secret"));
  const text = await words(ports);
  assert.match(text, /Trades cannot be read now/);
  assert.match(text, /The account cannot be read now/);
  assert.match(text, /MSFT △ buy/);
  assert.ok(!text.includes("secret"));
  assert.equal(ports.logged.length, 2);
});

Deno.test("a part that never answers does not hold up the page", async () => {
  const ports = fakePorts();
  ports.records.positions = () => new Promise(() => {});
  const page = load(ports);
  await ports.clock.advance(2_000);
  assert.match(await (await page).text(), /Positions cannot be read now/);
});

Deno.test("nothing that the page shows can become markup", async () => {
  const harmless = tags(await (await load(filledWith("x"))).text());
  const nasty = fc.oneof(
    fc.constantFrom(
      "<script>alert(1)</script>",
      `"><img src=x onerror=y>`,
      "</style>",
      "<!--",
      "&lt;b&gt;",
    ),
    fc.string({
      unit: fc.constantFrom("<", ">", '"', "'", "&", "/", "!", "-", "a", " "),
      minLength: 1,
    }),
  );
  await fc.assert(
    fc.asyncProperty(nasty, async (text) => {
      assert.deepEqual(tags(await (await load(filledWith(text))).text()), harmless);
    }),
  );
});

const tags = (page: string) => page.match(/<[a-z/!][^>]*>/gi);

/** A page's worth of everything, with `text` wherever a text may come from elsewhere. */
function filledWith(text: string): FakePorts {
  const ports = fakePorts(1);
  const signal = sampleSignal(1);
  const reason = { code: text, numbers: { [text]: 1 } };
  const votes = [{ ...signal.votes[0]!, strategy: text, reason }];
  const named = { ...signal, ticker: text, votes };
  const one = <Item>(item: Item) => () => Promise.resolve({ items: [item], nextCursor: null });
  ports.records.signals = one(named);
  ports.records.trades = one({ ...sampleTrade(1), ticker: text, signal: named });
  ports.records.rejections = one({
    ...sampleRejection(1),
    ticker: text,
    rule: text,
    message: text,
  });
  const [news, [copy]] = [sampleNews(0), sampleNews(0).copies];
  ports.records.news = one({
    ...news,
    tickers: [text],
    title: text,
    sentiment: { ...news.sentiment!, analyzer: text },
    copies: [{ ...copy!, source: text }],
    ignored: text,
  });
  const { health } = sampleSources[1]!;
  const told = { code: "unreadable", message: text, at: null };
  ports.records.sources = () =>
    Promise.resolve([{
      ...sampleSources[1]!,
      source: text,
      health: { ...health!, lastFailure: told },
    }]);
  ports.records.analyzers = () =>
    Promise.resolve([{ ...sampleAnalyzers[1]!, analyzer: text, reason: text }]);
  const lastFailure = { name: text, message: text, at: null };
  const actor = { ...sampleSnapshot.actors[0]!, name: text, lastFailure, state: "failed" as const };
  ports.snapshot = { ...sampleSnapshot, actors: [actor] };
  return ports;
}

Deno.test("the page runs no script and takes nothing from elsewhere", async () => {
  const response = await load(fakePorts());
  const policy = response.headers.get("content-security-policy") ?? "";
  assert.match(policy, /default-src 'none'/);
  assert.ok(!policy.includes("unsafe"));
  const page = await response.text();
  assert.ok(!/<script|\son\w+=|\sstyle=|https?:\/\//i.test(page));
  const css = await load(fakePorts(), "/status.css");
  assert.equal(css.headers.get("content-type"), "text/css; charset=utf-8");
  assert.ok(!/url\(|@import/.test(await css.text()));
});

Deno.test("an analyser that cannot be had is told, with the reason; the others are not", async () => {
  const page = await (await load(fakePorts())).text();
  assert.match(page, /The analyser ollama is left alone for a while: no answer within 15000 ms/);
  assert.ok(!page.includes("The analyser offline"));
});

Deno.test("the page has one heading, landmarks, and sections that are named by theirs", async () => {
  const page = await (await load(fakePorts())).text();
  assert.equal(page.match(/<h1/g)?.length, 1);
  for (const tag of ["header", "nav", "main", "footer"]) {
    assert.match(page, new RegExp(`<${tag}[ >]`));
  }
  const named = [...page.matchAll(/aria-labelledby="([^"]+)"/g)].map((match) => match[1]);
  assert.ok(named.length >= 6);
  for (const id of named) assert.equal(page.split(`id="${id}"`).length, 2, id);
});

Deno.test("the page asks for itself anew, and stops when told to", async () => {
  assert.match(await (await load(fakePorts())).text(), /http-equiv="refresh" content="5"/);
  const still = await (await load(fakePorts(), "/?refresh=off")).text();
  assert.ok(!still.includes('http-equiv="refresh"'));
  assert.equal((await load(fakePorts(), "/?refresh=often")).status, 400);
});

Deno.test("a supervisor that has gone silent is dated, not shown as well", async () => {
  const ports = fakePorts();
  ports.snapshot = { ...sampleSnapshot, at: SAMPLE_NOW - 40_000 };
  assert.match(await words(ports), /The supervisor was last heard 40 s ago/);
});

Deno.test("real money is never called simulated", async () => {
  const ports = fakePorts();
  ports.snapshot = { ...sampleSnapshot, mode: "live" };
  const text = await words(ports);
  assert.match(text, /LIVE real money/);
  assert.ok(!text.includes("simulated"));
});
