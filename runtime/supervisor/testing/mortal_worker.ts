import process from "node:process";
import { systemClock } from "../../clock/system.ts";
import type { RunHost } from "../host_session.ts";
import { serveInWorker } from "../worker_host.ts";

/** A Worker that dies, in its first life, in the way that its configuration says. */

// Held before the host puts its own in their place: an end without a last word.
const { exit } = Deno;
const close = self.close.bind(self);

const deaths: Record<string, () => void> = {
  "throws": () => {
    throw new TypeError("boom");
  },
  "rejects": () => void Promise.reject(new TypeError("boom")),
  "closes": () => self.close(),
  "exits": () => Deno.exit(3),
  "exits the process": () => process.exit(4),
  "exits unseen": () => exit(5),
  "closes unseen": () => close(),
  "reads what it may not": () => Deno.readTextFileSync("/etc/hostname"),
  "says nonsense": () => (self as unknown as Worker).postMessage({ kind: "hello" }),
  "loops": () => {
    // Ends by itself, so that the test's process can.
    const until = systemClock.monotonic() + 1_500;
    while (systemClock.monotonic() < until);
  },
};

const run: RunHost = (spec, port) => {
  const how = String(spec.config);
  const isFirst = spec.holder.endsWith("/1");
  if (how === "is misconfigured") {
    return Promise.reject(Object.assign(new Error("no such account"), { restartable: false }));
  }
  const finished = Promise.withResolvers<void>();
  const message = `${how}, from ${spec.holder}`;
  port.log({ at: 0, level: "info", source: spec.actor, message, fields: { value: NaN } });
  if (isFirst && how in deaths) systemClock.after(5, deaths[how]!);
  return Promise.resolve({
    ready: Promise.resolve(1),
    finished: finished.promise,
    progress: () => ({ consumed: 5, marketTime: null, outbox: 0 }),
    drain: () => Promise.resolve(),
    stop: () => Promise.resolve(finished.resolve()),
  });
};

serveInWorker(run);
