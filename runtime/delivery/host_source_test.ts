import assert from "node:assert/strict";
import { z } from "zod";
import { defineActor, done } from "../actor.ts";
import { defineStream } from "../stream.ts";
import { testActor, testTopology } from "../testing/kit.ts";
import { defineTable, StoreUnavailable } from "./store.ts";
import { InletClosed } from "./inlet.ts";

const readings = defineStream({ name: "readings", rank: 1, types: { reading: z.number() } });
const replies = defineStream({
  name: "replies",
  rank: 2,
  feedback: true,
  types: { reply: z.number() },
});
const seen = defineTable({
  name: "seen",
  schema: z.strictObject({ n: z.number() }),
  key: ["n"],
  conflict: "fail",
});

type Push = (n: number) => Promise<void>;

/** Publishes what the test pushes; `gate` receives the way to push of each life. */
function meter(gate: (push: Push) => Promise<void> | void) {
  return defineActor({
    name: "meter",
    consumes: [],
    produces: [readings],
    config: z.null(),
    order: "total",
    watermarks: "manual",
    local: { reading: z.number() },
    start: () => null,
    handle(_state, message, ctx) {
      if (message.from !== "local") return done;
      const n = message.payload;
      ctx.publish(readings, "reading", n, { key: "", at: n });
      ctx.watermark(n);
      return done;
    },
    source: async (_state, inlet) => await gate((n) => inlet.push("reading", n)),
  });
}

/** Reads everything, and says so on a feedback stream. */
const reader = defineActor({
  name: "reader",
  consumes: [readings],
  produces: [replies],
  config: z.null(),
  order: "total",
  start: () => null,
  handle(_state, message, ctx) {
    ctx.write(seen, { n: message.payload });
    ctx.publish(replies, "reply", message.payload, { key: "" });
    return done;
  },
});

function watch(promise: Promise<void>): { state: "waiting" | "done" | Error } {
  const watched: { state: "waiting" | "done" | Error } = { state: "waiting" };
  promise.then(() => watched.state = "done", (error) => watched.state = error);
  return watched;
}

Deno.test("a push resolves once its effects are committed", async () => {
  let push: Push = () => Promise.reject();
  await using bench = await testActor(meter((p) => void (push = p)));
  bench.plan({ call: "store.commit", when: "before", what: "hang" });
  const pushed = watch(push(1));
  await bench.advance(100);
  assert.equal(pushed.state, "waiting");
  await bench.thaw();
  assert.equal(pushed.state, "done");
  assert.deepEqual(bench.published("readings").map(({ payload }) => payload), [1]);
  assert.equal(bench.promised("readings"), 1);
});

Deno.test("a push whose commit is in doubt is rejected: the source offers it again", async () => {
  const pushes: Push[] = [];
  await using bench = await testActor(meter((p) => void pushes.push(p)));
  bench.plan({ call: "store.commit", when: "before", what: new StoreUnavailable("away") });
  const pushed = watch(pushes[0]!(1));
  await bench.advance(1_000);
  assert.ok(pushed.state instanceof InletClosed);
  assert.equal(pushes.length, 2, "the next life has a source of its own");
  await pushes[1]!(1);
  await bench.advance(1);
  assert.equal(bench.published("readings").length, 1);
});

Deno.test("a push is refused when the actor drains or stops", async () => {
  let push: Push = () => Promise.reject();
  await using bench = await testActor(meter((p) => void (push = p)));
  const drained = bench.drain();
  await bench.advance(30);
  await drained;
  await assert.rejects(push(1), InletClosed);
});

Deno.test("a push that no schema knows is refused at once", async () => {
  let push: Push = () => Promise.reject();
  await using bench = await testActor(meter((p) => void (push = p)));
  assert.throws(() => void push("one" as unknown as number), /expected number/);
  assert.equal(bench.alive(), true);
});

Deno.test("while consumers are too far behind a push waits, then goes on", async () => {
  let push: Push = () => Promise.reject();
  const bounds = { depthMax: 4 };
  await using bench = await testActor(meter((p) => void (push = p)), { bounds });
  const readers = bench.world.broker.stream("readings");
  readers.ensureGroup("reader");
  for (let n = 1; n <= 2; n++) await push(n);
  await bench.advance(5);
  const third = watch(push(3));
  await bench.advance(1_000);
  assert.equal(third.state, "waiting", "two readings and their watermarks are unread");
  readers.dropGroup("reader");
  await bench.advance(10);
  assert.equal(third.state, "done");
});

Deno.test("while the mailbox is away a push waits, and nothing is committed without bound", async () => {
  let push: Push = () => Promise.reject();
  await using bench = await testActor(meter((p) => void (push = p)));
  await push(1);
  bench.away.add("mailbox");
  await bench.advance(10);
  const second = watch(push(2));
  await bench.advance(1_000);
  assert.equal(second.state, "waiting");
  bench.away.clear();
  await bench.advance(5_000);
  assert.equal(second.state, "done");
});

Deno.test("a source that ends does not end its actor", async () => {
  await using bench = await testActor(meter(() => {}));
  await bench.advance(60_000);
  assert.equal(bench.alive(), true);
});

Deno.test("a source that throws is a crash", async () => {
  await using bench = await testActor(meter(() => Promise.reject(new Error("the feed is broken"))));
  assert.match(bench.failure()!.message, /the feed is broken/);
});

/** Turns readings into a loop: it consumes what its own consumer feeds back, and has a small store. */
const looped = defineActor({
  name: "meter",
  consumes: [replies],
  produces: [readings],
  config: z.null(),
  order: "total",
  watermarks: "manual",
  local: { reading: z.number() },
  start: () => null,
  handle(_state, message, ctx) {
    if (message.from !== "local") return done;
    const n = message.payload;
    ctx.publish(readings, "reading", n, { key: "", at: n });
    ctx.watermark(n);
    return done;
  },
  async source(_state, inlet) {
    await Promise.all(Array.from({ length: 200 }, (_, i) => inlet.push("reading", i + 1)));
  },
});

Deno.test("backpressure in a loop with a feedback stream slows down, and never locks", async () => {
  const bounds = { depthMax: 3, bufferMax: 4, batchMax: 2, outboxMax: 5 };
  await using bench = await testTopology([{ def: looped }, { def: reader }], { bounds });
  for (let i = 0; i < 100 && bench.rows(seen).length < 200; i++) await bench.advance(100);
  assert.equal(bench.rows(seen).length, 200);
  await bench.advance(1_000);
  assert.equal(bench.published("replies").length, 200);
  assert.equal(bench.unacknowledged("replies", "meter"), 0);
});

Deno.test("a message from outside in an actor that forwards is later than what was promised", async () => {
  const notes = defineStream({ name: "notes", rank: 2, types: { note: z.string() } });
  let push: (text: string) => Promise<void> = () => Promise.reject();
  const forwarding = defineActor({
    name: "forwarding",
    consumes: [readings],
    produces: [notes],
    config: z.null(),
    order: "total",
    local: { note: z.string() },
    start: () => null,
    handle(_state, message, ctx) {
      if (message.from === "local") ctx.publish(notes, "note", message.payload, { key: "" });
      return done;
    },
    source: (_state, inlet) => {
      push = (text) => inlet.push("note", text);
      return Promise.resolve();
    },
  });
  await using bench = await testActor(forwarding);
  await bench.watermark("readings", 500);
  await push("hello");
  await bench.restart();
  await push("again");
  await bench.advance(1);
  assert.deepEqual(bench.published("notes").map(({ at }) => at), [501, 501]);
  assert.equal(bench.alive(), true);
});
