import type { Mode } from "../actors/domain/system_status.ts";
import type { AuthEnvironment } from "./auth/environment.ts";
import type { Site } from "./auth/site.ts";
import type { ApiPorts } from "./api/ports.ts";

/** The system behind the pages. */
export interface Backend {
  readonly ports: ApiPorts;
  readonly mode: Mode;
  /** Whether a demo runs that anybody on this machine may read without signing in. */
  readonly isOpenDemo: boolean;
  /** Users, sessions and tokens. */
  readonly auth: AuthEnvironment;
  /** The site whose passkeys are shown under a Host header; null where none can be. */
  readonly siteOf: (host: string) => Site | null;
}

let connected: Backend | null = null;

/** Tells the pages which system they show; whoever serves them calls it before the first request. */
export function connectBackend(backend: Backend): void {
  connected = backend;
}

/** The system that was connected; null before. */
export function connectedBackend(): Backend | null {
  return connected;
}
