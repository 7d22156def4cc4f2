import type { Context, Handler } from "hono";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { Problem } from "../problem.ts";
import type { LiveHub } from "./hub.ts";

/** After this long without a sign of life a connection is dropped, in seconds. */
const IDLE_S = 30;

/** Who asks, as far as a connection needs to know. */
export interface Reader {
  /** When the access ends, and the connection with it; null: with the connection. */
  readonly until: Millis | null;
}

/**
 * Decides who a request is; null: nobody who may read. This is where signing in comes in: what guards
 * the other routes has already been passed.
 */
export type WhoIs = (c: Context) => Reader | null | Promise<Reader | null>;

/** Whoever the guards of the API let through may read, for as long as the connection lasts. */
export const whoeverComes: WhoIs = () => ({ until: null });

/**
 * The WebSocket of the API. A page of another site could open it without asking, so the origin is
 * checked here; the host was checked before.
 */
export function liveRoute(hub: LiveHub, whoIs: WhoIs = whoeverComes): Handler {
  return async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
      throw new Problem(
        "upgrade-required",
        "This path speaks WebSocket: connect to it with ws:// instead of http://.",
        {},
        { upgrade: "websocket", connection: "upgrade" },
      );
    }
    if (isForeign(c.req.raw.headers)) {
      throw new Problem("forbidden", "Pages of other sites may not listen here.");
    }
    const reader = await whoIs(c);
    if (reader === null) throw new Problem("forbidden", "Whoever listens here must be signed in.");
    if (!hub.hasRoom) {
      throw new Problem("unavailable", "As many clients as may be are connected; try again later.");
    }
    const { socket, response } = Deno.upgradeWebSocket(c.req.raw, { idleTimeout: IDLE_S });
    connect(hub, socket, reader);
    return response;
  };
}

function isForeign(headers: Headers): boolean {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  return (origin !== null && URL.parse(origin)?.host !== headers.get("host")) ||
    (site !== null && site !== "same-origin" && site !== "none");
}

function connect(hub: LiveHub, socket: WebSocket, { until }: Reader): void {
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
    // An error is followed by a close.
    socket.addEventListener("close", () => client.left());
  });
}
