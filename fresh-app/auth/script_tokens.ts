import type { Millis } from "../../runtime/clock/clock.ts";
import type { ApiToken, Role } from "../../db/auth/store.ts";
import { audit, type AuthEnvironment } from "./environment.ts";
import type { Script } from "./principal.ts";
import { readToken, signToken } from "./tokens.ts";

/** Longest life of a script's token, in days. */
export const TOKEN_DAYS_MAX = 365;
/** Longest name of a token, in characters. */
export const TOKEN_NAME_MAX = 64;

/** What is asked for. */
export interface TokenWish {
  readonly name: string;
  readonly role: Role;
  readonly days: number;
}

/** Makes a token for a script. It is told once, here: only its id is kept. */
export async function mintToken(
  env: AuthEnvironment,
  { name, role, days }: TokenWish,
  by: { readonly actor: string | null; readonly address: string | null },
): Promise<{ readonly token: string; readonly kept: ApiToken }> {
  const now = env.clock.now();
  const kept: ApiToken = {
    tokenId: env.newId(),
    name,
    role,
    createdAt: now,
    expiresAt: now + days * 86_400_000,
    revokedAt: null,
  };
  const token = await signToken(env.ring, "script", {
    subject: name,
    id: kept.tokenId,
    issuedAt: now,
    expiresAt: kept.expiresAt,
  });
  await env.store.addApiToken(kept);
  await audit(env, {
    ...by,
    event: "token-made",
    detail: { token: kept.tokenId, name, role, days },
  });
  return { token, kept };
}

/** Ends a token. False where there is none in force. */
export async function endToken(
  env: AuthEnvironment,
  tokenId: string,
  by: { readonly actor: string | null; readonly address: string | null },
): Promise<boolean> {
  const found = await env.store.revokeApiToken(tokenId, env.clock.now());
  if (found) await audit(env, { ...by, event: "token-revoked", detail: { token: tokenId } });
  return found;
}

/** Whose token it is, or why it is no good. */
export async function scriptOf(
  env: AuthEnvironment,
  token: string,
): Promise<Script | { readonly kind: "bad"; readonly why: string }> {
  const now: Millis = env.clock.now();
  const reading = await readToken(env.ring, "script", token, now);
  if (reading.kind === "bad") return reading;
  const kept = await env.store.findApiToken(reading.claims.id);
  if (kept === null) return { kind: "bad", why: "The token is not one of ours." };
  if (kept.revokedAt !== null) return { kind: "bad", why: "The token was revoked." };
  if (kept.expiresAt <= now) return { kind: "bad", why: "The token has expired." };
  return { kind: "script", tokenId: kept.tokenId, name: kept.name, role: kept.role };
}
