import { errors, jwtVerify, SignJWT } from "jose";
import { z } from "zod";
import type { Millis } from "../../runtime/clock/clock.ts";
import { ALGORITHM, type KeyRing } from "./key_ring.ts";

/** What a token is for; one is never taken for the other. */
export type Audience = "session" | "script";

/** What a token says. */
export interface Claims {
  /** Of a session: the user's id. Of a script's token: its name. */
  readonly subject: string;
  /** Of a session: the session's id. Of a script's token: its own. */
  readonly id: string;
  readonly issuedAt: Millis;
  readonly expiresAt: Millis;
}

/** What reading a token found. */
export type TokenReading =
  | { readonly kind: "good"; readonly claims: Claims }
  | { readonly kind: "bad"; readonly why: string };

const ISSUER = "pitboss";
const TYPE = "at+jwt";
/** Longest token that is looked at, in characters. */
const LENGTH_MAX = 2_048;

const claimsSchema = z.object({
  sub: z.string().min(1),
  jti: z.string().min(1),
  iat: z.int(),
  exp: z.int(),
});

/** Writes a signed token. Times are kept in whole seconds. */
export async function signToken(
  ring: KeyRing,
  audience: Audience,
  claims: Claims,
): Promise<string> {
  const { keyId, key } = await ring.signer();
  return await new SignJWT()
    .setProtectedHeader({ alg: ALGORITHM, kid: keyId, typ: TYPE })
    .setIssuer(ISSUER)
    .setAudience(audience)
    .setSubject(claims.subject)
    .setJti(claims.id)
    .setIssuedAt(Math.floor(claims.issuedAt / 1000))
    .setExpirationTime(Math.floor(claims.expiresAt / 1000))
    .sign(key);
}

/** Reads a token and checks everything about it that needs no database. */
export async function readToken(
  ring: KeyRing,
  audience: Audience,
  token: string,
  now: Millis,
): Promise<TokenReading> {
  if (token.length > LENGTH_MAX) return { kind: "bad", why: "The token is malformed." };
  try {
    const { payload } = await jwtVerify(
      token,
      async ({ kid }) => {
        const key = kid === undefined ? null : await ring.verifier(kid);
        if (key === null) throw new errors.JWSSignatureVerificationFailed();
        return key;
      },
      {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience,
        typ: TYPE,
        requiredClaims: ["sub", "jti", "iat", "exp"],
        currentDate: new Date(now),
      },
    );
    const { sub, jti, iat, exp } = claimsSchema.parse(payload);
    const claims = { subject: sub, id: jti, issuedAt: iat * 1000, expiresAt: exp * 1000 };
    return { kind: "good", claims };
  } catch (error) {
    if (error instanceof errors.JWTExpired) return { kind: "bad", why: "The token has expired." };
    if (error instanceof errors.JOSEError || error instanceof z.ZodError) {
      return { kind: "bad", why: "The token is not one of ours." };
    }
    throw error;
  }
}
