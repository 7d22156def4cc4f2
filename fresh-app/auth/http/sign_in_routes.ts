import { Hono } from "hono";
import { z } from "zod";
import { Problem, problemResponse } from "../../api/problem.ts";
import type { Served } from "../authorize.ts";
import { clearCookies, cookieOf } from "../cookies.ts";
import { audit, type AuthEnvironment } from "../environment.ts";
import { identify } from "../identify.ts";
import { assertionSchema, nameSchema, registrationSchema } from "../passkey_messages.ts";
import { askForPasskey } from "../passkeys.ts";
import { askToEnrol, enrol, signIn } from "../people.ts";
import { recover } from "../recovery.ts";
import { returnPath } from "../return_path.ts";
import { hashOf } from "../secrets.ts";
import { personOf, RACE_MS, renewSession } from "../sessions.ts";
import {
  type AuthOptions,
  bodyOf,
  type Exchange,
  fromOf,
  Gate,
  giveTokens,
  orRefuse,
  siteIn,
  takeTokens,
} from "./exchange.ts";

const code = z.strictObject({ code: z.string().min(1).max(64) });
const enrolment = z.strictObject({ passkey: registrationSchema, name: nameSchema });
const assertion = z.strictObject({ passkey: assertionSchema });
const MINUTE_MS = 60_000;

/** Whether a page of ours asks, which may not be the only one. */
function isFromPage(c: Exchange): boolean {
  return c.req.header("sec-fetch-site") === "same-origin";
}

/** Signing in and out, under `/api/auth`: what the table lists as public. */
export function signInRoutes(env: AuthEnvironment, options: AuthOptions): Hono<Served> {
  const api = new Hono<Served>();
  const signIns = new Gate(env, 20, MINUTE_MS);
  const codes = new Gate(env, 5, 10 * MINUTE_MS);
  const refreshes = new Gate(env, 60, MINUTE_MS);

  api.get("/state", async (c) => {
    const identity = await identify(env, c.req.raw.headers);
    const principal = identity.kind === "known" ? identity.principal : null;
    return c.json({
      principal: principal === null
        ? null
        : { kind: principal.kind, name: principal.name, role: principal.role },
      anybodyEnrolled: await env.store.hasOperator(),
      passkeysWork: options.siteOf(c.req.header("host") ?? "") !== null,
    });
  });

  api.post("/enrol/options", async (c) => {
    const site = siteIn(c, options);
    codes.pass(c);
    const { code: typed } = await bodyOf(c, code);
    return c.json(await orRefuse(askToEnrol(env, site, typed, fromOf(c))));
  });
  api.post("/enrol", async (c) => {
    const site = siteIn(c, options);
    signIns.pass(c);
    const { passkey, name } = await bodyOf(c, enrolment);
    const enrolled = await orRefuse(enrol(env, site, passkey, name, fromOf(c)));
    giveTokens(c, enrolled);
    const { user, recoveryCodes } = enrolled;
    return c.json({ name: user.name, role: user.role, recoveryCodes }, 201);
  });

  api.post("/sign-in/options", async (c) => {
    const site = siteIn(c, options);
    signIns.pass(c);
    const question = { purpose: "sign-in", userId: null, codeHash: null } as const;
    return c.json(await askForPasskey(env, site, question));
  });
  api.post("/sign-in", async (c) => {
    const site = siteIn(c, options);
    signIns.pass(c);
    const { passkey } = await bodyOf(c, assertion);
    const { user, ...tokens } = await orRefuse(signIn(env, site, passkey, fromOf(c)));
    giveTokens(c, tokens);
    return c.json({ name: user.name, role: user.role });
  });
  api.post("/recover", async (c) => {
    codes.pass(c);
    const { code: typed } = await bodyOf(c, code);
    giveTokens(c, await orRefuse(recover(env, typed, fromOf(c))));
    return c.json({});
  });

  api.post("/refresh", async (c) => {
    const next = c.req.query("next");
    if (next !== undefined) return await renewPage(c, next, 307);
    refreshes.pass(c);
    const token = cookieOf(c.req.raw.headers, "refresh");
    const renewal = token === null
      ? { kind: "refused", why: "There is no refresh token." } as const
      : await renewSession(env, token, fromOf(c), isFromPage(c) ? RACE_MS : 0);
    if (renewal.kind === "renewed") {
      giveTokens(c, renewal);
      return c.json({});
    }
    if (renewal.kind === "raced") {
      throw new Problem("conflict", "Another page of this browser was faster: use what it got.");
    }
    const problem = new Problem("unauthenticated", renewal.why, {}, {
      "www-authenticate": 'Bearer realm="pitboss"',
    });
    const response = problemResponse(problem, env.newId());
    for (const cookie of clearCookies(c.req.raw.headers)) {
      response.headers.append("set-cookie", cookie);
    }
    return response;
  });
  api.get("/refresh", (c) => renewPage(c, c.req.query("next") ?? "/", 303));

  api.post("/sign-out", async (c) => {
    const { headers } = c.req.raw;
    const access = cookieOf(headers, "access");
    const refresh = cookieOf(headers, "refresh");
    const person = access === null ? null : await personOf(env, access);
    const sessionId = person?.sessionId ??
      (refresh === null ? null : await env.store.sessionOfRefresh(hashOf(refresh)));
    if (sessionId !== null) {
      const ended = await env.store.revokeSession(sessionId, "signed out", env.clock.now());
      if (ended) {
        await audit(env, {
          event: "signed-out",
          actor: person?.userId ?? null,
          address: fromOf(c).address,
          detail: { session: sessionId },
        });
      }
    }
    takeTokens(c);
    return c.json({});
  });
  return api;

  /** For pages, which cannot wait for a script: exchanges the token and goes back to them. */
  async function renewPage(c: Exchange, next: string, status: 303 | 307): Promise<Response> {
    refreshes.pass(c);
    const token = cookieOf(c.req.raw.headers, "refresh");
    const renewal = token === null ? null : await renewSession(env, token, fromOf(c), RACE_MS);
    const page = returnPath(next);
    if (renewal?.kind === "raced") {
      // The browser has the new tokens at once, or never: going on at once could go round in circles.
      c.header("refresh", `1; url=${status === 303 ? page : `/${page.split("/")[1]}`}`);
      return c.text("One moment: another page of this browser is being signed in.");
    }
    if (renewal?.kind === "renewed") giveTokens(c, renewal);
    else takeTokens(c);
    return c.redirect(page, status);
  }
}
