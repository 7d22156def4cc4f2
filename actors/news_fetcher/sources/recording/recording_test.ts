import assert from "node:assert/strict";
import { join } from "node:path";
import { seededRandomness } from "../../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../../runtime/clock/virtual.ts";
import { type SourceConfig, sourceConfigSchema } from "../catalogue.ts";
import { testSourceContract } from "../contract.ts";
import { createSource } from "../create.ts";
import { guardedHttp } from "../http/guarded.ts";
import { recordedSource } from "../recorded.ts";
import type { PollOutcome, SourceItem } from "../source.ts";
import { ALPACA_CREDENTIALS, FakeAlpacaNews } from "../testing/alpaca_news.ts";
import { COMPRESSORS, utf8 } from "../testing/compress.ts";
import { FakeFeed, rss } from "../testing/feed.ts";
import { FakeReddit, REDDIT_CREDENTIALS } from "../testing/reddit.ts";
import { FakeServer, unhurried } from "../testing/server.ts";
import { interpretExchange } from "./interpret.ts";
import { readRecordedSources, UnusableFeeds } from "./reader.ts";
import { RecordingFailed, SourceRecorder } from "./recorder.ts";

const START = Date.UTC(2026, 6, 27, 15);

/** A folder for recordings, gone at the end. */
class Folder implements Disposable {
  readonly path = Deno.makeTempDirSync({ prefix: "recording-" });

  file(...parts: string[]): string {
    return join(this.path, ...parts);
  }

  [Symbol.dispose](): void {
    Deno.removeSync(this.path, { recursive: true });
  }
}

function live(config: unknown, allowed: string, recordTo: string, clock = new VirtualClock(START)) {
  const parsed: SourceConfig = sourceConfigSchema.parse(config);
  return createSource(parsed, {
    http: guardedHttp({ clock, allowedHosts: [allowed], limits: { bodyBytesMax: 100_000 } }),
    clock,
    random: seededRandomness(1),
    credentials: { alpaca: ALPACA_CREDENTIALS, reddit: REDDIT_CREDENTIALS },
    allowedHosts: [allowed],
    recordTo,
  });
}

async function replayed(folder: Folder): Promise<{ at: number | null; outcome: PollOutcome }[]> {
  const told = [];
  for (const { exchanges } of readRecordedSources(folder.path)) {
    for (const exchange of exchanges) {
      told.push({ at: exchange.at, outcome: await interpretExchange(exchange) });
    }
  }
  return told;
}

/** An outcome without what only a live source needs. */
function told({ memory: _, ...outcome }: PollOutcome) {
  return outcome;
}

testSourceContract("recorded", () => {
  const folder = new Folder();
  const feed = new FakeFeed();
  const server = FakeServer.start(feed.handler);
  const config = { kind: "rss", name: "wire", url: server.url("/feed") };
  const recording = live(config, server.host, folder.path);
  return {
    make: () => recordedSource(readRecordedSources(folder.path)[0]!),
    async tell(headline) {
      feed.tell(headline);
      await recording.poll({}, unhurried());
    },
    async [Symbol.asyncDispose]() {
      folder[Symbol.dispose]();
      await server[Symbol.asyncDispose]();
    },
  };
});

Deno.test("whatever a live source said is said again by its recording, at the recorded times", async () => {
  using folder = new Folder();
  const answers = [
    () => new Response(rss("<item><title>One</title></item>"), { headers: { etag: '"1"' } }),
    () => new Response(null, { status: 304 }),
    () =>
      new Response(COMPRESSORS.gzip(utf8(rss("<item><title>Two</title></item>"))), {
        headers: { "content-encoding": "gzip" },
      }),
    () => new Response("<html><title>Access Denied</title></html>"),
    () => new Response("", { status: 429, headers: { "retry-after": "60" } }),
    () => new Response(new Uint8Array(100_001)),
  ];
  await using server = FakeServer.start(() => answers[server.seen.length - 1]!());
  const clock = new VirtualClock(START);
  const config = { kind: "rss", name: "wire", url: server.url("/feed") };
  const source = live(config, server.host, folder.path, clock);
  const outcomes: PollOutcome[] = [];
  for (const _ of answers) {
    outcomes.push(await source.poll(outcomes.at(-1)?.memory ?? {}, unhurried()));
    await clock.advance(60_000);
  }
  assert.deepEqual(outcomes.map(({ kind }) => kind), [
    "items",
    "unchanged",
    "items",
    "failed",
    "failed",
    "failed",
  ]);
  const again = await replayed(folder);
  assert.deepEqual(again.map(({ outcome }) => told(outcome)), outcomes.map(told));
  assert.deepEqual(again.map(({ at }) => at), answers.map((_, i) => START + i * 60_000));
});

Deno.test("bodies are kept byte for byte as they were sent, each once", async () => {
  using folder = new Folder();
  const sent = COMPRESSORS.br(utf8(rss("<item><title>One</title></item>")));
  await using server = FakeServer.start(() =>
    new Response(sent, { headers: { "content-encoding": "br", "set-cookie": "session=secret" } })
  );
  const config = { kind: "rss", name: "wire", url: server.url("/feed?q=1") };
  const source = live(config, server.host, folder.path);
  await source.poll({}, unhurried());
  await source.poll({}, unhurried());
  const bodies = [...Deno.readDirSync(folder.file("wire", "bodies"))];
  assert.equal(bodies.length, 1);
  assert.deepEqual(
    Deno.readFileSync(folder.file("wire", "bodies", bodies[0]!.name)),
    new Uint8Array(sent),
  );
  const [recorded] = readRecordedSources(folder.path);
  assert.equal(recorded?.exchanges.length, 2);
  const [first] = recorded?.exchanges ?? [];
  assert.ok(first?.kind === "answer");
  const answer = first.load();
  assert.equal(answer.url, server.url("/feed?q=1"));
  assert.equal(answer.headers["content-encoding"], "br");
  assert.equal(answer.headers["set-cookie"], undefined);
});

Deno.test("Reddit is recorded without its token, and Alpaca without its keys", async () => {
  using folder = new Folder();
  await using reddit = new FakeReddit();
  reddit.post({ title: "Post" });
  await using alpaca = new FakeAlpacaNews();
  alpaca.publish({ headline: "Article" });
  const base = reddit.server.url();
  const posts = live(
    {
      kind: "reddit",
      name: "posts",
      subreddits: ["stocks"],
      access: "oauth",
      baseUrl: base,
      tokenUrl: `${base}api/v1/access_token`,
    },
    reddit.server.host,
    folder.path,
  );
  const articles = live(
    { kind: "alpaca_news", name: "articles", baseUrl: alpaca.server.url() },
    alpaca.server.host,
    folder.path,
  );
  const outcomes = [await articles.poll({}, unhurried()), await posts.poll({}, unhurried())];
  assert.deepEqual(
    (await replayed(folder)).map(({ outcome }) => told(outcome)),
    outcomes.map(told),
  );
  let everything = "";
  for (const name of ["posts", "articles"]) {
    everything += Deno.readTextFileSync(folder.file(name, "exchanges.jsonl"));
    for (const body of Deno.readDirSync(folder.file(name, "bodies"))) {
      everything += Deno.readTextFileSync(folder.file(name, "bodies", body.name));
    }
  }
  const { clientSecret } = REDDIT_CREDENTIALS;
  for (
    const secret of [
      "token-1",
      clientSecret,
      btoa(`${REDDIT_CREDENTIALS.clientId}:${clientSecret}`),
    ]
  ) {
    assert.ok(!everything.includes(secret), secret);
  }
  for (const secret of Object.values(ALPACA_CREDENTIALS)) assert.ok(!everything.includes(secret));
});

Deno.test("what the news socket pushed is recorded and heard again", async () => {
  using folder = new Folder();
  await using alpaca = new FakeAlpacaNews();
  const clock = new VirtualClock(START);
  const source = live(
    { kind: "alpaca_news", name: "pushed", streamUrl: alpaca.streamUrl },
    alpaca.server.host,
    folder.path,
    clock,
  );
  const subscribed = alpaca.subscribed();
  const stop = new AbortController();
  const { promise: heard, resolve } = Promise.withResolvers<readonly SourceItem[]>();
  const listening = source.listen?.(resolve, stop.signal);
  await subscribed;
  alpaca.push({ headline: "Apple beats", symbols: ["AAPL"] });
  const items = await heard;
  stop.abort();
  await listening;
  const outcomes = (await replayed(folder)).map(({ outcome }) => outcome);
  const again = outcomes.flatMap((outcome) => outcome.kind === "items" ? outcome.items : []);
  assert.deepEqual(again, items);
  assert.ok(
    !Deno.readTextFileSync(folder.file("pushed", "exchanges.jsonl")).includes("not-a-secret"),
  );
});

Deno.test("a crash at any byte loses the exchange under way and nothing else, and recording goes on", async () => {
  using folder = new Folder();
  await using server = FakeServer.start(() =>
    new Response(rss(`<item><title>Number ${server.seen.length}</title></item>`))
  );
  const config = { kind: "rss", name: "wire", url: server.url("/feed") };
  const poll = () => live(config, server.host, folder.path).poll({}, unhurried());
  await poll();
  const path = folder.file("wire", "exchanges.jsonl");
  const whole = Deno.readFileSync(path);
  await poll();
  const both = Deno.readFileSync(path);
  const secondLine = both.indexOf(0x0a, whole.length) + 1;
  const titles = async () =>
    (await replayed(folder)).flatMap(({ outcome }) =>
      outcome.kind === "items" ? outcome.items.map(({ title }) => title) : []
    );
  assert.deepEqual(await titles(), ["Number 1", "Number 2"]);
  for (let length = secondLine; length < both.length; length += 37) {
    Deno.writeFileSync(path, both.subarray(0, length));
    assert.deepEqual(await titles(), ["Number 1"], `cut at ${length}`);
  }
  await poll();
  assert.deepEqual(await titles(), ["Number 1", "Number 3"]);
});

Deno.test("a source that changes its description goes on under the new one", async () => {
  using folder = new Folder();
  await using reddit = new FakeReddit();
  reddit.post({ title: "Middling", score: 20 });
  for (const scoreMin of [50, 10]) {
    const config = {
      kind: "reddit",
      name: "posts",
      subreddits: ["stocks"],
      scoreMin,
      baseUrl: reddit.server.url(),
    };
    await live(config, reddit.server.host, folder.path).poll({}, unhurried());
  }
  const counts = (await replayed(folder)).map(({ outcome }) =>
    outcome.kind === "items" ? outcome.items.length : null
  );
  assert.deepEqual(counts, [0, 1]);
});

Deno.test("a recording that was tampered with, or is none, is refused with a sentence", async () => {
  using folder = new Folder();
  assert.throws(() => readRecordedSources(folder.path), /found neither/);
  assert.throws(() => readRecordedSources(folder.file("nowhere")), /there is no such folder/);
  await using server = FakeServer.start(() => new Response(rss("")));
  const config = { kind: "rss", name: "wire", url: server.url("/feed") };
  await live(config, server.host, folder.path).poll({}, unhurried());
  const path = folder.file("wire", "exchanges.jsonl");
  const lines = Deno.readTextFileSync(path);
  const [body] = [...Deno.readDirSync(folder.file("wire", "bodies"))];
  Deno.writeTextFileSync(folder.file("wire", "bodies", body!.name), "changed");
  await assert.rejects(replayed(folder), /a body's name is the SHA-256 of its bytes/);
  Deno.writeTextFileSync(path, lines.split("\n").slice(1).join("\n"));
  assert.throws(() => readRecordedSources(folder.path), /exchanges.jsonl:1: the first line says/);
  Deno.writeTextFileSync(path, `nonsense\n${lines}`);
  assert.throws(() => readRecordedSources(folder.path), /exchanges.jsonl:1: a line is one JSON/);
  Deno.writeTextFileSync(path, `${lines}{"kind":"answer"}\n`);
  assert.throws(() => readRecordedSources(folder.path), UnusableFeeds);
});

Deno.test("a line cannot lead to a file outside of the recording", async () => {
  using folder = new Folder();
  await using server = FakeServer.start(() => new Response(rss("")));
  const config = { kind: "rss", name: "wire", url: server.url("/feed") };
  await live(config, server.host, folder.path).poll({}, unhurried());
  const path = folder.file("wire", "exchanges.jsonl");
  const lines = Deno.readTextFileSync(path);
  Deno.writeTextFileSync(path, lines.replace(/"body":"[0-9a-f]+"/, '"body":"../../../etc/passwd"'));
  assert.throws(() => readRecordedSources(folder.path), UnusableFeeds);
});

Deno.test("a folder that cannot be written to is a failure with a sentence", () => {
  using folder = new Folder();
  Deno.writeTextFileSync(folder.file("wire"), "a file where a folder is needed");
  const config = sourceConfigSchema.parse({ kind: "rss", name: "wire", url: "https://a.example/" });
  assert.throws(
    () => SourceRecorder.open(folder.path, config, new VirtualClock()),
    (error) => error instanceof RecordingFailed && /--record/.test(error.message),
  );
});
