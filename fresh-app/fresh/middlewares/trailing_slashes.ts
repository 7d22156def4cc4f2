import type { Middleware } from "./mod.ts";

/** Sends every path but the root to its form with a slash at the end, or without. */
export function trailingSlashes<State>(mode: "always" | "never"): Middleware<State> {
  return (ctx) => {
    const { pathname, search } = ctx.url;
    const has = pathname.endsWith("/");
    if (pathname === "/" || has === (mode === "always")) return ctx.next();
    return ctx.redirect((has ? pathname.slice(0, -1) : `${pathname}/`) + search);
  };
}
