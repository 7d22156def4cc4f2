/** Host names by which a machine calls itself. */
const OWN_NAMES = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i;

/** Headers by which a proxy says that it asks for somebody else. */
const PROXIED = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip", "via"];

/**
 * Whether a request comes from this very machine: from a loopback address, asking for this machine
 * by a name of its own, and not through a proxy, which would bring others in.
 */
export function isFromHere(address: string | null, headers: Headers): boolean {
  if (address === null || !isLoopbackAddress(address)) return false;
  return OWN_NAMES.test(headers.get("host") ?? "") && !PROXIED.some((name) => headers.has(name));
}

function isLoopbackAddress(address: string): boolean {
  return address === "::1" || /^(::ffff:)?127\.\d+\.\d+\.\d+$/i.test(address);
}

/** What the headers of a request tell about the page that caused it. */
export type Cause = "own-page" | "other-site" | "no-page";

/**
 * Which page caused a request, by `Origin` and `Sec-Fetch-Site`, which no page can forge. Another
 * port of the same machine is another site: cookies do not tell them apart.
 */
export function causeOf(headers: Headers): Cause {
  const origin = headers.get("origin");
  const site = headers.get("sec-fetch-site");
  if (origin !== null && URL.parse(origin)?.host !== headers.get("host")) return "other-site";
  if (site !== null && site !== "same-origin" && site !== "none") return "other-site";
  return origin === null && site === null ? "no-page" : "own-page";
}
