import { BUILD_ID } from "../build_id.ts";
import { ASSET_CACHE_BUST_KEY } from "../constants.ts";

const origin = "https://freshassetcache.local";

/** A path of a file in `static/`, with the build's id: it may be cached for good. */
export function asset(path: string): string {
  if (!path.startsWith("/") || path.startsWith("//")) return path;
  const url = new URL(path, origin);
  if (url.origin !== origin || url.searchParams.has(ASSET_CACHE_BUST_KEY)) return path;
  url.searchParams.set(ASSET_CACHE_BUST_KEY, BUILD_ID);
  return url.pathname + url.search + url.hash;
}

/** {@link asset} for every path in a `srcset`. */
export function assetSrcSet(srcset: string): string {
  // Parentheses and empty candidates are more than a list of paths.
  const candidates = srcset.split(",");
  if (srcset.includes("(") || candidates.some((each) => each.trim() === "")) return srcset;
  return candidates.map((each) => each.replace(/\S+/, asset)).join(",");
}
