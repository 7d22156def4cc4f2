import type { Millis } from "../../runtime/clock/clock.ts";
import type { Role } from "../../db/auth/store.ts";

/** A person in a signed-in browser. */
export interface Person {
  readonly kind: "person";
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly sessionId: string;
  /** When the session was begun. */
  readonly since: Millis;
  /** When a passkey was last shown in this session; null: never. */
  readonly confirmedAt: Millis | null;
}

/** A script with a token. */
export interface Script {
  readonly kind: "script";
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
}

/** Who asks. */
export type Principal = Person | Script;

/** What a request says of who sent it. */
export type Identity =
  | { readonly kind: "nobody" }
  /** A cookie that is no longer good: the browser may exchange its refresh token. */
  | { readonly kind: "stale" }
  /** A token that is no good, and why. */
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "known"; readonly principal: Principal };

/** The principal's id in the record. */
export function actorOf(principal: Principal | null): string | null {
  if (principal === null) return null;
  return principal.kind === "person" ? principal.userId : `token:${principal.tokenId}`;
}
