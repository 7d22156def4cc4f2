import ipaddr from "ipaddr.js";

/**
 * Why an address may not be connected to, in words that follow "is"; null where it may: only global
 * unicast addresses may. Private, loopback, link-local, multicast, carrier-grade NAT and reserved
 * ranges are this machine's or its network's, and an address that wraps another (IPv4-mapped, 6to4,
 * Teredo) could hide one. NAT64 (RFC 6052) is judged by the address within, since IPv6-only networks
 * reach everything through it.
 */
export function addressFault(address: string): string | null {
  const text = address.replace(/%.*$/, "");
  if (!ipaddr.isValid(text)) return "not an IP address";
  const parsed = ipaddr.parse(text);
  const range = parsed.range();
  if (range === "unicast") return null;
  if (parsed instanceof ipaddr.IPv6 && range === "rfc6052" && isNat64(parsed)) {
    return addressFault(embedded(parsed));
  }
  return `a ${RANGE_NAMES[range] ?? range} address`;
}

/** An IP address out of a URL's host name; null for a name that must be resolved. */
export function literalAddress(hostname: string): string | null {
  const bare = hostname.replace(/^\[(.*)\]$/, "$1");
  return ipaddr.isValid(bare) ? bare : null;
}

/** The well-known prefix alone: 64:ff9b:1::/48 is for private use (RFC 8215). */
function isNat64(address: ipaddr.IPv6): boolean {
  return address.match(ipaddr.IPv6.parse("64:ff9b::"), 96);
}

function embedded(address: ipaddr.IPv6): string {
  return address.toByteArray().slice(12).join(".");
}

const RANGE_NAMES: Readonly<Record<string, string>> = {
  carrierGradeNat: "carrier-grade NAT",
  linkLocal: "link-local",
  uniqueLocal: "private",
  ipv4Mapped: "IPv4-mapped",
  deprecatedSiteLocal: "site-local",
};
