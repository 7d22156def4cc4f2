/**
 * What it takes to be answered:
 * - `public`: nothing;
 * - `metrics`: coming from this machine, or being a viewer;
 * - `read`: being a viewer; in demo mode on this machine, nothing;
 * - `person`: a signed-in session, of any role;
 * - `recent`: a session that was begun, or confirmed with a passkey, within the last minutes;
 * - `operate`: an operator's session or token;
 * - `confirm`: an operator's session in which a passkey was shown within the last minutes.
 */
export type Access =
  | "public"
  | "metrics"
  | "read"
  | "person"
  | "recent"
  | "operate"
  | "confirm";

/** One row of the table: a segment `:name` stands for any one segment, a last `*` for the rest. */
export type Rule = readonly [method: string, path: string, access: Access];

/** Every route there is, with what it takes. What is not in here is not answered. */
export const ACCESS_TABLE: readonly Rule[] = [
  ["GET", "/healthz", "public"],
  ["GET", "/readyz", "public"],
  ["GET", "/metrics", "metrics"],

  // What the sign-in page is made of.
  ["GET", "/sign-in", "public"],
  ["GET", "/mark.svg", "public"],
  ["GET", "/tokens.css", "public"],
  ["GET", "/pages.css", "public"],
  ["GET", "/app.css", "public"],
  ["GET", "/explain.css", "public"],
  ["GET", "/_fresh/*", "public"],

  // Signing in and out.
  ["GET", "/api/auth/state", "public"],
  ["POST", "/api/auth/enrol/options", "public"],
  ["POST", "/api/auth/enrol", "public"],
  ["POST", "/api/auth/sign-in/options", "public"],
  ["POST", "/api/auth/sign-in", "public"],
  ["POST", "/api/auth/recover", "public"],
  ["GET", "/api/auth/refresh", "public"],
  ["POST", "/api/auth/refresh", "public"],
  ["POST", "/api/auth/sign-out", "public"],

  // One's own passkeys, sessions and codes; everybody's tokens.
  ["POST", "/api/auth/confirm/options", "person"],
  ["POST", "/api/auth/confirm", "person"],
  ["GET", "/api/auth/passkeys", "person"],
  ["POST", "/api/auth/passkeys/options", "recent"],
  ["POST", "/api/auth/passkeys", "recent"],
  ["PATCH", "/api/auth/passkeys/:id", "person"],
  ["DELETE", "/api/auth/passkeys/:id", "recent"],
  ["POST", "/api/auth/recovery-codes", "recent"],
  ["GET", "/api/auth/sessions", "person"],
  ["DELETE", "/api/auth/sessions/:id", "person"],
  ["GET", "/api/auth/tokens", "operate"],
  ["POST", "/api/auth/tokens", "confirm"],
  ["DELETE", "/api/auth/tokens/:id", "operate"],
  ["GET", "/api/auth/audit", "operate"],

  ["GET", "/api/openapi.json", "read"],
  ["GET", "/api/signals", "read"],
  ["GET", "/api/trades", "read"],
  ["GET", "/api/rejections", "read"],
  ["GET", "/api/orders", "read"],
  ["GET", "/api/positions", "read"],
  ["GET", "/api/portfolio", "read"],
  ["GET", "/api/portfolio/history", "read"],
  ["GET", "/api/portfolio/reconciliations", "read"],
  ["GET", "/api/strategies", "read"],
  ["GET", "/api/strategies/adjustments", "read"],
  ["GET", "/api/strategies/round-trips", "read"],
  ["GET", "/api/analyzers", "read"],
  ["GET", "/api/actors", "read"],
  ["GET", "/api/dead-letters", "read"],
  ["GET", "/api/bars", "read"],
  ["GET", "/api/news", "read"],
  ["GET", "/api/lineage/:id", "read"],
  ["GET", "/api/ws", "read"],

  ["GET", "/api/sources", "read"],
  ["GET", "/api/sources/:id", "read"],
  ["POST", "/api/sources", "operate"],
  ["PATCH", "/api/sources/:id", "operate"],
  ["DELETE", "/api/sources/:id", "operate"],

  ["GET", "/api/backtest", "read"],
  ["GET", "/api/backtest/:id", "read"],
  ["GET", "/api/backtest/:id/result", "read"],
  ["POST", "/api/backtest", "operate"],
  ["POST", "/api/backtest/:id/cancel", "operate"],
  ["DELETE", "/api/backtest/:id", "operate"],

  // What makes the system trade less is for any operator; what lets it trade more needs a passkey.
  ["GET", "/api/controls", "read"],
  ["GET", "/api/controls/commands/:id", "read"],
  ["POST", "/api/controls/pause", "operate"],
  ["POST", "/api/controls/halt", "operate"],
  ["POST", "/api/controls/close", "operate"],
  ["POST", "/api/controls/cancel", "operate"],
  ["POST", "/api/controls/lock", "operate"],
  ["POST", "/api/controls/resume", "confirm"],
  ["POST", "/api/controls/unlock", "confirm"],
  ["POST", "/api/controls/limits", "confirm"],
  ["POST", "/api/controls/learning/:command", "operate"],

  ["GET", "/", "read"],
  ["GET", "/trades", "read"],
  ["GET", "/signals", "read"],
  ["GET", "/orders", "read"],
  ["GET", "/news", "read"],
  ["GET", "/strategies", "read"],
  ["GET", "/actors", "read"],
  ["POST", "/actors/replay", "operate"],
  ["GET", "/controls", "read"],
  ["POST", "/controls/pause", "operate"],
  ["POST", "/controls/halt", "operate"],
  ["POST", "/controls/close", "operate"],
  ["POST", "/controls/cancel", "operate"],
  ["POST", "/controls/lock", "operate"],
  ["POST", "/controls/resume", "confirm"],
  ["POST", "/controls/unlock", "confirm"],
  ["POST", "/controls/limits", "confirm"],
  ["GET", "/explain/:id", "read"],
  ["GET", "/backtests", "read"],
  ["POST", "/backtests", "operate"],
  ["GET", "/backtests/:id", "read"],
  ["POST", "/backtests/:id/:action", "operate"],
  ["GET", "/export/backtests/:id", "read"],
  ["GET", "/export/:list", "read"],
  ["GET", "/settings", "person"],
];

/** What the table says of a request. */
export type Listing =
  | { readonly kind: "listed"; readonly access: Access }
  /** The path is there, under other methods. */
  | { readonly kind: "other-method"; readonly methods: readonly string[] }
  | { readonly kind: "unlisted" };

/** Looks a request up. HEAD is answered where GET is. */
export function listingOf(
  method: string,
  path: string,
  table: readonly Rule[] = ACCESS_TABLE,
): Listing {
  const asked = method === "HEAD" ? "GET" : method;
  const rows = table.filter(([, pattern]) => matches(pattern, path));
  const row = rows.find(([listed]) => listed === asked);
  if (row !== undefined) return { kind: "listed", access: row[2] };
  if (rows.length === 0) return { kind: "unlisted" };
  const methods = rows.flatMap(([listed]) => listed === "GET" ? ["GET", "HEAD"] : [listed]);
  return { kind: "other-method", methods: [...new Set(methods)] };
}

function matches(pattern: string, path: string): boolean {
  const [wanted, found] = [pattern.split("/"), path.split("/")];
  const isOpen = wanted.at(-1) === "*";
  if (isOpen ? found.length < wanted.length : found.length !== wanted.length) return false;
  return wanted.every((part, i) =>
    part === "*" || part === found[i] || (part.startsWith(":") && found[i] !== "")
  );
}
