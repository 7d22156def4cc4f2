import { type Api, createApi, type Pages } from "../../fresh-app/api/app.ts";
import type { ApiOptions } from "../../fresh-app/api/app.ts";
import type { ApiPorts } from "../../fresh-app/api/ports.ts";
import { connectBackend } from "../../fresh-app/backend.ts";
import type { Mode } from "../domain/system_status.ts";

/** What an operator may set, and what is served beside the API. */
export interface GatewayOptions extends Omit<ApiOptions, "guarding"> {
  readonly mode: Mode;
  /** Whether only this machine can reach the gateway. */
  readonly onLoopback: boolean;
  /** The pages; null: the API alone. */
  readonly pages: Pages | null;
}

/** Everything that the gateway serves: the API and, where there are any, the pages. */
export function createGateway(ports: ApiPorts, options: GatewayOptions): Api {
  const { mode, onLoopback, pages, ...api } = options;
  const isOpenDemo = mode === "demo" && onLoopback;
  connectBackend({ ports, mode, isOpenDemo });
  return createApi(ports, { ...api, guarding: { isOpenDemo } }, pages ?? undefined);
}
