import assert from "node:assert/strict";
import { isLeftOut } from "../../runtime/testing/skip.ts";
import { DevProcess, isAlive, withDev } from "./testing/dev_process.ts";
import { inHome } from "./testing/home.ts";
import { assertKept, readLedger, readTrades, type ShownLedger } from "./testing/ledger.ts";
import { NO_SERVERS, type ServerEnvironment, testOnServers } from "./testing/servers.ts";

const FIRST_TRADE_MS_MAX = 60_000;
const STOP_MS_MAX = 10_000;
const RESIDENT_BYTES_MAX = 900e6;

/** Waits until there are more executions than before, and reads the whole ledger. */
async function traded(dev: DevProcess, before: number): Promise<ShownLedger> {
  await dev.ready(FIRST_TRADE_MS_MAX);
  await dev.until("trading", FIRST_TRADE_MS_MAX, async () => {
    return (await readTrades(dev.url)).length > before;
  });
  const ledger = await readLedger(dev.url);
  for (const { signalId, signal } of ledger.trades) {
    assert.equal(signal.signalId, signalId, "an execution carries the signal that caused it");
    assert.ok(signal.votes.length > 0, "and the signal its votes");
  }
  return ledger;
}

/** Stops it as a person would, and checks that nothing of it is left. */
async function stopped(dev: DevProcess, signal: "SIGINT" | "SIGTERM"): Promise<void> {
  const processes = await dev.processes();
  assert.ok(processes.length > 1, "deno task, and the system that it runs");
  const { code, elapsedMs } = await dev.stop(signal);
  assert.equal(code, 0, dev.stderr);
  assert.ok(elapsedMs < STOP_MS_MAX, `${signal} took ${elapsedMs} ms`);
  assert.deepEqual((await Promise.all(processes.map(isAlive))).filter(Boolean), []);
  await assert.rejects(fetch(`${dev.url}/healthz`), "its port is free again");
}

/** Starts, stops, starts and kills the demo: after each of them the history is there, once. */
async function liveThrough(home: string, servers: ServerEnvironment): Promise<void> {
  const first = await withDev(new DevProcess(home, servers), async (dev) => {
    const ledger = await traded(dev, 0);
    assert.match(dev.stderr, /^Pitboss demo: simulated money, state in /m);
    assert.ok(dev.stderr.includes(`Open http://localhost:${dev.port}\n`), dev.stderr);
    const resident = await dev.residentBytes();
    assert.ok(resident === null || resident < RESIDENT_BYTES_MAX, `${resident} bytes resident`);
    await stopped(dev, "SIGINT");
    return ledger;
  });
  let last = first;
  for (let kill = 0; kill < 2; kill++) {
    last = await withDev(new DevProcess(home, servers), async (dev) => {
      const ledger = await traded(dev, last.trades.length);
      assertKept(last, ledger);
      await dev.kill();
      return ledger;
    });
  }
  await withDev(new DevProcess(home, servers), async (dev) => {
    assertKept(last, await traded(dev, last.trades.length));
    await stopped(dev, "SIGTERM");
  });
}

const onFiles =
  "a demo trades, stops when told, and goes on after a stop and a kill with nothing doubled";
if (!isLeftOut(onFiles)) Deno.test(onFiles, () => inHome((home) => liveThrough(home, NO_SERVERS)));

const onServers = "a demo on Redis and PostgreSQL lives through the same";
if (!isLeftOut(onServers)) {
  await testOnServers(onServers, (servers) => inHome((home) => liveThrough(home, servers)));
}
