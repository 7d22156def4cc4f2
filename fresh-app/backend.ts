import type { Mode } from "../actors/domain/system_status.ts";
import type { ApiPorts } from "./api/ports.ts";

/** The system behind the pages. */
export interface Backend {
  readonly ports: ApiPorts;
  readonly mode: Mode;
  /** Whether a demo runs that anybody on this machine may read without signing in. */
  readonly isOpenDemo: boolean;
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
