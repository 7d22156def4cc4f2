/** Where passkeys belong to, and where they are shown. */
export interface Site {
  /** The host name that they are made for. */
  readonly rpId: string;
  /** The page's origin, which the browser vouches for. */
  readonly origin: string;
}

/** What this server is reached under. */
export interface Reached {
  /** The port that it listens on. */
  readonly port: number;
  /** Host names that were configured, behind which a proxy speaks https. */
  readonly names: readonly string[];
  /** Addresses that were configured, with scheme and port. */
  readonly origins: readonly string[];
}

/**
 * The site that a request's Host header names; null where passkeys cannot be used there: under an IP
 * address, and on another port of this machine, where some other program's page would be.
 */
export function siteOf(host: string, { port, names, origins }: Reached): Site | null {
  const own = port === 80 ? "localhost" : `localhost:${port}`;
  if (host.toLowerCase() === own) return { rpId: "localhost", origin: `http://${own}` };
  for (const { hostname, origin, host: listed } of origins.map((each) => new URL(each))) {
    if (listed === host.toLowerCase()) return { rpId: hostname, origin };
  }
  const url = URL.parse(`https://${host}`);
  if (url === null || !names.some((name) => name.toLowerCase() === url.hostname)) return null;
  return { rpId: url.hostname, origin: url.origin };
}
