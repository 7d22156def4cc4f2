import type { Context } from "../context.ts";
import { withHeaders } from "./csp.ts";
import type { Middleware } from "./mod.ts";

/** Options of {@link cors}. */
export interface CORSOptions<State> {
  /** Who may read responses: `*`, some origins, or a function that returns the allowed one. */
  origin: string | string[] | ((origin: string, ctx: Context<State>) => string | undefined | null);
  /** Methods that may be used; all the usual ones by default. */
  allowMethods?: string[];
  /** Request headers that may be sent; by default, those that are asked for. */
  allowHeaders?: string[];
  /** For how long an answer to a preflight holds, in seconds. */
  maxAge?: number;
  /** Whether cookies may be sent. */
  credentials?: boolean;
  /** Response headers that may be read. */
  exposeHeaders?: string[];
}

const METHODS = ["GET", "HEAD", "PUT", "POST", "DELETE", "PATCH"];

/** Lets pages of other origins read responses. */
export function cors<State>(options?: CORSOptions<State>): Middleware<State> {
  const { origin = "*", credentials, exposeHeaders = [] } = options ?? {};

  return async (ctx) => {
    const allowed = allowedOrigin(origin, ctx);
    const setAllowed = (headers: Headers) => {
      if (allowed) headers.set("Access-Control-Allow-Origin", allowed);
      if (allowed && allowed !== "*" && origin !== "*") vary(headers, "Origin");
      if (credentials) headers.set("Access-Control-Allow-Credentials", "true");
      if (exposeHeaders.length > 0) {
        headers.set("Access-Control-Expose-Headers", exposeHeaders.join(","));
      }
    };
    if (ctx.req.method !== "OPTIONS") return withHeaders(await ctx.next(), setAllowed);
    const headers = new Headers();
    setAllowed(headers);
    setPreflight(headers, ctx.req, options);
    return new Response(null, { status: 204, statusText: "No Content", headers });
  };
}

function allowedOrigin<State>(
  origin: CORSOptions<State>["origin"],
  ctx: Context<State>,
): string | null {
  const from = ctx.req.headers.get("Origin") ?? "";
  if (typeof origin === "function") return origin(from, ctx) ?? null;
  if (origin === "*") return origin;
  return [origin].flat().includes(from) ? from : null;
}

function setPreflight<State>(
  headers: Headers,
  request: Request,
  options: CORSOptions<State> | undefined,
): void {
  const { maxAge, allowMethods = METHODS } = options ?? {};
  if (maxAge !== undefined) headers.set("Access-Control-Max-Age", String(maxAge));
  if (allowMethods.length > 0) headers.set("Access-Control-Allow-Methods", allowMethods.join(","));
  const asked = request.headers.get("Access-Control-Request-Headers")?.split(/\s*,\s*/) ?? [];
  const names = options?.allowHeaders?.length ? options.allowHeaders : asked;
  if (names.length === 0) return;
  headers.set("Access-Control-Allow-Headers", names.join(","));
  headers.append("Vary", "Access-Control-Request-Headers");
}

function vary(headers: Headers, name: string): void {
  const others = headers.get("Vary")?.split(/\s*,\s*/) ?? [];
  headers.set("Vary", [...new Set([name, ...others])].join(", "));
}
