import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import { connect } from "node:net";
import { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import type { Json } from "../../delivery/store.ts";
import { serveInWorker } from "../worker_host.ts";

/** A Worker that tries what its configuration lists, and logs what became of each attempt. */

const target = z.strictObject({ what: z.string(), on: z.string() });

const attempts: Record<string, (on: string) => unknown> = {
  "read a variable": (name) => Deno.env.get(name) ?? "not there",
  "list variables": (value) =>
    Object.values(Deno.env.toObject()).includes(value) ? "found" : "not among them",
  "read": (path) => void Deno.readTextFileSync(path),
  "write": (path) => Deno.writeTextFileSync(path, "x"),
  "fetch": async (url) => void await (await fetch(url)).body?.cancel(),
  "connect": async (port) =>
    (await Deno.connect({ hostname: "127.0.0.1", port: Number(port) })).close(),
  "connect through a socket": (path) =>
    new Promise<void>((resolve, reject) => {
      const socket = connect(path, () => resolve(void socket.destroy()));
      socket.on("error", reject);
    }),
  "run a program": async (path) => void await new Deno.Command(path).output(),
  "start a Worker that may do more": (entry) =>
    new Worker(entry, { type: "module", deno: { permissions: { read: true } } }).terminate(),
  "import a computed path": async (path) => void await import(path),
  "import from another host": async (url) => void await import(url),
  "open a database": (path) =>
    new DatabaseSync(path).exec("pragma journal_mode = wal; create table if not exists t (a)"),
  "attach a database": (path) => new DatabaseSync(":memory:").exec(`attach '${path}' as other`),
  "hash": () => void createHash("sha256").update(Buffer.from("x")).digest("hex"),
  "use ioredis": async (port) => {
    const { Redis } = await import("ioredis");
    const redis = new Redis({ host: "127.0.0.1", port: Number(port), lazyConnect: true });
    redis.disconnect();
  },
  "use postgres": async (port) => {
    const { default: postgres } = await import("postgres");
    await postgres({ host: "127.0.0.1", port: Number(port), user: "u", pass: "p" }).end();
  },
};

async function outcome(attempt: Json): Promise<string> {
  const { what, on } = target.parse(attempt);
  try {
    return String(await attempts[what]!(on) ?? "done");
  } catch (error) {
    return `${(error as Error).name}: ${(error as Error).message}`;
  }
}

serveInWorker(async (spec, port) => {
  for (const attempt of z.array(z.json()).parse(spec.config)) {
    const fields = { ...target.parse(attempt), outcome: await outcome(attempt) };
    port.log({ at: 0, level: "info", source: "probe", message: "tried", fields });
  }
  return {
    ready: Promise.resolve(1),
    finished: Promise.resolve(),
    progress: () => ({ consumed: 0, marketTime: null, outbox: 0 }),
    drain: () => Promise.resolve(),
    stop: () => Promise.resolve(),
  };
});
