import { LiveHub } from "../../fresh-app/api/live/hub.ts";
import { sourceOf } from "../../fresh-app/api/live/sources.ts";
import { type Api, createApi, type Pages } from "../../fresh-app/api/app.ts";
import type { ApiOptions } from "../../fresh-app/api/app.ts";
import type { ApiPorts } from "../../fresh-app/api/ports.ts";
import { connectBackend } from "../../fresh-app/backend.ts";
import type { Mode } from "../domain/system_status.ts";

/** What an operator may set, and what is served beside the API. */
export interface GatewayOptions extends Omit<ApiOptions, "guarding" | "live"> {
  readonly mode: Mode;
  /** Whether only this machine can reach the gateway. */
  readonly onLoopback: boolean;
  /** The pages; null: the API alone. */
  readonly pages: Pages | null;
}

/** What the gateway serves, and what tells clients of changes: whoever stops it closes that first. */
export interface Gateway {
  readonly app: Api;
  readonly live: LiveHub;
}

/** Everything that the gateway serves: the API and, where there are any, the pages. */
export function createGateway(ports: ApiPorts, options: GatewayOptions): Gateway {
  const { mode, onLoopback, pages, ...api } = options;
  const isOpenDemo = mode === "demo" && onLoopback;
  const backend = { ports, mode, isOpenDemo, auth: api.auth, siteOf: api.siteOf };
  connectBackend(backend);
  const live = new LiveHub({ ...ports, sourceOf: (topic) => sourceOf(backend, topic) });
  return {
    app: createApi(ports, { ...api, guarding: { isOpenDemo }, live }, pages ?? undefined),
    live,
  };
}
