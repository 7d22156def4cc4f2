import { z } from "zod";
import { createDefineActor, done, type MessageMeta, retry } from "../../actor.ts";
import type { Millis } from "../../clock/clock.ts";
import { derivedId } from "../../clock/ids.ts";
import {
  jobs,
  paid,
  payments,
  prepared,
  priced,
  prices,
  rates,
  shelf,
  ticks,
} from "./workshop_streams.ts";

/** What the workshop has outside. */
export interface WorkshopResources {
  /** Applies a payment once per key, and gives the same receipt whenever it is asked. */
  readonly bank: { pay(key: string, price: number): Promise<string> };
  /** Whether a job's material is there; each asking brings it nearer. */
  readonly supplier: { ready(n: number): boolean };
}

/** How much there is to do. */
export interface Workload {
  readonly jobs: number;
  readonly ticks: number;
  /** Market time between two ticks, in ms. */
  readonly tickMs: Millis;
}

const defineWorkshopActor = createDefineActor<WorkshopResources>();
const CUSTOMERS = ["A", "B", "C", "D"];
/** Length of a session in ticks. */
const SESSION_TICKS = 4;

/** Market time of a job: several share a time, and some that of a tick. */
function timeOfJob(n: number, { jobs, ticks, tickMs }: Workload): Millis {
  return Math.floor(n * ticks / jobs / 2 * 3) * tickMs * 2 / 3 | 0;
}

/** After the last job and the last tick. */
function endOf({ ticks, tickMs }: Workload): Millis {
  return (ticks + 2) * tickMs * 2;
}

/** A source that counts from 0 to `count`, and goes on where it was after a crash. */
function counting(
  name: string,
  stream: typeof jobs | typeof ticks,
  count: number,
  end: Millis,
  send: (n: number) => { at: Millis; key: string; payload: { n: number; size: number } | null },
) {
  return defineWorkshopActor({
    name,
    consumes: [],
    produces: [stream],
    config: z.null(),
    order: "total",
    watermarks: "manual",
    local: { next: z.int() },
    start: (env) => ({ next: Number(env.recalled.get("next") ?? 0) }),
    handle(state, message, ctx) {
      if (message.from !== "local" || message.payload !== state.next) return done;
      if (state.next > count) return done;
      const n = state.next++;
      ctx.remember("next", state.next);
      if (n === count) {
        ctx.watermark(end);
        return done;
      }
      const { at, key, payload } = send(n);
      const id = `${name} ${n}`;
      if (payload === null) ctx.publish(ticks, "tick", null, { at, key, id });
      else ctx.publish(jobs, "job", payload, { at, key, id });
      const { at: nextAt } = n + 1 < count ? send(n + 1) : { at: end };
      if (nextAt > at) ctx.watermark(nextAt - 1);
      return done;
    },
    async source(state, inlet) {
      while (state.next <= count) {
        const { next } = state;
        await Promise.all([next, next + 1, next + 2].map((n) => inlet.push("next", n)));
      }
    },
  });
}

/** The workshop's actors, for so much work. */
export function workshopActors(load: Workload) {
  const sessionMs = SESSION_TICKS * load.tickMs;

  const feeder = counting("feeder", jobs, load.jobs, endOf(load), (n) => ({
    at: timeOfJob(n, load),
    key: CUSTOMERS[n * 7 % 5 % CUSTOMERS.length]!,
    payload: { n, size: 1 + n * 13 % 9 },
  }));

  const ticker = counting("ticker", ticks, load.ticks, endOf(load), (n) => ({
    at: n * load.tickMs,
    key: "",
    payload: null,
  }));

  const preparer = defineWorkshopActor({
    name: "preparer",
    consumes: [jobs],
    produces: [prepared],
    config: z.null(),
    order: "by-key",
    start: (env) => ({
      supplier: env.resources.supplier,
      counts: new Map([...env.recalled].map(([key, count]) => [key, Number(count)])),
    }),
    handle({ supplier, counts }, message, ctx) {
      if (message.from !== "jobs") return done;
      const { key, payload: { n } } = message;
      if (!supplier.ready(n)) return retry(40 + n % 5 * 60, "no material yet");
      const nth = (counts.get(key) ?? 0) + 1;
      counts.set(key, nth);
      ctx.remember(key, nth);
      ctx.publish(prepared, "prepared", { n, nth }, { key });
      return done;
    },
  });

  const keeper = defineWorkshopActor({
    name: "keeper",
    consumes: [prepared],
    produces: [],
    config: z.null(),
    order: "by-key",
    start: () => null,
    handle(_state, message, ctx) {
      if (message.from === "prepared") ctx.write(shelf, { key: message.key, ...message.payload });
      return done;
    },
  });

  const pricer = defineWorkshopActor({
    name: "pricer",
    consumes: [rates, jobs, ticks],
    produces: [priced],
    config: z.null(),
    order: "total",
    timers: { beat: { everyMs: sessionMs / 2, clock: "market" } },
    start: (env) => ({
      supplier: env.resources.supplier,
      rate: Number(env.recalled.get("rate") ?? 1),
      nth: Number(env.recalled.get("nth") ?? 0),
      chain: String(env.recalled.get("chain") ?? ""),
    }),
    handle(state, message, ctx) {
      const link = (what: string) => {
        state.chain = derivedId(state.chain, what, message.at).slice(0, 8);
        ctx.remember("chain", state.chain);
        return state.chain;
      };
      if (message.from === "timer") {
        const { dueAt } = message;
        ctx.publish(priced, "beat", { dueAt, chain: link("beat") }, { key: "" });
      } else if (message.from === "rates") {
        state.rate = message.payload.rate;
        ctx.remember("rate", state.rate);
        link("rate");
      } else if (message.from === "ticks") link("tick");
      else if (message.from === "jobs") {
        const { n, size } = message.payload;
        if (n % 11 === 5 && !state.supplier.ready(-n)) return retry(70, "the price is not known");
        const price = size * state.rate;
        const nth = ++state.nth;
        ctx.remember("nth", nth);
        ctx.write(prices, { nth, n, price });
        ctx.publish(priced, "price", { n, price, chain: link(`job ${n}`) }, { key: message.key });
      }
      return done;
    },
  });

  const payer = defineWorkshopActor({
    name: "payer",
    consumes: [ticks, priced],
    produces: [paid],
    config: z.null(),
    order: "total",
    effects: {
      pay: (
        state: WorkshopResources,
        request: { readonly id: string; readonly n: number; readonly price: number },
      ) => state.bank.pay(request.id, request.price),
    },
    async start(env) {
      for (const open of await env.resources.store.select(payments, { receipt: null })) {
        const { id, at, key, n, price } = open;
        const meta: MessageMeta = { id, at, key, correlationId: id, traceparent: null };
        env.perform("pay", { id, n, price }, meta);
      }
      return env.resources;
    },
    handle(_state, message, ctx) {
      if (message.from === "priced" && message.type === "price") {
        const { id, at, key, payload: { n, price } } = message;
        ctx.write(payments, { id, at, key, n, price, receipt: null });
        ctx.perform("pay", { id, n, price });
      } else if (message.from === "effect") {
        const { request: { id, n, price }, result: receipt, at, key } = message;
        ctx.write(payments, { id, at, key, n, price, receipt });
        ctx.publish(paid, "paid", { n, price, receipt }, { key });
      }
      return done;
    },
  });

  const controller = defineWorkshopActor({
    name: "controller",
    consumes: [ticks, paid],
    produces: [rates],
    config: z.null(),
    order: "total",
    watermarks: "manual",
    local: { begin: z.null() },
    start: (env) => ({
      session: Number(env.recalled.get("session") ?? -1),
      sum: Number(env.recalled.get("sum") ?? 0),
    }),
    handle(state, message, ctx) {
      if (message.from === "local") {
        if (state.session < 0) ctx.watermark(sessionMs - 1);
      } else if (message.from === "paid") {
        state.sum += message.payload.price;
        ctx.remember("sum", state.sum);
      } else if (message.from === "ticks") {
        const session = Math.floor(message.at / sessionMs);
        if (session === state.session) return done;
        state.session = session;
        ctx.remember("session", session);
        const at = (session + 1) * sessionMs;
        ctx.publish(rates, "rate", { rate: 1 + state.sum % 7 }, { key: "", at });
        const last = message.at + sessionMs >= load.ticks * load.tickMs;
        ctx.watermark(last ? endOf(load) : at + sessionMs - 1);
      }
      return done;
    },
    source: (_state, inlet) => inlet.push("begin", null),
  });

  return [feeder, ticker, preparer, keeper, pricer, payer, controller];
}
