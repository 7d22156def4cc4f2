import type { Millis } from "../../runtime/clock/clock.ts";
import type { Session, SessionMethod, User } from "../../db/auth/store.ts";
import { audit, type AuthEnvironment } from "./environment.ts";
import type { Person } from "./principal.ts";
import { hashOf, textOf } from "./secrets.ts";
import { readToken, signToken } from "./tokens.ts";

/** How long an access token is good, in ms. */
export const ACCESS_MS: Millis = 10 * 60_000;
/** How long a refresh token is good; used within that, it gives another, in ms. */
export const REFRESH_MS: Millis = 14 * 86_400_000;
/** Longest life of a session, in ms. */
export const SESSION_MS: Millis = 90 * 86_400_000;
/**
 * Browsers that open many pages at once present the same refresh token several times. Within so many
 * ms a page's request that comes too late is told to use what the first one got; it gets nothing.
 */
export const RACE_MS: Millis = 10_000;

const SECRET_BYTES = 32;
const AGENT_MAX = 200;

/** What a browser keeps of its session. */
export interface SessionTokens {
  readonly access: string;
  readonly refresh: string;
}

/** From where a browser asks. */
export interface From {
  readonly address: string | null;
  /** What it calls itself. */
  readonly agent: string;
}

/** Begins a session of a user. */
export async function beginSession(
  env: AuthEnvironment,
  user: User,
  method: SessionMethod,
  from: From,
): Promise<SessionTokens & { readonly session: Session }> {
  const now = env.clock.now();
  const session: Session = {
    sessionId: env.newId(),
    userId: user.userId,
    agent: from.agent.slice(0, AGENT_MAX),
    method,
    createdAt: now,
    confirmedAt: method === "recovery" ? null : now,
    seenAt: now,
    expiresAt: now + SESSION_MS,
    revokedAt: null,
    revokedReason: null,
  };
  const refresh = textOf(env.newSecret(SECRET_BYTES));
  await env.store.addSession(session, {
    tokenHash: hashOf(refresh),
    sessionId: session.sessionId,
    issuedAt: now,
    expiresAt: now + REFRESH_MS,
  });
  await audit(env, {
    event: "signed-in",
    actor: user.userId,
    address: from.address,
    detail: { method, session: session.sessionId, name: user.name },
  });
  return { access: await accessToken(env, session), refresh, session };
}

/** What became of an attempt to go on with a session. */
export type Renewal =
  | ({ readonly kind: "renewed" } & SessionTokens)
  /** Another request of the same browser was faster, moments ago. */
  | { readonly kind: "raced" }
  | { readonly kind: "refused"; readonly why: string };

/**
 * Exchanges a refresh token for its successor and a fresh access token. A token that was exchanged
 * before has been stolen, by whoever used it first or by whoever comes now: the session ends.
 * @param raceMs within how long after its exchange a repeated token is only told to look again
 */
export async function renewSession(
  env: AuthEnvironment,
  token: string,
  from: From,
  raceMs: Millis = 0,
): Promise<Renewal> {
  const now = env.clock.now();
  const refresh = textOf(env.newSecret(SECRET_BYTES));
  const rotation = await env.store.rotate(hashOf(token), {
    tokenHash: hashOf(refresh),
    issuedAt: now,
    expiresAt: now + REFRESH_MS,
  });
  if (rotation.kind === "unknown") return { kind: "refused", why: "There is no such session." };
  if (rotation.kind === "reused") {
    const { sessionId } = rotation;
    if (now - rotation.usedAt < raceMs) {
      const held = await env.store.findSession(sessionId);
      if (held !== null && isInForce(held, now)) return { kind: "raced" };
    }
    if (await env.store.revokeSession(sessionId, "refresh token used twice", now)) {
      const session = await env.store.findSession(sessionId);
      await audit(env, {
        event: "refresh-token-reused",
        actor: session?.userId ?? null,
        address: from.address,
        detail: { session: sessionId },
      });
      env.log.warn("a refresh token came twice: the session was ended", { session: sessionId });
    }
    return { kind: "refused", why: "This session was ended: its refresh token came twice." };
  }
  const session = await env.store.findSession(rotation.sessionId);
  if (session === null || !isInForce(session, now)) {
    return { kind: "refused", why: "This session has ended." };
  }
  return { kind: "renewed", access: await accessToken(env, session), refresh };
}

/** Who a session's access token belongs to; null where it is no good (any more). */
export async function personOf(env: AuthEnvironment, access: string): Promise<Person | null> {
  const now = env.clock.now();
  const reading = await readToken(env.ring, "session", access, now);
  if (reading.kind === "bad") return null;
  const { id, subject } = reading.claims;
  const [session, user] = await Promise.all([
    env.store.findSession(id),
    env.store.findUser(subject),
  ]);
  if (session === null || user === null || session.userId !== user.userId) return null;
  if (!isInForce(session, now)) return null;
  return {
    kind: "person",
    userId: user.userId,
    name: user.name,
    role: user.role,
    sessionId: session.sessionId,
    since: session.createdAt,
    confirmedAt: session.confirmedAt,
  };
}

function isInForce({ revokedAt, expiresAt }: Session, now: Millis): boolean {
  return revokedAt === null && expiresAt > now;
}

function accessToken(env: AuthEnvironment, session: Session): Promise<string> {
  const now = env.clock.now();
  return signToken(env.ring, "session", {
    subject: session.userId,
    id: session.sessionId,
    issuedAt: now,
    expiresAt: Math.min(now + ACCESS_MS, session.expiresAt),
  });
}
