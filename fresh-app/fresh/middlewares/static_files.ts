import type { StaticFile } from "../build_cache.ts";
import { BUILD_ID } from "../build_id.ts";
import { ASSET_CACHE_BUST_KEY } from "../constants.ts";
import { type Context, getBuildCache } from "../context.ts";
import type { Middleware } from "./mod.ts";

/**
 * Serves the files of `static/` and the scripts of the islands. What carries the build's id is
 * served as immutable; a stale id redirects to the file without one.
 */
export function staticFiles<State>(): Middleware<State> {
  return async (ctx) => {
    const pathname = filePathname(ctx.url.pathname, ctx.config.basePath);
    if (pathname === null) return await ctx.next();
    const file = pathname === "/" ? null : await getBuildCache(ctx).readFile(pathname);
    if (file === null) {
      // Browsers ask for it on their own; a page in answer would be wasted.
      if (pathname === "/favicon.ico") return new Response(null, { status: 404 });
      return await ctx.next();
    }
    const { method } = ctx.req;
    if (method !== "GET" && method !== "HEAD") {
      file.close();
      return new Response("Method Not Allowed", { status: 405 });
    }
    return answer(ctx, file);
  };
}

// Encoded part by part, so that every spelling of a path is one file; null if it is no path.
function filePathname(pathname: string, basePath: string): string | null {
  const inApp = basePath === "" || pathname === basePath || pathname.startsWith(`${basePath}/`);
  if (!inApp) return null;
  try {
    const path = decodeURIComponent(pathname.slice(basePath.length));
    return "/" + path.split("/").filter(Boolean).map(encodeURIComponent).join("/");
  } catch {
    return null;
  }
}

function answer<State>(ctx: Context<State>, file: StaticFile): Response {
  const { url, req, config } = ctx;
  const id = url.searchParams.get(ASSET_CACHE_BUST_KEY);
  if (id !== null && id !== BUILD_ID) {
    file.close();
    url.searchParams.delete(ASSET_CACHE_BUST_KEY);
    return new Response(null, { status: 307, headers: { location: url.pathname + url.search } });
  }
  const headers = new Headers({ "Content-Type": file.contentType, vary: "If-None-Match" });
  const cacheable = config.mode !== "development";
  const etag = file.hash === null ? null : `W/"${file.hash}"`;
  if (cacheable && etag !== null) {
    headers.set("Etag", etag);
    const known = req.headers.get("If-None-Match")?.split(/\s*,\s*/) ?? [];
    if (known.includes(etag) || known.includes(file.hash!)) {
      file.close();
      return new Response(null, { status: 304, headers });
    }
  }
  const immutable = id === BUILD_ID || file.immutable ||
    url.pathname.startsWith(`${config.basePath}/_fresh/js/${BUILD_ID}/`);
  headers.set(
    "Cache-Control",
    cacheable && immutable
      ? "public, max-age=31536000, immutable"
      : "no-cache, no-store, max-age=0, must-revalidate",
  );
  headers.set("Content-Length", String(file.size));
  if (req.method === "HEAD") {
    file.close();
    return new Response(null, { headers });
  }
  return new Response(file.readable, { headers });
}
