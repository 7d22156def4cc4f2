/** Longest path that is gone back to, in characters. */
const LENGTH_MAX = 1_000;

/**
 * The path to go back to after signing in, if it is one of this site's; else the overview. Anything
 * that a browser could take for another site's address is none.
 */
export function returnPath(asked: string | null): string {
  if (asked === null || asked.length > LENGTH_MAX || !/^\/(?![/\\])/.test(asked)) return "/";
  const base = "http://localhost";
  const url = URL.parse(asked, base);
  if (url === null || url.origin !== base || url.username !== "") return "/";
  const path = url.pathname + url.search;
  return path.startsWith("//") || path.startsWith("/api/") || path.startsWith("/sign-in")
    ? "/"
    : path;
}
