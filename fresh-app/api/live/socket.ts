import type { Millis } from "../../../runtime/clock/clock.ts";
import { CLIENTS_MAX, type LiveHub } from "./hub.ts";

/** After this long without a sign of life a connection is dropped, in seconds. */
const IDLE_S = 30;

/**
 * Most connections at a time. One that was closed still counts until it is gone: a client that takes
 * nothing does not take its farewell either.
 */
const CONNECTIONS_MAX = 2 * CLIENTS_MAX;

let connections = 0;

/** Who listens, as far as a connection needs to know. */
export interface Reader {
  /** When the access ends, and the connection with it; null: with the connection. */
  readonly until: Millis | null;
}

/** Whether another connection may be opened. */
export function hasRoom(hub: LiveHub): boolean {
  return hub.hasRoom && connections < CONNECTIONS_MAX;
}

/** Makes a client of the hub of a request that asks for a WebSocket. Returns what to answer it. */
export function liveSocket(hub: LiveHub, request: Request, { until }: Reader): Response {
  const { socket, response } = Deno.upgradeWebSocket(request, { idleTimeout: IDLE_S });
  connections++;
  // A connection that breaks may tell of its end twice.
  const gone = new AbortController();
  gone.signal.addEventListener("abort", () => connections--, { once: true });
  socket.addEventListener("close", () => gone.abort());
  socket.addEventListener("open", () => {
    const client = hub.join({
      get backlogBytes() {
        return socket.bufferedAmount;
      },
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(text);
      },
      close: (code, reason) => socket.close(code, reason),
    }, until);
    socket.addEventListener("message", ({ data }) => {
      client.message(typeof data === "string" ? data : null);
    });
    gone.signal.addEventListener("abort", () => client.left(), { once: true });
  });
  return response;
}
