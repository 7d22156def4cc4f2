import { z } from "zod";
import { type AnyActorDef, defineActor, done, type Outcome, type TimerDef } from "../actor.ts";
import { defineTable } from "../delivery/store.ts";
import type { Millis } from "../clock/clock.ts";
import { defineStream } from "../stream.ts";
import type { Given } from "./kit.ts";

/** Streams and actors without a meaning of their own, for tests of the runtime. */

/** Numbers to be added up. */
export const numbers = defineStream({
  name: "numbers",
  rank: 2,
  types: { number: z.strictObject({ n: z.number() }) },
});

/** A number to give to a bench; it is its own market time unless said otherwise. */
export function number(n: number, at: Millis = n, key = "A"): Given {
  return { stream: numbers.name, type: "number", payload: { n }, at, key };
}

/** Ticks of a market clock. */
export const ticks = defineStream({ name: "ticks", rank: 3, types: { tick: z.null() } });

/** A tick to give to a bench. */
export function tick(at: Millis): Given {
  return { stream: ticks.name, type: "tick", payload: null, at };
}

/** Sums so far. */
export const sums = defineStream({
  name: "sums",
  rank: 4,
  types: { sum: z.strictObject({ n: z.number(), total: z.number() }) },
});

/** Every number that was added, with the sum after it; adding one twice breaks a rule. */
export const ledger = defineTable({
  name: "ledger",
  schema: z.strictObject({ id: z.string(), n: z.number(), total: z.number() }),
  key: ["id"],
  conflict: "fail",
});

/** How a {@link adder} differs from the plain one. */
export interface AdderOptions {
  readonly name?: string;
  readonly order?: "by-key" | "total";
  readonly timers?: Readonly<Record<string, TimerDef>>;
  /** Asked before a number is added; another answer than `done` is given as it is. */
  readonly answer?: (n: number) => Outcome;
  /** What happened, in order: `number 3`, `tick 60`, `timer minute 60`. */
  readonly story?: string[];
}

/** Adds up numbers and publishes the sum after each. What it survives is the sum. */
export function adder(options: AdderOptions = {}): AnyActorDef {
  const { name = "adder", order = "total", answer = () => done, story = [] } = options;
  return defineActor({
    name,
    consumes: [numbers, ticks],
    produces: [sums],
    config: z.null(),
    order,
    timers: options.timers ?? {},
    start: (env) => ({ total: Number(env.recalled.get("total") ?? 0) }),
    handle(state, message, ctx) {
      if (message.from === "timer") {
        story.push(`timer ${message.type} ${message.dueAt}`);
        return done;
      }
      if (message.from === "ticks") {
        story.push(`tick ${message.at}`);
        return done;
      }
      if (message.from !== "numbers") return done;
      const { n } = message.payload;
      story.push(`number ${n}`);
      const outcome = answer(n);
      if (outcome.kind !== "done") return outcome;
      state.total += n;
      ctx.write(ledger, { id: message.id, n, total: state.total });
      ctx.remember("total", state.total);
      ctx.publish(sums, "sum", { n, total: state.total }, { key: message.key });
      return done;
    },
  });
}
