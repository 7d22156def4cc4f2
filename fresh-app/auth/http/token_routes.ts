import { Hono } from "hono";
import { z } from "zod";
import { isoOf } from "../../api/moment.ts";
import { Problem } from "../../api/problem.ts";
import { readQuery } from "../../api/query.ts";
import type { ApiToken } from "../../../db/auth/store.ts";
import type { Served } from "../authorize.ts";
import type { AuthEnvironment } from "../environment.ts";
import { nameSchema } from "../passkey_messages.ts";
import { actorOf } from "../principal.ts";
import { endToken, mintToken, TOKEN_DAYS_MAX } from "../script_tokens.ts";
import { bodyOf, type Exchange, fromOf } from "./exchange.ts";

const wish = z.strictObject({
  name: nameSchema,
  role: z.enum(["viewer", "operator"]).default("viewer"),
  days: z.int().min(1).max(TOKEN_DAYS_MAX).default(30),
});
const logQuery = z.object({ limit: z.int().min(1).max(200).default(50) });

/** Tokens of scripts and the record of sign-ins, under `/api/auth`: an operator's. */
export function tokenRoutes(env: AuthEnvironment): Hono<Served> {
  const api = new Hono<Served>();

  api.get("/tokens", async (c) => {
    return c.json({ items: (await env.store.apiTokens()).map(tokenView), nextCursor: null });
  });
  api.post("/tokens", async (c) => {
    const { token, kept } = await mintToken(env, await bodyOf(c, wish), by(c));
    return c.json({ token, ...tokenView(kept) }, 201);
  });
  api.delete("/tokens/:id", async (c) => {
    if (!await endToken(env, c.req.param("id"), by(c))) {
      throw new Problem("not-found", "There is no token with that id in force.");
    }
    return c.body(null, 204);
  });

  api.get("/audit", async (c) => {
    const { limit } = readQuery(logQuery, c.req.url);
    const entries = await env.store.auditEntries(limit);
    const items = entries.map(({ at, ...entry }) => ({ at: isoOf(at), ...entry }));
    return c.json({ items, nextCursor: null });
  });
  return api;
}

function by(c: Exchange) {
  return { actor: actorOf(c.get("principal")), address: fromOf(c).address };
}

/** A token as operators see it: without the token itself, which nobody can tell any more. */
export function tokenView(
  { tokenId, name, role, createdAt, expiresAt, revokedAt }: ApiToken,
) {
  return {
    id: tokenId,
    name,
    role,
    createdAt: isoOf(createdAt),
    expiresAt: isoOf(expiresAt),
    revokedAt: revokedAt === null ? null : isoOf(revokedAt),
  };
}
