import assert from "node:assert/strict";
import type { Millis } from "../../../../runtime/clock/clock.ts";
import { seededRandomness } from "../../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../../runtime/clock/virtual.ts";
import { alpacaNewsSource } from "../alpaca.ts";
import { sourceConfigSchema } from "../catalogue.ts";
import type { SourceFailure, SourceItem } from "../source.ts";
import { ALPACA_CREDENTIALS, FakeAlpacaNews } from "../testing/alpaca_news.ts";

/** Somebody who listens, and what they heard. */
class Listener implements AsyncDisposable {
  readonly heard: { item: SourceItem; at: Millis }[] = [];
  readonly troubles: SourceFailure[] = [];
  readonly clock = new VirtualClock(Date.UTC(2026, 6, 27, 15));
  readonly #stop = new AbortController();
  readonly #waiting: { done: () => boolean; resolve: () => void }[] = [];
  readonly listening: Promise<void>;

  constructor(alpaca: FakeAlpacaNews, symbols: readonly string[] = []) {
    const { clock } = this;
    const config = sourceConfigSchema.parse({
      kind: "alpaca_news",
      name: "alpaca",
      symbols,
      streamUrl: alpaca.streamUrl,
    });
    assert.ok(config.kind === "alpaca_news");
    const http = { send: () => Promise.reject(new Error("only the socket is tried here")) };
    const source = alpacaNewsSource(config, {
      http,
      clock,
      random: seededRandomness(1),
      credentials: ALPACA_CREDENTIALS,
    });
    assert.ok(source.listen !== undefined);
    this.listening = source.listen(
      (items, at) => {
        for (const item of items) this.heard.push({ item, at });
        this.#look();
      },
      this.#stop.signal,
      (failure) => {
        this.troubles.push(failure);
        this.#look();
      },
    );
  }

  /** Resolves once it is so. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
      this.#look();
    });
  }

  titles(): string[] {
    return this.heard.map(({ item }) => item.title);
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.listening;
  }

  #look(): void {
    for (const { done, resolve } of this.#waiting) if (done()) resolve();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

Deno.test("news is heard as it is pushed, with the time of this machine", async () => {
  await using alpaca = new FakeAlpacaNews();
  const subscribed = alpaca.subscribed();
  await using listener = new Listener(alpaca, ["AAPL"]);
  await subscribed;
  assert.deepEqual(alpaca.subscriptions, [["AAPL"]]);
  alpaca.push({ headline: "Apple beats", symbols: ["AAPL"] });
  await listener.until(() => listener.heard.length === 1);
  const [{ item, at }] = [listener.heard[0]!];
  assert.equal(item.title, "Apple beats");
  assert.deepEqual(item.symbols, ["AAPL"]);
  assert.equal(at, listener.clock.now());
  assert.deepEqual(listener.troubles, []);
});

Deno.test("several articles in a frame are heard, and what is unknown or broken among them is passed over", async () => {
  await using alpaca = new FakeAlpacaNews();
  const subscribed = alpaca.subscribed();
  await using listener = new Listener(alpaca);
  await subscribed;
  assert.deepEqual(alpaca.subscriptions, [["*"]]);
  alpaca.send([
    { T: "n", id: 1, headline: "One" },
    { T: "n", id: 2 },
    { T: "x-new-kind" },
    7,
    { T: "n", id: 3, headline: "Three" },
  ]);
  await listener.until(() => listener.heard.length === 2);
  assert.deepEqual(listener.titles(), ["One", "Three"]);
});

Deno.test("a connection that breaks is made again after a wait", async () => {
  await using alpaca = new FakeAlpacaNews();
  const first = alpaca.subscribed();
  await using listener = new Listener(alpaca);
  await first;
  const second = alpaca.subscribed();
  alpaca.drop();
  await listener.until(() => listener.troubles.length === 1);
  assert.equal(alpaca.upgrades, 1, "not at once");
  await listener.clock.advance(5_000);
  await second;
  alpaca.push({ headline: "After" });
  await listener.until(() => listener.heard.length === 1);
  assert.equal(alpaca.upgrades, 2);
});

Deno.test("a quiet stream is asked whether it is there, and left alone when it is", async () => {
  await using alpaca = new FakeAlpacaNews();
  const first = alpaca.subscribed();
  await using listener = new Listener(alpaca);
  await first;
  // The confirmation of the subscription is on its way: the first item is behind it.
  alpaca.push({ headline: "Mark" });
  await listener.until(() => listener.heard.length === 1);
  const asked = alpaca.subscribed();
  await listener.clock.advance(60_000);
  await asked;
  alpaca.push({ headline: "Still there" });
  await listener.until(() => listener.heard.length === 2);
  await listener.clock.advance(59_000);
  assert.deepEqual(listener.troubles, []);
  assert.equal(alpaca.upgrades, 1);
});

Deno.test("a stream that is connected and mute is noticed by this machine's time, and left", async () => {
  await using alpaca = new FakeAlpacaNews();
  const first = alpaca.subscribed();
  await using listener = new Listener(alpaca);
  await first;
  alpaca.push({ headline: "Mark" });
  await listener.until(() => listener.heard.length === 1);
  alpaca.mute = true;
  await listener.clock.advance(60_000 + 15_000);
  assert.equal(listener.troubles.length, 1);
  assert.equal(listener.troubles[0]?.code, "timeout");
  assert.match(listener.troubles[0]?.message ?? "", /mute/);
  alpaca.mute = false;
  const second = alpaca.subscribed();
  await listener.clock.advance(5_000);
  await second;
});

Deno.test("a refused upgrade, a busy account and garbage are troubles with a name, each tried again", async () => {
  for (const fault of ["upgrade_refused", "connection_limit", "garbage"] as const) {
    await using alpaca = new FakeAlpacaNews();
    alpaca.fault = fault;
    await using listener = new Listener(alpaca);
    await listener.until(() => listener.troubles.length === 1);
    assert.equal(listener.troubles[0]?.code, fault === "garbage" ? "unreadable" : "unreachable");
    alpaca.fault = "none";
    const subscribed = alpaca.subscribed();
    await listener.clock.advance(10_000);
    await subscribed;
  }
});

Deno.test("a stream without a welcome is given up", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.fault = "no_welcome";
  await using listener = new Listener(alpaca);
  await listener.clock.advance(10_000);
  await listener.until(() => listener.troubles.length === 1);
  assert.equal(listener.troubles[0]?.code, "timeout");
});

Deno.test("keys that are refused are tried again much later, not in a loop", async () => {
  await using alpaca = new FakeAlpacaNews();
  alpaca.fault = "auth_failed";
  await using listener = new Listener(alpaca);
  await listener.until(() => listener.troubles.length === 1);
  assert.equal(listener.troubles[0]?.code, "unauthorised");
  await listener.clock.advance(600_000);
  assert.equal(alpaca.upgrades, 1);
  alpaca.fault = "none";
  const subscribed = alpaca.subscribed();
  await listener.clock.advance(300_000);
  await subscribed;
});

Deno.test("the waits grow, with jitter, up to five minutes", async () => {
  const clock = new VirtualClock();
  const stop = new AbortController();
  const attempts: number[] = [];
  const config = sourceConfigSchema.parse({ kind: "alpaca_news", name: "alpaca" });
  assert.ok(config.kind === "alpaca_news");
  const source = alpacaNewsSource(config, {
    http: { send: () => Promise.reject(new Error("not asked")) },
    clock,
    random: { next: () => 0.999 },
    credentials: ALPACA_CREDENTIALS,
    openSocket() {
      attempts.push(clock.now());
      throw new Error("no network");
    },
  });
  const listening = source.listen?.(() => {}, stop.signal);
  await clock.advance(3_600_000);
  const waits = attempts.slice(1).map((at, i) => at - attempts[i]!);
  assert.ok(waits.every((wait, i) => i === 0 || wait >= waits[i - 1]!), `${waits}`);
  assert.ok(waits[0]! >= 1_000 && waits[0]! <= 2_000);
  assert.ok(waits.at(-1)! <= 300_000 && waits.at(-1)! > 290_000);
  stop.abort();
  await listening;
  assert.equal(clock.pending, 0);
});

Deno.test("a listener that fails is the caller's to know of", async () => {
  await using alpaca = new FakeAlpacaNews();
  const config = sourceConfigSchema.parse({
    kind: "alpaca_news",
    name: "alpaca",
    streamUrl: alpaca.streamUrl,
  });
  assert.ok(config.kind === "alpaca_news");
  const source = alpacaNewsSource(config, {
    http: { send: () => Promise.reject(new Error("not asked")) },
    clock: new VirtualClock(),
    random: seededRandomness(1),
    credentials: ALPACA_CREDENTIALS,
  });
  const subscribed = alpaca.subscribed();
  const listening = source.listen?.(() => {
    throw new Error("a defect");
  }, new AbortController().signal);
  assert.ok(listening !== undefined);
  await subscribed;
  alpaca.push({ headline: "News" });
  await assert.rejects(listening, /a defect/);
});
