import { cookieOf } from "./cookies.ts";
import type { AuthEnvironment } from "./environment.ts";
import type { Identity } from "./principal.ts";
import { scriptOf } from "./script_tokens.ts";
import { personOf } from "./sessions.ts";

/** Who sends a request: a script by its bearer token, else a person by a cookie, else nobody. */
export async function identify(env: AuthEnvironment, headers: Headers): Promise<Identity> {
  const authorization = headers.get("authorization");
  if (authorization !== null) {
    const token = /^Bearer +([\w.~+/=-]+)$/i.exec(authorization)?.[1];
    if (token === undefined) {
      return { kind: "refused", why: "The Authorization header must be: Bearer TOKEN." };
    }
    const found = await scriptOf(env, token);
    return found.kind === "bad"
      ? { kind: "refused", why: found.why }
      : { kind: "known", principal: found };
  }
  const access = cookieOf(headers, "access");
  if (access === null || access === "") return { kind: "nobody" };
  const principal = await personOf(env, access);
  return principal === null ? { kind: "stale" } : { kind: "known", principal };
}
