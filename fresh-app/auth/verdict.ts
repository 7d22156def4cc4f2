import type { Millis } from "../../runtime/clock/clock.ts";
import type { Access } from "./access.ts";
import type { Identity, Principal } from "./principal.ts";

/** How long after a passkey was shown it still counts as just shown, in ms. */
export const FRESH_MS = 5 * 60_000;

/** A request, as far as the decision goes. */
export interface Asked {
  readonly access: Access;
  readonly identity: Identity;
  /** Whether everything may be read without signing in: a demo, asked from its own machine. */
  readonly isOpen: boolean;
  /** Whether it comes from this machine. */
  readonly isLocal: boolean;
  readonly now: Millis;
}

/** What becomes of a request. */
export type Verdict =
  | { readonly kind: "allowed"; readonly principal: Principal | null }
  /** Nobody is signed in; where a token was shown, why it is no good. */
  | { readonly kind: "sign-in"; readonly why: string | null }
  /** Whoever asks may not. */
  | { readonly kind: "forbidden"; readonly why: string; readonly principal: Principal }
  /** An operator who has to show a passkey first. */
  | { readonly kind: "confirm"; readonly principal: Principal };

/** Decides; whatever is not clearly allowed is not. */
export function decide({ access, identity, isOpen, isLocal, now }: Asked): Verdict {
  const principal = identity.kind === "known" ? identity.principal : null;
  const allowed: Verdict = { kind: "allowed", principal };
  if (access === "public") return allowed;
  // Somebody who shows a token wants to be known by it.
  if (identity.kind === "refused") return { kind: "sign-in", why: identity.why };
  if (access === "metrics" && isLocal) return allowed;
  if (access === "read" && isOpen) return allowed;
  if (principal === null) return { kind: "sign-in", why: null };
  if (access === "metrics" || access === "read") return allowed;
  if (access === "person") return principal.kind === "person" ? allowed : personsOnly(principal);
  if (access === "recent") {
    if (principal.kind !== "person") return personsOnly(principal);
    return isFresh(principal, now) || now - principal.since <= FRESH_MS
      ? allowed
      : { kind: "confirm", principal };
  }
  if (principal.role !== "operator") {
    return {
      kind: "forbidden",
      principal,
      why: `This needs an operator; ${principal.name} is a ${principal.role}.`,
    };
  }
  if (access === "operate") return allowed;
  if (principal.kind !== "person") return personsOnly(principal);
  return isFresh(principal, now) ? allowed : { kind: "confirm", principal };
}

/** Whether a passkey was shown by this person within the last {@link FRESH_MS}. */
export function isFresh(principal: Principal, now: Millis): boolean {
  return principal.kind === "person" && principal.confirmedAt !== null &&
    now - principal.confirmedAt <= FRESH_MS;
}

function personsOnly(principal: Principal): Verdict {
  const why = "This needs a person who shows a passkey; a token cannot do it.";
  return { kind: "forbidden", principal, why };
}
