import type { MiddlewareHandler } from "hono";
import { bodyLimit } from "hono/body-limit";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import { Problem } from "./problem.ts";

/** Largest request body, in bytes. */
export const BODY_BYTES_MAX = 65_536;

/** Names under which a machine reaches itself. */
const LOOPBACK = ["localhost", "127.0.0.1", "[::1]"];

/** Addresses that mean "listen everywhere" and are no name of anything. */
const WILDCARDS = ["0.0.0.0", "[::]"];

const HEADERS: Readonly<Record<string, string>> = {
  "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; " +
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  "cross-origin-opener-policy": "same-origin",
  "cross-origin-resource-policy": "same-origin",
  "permissions-policy": "camera=(), geolocation=(), microphone=()",
  "referrer-policy": "no-referrer",
  "x-content-type-options": "nosniff",
  "x-frame-options": "DENY",
};

/**
 * The host names that the server answers under: the machine's own, the one it listens on, and those
 * that were configured. A web page that points its own name at this machine (DNS rebinding) sends
 * that name, and is refused.
 */
export function allowedHosts(listen: string, more: readonly string[]): ReadonlySet<string> {
  const names = [...LOOPBACK, ...[listen, ...more].map(bracketed)].map((name) =>
    name.toLowerCase()
  );
  return new Set(names.filter((name) => !WILDCARDS.includes(name)));
}

/** The host in a Host header, without its port, in lower case; null for what is none. */
export function hostName(header: string): string | null {
  const match = /^(\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(?::\d{1,5})?$/i.exec(header);
  return match?.[1]?.toLowerCase() ?? null;
}

/** Refuses requests for host names that are not ours. */
export function hostCheck(allowed: ReadonlySet<string>): MiddlewareHandler {
  return async (c, next) => {
    const header = c.req.header("host");
    const name = header === undefined ? null : hostName(header);
    if (name === null) {
      throw new Problem("bad-host", "A request must name its host, with or without a port.");
    }
    if (!allowed.has(name)) {
      throw new Problem(
        "wrong-host",
        `This server answers under ${[...allowed].join(", ")}, not under ${name}.`,
      );
    }
    await next();
  };
}

/** Headers that keep a browser from guessing, framing, embedding or running anything. */
export function securityHeaders(): MiddlewareHandler {
  return async (c, next) => {
    await next();
    // What became a WebSocket has no headers any more.
    if (c.res.status === 101) return;
    for (const [name, value] of Object.entries(HEADERS)) {
      // Pages have a policy of their own.
      if (name === "content-security-policy" && c.res.headers.has(name)) continue;
      c.res.headers.set(name, value);
    }
    if (!c.res.headers.has("cache-control")) c.res.headers.set("cache-control", "no-store");
  };
}

/** Refuses bodies over {@link BODY_BYTES_MAX}. */
export function bodyBound(): MiddlewareHandler {
  return bodyLimit({
    maxSize: BODY_BYTES_MAX,
    onError: () => {
      throw new Problem("body-too-large", `A request body holds at most ${BODY_BYTES_MAX} bytes.`);
    },
  });
}

/**
 * Refuses bodies that are not JSON: no page of another site can send JSON without asking first.
 * @param except where bodies are passed on and never read
 */
export function jsonBodies(except: string): MiddlewareHandler {
  return async (c, next) => {
    if (
      c.req.path !== except && hasBody(c.req.raw.headers) && !isJson(c.req.header("content-type"))
    ) {
      throw new Problem("not-json", "Send the body with content-type: application/json.");
    }
    await next();
  };
}

/** The server gives every request a stream for its body: that there is one tell the headers. */
function hasBody(headers: Headers): boolean {
  return Number(headers.get("content-length") ?? 0) > 0 || headers.has("transfer-encoding") ||
    headers.has("content-type");
}

function isJson(contentType: string | undefined): boolean {
  return contentType?.split(";")[0]?.trim().toLowerCase() === "application/json";
}

/** Answers in the handler's place when it has not answered within `ms`. */
export function deadline(clock: SystemClock, ms: number): MiddlewareHandler {
  return async (_c, next) => {
    const late = Promise.withResolvers<never>();
    const cancel = clock.after(ms, () => {
      late.reject(new Problem("timeout", `The answer was not ready within ${ms} ms; try again.`));
    });
    try {
      await Promise.race([next(), late.promise]);
    } finally {
      cancel();
    }
  };
}

function bracketed(name: string): string {
  return name.includes(":") && !name.startsWith("[") ? `[${name}]` : name;
}
