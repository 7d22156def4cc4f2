import { join } from "node:path";
import { z } from "zod";
import { seededRandomness } from "../../../runtime/clock/seeded.ts";
import { randomId } from "../../../runtime/clock/system.ts";
import { clearRedisMailbox } from "../../../runtime/mailbox/redis/clear.ts";
import type { Backends } from "../../backends/connect.ts";
import { nextSession } from "../../domain/calendar.ts";
import { runProcess } from "../subprocess.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { measureLatency } from "./latency.ts";
import { type BenchCase, measureInterleaved, type Sample } from "./measure.ts";
import { measureStartup } from "./startup.ts";

const TICKERS = ["AAA", "BBB", "CCC", "DDD"];
const SESSIONS = 5;
const MINUTE_MS = 60_000;

const summarySchema = z.object({
  digest: z.string(),
  streams: z.record(z.string(), z.number()),
  orders: z.number(),
});

/**
 * Bars from files through every actor to the simulated exchange, as fast as it goes; how long one
 * bar takes to become an order; and what it takes to begin.
 */
export const pipelineGroup: BenchGroup = {
  name: "pipeline",
  summary: "bars through every actor to the simulated exchange: throughput, latency, start-up",
  async run(context) {
    const folder = await Deno.makeTempDir({ prefix: "pitboss-bench-" });
    try {
      const bars = join(folder, "bars");
      await Deno.mkdir(bars);
      await Promise.all(TICKERS.map((ticker, seed) => writeBars(bars, ticker, seed)));
      const { redisUrl } = context.settings;
      let count = 0;
      const fresh = (what: string) => join(folder, `${what}-${count++}`);
      const cases = [
        replayCase("SQLite", bars, folder, "", context),
        latencyCase("SQLite", () => ({ kind: "sqlite", folder: fresh("mailbox") }), fresh, context),
        ...redisUrl === undefined ? [] : [
          replayCase("Redis", bars, folder, redisUrl, context),
          latencyCase("Redis", () => redisPlace(redisUrl), fresh, context),
        ],
      ];
      const figures = await measureInterleaved(cases, { ...context, warmup: 1 });
      return [...figures, ...await measureStartup(folder, context)];
    } finally {
      await Deno.remove(folder, { recursive: true });
    }
  },
};

function redisPlace(url: string): Backends["mailbox"] {
  return { kind: "redis", url, prefix: `bench_${randomId()}` };
}

function latencyCase(
  name: string,
  place: () => Backends["mailbox"],
  fresh: (what: string) => string,
  context: BenchContext,
): BenchCase {
  return {
    name: `bar in to order at the broker on ${name}`,
    params: { tickers: 4, orders: 40, threads: 1, database: "embedded" },
    async run() {
      const mailbox = place();
      try {
        return await measureLatency(fresh("latency"), mailbox, context);
      } finally {
        if (mailbox.kind === "redis") await clearRedisMailbox(mailbox);
      }
    },
  };
}

function replayCase(
  name: string,
  bars: string,
  folder: string,
  redisUrl: string,
  { clock }: BenchContext,
): BenchCase {
  return {
    name: `pipeline on ${name}`,
    params: { tickers: TICKERS.length, sessions: SESSIONS, database: "embedded" },
    async run(signal): Promise<Sample[]> {
      const startedAt = clock.monotonic();
      const { code, stdout, stderr } = await runProcess({
        args: ["run", "-A", "actors/cli/main.ts", "replay", "--bars", bars, "--json"],
        env: { TRADING_HOME: join(folder, name), REDIS_URL: redisUrl, DATABASE_URL: "" },
        signal,
      });
      const seconds = (clock.monotonic() - startedAt) / 1000;
      if (code !== 0) throw new Error(`the replay ended with ${code}: ${stderr}`);
      const { streams, orders } = summarySchema.parse(JSON.parse(stdout));
      const count = streams["market:bars"] ?? 0;
      // Start, stop and the empty database are part of it: it is what a person waits for.
      return [
        { name: "bars", unit: "bars/s", value: count / seconds },
        { name: "orders", unit: "orders/s", value: orders / seconds },
        { name: "whole run", unit: "s", value: seconds },
      ];
    },
  };
}

/** Minute bars of a random walk whose drift changes, so that strategies find something to do. */
async function writeBars(folder: string, ticker: string, seed: number): Promise<void> {
  const random = seededRandomness(seed + 1);
  const lines = ["timestamp,open,high,low,close,volume"];
  let at = Date.UTC(2024, 0, 1);
  let price = 100;
  for (let day = 0; day < SESSIONS; day++) {
    const session = nextSession(at);
    for (at = session.open; at < session.close; at += MINUTE_MS) {
      const drift = Math.sin(at / (90 * MINUTE_MS) + seed) * 0.0005;
      const open = price;
      price *= 1 + drift + (random.next() - 0.5) * 0.002;
      const prices = [open, Math.max(open, price), Math.min(open, price), price];
      const time = new Date(at).toISOString();
      lines.push([time, ...prices.map((each) => each.toFixed(4)), 1000].join(","));
    }
  }
  await Deno.writeTextFile(join(folder, `${ticker}.csv`), `${lines.join("\n")}\n`);
}
