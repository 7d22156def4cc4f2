import type { RunHost } from "../host_session.ts";
import { serveInProcess } from "../process_host.ts";

/** A process that tells the names of all variables that it can see. */
const run: RunHost = (spec, port) => {
  const message = `env ${Object.keys(Deno.env.toObject()).join(" ")}`;
  port.log({ at: 0, level: "info", source: spec.actor, message, fields: {} });
  const finished = Promise.withResolvers<void>();
  return Promise.resolve({
    ready: Promise.resolve(1),
    finished: finished.promise,
    progress: () => ({ consumed: 0, marketTime: null, outbox: 0 }),
    drain: () => Promise.resolve(),
    stop: () => Promise.resolve(finished.resolve()),
  });
};

serveInProcess(run);
