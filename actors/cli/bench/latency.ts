import { join } from "node:path";
import { openDatabase } from "../../../db/connect.ts";
import { startEmbedded } from "../../../db/embedded/start.ts";
import { migrate } from "../../../db/migrate.ts";
import type { AnyActorDef } from "../../../runtime/actor.ts";
import { systemRandomness } from "../../../runtime/clock/system.ts";
import { ActorHost } from "../../../runtime/delivery/host.ts";
import type { Json } from "../../../runtime/delivery/store.ts";
import { decodeEnvelope } from "../../../runtime/envelope.ts";
import { createLogger } from "../../../runtime/telemetry/log.ts";
import { type Backends, connect } from "../../backends/connect.ts";
import { bars } from "../../domain/streams.ts";
import { DEMO_FROM, DEMO_STEP_MS } from "../../plan.ts";
import { EXCHANGE } from "../../trade_executor/brokers/exchange/durable_store.ts";
import type { BenchContext } from "./group.ts";
import type { Sample } from "./measure.ts";
import { percentiles } from "./percentiles.ts";

/**
 * Orders that count in one run, those before them that do not (their bars waited behind the history
 * that fills the windows), and how long to wait for all.
 */
const ORDERS = 40;
const WARM_UP = 20;
const RUN_MS_MAX = 120_000;
/** Market time per real time: slow enough that each bar finds idle actors. */
const SPEED = 300;
const TICKERS = ["AAPL", "KO", "NVDA", "XOM"];

/** Each actor with what makes it order often; everything else is as in a demo. */
const ACTORS: readonly { readonly name: string; readonly config: Json }[] = [
  {
    name: "trade_executor",
    config: { account: "bench", startingCash: "1000000", limits: { cooldownMs: 0 } },
  },
  { name: "signal_generator", config: { rules: { threshold: 0.02 } } },
  { name: "market_data", config: { feed: { kind: "simulated", seed: 1, tickers: TICKERS } } },
  {
    name: "market_clock",
    config: {
      timeline: { kind: "demo", from: DEMO_FROM, seedSessions: 1, stepMs: DEMO_STEP_MS },
      speed: SPEED,
    },
  },
];

/**
 * From a bar being handed to the mailbox to the order that it caused standing at the simulated
 * broker's door: two mailboxes and two commits lie between. All actors run in this one thread, so
 * that both ends are read from one clock.
 */
export async function measureLatency(
  folder: string,
  mailbox: Backends["mailbox"],
  { clock }: BenchContext,
): Promise<Sample[]> {
  const schema = "bench";
  const embedded = await startEmbedded({ folder: join(folder, "database"), schema });
  const backends: Backends = { mailbox, database: { address: embedded.address, schema } };
  const database = await openDatabase({ ...backends.database, clock });
  await migrate(database);
  const published = new Map<number, number>();
  const latencies: number[] = [];
  const produced = [bars.name, "clock:market", "signals:generated", "trades:executed"];
  const hosts: ActorHost[] = [];
  try {
    for (const { name, config } of ACTORS) {
      const def: AnyActorDef = (await import(actorModule(name))).default;
      const resources = await connect(backends, name, clock);
      const { mailbox: own, store } = resources;
      const { publish } = own;
      own.publish = (stream, after, entries, options) => {
        if (stream === bars.name) {
          for (const { body } of entries) {
            const { at } = decodeEnvelope(body);
            if (!published.has(at)) published.set(at, clock.monotonic());
          }
        }
        return publish.call(own, stream, after, entries, options);
      };
      const { commit } = store;
      store.commit = (lease, batch) => {
        const order = lease.actor === EXCHANGE ? newOrder(batch.state) : null;
        const startedAt = order === null ? undefined : published.get(order);
        if (startedAt !== undefined) latencies.push(clock.monotonic() - startedAt);
        return commit.call(store, lease, batch);
      };
      for (const { name: stream } of def.consumes) await own.ensureGroup(stream, name);
      const spec = { holder: "bench", force: true, config, produced, patienceMs: null };
      const log = createLogger(name, clock.now, () => {});
      const host = new ActorHost(def, spec, resources, {
        clock,
        randomness: systemRandomness,
        log,
      });
      host.finished.finally(() => resources.close()).catch(() => {});
      hosts.push(host);
      await host.ready;
    }
    const until = clock.monotonic() + RUN_MS_MAX;
    while (latencies.length < WARM_UP + ORDERS && clock.monotonic() < until) await clock.sleep(50);
  } finally {
    for (const host of hosts.toReversed()) await host.stop();
    await database.close();
    await embedded.close();
  }
  return percentiles(latencies, { warmUp: WARM_UP, count: ORDERS });
}

function actorModule(name: string): string {
  return new URL(`../../${name}/actor.ts`, import.meta.url).href;
}

/** Market time of the decision behind an order that the exchange is about to keep; null: none is new. */
function newOrder(state: ReadonlyMap<string, Json | null>): number | null {
  for (const [key, value] of state) {
    if (!key.startsWith("orders/") || value === null || typeof value !== "object") continue;
    if ("status" in value && value.status === "accepted" && "decidedAt" in value) {
      return Number(value.decidedAt);
    }
  }
  return null;
}
