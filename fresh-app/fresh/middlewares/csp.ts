import type { Middleware } from "./mod.ts";

/** Options of {@link csp}. */
export interface CSPOptions {
  /** Only report what the policy would stop. */
  reportOnly?: boolean;
  /** Where violations are reported to. */
  reportTo?: string;
  /** Directives in addition to the defaults, or in place of those with the same name. */
  csp?: string[];
  /** Allow the page's own inline scripts and styles by a nonce instead of `'unsafe-inline'`. */
  useNonce?: boolean;
}

/** Where a rendered response keeps its nonce, out of reach of clients. */
export const NONCE_SYMBOL: unique symbol = Symbol.for("__freshNonce");

const DEFAULTS = [
  "default-src 'self'",
  "script-src 'self' 'unsafe-inline'",
  "style-src 'self' 'unsafe-inline'",
  "font-src 'self'",
  "img-src 'self' data:",
  "media-src 'self' data: blob:",
  "worker-src 'self' blob:",
  "connect-src 'self'",
  "object-src 'none'",
  "base-uri 'self'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "upgrade-insecure-requests",
];

/** Sets a Content Security Policy on every response that passes. */
export function csp<State>(options: CSPOptions = {}): Middleware<State> {
  const given = options.csp ?? [];
  const names = given.map(nameOf);
  const directives = [...DEFAULTS.filter((each) => !names.includes(nameOf(each))), ...given];
  const { reportTo } = options;
  if (reportTo) directives.push("report-to csp-endpoint", `report-uri ${reportTo}`);
  const policy = directives.join("; ");
  const header = `Content-Security-Policy${options.reportOnly ? "-Report-Only" : ""}`;

  return async (ctx) => {
    const response = await ctx.next();
    const nonce: unknown = options.useNonce ? Reflect.get(response, NONCE_SYMBOL) : undefined;
    const value = typeof nonce === "string" && nonce !== ""
      ? directives.map((each) => withNonce(each, nonce)).join("; ")
      : policy;
    return withHeaders(response, (headers) => {
      headers.set(header, value);
      if (reportTo) headers.set("Reporting-Endpoints", `csp-endpoint="${reportTo}"`);
    });
  };
}

function nameOf(directive: string): string {
  return directive.trim().split(" ")[0] ?? "";
}

function withNonce(directive: string, nonce: string): string {
  const takesNonce = /^(script|style)-src(-elem|-attr)?$|^default-src$/.test(nameOf(directive));
  return takesNonce ? directive.replaceAll("'unsafe-inline'", `'nonce-${nonce}'`) : directive;
}

/** Changes a response's headers; one whose headers are fixed (`Response.redirect`) is copied. */
export function withHeaders(response: Response, change: (headers: Headers) => void): Response {
  try {
    change(response.headers);
    return response;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const headers = new Headers(response.headers);
    change(headers);
    const { status, statusText, body } = response;
    return new Response(body, { status, statusText, headers });
  }
}
