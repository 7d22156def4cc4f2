/** The environment as it is used here; `Deno.env` is one. */
export interface Environment {
  toObject(): Record<string, string>;
  delete(name: string): void;
}

/**
 * Variables that stay readable by everyone, by name or prefix: what programs need to find their way,
 * to show text, to reach the network, and to find the packages that are cached by their registry's
 * address. Proxies and registries may contain a password; without them nothing would be reached.
 */
const KEPT = new Set([
  ...["PATH", "HOME", "USER", "LOGNAME", "SHELL", "PWD", "TMPDIR", "TMP", "TEMP", "TZ"],
  ...["LANG", "LANGUAGE", "TERM", "COLORTERM", "NO_COLOR", "FORCE_COLOR", "CI", "DEBUG"],
  ...["LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR", "NODE_EXTRA_CA_CERTS", "XDG_CACHE_HOME"],
  ...["DENO_DIR", "DENO_CERT", "DENO_TLS_CA_STORE", "DENO_NO_PROMPT", "DENORT_BIN"],
  ...["NPM_CONFIG_REGISTRY"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "SYSTEMROOT", "USERPROFILE"],
]);

/**
 * Takes the environment away, so that no Worker of this process finds a secret in it, and returns
 * all of it as it was. To be called once, before the first Worker is created: Workers share the
 * process's environment, and some packages need to read all of it. What was there at the start can
 * still be read in /proc/self/environ, for which Deno demands full permissions.
 */
export function takeEnvironment(env: Environment = Deno.env): Readonly<Record<string, string>> {
  const all = env.toObject();
  for (const name of Object.keys(all)) if (!isHarmless(name)) env.delete(name);
  return all;
}

/** What a child process may know of the environment. */
export function harmlessEnvironment(
  env: Pick<Environment, "toObject"> = Deno.env,
): Record<string, string> {
  return Object.fromEntries(Object.entries(env.toObject()).filter(([name]) => isHarmless(name)));
}

function isHarmless(name: string): boolean {
  const upper = name.toUpperCase();
  return KEPT.has(upper) || upper.startsWith("LC_");
}
