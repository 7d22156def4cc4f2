import assert from "node:assert/strict";
import { z } from "zod";
import { defineActor, done, type MessageMeta, retry } from "../actor.ts";
import { defineStream } from "../stream.ts";
import type { ActorBench, Given } from "../testing/kit.ts";
import { testActor } from "../testing/kit.ts";
import { defineTable, Fenced } from "./store.ts";

const orders = defineStream({
  name: "orders",
  rank: 1,
  types: { order: z.strictObject({ amount: z.number() }) },
});
const fills = defineStream({
  name: "fills",
  rank: 2,
  types: { fill: z.strictObject({ order: z.string(), receipt: z.number() }) },
});
const intents = defineTable({
  name: "intents",
  schema: z.strictObject({
    id: z.string(),
    at: z.number(),
    amount: z.number(),
    receipt: z.number().nullable(),
  }),
  key: ["id"],
  conflict: "replace",
});

/** A venue that knows each order by its id: asked again, it gives the same receipt. */
class Venue {
  readonly orders = new Map<string, number>();
  readonly asked: string[] = [];
  #hold: (() => void)[] | null = null;

  async submit(id: string): Promise<number> {
    this.asked.push(id);
    if (this.#hold !== null) await new Promise<void>((resolve) => this.#hold!.push(resolve));
    if (!this.orders.has(id)) this.orders.set(id, this.orders.size + 1);
    return this.orders.get(id)!;
  }

  hold(): void {
    this.#hold = [];
  }

  release(): void {
    for (const resolve of this.#hold ?? []) resolve();
    this.#hold = null;
  }
}

interface Request {
  readonly id: string;
  readonly amount: number;
}

/** Writes an intent, asks the venue, and publishes what it answered. */
function executor(venue: Venue, story: string[] = []) {
  return defineActor({
    name: "executor",
    consumes: [orders],
    produces: [fills],
    config: z.null(),
    order: "total",
    effects: { submit: (_state: null, request: Request) => venue.submit(request.id) },
    async start(env) {
      for (const intent of await env.resources.store.select(intents, { receipt: null })) {
        const meta: MessageMeta = {
          id: intent.id,
          at: intent.at,
          key: "",
          correlationId: intent.id,
          traceparent: null,
        };
        env.perform("submit", { id: intent.id, amount: intent.amount }, meta);
      }
      return null;
    },
    handle(_state, message, ctx) {
      if (message.from === "orders") {
        story.push(`order ${message.payload.amount}`);
        const { amount } = message.payload;
        ctx.write(intents, { id: message.id, at: message.at, amount, receipt: null });
        ctx.perform("submit", { id: message.id, amount });
      } else {
        story.push(`receipt ${message.result}`);
        const { id, amount } = message.request;
        ctx.write(intents, { id, at: message.at, amount, receipt: message.result });
        ctx.publish(fills, "fill", { order: id, receipt: message.result }, { key: message.key });
      }
      return done;
    },
  });
}

const order = (amount: number, at = amount): Given => ({
  stream: "orders",
  type: "order",
  payload: { amount },
  at,
  id: `order ${amount}`,
});

const receipts = (bench: ActorBench) =>
  bench.published("fills").map(({ payload }) => (payload as { receipt: number }).receipt);

Deno.test("an outside effect is performed once what asked for it is committed", async () => {
  const venue = new Venue();
  await using bench = await testActor(executor(venue));
  bench.plan({ call: "store.commit", when: "before", what: "crash" });
  await bench.give(order(1));
  assert.deepEqual(venue.asked, []);
  await bench.restart();
  assert.deepEqual(venue.asked, ["order 1"]);
  assert.deepEqual(receipts(bench), [1]);
});

Deno.test("the answer of an effect is handled before any other message", async () => {
  const story: string[] = [];
  const venue = new Venue();
  await using bench = await testActor(executor(venue, story));
  venue.hold();
  await bench.give(order(1), order(2));
  assert.deepEqual(story, ["order 1"]);
  venue.release();
  await bench.advance(1);
  assert.deepEqual(story, ["order 1", "receipt 1", "order 2", "receipt 2"]);
});

Deno.test("an effect that is not answered holds the watermark", async () => {
  const venue = new Venue();
  await using bench = await testActor(executor(venue));
  await bench.watermark("orders", 9);
  venue.hold();
  await bench.give(order(10));
  await bench.watermark("orders", 20);
  assert.equal(bench.promised("fills"), 9);
  venue.release();
  await bench.advance(1);
  assert.equal(bench.promised("fills"), 20);
  assert.equal(bench.published("fills")[0]!.at, 10);
});

for (const when of ["before", "after"] as const) {
  Deno.test(`an effect is asked for again after a crash ${when} the answer was committed`, async () => {
    const venue = new Venue();
    await using bench = await testActor(executor(venue));
    bench.plan({ call: "store.commit", when, what: "crash", skip: 1 });
    await bench.give(order(1));
    await bench.restart();
    await bench.advance(1_100);
    assert.deepEqual(venue.asked, when === "before" ? ["order 1", "order 1"] : ["order 1"]);
    assert.equal(venue.orders.size, 1);
    assert.deepEqual(receipts(bench), [1]);
    assert.deepEqual(bench.rows(intents).map(({ receipt }) => receipt), [1]);
  });
}

Deno.test("an answer has the same id whoever asks, and however often", async () => {
  const ids: string[] = [];
  for (const crash of [false, true]) {
    await using bench = await testActor(executor(new Venue()));
    if (crash) bench.plan({ call: "store.commit", when: "before", what: "crash", skip: 1 });
    await bench.give(order(1));
    if (crash) await bench.restart();
    ids.push(bench.published("fills")[0]!.id);
  }
  assert.equal(ids[0], ids[1]);
});

Deno.test("a fenced actor asks for nothing outside", async () => {
  const venue = new Venue();
  await using bench = await testActor(executor(venue));
  bench.plan({ call: "store.assertLease", when: "before", what: "hang" });
  await bench.give(order(1));
  const zombie = bench.world.running("executor");
  await bench.restart();
  assert.deepEqual(venue.asked, ["order 1"], "its successor asked");
  await bench.thaw();
  await bench.advance(3_000);
  assert.deepEqual(venue.asked, ["order 1"]);
  assert.ok(zombie.failure instanceof Fenced);
});

Deno.test("an effect that throws is a crash, and is asked for again", async () => {
  const venue = new Venue();
  const submit = venue.submit.bind(venue);
  venue.submit = () => Promise.reject(new Error("the venue hung up"));
  await using bench = await testActor(executor(venue));
  await bench.give(order(1));
  assert.match(bench.failure()!.message, /the venue hung up/);
  venue.submit = submit;
  await bench.restart();
  assert.deepEqual(receipts(bench), [1]);
});

Deno.test("an answer cannot be put off", async () => {
  const def = executor(new Venue());
  await using bench = await testActor({
    ...def,
    handle: ((state: null, message: { from: string }, ctx: never) =>
      message.from === "effect"
        ? retry(10, "not now")
        : def.handle(state, message as never, ctx)) as typeof def.handle,
  });
  await bench.give(order(1));
  assert.match(bench.failure()!.message, /only messages of a stream can be put off/);
});
