import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import { client, LISTS, problemOf } from "./testing/client.ts";
import { type FakePorts, fakePorts } from "./testing/fakes.ts";
import * as views from "./views.ts";

const page = z.object({ items: z.array(z.unknown()), nextCursor: z.string().nullable() });

Deno.test("every list answers items of its schema and a cursor", async () => {
  const ports = fakePorts();
  await deadLetter(ports);
  const get = client(ports);
  for (const [path, schema] of Object.entries(LISTS)) {
    const response = await get(path);
    assert.equal(response.status, 200, path);
    const { items } = page.parse(await response.json());
    assert.ok(items.length > 0, path);
    for (const item of items) schema.parse(item);
  }
});

Deno.test("the portfolio answers cash, equity and profit", async () => {
  const response = await client()("/api/portfolio");
  assert.equal(views.portfolioView.parse(await response.json()).equity, "100377.175");
});

Deno.test("a trade carries its signal and every vote", async () => {
  const response = await client()("/api/trades?limit=1");
  const { items: [trade] } = z.object({ items: z.array(views.tradeView) }).parse(
    await response.json(),
  );
  assert.equal(trade?.signal?.signalId, trade?.signalId);
  assert.deepEqual(trade?.signal?.votes.map(({ strategy }) => strategy), [
    "mean_reversion",
    "momentum",
  ]);
});

Deno.test("pages put together are the whole list, without doubles", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom("/api/signals", "/api/trades", "/api/orders", "/api/bars?ticker=KO"),
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 1, max: 50 }),
      async (path, count, limit) => {
        const get = client(fakePorts(count));
        const join = path.includes("?") ? "&" : "?";
        const whole = page.parse(await (await get(`${path}${join}limit=200`)).json()).items;
        const walked: unknown[] = [];
        let cursor: string | null = null;
        do {
          const next = cursor === null ? "" : `&cursor=${cursor}`;
          const part: z.output<typeof page> = page.parse(
            await (await get(`${path}${join}limit=${limit}${next}`)).json(),
          );
          assert.ok(part.items.length <= limit);
          assert.ok(part.items.length > 0 || count === 0);
          walked.push(...part.items);
          cursor = part.nextCursor;
        } while (cursor !== null);
        assert.equal(whole.length, count);
        assert.deepEqual(walked, whole);
      },
    ),
    { numRuns: 40 },
  );
});

Deno.test("HEAD answers as GET does, without a body", async () => {
  const response = await client()("/api/trades", { method: "HEAD" });
  assert.equal(response.status, 200);
  assert.equal(await response.text(), "");
});

Deno.test("the process is alive whatever is missing around it", async () => {
  const ports = fakePorts();
  ports.snapshot = null;
  ports.records.ping = () => Promise.reject(new StoreUnavailable("away"));
  assert.equal((await client(ports)("/healthz")).status, 200);
});

Deno.test("ready is only who has every actor, the database and the mailbox", async () => {
  const ports = fakePorts();
  const get = client(ports);
  const ready = ports.snapshot!.actors.map((actor) => ({ ...actor, state: "ready" as const }));
  ports.snapshot = { ...ports.snapshot!, actors: ready };
  assert.equal((await get("/readyz")).status, 200);

  ports.records.ping = () => Promise.reject(new StoreUnavailable("away"));
  await ports.mailbox.close();
  ports.snapshot = { ...ports.snapshot, actors: [{ ...ready[0]!, state: "starting" }] };
  const { missing } = await problemOf(await get("/readyz"), 503);
  assert.deepEqual(missing?.map(({ what }) => what), ["database", "mailbox", "market_clock"]);
});

Deno.test("a database that never answers keeps the system from being ready", async () => {
  const ports = fakePorts();
  ports.records.ping = () => new Promise(() => {});
  const answer = client(ports)("/readyz");
  await ports.clock.advance(2_000);
  const { missing } = await problemOf(await answer, 503);
  assert.equal(missing?.[0]?.what, "database");
});

Deno.test("metrics that cannot be read leave the others in place", async () => {
  const ports = fakePorts();
  ports.records.totals = () => Promise.reject(new StoreUnavailable("away"));
  const response = await client(ports)("/metrics");
  assert.equal(response.headers.get("content-type"), "text/plain; version=0.0.4; charset=utf-8");
  const text = await response.text();
  assert.ok(!text.includes("trades_executed"));
  assert.match(text, /^actor_ready\{actor="market_clock"\} 1$/m);
});

Deno.test("an actor is shown with what waits for it and for how long", async () => {
  const ports = fakePorts();
  const encoded = await deadLetter(ports);
  await ports.mailbox.publish("market:bars", 1, [{ ...encoded, seq: 2 }]);
  const { items } = views.actorsView.parse(await (await client(ports)("/api/actors")).json());
  const generator = items.find(({ name }) => name === "signal_generator");
  assert.deepEqual(generator?.mailbox, [{
    stream: "market:bars",
    depth: 1,
    pending: 0,
    parked: 0,
    oldestAt: "2014-06-09T15:28:00.000Z",
    ageMs: 120_000,
  }]);
  assert.equal(generator?.lastFailure?.name, "TypeError");
});

Deno.test("a dead letter is shown with its reason and the beginning of its bytes", async () => {
  const ports = fakePorts();
  await deadLetter(ports);
  const response = await client(ports)("/api/dead-letters");
  const { items: [letter] } = z.object({ items: z.array(views.deadLetterView) }).parse(
    await response.json(),
  );
  assert.equal(letter?.reason, "a bar without a close");
  assert.equal(letter?.group, "signal_generator");
  assert.equal(letter?.bodyComplete, true);
  assert.equal(z.object({ id: z.string() }).parse(JSON.parse(letter?.body ?? "")).id, "m1");
});

/** Publishes one bar, which its consumer gives up; returns the entry. */
async function deadLetter({ mailbox }: FakePorts) {
  const envelope = {
    id: "m1",
    type: "bar",
    version: 1,
    at: Date.parse("2014-06-09T15:28:00Z"),
    seq: 1,
    key: "AAPL",
    causationId: null,
    correlationId: "m1",
    traceparent: null,
    payload: {},
  };
  const entry = { seq: 1, key: "AAPL", body: new TextEncoder().encode(JSON.stringify(envelope)) };
  await mailbox.ensureGroup("market:bars", "signal_generator");
  await mailbox.publish("market:bars", 0, [entry]);
  const consumer = await mailbox.consume({
    streams: ["market:bars"],
    group: "signal_generator",
    consumer: "signal_generator#1",
    exclusive: true,
  });
  const [delivery] = await consumer.receive({ max: 1, waitMs: 0 });
  await consumer.reject(delivery!, "a bar without a close");
  await consumer.close();
  return entry;
}
