import assert from "node:assert/strict";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { sourceConfigSchema } from "./catalogue.ts";
import { createSource } from "./create.ts";
import { guardedHttp } from "./http/guarded.ts";
import { afterPoll, newSourceHealth } from "./schedule.ts";
import { FakeFeed } from "./testing/feed.ts";
import { FakeServer, unhurried } from "./testing/server.ts";

const HOUR_MS = 3_600_000;

/** What is wrong with the server in a given minute. */
function faultAt(minute: number): Response | null {
  if (minute >= 15 && minute < 18) return new Response("", { status: 503 });
  if (minute >= 24 && minute < 28) {
    return new Response("", { status: 429, headers: { "retry-after": "180" } });
  }
  if (minute >= 34 && minute < 38) return new Response("<html><title>Access Denied</title></html>");
  return null;
}

Deno.test("over an hour a feed updates, fails, limits, lies and recovers; every entry is heard once and every poll accounted for", async () => {
  const start = Date.UTC(2026, 6, 27, 14);
  const clock = new VirtualClock(start);
  const random = seededRandomness(42);
  const feed = new FakeFeed();
  let told = 0;
  const answers = { good: 0, unchanged: 0, bad: 0 };
  await using server = FakeServer.start(async (seen) => {
    const minute = Math.floor((clock.now() - start) / 60_000);
    // The world goes on whether anybody asks: a story every two minutes.
    while (told <= minute / 2) feed.tell(`Story ${told++}`);
    const fault = faultAt(minute);
    if (fault !== null) {
      answers.bad++;
      return fault;
    }
    const answer = await feed.handler(seen);
    answers[answer.status === 304 ? "unchanged" : "good"]++;
    return answer;
  });
  const config = sourceConfigSchema.parse({
    kind: "rss",
    name: "wire",
    url: server.url("/feed"),
    everyMs: 60_000,
  });
  const source = createSource(config, {
    http: guardedHttp({ clock, allowedHosts: [server.host] }),
    clock,
    random,
    credentials: { alpaca: null, reddit: null },
    allowedHosts: [],
    recordTo: null,
  });
  let health = newSourceHealth(clock.now(), random);
  let memory = {};
  const known = new Set<string>();
  const codes = new Set<string>();
  while (health.nextPollAt < start + HOUR_MS) {
    await clock.advance(health.nextPollAt - clock.now());
    const before = clock.now();
    const outcome = await source.poll(memory, unhurried());
    memory = outcome.memory;
    const guids = outcome.kind === "items" ? outcome.items.map(({ guid }) => guid ?? "") : [];
    const fresh = guids.filter((guid) => !known.has(guid));
    for (const guid of fresh) known.add(guid);
    if (outcome.kind === "failed") codes.add(outcome.failure.code);
    const polled = { outcome, at: clock.now(), newItems: fresh.length, everyMs: config.everyMs };
    health = afterPoll(health, polled, random);
    if (outcome.kind === "failed" && outcome.failure.code === "rate_limited") {
      assert.ok(health.nextPollAt >= before + 180_000, "Retry-After is honoured");
    }
  }
  assert.equal(known.size, told, "every story was heard, and once");
  assert.equal(health.newItems, told);
  assert.equal(health.polls, server.seen.length);
  assert.equal(health.polls, answers.good + answers.unchanged + answers.bad);
  assert.equal(health.errors, answers.bad);
  assert.deepEqual([...codes].sort(), ["http_status", "not_a_feed", "rate_limited"]);
  assert.equal(health.failuresInARow, 0);
  assert.ok(answers.unchanged > 0 && answers.good > 5);
  assert.ok(answers.bad <= 8, `${answers.bad} failures in 11 bad minutes: it backs off`);
});
