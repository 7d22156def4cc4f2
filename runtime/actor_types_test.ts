import assert from "node:assert/strict";
import { z } from "zod";
import { createDefineActor, defineActor, discard, done, retry } from "./actor.ts";
import { defineTable } from "./delivery/store.ts";
import { defineStream } from "./stream.ts";

/*
 * What an actor's author gets wrong does not compile. Every "@ts-expect-error" below is a test: the
 * type check fails where the line under it would compile after all.
 */

const bars = defineStream({
  name: "market:bars",
  rank: 2,
  types: {
    bar: z.strictObject({ close: z.number() }),
    split: z.strictObject({ ratio: z.string() }),
  },
});
const signals = defineStream({
  name: "signals",
  rank: 4,
  types: { signal: z.strictObject({ side: z.enum(["long", "flat"]), score: z.number() }) },
});
const unrelated = defineStream({ name: "unrelated", rank: 9, types: { thing: z.number() } });
const table = defineTable({
  name: "votes",
  schema: z.strictObject({ id: z.string(), score: z.number() }),
  key: ["id"],
  conflict: "fail",
});

Deno.test("a handler knows its messages by stream and type, and nothing else compiles", () => {
  const actor = defineActor({
    name: "signal_generator",
    consumes: [bars],
    produces: [signals],
    config: z.strictObject({ threshold: z.number() }),
    order: "by-key",
    local: { nudge: z.strictObject({ reason: z.string() }) },
    timers: { decay: { everyMs: 60_000, clock: "market" } },
    effects: {
      quote: (_state: { closes: number[] }, request: { ticker: string }) =>
        Promise.resolve({ price: request.ticker.length }),
    },
    start: (env) => {
      const threshold: number = env.config.threshold;
      // @ts-expect-error the configuration has no such part
      env.config.thresold;
      return { closes: [threshold] };
    },
    handle(state, message, ctx) {
      // @ts-expect-error a stream that is not consumed never comes
      if (message.from === "unrelated") return done;
      if (message.from === "market:bars" && message.type === "bar") {
        state.closes.push(message.payload.close);
        // @ts-expect-error a bar has no ratio
        message.payload.ratio;
        const id = ctx.publish(signals, "signal", { side: "long", score: 1 }, { key: message.key });
        ctx.write(table, { id, score: 1 });
        ctx.perform("quote", { ticker: "AAPL" });
      }
      if (message.from === "market:bars" && message.type === "split") {
        const ratio: string = message.payload.ratio;
        return discard(ratio);
      }
      // @ts-expect-error a stream has the types that it declares
      if (message.from === "market:bars" && message.type === "trade") return done;
      if (message.from === "timer") {
        const name: "decay" = message.type;
        const dueAt: number = message.dueAt;
        return retry(dueAt, name);
      }
      if (message.from === "local") {
        const reason: string = message.payload.reason;
        return discard(reason);
      }
      if (message.from === "effect") {
        const price: number = message.result.price;
        const ticker: string = message.request.ticker;
        return discard(`${ticker} ${price}`);
      }
      return done;
    },
    async source(_state, inlet) {
      await inlet.push("nudge", { reason: "because" });
      // @ts-expect-error a local message is declared
      await inlet.push("poke", {});
      // @ts-expect-error a local message has the payload that is declared
      await inlet.push("nudge", { reason: 1 });
    },
  });
  assert.equal(actor.name, "signal_generator");
});

Deno.test("publishing, writing and performing what is not declared does not compile", () => {
  const actor = defineActor({
    name: "signal_generator",
    consumes: [bars],
    produces: [signals],
    config: z.null(),
    order: "total",
    effects: { quote: (_state: null, _request: { ticker: string }) => Promise.resolve(1) },
    start: () => null,
    handle(_state, message, ctx) {
      const options = { key: message.key };
      // @ts-expect-error a payload has the parts that its schema asks for
      ctx.publish(signals, "signal", { side: "long" }, options);
      // @ts-expect-error a payload has the values that its schema allows
      ctx.publish(signals, "signal", { side: "short", score: 1 }, options);
      // @ts-expect-error a stream has the message types that it declares
      ctx.publish(signals, "order", { side: "long", score: 1 }, options);
      // @ts-expect-error an actor publishes on the streams that it produces
      ctx.publish(unrelated, "thing", 1, options);
      // @ts-expect-error a message has a key
      ctx.publish(signals, "signal", { side: "long", score: 1 }, {});
      // @ts-expect-error a row has the columns of its table
      ctx.write(table, { id: "a", score: "high" });
      // @ts-expect-error an effect is declared
      ctx.perform("pay", { ticker: "AAPL" });
      // @ts-expect-error an effect's request has the parts that its performer takes
      ctx.perform("quote", { name: "AAPL" });
      return done;
    },
  });
  assert.equal(actor.order, "total");
});

Deno.test("a handler answers with an outcome, and nothing else compiles", () => {
  const parts = {
    name: "quiet",
    consumes: [bars],
    produces: [],
    config: z.null(),
    order: "total",
    start: () => null,
  } as const;
  // @ts-expect-error undefined is no outcome
  defineActor({ ...parts, handle: () => {} });
  // @ts-expect-error an outcome is done, retry or discard
  defineActor({ ...parts, handle: () => ({ kind: "failed" }) });
  const actor = defineActor({ ...parts, handle: () => Promise.resolve(done) });
  assert.equal(actor.name, "quiet");
});

Deno.test("what a topology lends its actors is typed", () => {
  const defineTradingActor = createDefineActor<{ readonly broker: { account(): string } }>();
  const actor = defineTradingActor({
    name: "executor",
    consumes: [],
    produces: [],
    config: z.null(),
    order: "total",
    start(env) {
      // @ts-expect-error what is not lent is not there
      env.resources.feed;
      return { account: env.resources.broker.account() };
    },
    handle: () => done,
  });
  assert.equal(actor.name, "executor");
});
