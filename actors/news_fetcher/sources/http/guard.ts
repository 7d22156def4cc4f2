import type { SourceFailure } from "../source.ts";
import { type AllowedHosts, isAllowedHost } from "../../../domain/news_destination.ts";
import { addressFault, literalAddress } from "../../../domain/public_address.ts";

/** Finds the addresses of a host name; rejects where it has none. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;

/** Where a request may go: the addresses that were judged, to one of which the connection is made. */
export type Destination =
  | { readonly ok: true; readonly url: URL; readonly addresses: readonly string[] }
  | { readonly ok: false; readonly failure: SourceFailure };

/**
 * Judges a URL before anything is sent: http or https, no credentials in it, and an address that
 * may be connected to. Where a name has several addresses, those that may not be used are passed
 * over; where it has no other, it is refused.
 */
export async function judgeDestination(
  text: string,
  allowed: AllowedHosts,
  resolve: Resolve,
): Promise<Destination> {
  const url = URL.parse(text);
  if (url === null) return refused(`"${shown(text)}" is not a URL`);
  if (url.protocol !== "http:" && url.protocol !== "https:") {
    return refused(`${shown(text)}: only http and https are asked, not ${url.protocol}`);
  }
  if (url.username !== "" || url.password !== "") {
    return refused(`${url.host}: a URL with a user name or password in it is not asked`);
  }
  const literal = literalAddress(url.hostname);
  let addresses: readonly string[];
  try {
    addresses = literal === null ? await resolve(url.hostname) : [literal];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail("unreachable", `${url.hostname} has no address: ${reason}`);
  }
  if (addresses[0] === undefined) {
    return fail("unreachable", `${url.hostname} has no address`);
  }
  if (isAllowedHost(url, allowed)) return { ok: true, url, addresses };
  const usable = addresses.filter((address) => addressFault(address) === null);
  if (usable.length > 0) return { ok: true, url, addresses: usable };
  const where = literal === null ? `${url.hostname} leads to ${addresses[0]}, which` : literal;
  return refused(
    `${where} is ${addressFault(addresses[0])}: only public addresses are asked. ` +
      `Allow the host "${url.host}" if it is meant`,
  );
}

function shown(text: string): string {
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

function refused(message: string): Destination {
  return fail("address_refused", message);
}

function fail(code: SourceFailure["code"], message: string): Destination {
  return { ok: false, failure: { code, message } };
}
