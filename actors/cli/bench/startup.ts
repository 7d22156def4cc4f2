import { z } from "zod";
import type { BenchContext } from "./group.ts";
import { type BenchCase, type BenchResult, measureInterleaved, type Sample } from "./measure.ts";
import { residentBytes } from "./memory.ts";
import { measureDownload } from "./download.ts";
import { PROJECT_ROOT } from "../project.ts";

const tradesSchema = z.object({ items: z.array(z.unknown()) });

const FIRST_TRADE_MAX_MS = 120_000;
const POLL_MS = 50;

/** From nothing to a trade: time, memory and what has to be downloaded. */
export async function measureStartup(
  folder: string,
  context: BenchContext,
): Promise<BenchResult[]> {
  let fresh = 0;
  const warm: Installation = { home: `${folder}/warm`, trade: null };
  const cases: BenchCase[] = [
    {
      name: "startup new",
      params: { mode: "demo", storage: "embedded" },
      run: (signal) =>
        startOnce({ home: `${folder}/new-${fresh++}`, trade: null }, context, signal),
    },
    {
      name: "startup warm",
      params: { mode: "demo", storage: "embedded" },
      run: (signal) => startOnce(warm, context, signal),
    },
  ];
  // The first warm start is a new one: it is the warm-up round.
  const started = await measureInterleaved(cases, { ...context, warmup: 1 });
  return [...started, ...await measureDownload(context.signal)];
}

interface Installation {
  readonly home: string;
  /** The newest trade when it was last stopped: what is shown of it again is no new trade. */
  trade: string | null;
}

/** Starts the demo, waits for its first new trade, and stops it again. */
async function startOnce(
  installation: Installation,
  { clock }: BenchContext,
  signal: AbortSignal,
): Promise<Sample[]> {
  const port = freePort();
  const startedAt = clock.monotonic();
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "actors/cli/main.ts", "dev"],
    cwd: PROJECT_ROOT,
    // No server, whatever the environment names: this measures the embedded system.
    env: {
      TRADING_HOME: installation.home,
      PORT: String(port),
      HOST: "127.0.0.1",
      TRADING_MODE: "demo",
      REDIS_URL: "",
      DATABASE_URL: "",
    },
    stdin: "null",
    stdout: "null",
    stderr: "null",
  }).spawn();
  try {
    const url = `http://127.0.0.1:${port}`;
    const waited = () => clock.monotonic() - startedAt;
    const until = async (reached: () => Promise<boolean>, what: string) => {
      while (!await reached().catch(() => false)) {
        if (waited() > FIRST_TRADE_MAX_MS) {
          throw new Error(`no ${what} in ${FIRST_TRADE_MAX_MS} ms`);
        }
        await clock.sleep(POLL_MS, signal);
      }
      return waited();
    };
    const readyMs = await until(() => isReady(url), "readiness");
    const before = installation.trade;
    const tradeMs = await until(async () => {
      installation.trade = await newestTrade(url);
      return installation.trade !== before;
    }, "trade");
    const resident = await residentBytes(child.pid);
    installation.trade = await newestTrade(url);
    const stoppedAt = clock.monotonic();
    child.kill("SIGTERM");
    await child.status;
    return [
      { name: "ready", unit: "s", value: readyMs / 1000 },
      { name: "first trade", unit: "s", value: tradeMs / 1000 },
      { name: "stop", unit: "s", value: (clock.monotonic() - stoppedAt) / 1000 },
      ...resident === null ? [] : [{ name: "memory", unit: "MB", value: resident / 1e6 }],
    ];
  } finally {
    try {
      child.kill("SIGKILL");
    } catch {
      // It has ended already.
    }
    await child.status;
  }
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/readyz`);
  await response.body?.cancel();
  return response.ok;
}

/** The newest trade as text; null before the first. */
async function newestTrade(url: string): Promise<string | null> {
  const response = await fetch(`${url}/api/trades?limit=1`);
  const { items } = tradesSchema.parse(await response.json());
  return items[0] === undefined ? null : JSON.stringify(items[0]);
}

function freePort(): number {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}
