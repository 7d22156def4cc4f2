import type { Context, Handler } from "hono";
import type { Millis, SystemClock } from "../../../runtime/clock/clock.ts";
import type { Served } from "../../auth/authorize.ts";
import { causeOf } from "../../auth/provenance.ts";
import { ACCESS_MS } from "../../auth/sessions.ts";
import { Problem } from "../problem.ts";
import type { LiveHub } from "./hub.ts";
import { hasRoom, liveSocket, type Reader } from "./socket.ts";

/**
 * Decides who a request is that the guards of the API let through; null: nobody who may listen. This
 * is the one place where listening and signing in meet.
 */
export type WhoIs = (c: Context<Served>, now: Millis) => Reader | null | Promise<Reader | null>;

/**
 * Whoever may read may listen: to what is open, for as long as the connection lasts; signed in, for as
 * long as a proof of that is good. Then the client comes again and is looked at anew.
 */
export const whoeverMayRead: WhoIs = (c, now) => ({
  until: c.get("principal") === null ? null : now + ACCESS_MS,
});

/**
 * The WebSocket of the API. A page of another site could open it without asking, so the origin is
 * checked here; the host was checked before.
 */
export function liveRoute(
  hub: LiveHub,
  clock: SystemClock,
  whoIs: WhoIs = whoeverMayRead,
): Handler<Served> {
  return async (c) => {
    if (c.req.header("upgrade")?.toLowerCase() !== "websocket") {
      throw new Problem(
        "upgrade-required",
        "This path speaks WebSocket: connect to it with ws:// instead of http://.",
        {},
        { upgrade: "websocket", connection: "upgrade" },
      );
    }
    if (causeOf(c.req.raw.headers) === "other-site") {
      throw new Problem("forbidden", "Pages of other sites may not listen here.");
    }
    const reader = await whoIs(c, clock.now());
    if (reader === null) throw new Problem("forbidden", "Whoever listens here must be signed in.");
    if (!hasRoom(hub)) {
      throw new Problem("unavailable", "As many clients as may be are connected; try again later.");
    }
    return liveSocket(hub, c.req.raw, reader);
  };
}
