import type { SourceConfig } from "./news_source.ts";
import { addressFault, literalAddress } from "./public_address.ts";

/** Hosts that the operator allows whatever their address: `host`, or `host:port` for one port. */
export type AllowedHosts = readonly string[];

const ALPACA = [
  "data.alpaca.markets",
  "data.sandbox.alpaca.markets",
  "stream.data.alpaca.markets",
  "stream.data.sandbox.alpaca.markets",
];

const REDDIT = ["www.reddit.com", "oauth.reddit.com"];

/** Names that lead to this machine or its network by definition (RFC 6761, 6762, 8375). */
const LOCAL_NAMES = /(^|\.)(localhost|local|internal|home\.arpa)\.?$/;

/** True where the operator allows a URL's host. */
export function isAllowedHost(url: URL, allowed: AllowedHosts): boolean {
  const isSecure = url.protocol === "https:" || url.protocol === "wss:";
  const port = url.port === "" ? (isSecure ? "443" : "80") : url.port;
  const names = [url.hostname, `${url.hostname}:${port}`];
  return allowed.some((host) => names.includes(host.toLowerCase()));
}

/**
 * Why a source's credentials may not be sent where its description says, as a sentence; null where
 * they may. Sources are edited by more people than may know the keys: so keys go to their issuer,
 * encrypted, and to hosts that the operator allows, and nowhere else.
 */
export function credentialsFault(config: SourceConfig, allowed: AllowedHosts): string | null {
  if (config.kind === "rss" || (config.kind === "reddit" && config.access === "public")) {
    return null;
  }
  const issuer = config.kind === "alpaca_news" ? ALPACA : REDDIT;
  for (const [, target] of targetsOf(config)) {
    const url = new URL(target);
    const isIssuer = /^(https|wss):$/.test(url.protocol) && url.port === "" &&
      issuer.includes(url.hostname);
    if (isIssuer || isAllowedHost(url, allowed)) continue;
    return `credentials are not sent to ${url.protocol}//${url.host}: they go to ` +
      `${issuer.join(", ")} over an encrypted connection, and to hosts that are allowed. ` +
      `Allow the host if it is meant`;
  }
  return null;
}

/**
 * What can be said against a source's addresses before anybody asks them: the field at fault and
 * why, in words that follow it; empty where there is nothing. Where a name leads is judged again at
 * every request, after it was resolved: a name may lead anywhere by then.
 */
export function destinationFaults(
  config: SourceConfig,
  allowed: AllowedHosts,
): readonly { readonly field: string; readonly why: string }[] {
  const faults = targetsOf(config).flatMap(([field, target]) => {
    const why = urlFault(new URL(target), allowed);
    return why === null ? [] : [{ field, why }];
  });
  if (faults.length > 0) return faults;
  const why = credentialsFault(config, allowed);
  const first = targetsOf(config)[0];
  return why === null || first === undefined
    ? []
    : [{ field: first[0], why: `cannot be used: ${why}` }];
}

function urlFault(url: URL, allowed: AllowedHosts): string | null {
  if (url.username !== "" || url.password !== "") {
    return `must hold no user name or password, but has one before ${url.host}`;
  }
  if (isAllowedHost(url, allowed)) return null;
  const literal = literalAddress(url.hostname);
  const what = literal !== null
    ? addressFault(literal)
    : LOCAL_NAMES.test(url.hostname) || !url.hostname.includes(".")
    ? "a name of this machine or its network"
    : null;
  if (what === null) return null;
  return `must lead to a public address, but ${url.hostname} is ${what}; the operator allows it ` +
    `with TRADING_NEWS_ALLOW_HOSTS=${url.host}`;
}

/** Every address that a description names, by its field. */
function targetsOf(config: SourceConfig): readonly (readonly [field: string, url: string])[] {
  switch (config.kind) {
    case "rss":
      return [["url", config.url]];
    case "reddit":
      return [["baseUrl", config.baseUrl], ["tokenUrl", config.tokenUrl]]
        .flatMap(([field, url]) => url === undefined ? [] : [[field!, url] as const]);
    case "alpaca_news":
      return [["baseUrl", config.baseUrl], ["streamUrl", config.streamUrl]];
  }
}
