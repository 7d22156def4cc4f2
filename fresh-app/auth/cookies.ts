import type { Millis } from "../../runtime/clock/clock.ts";

/** Browsers share the cookies of a host among its ports: the port in their names keeps systems apart. */
const NAMES = { access: "pitboss_access", refresh: "pitboss_refresh" } as const;

/** Which cookie. */
export type CookieKind = keyof typeof NAMES;

/** Where a cookie is sent: the refresh token to where it is exchanged, and nowhere else. */
const PATHS = { access: "/", refresh: "/api/auth" } as const;

/** The value of one of our cookies in a request; null where there is none. */
export function cookieOf(headers: Headers, kind: CookieKind): string | null {
  const name = `${nameOf(headers, kind)}=`;
  const pairs = (headers.get("cookie") ?? "").split(/;\s*/);
  return pairs.find((pair) => pair.startsWith(name))?.slice(name.length) ?? null;
}

/**
 * A `Set-Cookie` header. Scripts cannot read it, it travels over https (or to this very machine)
 * only, and never with a request that another site caused.
 */
export function setCookie(
  request: Headers,
  kind: CookieKind,
  value: string,
  lifeMs: Millis,
): string {
  const attributes = `Path=${PATHS[kind]}; Max-Age=${Math.floor(lifeMs / 1000)}; ` +
    "HttpOnly; Secure; SameSite=Strict";
  return `${nameOf(request, kind)}=${value}; ${attributes}`;
}

/** `Set-Cookie` headers that take both cookies away. */
export function clearCookies(request: Headers): string[] {
  return (["access", "refresh"] as const).map((kind) => setCookie(request, kind, "", 0));
}

function nameOf(headers: Headers, kind: CookieKind): string {
  const port = /:(\d{1,5})$/.exec(headers.get("host") ?? "")?.[1];
  return port === undefined ? NAMES[kind] : `${NAMES[kind]}_${port}`;
}
