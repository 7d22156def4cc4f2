import { Hono } from "hono";
import { z } from "zod";
import { Problem } from "../../api/problem.ts";
import { isoOf } from "../../api/moment.ts";
import type { Credential, Session } from "../../../db/auth/store.ts";
import type { Served } from "../authorize.ts";
import { audit, type AuthEnvironment } from "../environment.ts";
import { assertionSchema, nameSchema, registrationSchema } from "../passkey_messages.ts";
import { askForNewPasskey, askForPasskey } from "../passkeys.ts";
import { addOwnPasskey, confirm, removeOwnPasskey } from "../people.ts";
import { newRecoveryCodes } from "../recovery.ts";
import {
  type AuthOptions,
  bodyOf,
  fromOf,
  orRefuse,
  personIn,
  siteIn,
  takeTokens,
} from "./exchange.ts";

const assertion = z.strictObject({ passkey: assertionSchema });
const addition = z.strictObject({ passkey: registrationSchema, name: nameSchema });
const renaming = z.strictObject({ name: nameSchema });

/** A person's own passkeys, sessions and recovery codes, under `/api/auth`. */
export function accountRoutes(env: AuthEnvironment, options: AuthOptions): Hono<Served> {
  const { store, clock } = env;
  const api = new Hono<Served>();

  api.post("/confirm/options", async (c) => {
    const { userId } = personIn(c);
    const question = { purpose: "confirm", userId, codeHash: null } as const;
    return c.json(await askForPasskey(env, siteIn(c, options), question));
  });
  api.post("/confirm", async (c) => {
    const { passkey } = await bodyOf(c, assertion);
    await orRefuse(confirm(env, siteIn(c, options), passkey, personIn(c), fromOf(c)));
    return c.json({});
  });

  api.get("/passkeys", async (c) => {
    const own = await store.credentialsOf(personIn(c).userId);
    return c.json({ items: own.map(passkeyView), nextCursor: null });
  });
  api.post("/passkeys/options", async (c) => {
    const person = personIn(c);
    const question = { purpose: "add", userId: person.userId, codeHash: null } as const;
    return c.json(await askForNewPasskey(env, siteIn(c, options), person, question));
  });
  api.post("/passkeys", async (c) => {
    const { passkey, name } = await bodyOf(c, addition);
    const by = { person: personIn(c), name, from: fromOf(c) };
    const added = await orRefuse(addOwnPasskey(env, siteIn(c, options), passkey, by));
    return c.json(passkeyView(added), 201);
  });
  api.patch("/passkeys/:id", async (c) => {
    const { name } = await bodyOf(c, renaming);
    if (!await store.renameCredential(personIn(c).userId, c.req.param("id"), name)) {
      throw notFound("passkey");
    }
    return c.json({});
  });
  api.delete("/passkeys/:id", async (c) => {
    const removal = removeOwnPasskey(env, c.req.param("id"), personIn(c), fromOf(c));
    if (!await orRefuse(removal)) throw notFound("passkey");
    return c.body(null, 204);
  });
  api.post("/recovery-codes", async (c) => {
    return c.json({ codes: await newRecoveryCodes(env, personIn(c).userId, fromOf(c)) }, 201);
  });

  api.get("/sessions", async (c) => {
    const { userId, sessionId } = personIn(c);
    const sessions = await store.sessionsOf(userId, clock.now());
    const items = sessions.map((session) => sessionView(session, sessionId));
    return c.json({ items, nextCursor: null });
  });
  api.delete("/sessions/:id", async (c) => {
    const person = personIn(c);
    const session = await store.findSession(c.req.param("id"));
    const isOwn = session !== null && session.userId === person.userId;
    if (!isOwn || !await store.revokeSession(session.sessionId, "revoked", clock.now())) {
      throw notFound("session");
    }
    await audit(env, {
      event: "session-revoked",
      actor: person.userId,
      address: fromOf(c).address,
      detail: { session: session.sessionId },
    });
    if (session.sessionId === person.sessionId) takeTokens(c);
    return c.body(null, 204);
  });
  return api;
}

function notFound(what: string): Problem {
  return new Problem("not-found", `You have no ${what} with that id.`);
}

/** A passkey as its owner sees it. */
export function passkeyView({ credentialId, name, rpId, createdAt, lastUsedAt }: Credential) {
  return {
    id: credentialId,
    name,
    host: rpId,
    createdAt: isoOf(createdAt),
    lastUsedAt: lastUsedAt === null ? null : isoOf(lastUsedAt),
  };
}

/** A session as its owner sees it; `current` marks the one that asks. */
export function sessionView(
  { sessionId, agent, method, createdAt, seenAt, expiresAt }: Session,
  current: string,
) {
  return {
    id: sessionId,
    agent,
    method,
    createdAt: isoOf(createdAt),
    seenAt: isoOf(seenAt),
    expiresAt: isoOf(expiresAt),
    current: sessionId === current,
  };
}
