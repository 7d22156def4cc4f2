import type { SourceConfig } from "./catalogue.ts";
import { type AllowedHosts, isAllowedHost } from "./http/guard.ts";

const ALPACA = [
  "data.alpaca.markets",
  "data.sandbox.alpaca.markets",
  "stream.data.alpaca.markets",
  "stream.data.sandbox.alpaca.markets",
];

const REDDIT = ["www.reddit.com", "oauth.reddit.com"];

/**
 * Why a source's credentials may not be sent where its description says, as a sentence; null where
 * they may. Sources are edited by more people than may know the keys: so keys go to their issuer,
 * encrypted, and to hosts that the operator allows, and nowhere else.
 */
export function credentialsFault(config: SourceConfig, allowed: AllowedHosts): string | null {
  const targets = config.kind === "alpaca_news"
    ? [config.baseUrl, config.streamUrl]
    : config.kind === "reddit" && config.access === "oauth"
    ? [config.baseUrl, config.tokenUrl].filter((url) => url !== undefined)
    : [];
  const issuer = config.kind === "alpaca_news" ? ALPACA : REDDIT;
  for (const target of targets) {
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
