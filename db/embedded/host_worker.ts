/**
 * The Worker in which the embedded database lives, away from everybody's event loop. It takes its
 * orders from `start.ts` and serves its clients on a Unix socket.
 */
import { PGlite } from "@electric-sql/pglite";
import { systemClock } from "../../runtime/clock/system.ts";
import type { FromDatabaseHost, ToDatabaseHost } from "./host_protocol.ts";
import { Session } from "./session.ts";
import { Turns } from "./turns.ts";
import { Upkeep } from "./upkeep.ts";
import { WireServer } from "./wire_server.ts";

interface Port {
  postMessage(message: FromDatabaseHost): void;
  onmessage: ((event: MessageEvent<ToDatabaseHost>) => void) | null;
  close(): void;
}

const port = self as unknown as Port;

/**
 * One session needs little: 16 MB of shared buffers instead of 128 (130 MB less resident, and a
 * quicker start), no replication, and a write-ahead log that stays small between checkpoints.
 */
const SETTINGS = [
  "shared_buffers=16MB",
  "max_connections=5",
  "wal_level=minimal",
  "max_wal_senders=0",
  "min_wal_size=32MB",
  "max_wal_size=64MB",
];

let serving = false;

/** The last of what the database said, for the sentence about a failure. */
const said: string[] = [];

function listen(line: string): boolean {
  said.push(line.replace(/^.*?\[\d+\] /, ""));
  if (said.length > 20) said.shift();
  // A panic means that its memory can no longer be trusted with the files: nothing may run after
  // it. What was confirmed is in the log, from which the next start recovers.
  if (serving && line.includes("PANIC:")) {
    fail("the database gave up");
    port.close();
  }
  return false;
}

function fail(fallback: unknown): void {
  const grave = said.filter((line) => /^(PANIC|FATAL|DETAIL|postgres):/.test(line));
  const detail = grave.length > 0
    ? grave.join(" ")
    : fallback instanceof Error
    ? fallback.message
    : String(fallback);
  port.postMessage({ kind: "failed", detail });
}

async function openData(data: string, schema: string): Promise<PGlite> {
  const settings = [...SETTINGS, `search_path=${schema}`].flatMap((setting) => ["-c", setting]);
  return await PGlite.create({
    dataDir: data,
    startParams: [...PGlite.defaultStartParams, ...settings],
    onStderr: listen,
    onStdout: listen,
  });
}

interface Opened {
  close(): Promise<void>;
}

async function serve(order: Extract<ToDatabaseHost, { kind: "open" }>): Promise<Opened> {
  const db = await openData(order.data, order.schema);
  const session = new Session(db);
  const turns = new Turns();
  const upkeep = new Upkeep(session, turns, systemClock, fail);
  const server = new WireServer(order.socket, {
    session,
    turns,
    clock: systemClock,
    idleInTransactionMs: order.idleInTransactionMs,
    onUnit: () => upkeep.unitDone(),
  });
  return {
    async close() {
      upkeep.stop();
      await server.close();
      await turns.take(server);
      await db.close();
    },
  };
}

let opened: Opened | null = null;

async function obey(order: ToDatabaseHost): Promise<void> {
  switch (order.kind) {
    case "create": {
      const db = await openData(order.data, "public");
      await db.close();
      return port.postMessage({ kind: "created" });
    }
    case "open":
      opened = await serve(order);
      serving = true;
      return port.postMessage({ kind: "open" });
    case "close":
      await opened?.close();
      return port.postMessage({ kind: "closed" });
  }
}

port.onmessage = (event) => void obey(event.data).catch(fail);
port.postMessage({ kind: "loaded" });
