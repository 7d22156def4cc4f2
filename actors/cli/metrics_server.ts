import { databaseRecords } from "../../fresh-app/api/records.ts";
import { missingActors } from "../../fresh-app/api/health.ts";
import { exposition } from "../../fresh-app/api/metrics.ts";
import { metricSources } from "../../fresh-app/api/metric_sources.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Logger } from "../../runtime/telemetry/log.ts";
import { StatusReader } from "../api_gateway/status_reader.ts";
import { CannotListen, listen } from "../api_gateway/server.ts";
import type { SystemSnapshot } from "../domain/system_status.ts";
import type { Plan } from "../plan.ts";
import { actorStatusOf, type RunningSystem } from "../system.ts";
import { PLACES } from "../topology.ts";
import { UserError } from "./failures.ts";

/** How long requests that are under way may take when it closes, in ms. */
const CLOSE_MS = 1_000;

/** Metrics and health of the actors that run here, where no gateway does. */
export interface MetricsServer {
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Serves `/metrics`, `/healthz` and `/readyz` of a system without a gateway. Throws a
 * {@link UserError} where it cannot listen.
 */
export function serveMetrics(
  plan: Plan,
  system: RunningSystem,
  clock: SystemClock,
  log: Logger,
): MetricsServer {
  const here = PLACES.filter(({ name }) => plan.here?.includes(name) ?? true);
  const snapshot = (): SystemSnapshot => ({
    at: clock.now(),
    mode: plan.settings.mode,
    actors: system.status().children.map(actorStatusOf),
  });
  const ports = {
    records: databaseRecords(system.database, plan.account),
    mailbox: system.mailbox,
    streams: [...new Set(here.flatMap(({ consumes }) => consumes.map(({ name }) => name)))],
    status: {
      snapshot: () => Promise.resolve(snapshot()),
      marketTime: () => new StatusReader(system.mailbox, log).marketTime(),
    },
    clock,
    log,
  };
  const names = new Set(here.map(({ name }) => name));
  const { host, metricsPort: port } = plan.settings;
  try {
    const server = listen(answer, { host, port, setBy: "TRADING_METRICS_PORT" }, { clock, log });
    return { url: server.url, close: () => server.close(CLOSE_MS) };
  } catch (error) {
    throw error instanceof CannotListen ? new UserError(error.message, { cause: error }) : error;
  }

  async function answer(request: Request): Promise<Response> {
    if (request.method !== "GET" && request.method !== "HEAD") {
      return new Response(null, { status: 405, headers: { allow: "GET, HEAD" } });
    }
    switch (new URL(request.url).pathname) {
      case "/healthz":
        return Response.json({ status: "alive" });
      case "/readyz": {
        const missing = missingActors(snapshot(), clock.now());
        const status = missing.length === 0 ? 200 : 503;
        return Response.json({ status: status === 200 ? "ready" : "not ready", missing }, {
          status,
        });
      }
      case "/metrics": {
        const sources = await metricSources(ports);
        const body = exposition({
          ...sources,
          depths: sources.depths?.filter(({ group }) => names.has(group)) ?? null,
        }, names);
        return new Response(body, { headers: { "content-type": "text/plain; version=0.0.4" } });
      }
      default:
        return new Response("There are /metrics, /healthz and /readyz here.\n", { status: 404 });
    }
  }
}
