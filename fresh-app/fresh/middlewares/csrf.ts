import type { Context } from "../context.ts";
import { HttpError } from "../error.ts";
import type { Middleware } from "./mod.ts";

/** Options of {@link csrf}. */
export interface CsrfOptions<State = unknown> {
  /** Origins that may send requests here besides this one. */
  origin?: string | string[] | ((origin: string, context: Context<State>) => boolean);
}

const SAFE_METHODS = ["GET", "HEAD", "OPTIONS"];

/**
 * Refuses requests that another site had a browser send, by `Sec-Fetch-Site` and `Origin`. One
 * with neither header does not come from a browser, and passes.
 */
export function csrf<State>(options?: CsrfOptions<State>): Middleware<State> {
  const isAllowed = (origin: string | null, ctx: Context<State>): boolean => {
    if (origin === null) return false;
    const allowed = options?.origin;
    if (typeof allowed === "function") return allowed(origin, ctx);
    if (Array.isArray(allowed)) return allowed.includes(origin);
    return origin === (allowed || ctx.url.origin);
  };
  return async (ctx) => {
    const { method, headers } = ctx.req;
    const site = headers.get("Sec-Fetch-Site");
    const origin = headers.get("Origin");
    const passes = SAFE_METHODS.includes(method) || site === "same-origin" || site === "none" ||
      (site === null && origin === null) || isAllowed(origin, ctx);
    if (!passes) throw new HttpError(403);
    return await ctx.next();
  };
}
