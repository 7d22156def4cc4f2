import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { createHmac } from "node:crypto";
import { exportJWK, generateKeyPair, importJWK, SignJWT } from "jose";
import { problemOf } from "../api/testing/client.ts";
import { ACCESS_TABLE } from "./access.ts";
import { ALGORITHM } from "./key_ring.ts";
import { endToken } from "./script_tokens.ts";
import { desk, enrolledDesk } from "./testing/desk.ts";
import { browserHeaders, ELSEWHERE, HERE, tokenHeaders } from "./testing/people.ts";

const host = "localhost:8000";
type Desk = ReturnType<typeof desk>;

/** Every row of the table that is not for everybody, with a path to ask for. */
const GUARDED = ACCESS_TABLE.filter(([, , access]) => access !== "public")
  .map(([method, path, access]) => ({ method, path: path.replace(/:\w+/g, "x"), access }));

/** Asks from another machine: nothing is open there. */
async function answer({ app }: Desk, method: string, path: string, headers: object) {
  const json = method === "GET" ? {} : { "content-type": "application/json" };
  const init = { method, headers: { host, ...json, ...headers } };
  return await app.request(`http://${host}${path}`, init, ELSEWHERE);
}

function bearer(token: string) {
  return { authorization: `Bearer ${token}` };
}

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString("base64url");

/** An operator's token, and tokens that must not do in its place. */
async function forgeries(here: Desk): Promise<Record<string, string>> {
  const { authorization } = await tokenHeaders(here.auth);
  const good = authorization.replace("Bearer ", "");
  const [head = "", body = "", signature = ""] = good.split(".");
  const header = JSON.parse(Buffer.from(head, "base64url").toString());
  const claims = JSON.parse(Buffer.from(body, "base64url").toString());
  const [key] = await here.auth.store.signingKeys(here.clock.now());
  const { d: _, ...publicKey } = key!.privateKey;
  const signed = async (alg: string, by: Parameters<SignJWT["sign"]>[0], more: object = {}) =>
    await new SignJWT({ ...claims, ...more }).setProtectedHeader({ ...header, alg }).sign(by);
  const other = await generateKeyPair(ALGORITHM);
  const rsa = await generateKeyPair("RS256");
  const ours = await importJWK({ ...key!.privateKey }, ALGORITHM);
  const hmac = (secret: string) => {
    const input = `${part({ ...header, alg: "HS256" })}.${body}`;
    return `${input}.${createHmac("sha256", secret).update(input).digest("base64url")}`;
  };
  const { kid: _kid, ...noKid } = header;
  return {
    "no algorithm": `${part({ ...header, alg: "none" })}.${body}.`,
    "no algorithm, old signature": `${part({ ...header, alg: "none" })}.${body}.${signature}`,
    "no signature": `${head}.${body}.`,
    "another body": `${head}.${part({ ...claims, exp: claims.exp + 1 })}.${signature}`,
    "HS256 with the public key as its secret": hmac(JSON.stringify(publicKey)),
    "HS256 with the public key's x as its secret": hmac(String(publicKey.x)),
    "HS256 with an empty secret": hmac(""),
    "RS256": await signed("RS256", rsa.privateKey),
    "another's key": await signed(ALGORITHM, other.privateKey),
    "another's key in the header": `${
      part({ ...header, jwk: await exportJWK(other.publicKey), kid: undefined })
    }.${body}.${signature}`,
    "no key named": `${part(noKid)}.${body}.${signature}`,
    "another issuer": await signed(ALGORITHM, ours, { iss: "somebody" }),
    "a session's audience": await signed(ALGORITHM, ours, { aud: "session" }),
    "expired": await signed(ALGORITHM, ours, { exp: Math.floor(here.clock.now() / 1000) - 1 }),
    "without an end": await signed(ALGORITHM, ours, { exp: undefined }),
    "of an id that was never made": await signed(ALGORITHM, ours, { jti: "nothing" }),
    "nonsense": "abc",
    "empty parts": "..",
  };
}

Deno.test("no protected route answers who is not signed in, and every one says how to sign in", async () => {
  const here = desk();
  for (const { method, path } of GUARDED) {
    for (
      const headers of [{}, { cookie: "pitboss_access_8000=x" }, { authorization: "Basic eDp5" }]
    ) {
      const response = await answer(here, method, path, headers);
      assert.match(response.headers.get("www-authenticate") ?? "", /^Bearer realm="pitboss"/, path);
      await problemOf(response, 401);
    }
  }
});

Deno.test("no protected route answers a forged, expired or misdirected token", async () => {
  const here = desk();
  const forged = await forgeries(here);
  assert.equal(
    (await answer(here, "GET", "/api/trades", await tokenHeaders(here.auth))).status,
    200,
  );
  for (const [what, token] of Object.entries(forged)) {
    for (const { method, path } of GUARDED) {
      const { status } = await answer(here, method, path, bearer(token));
      assert.equal(status, 401, `${method} ${path}, ${what}`);
    }
    // Nor as a session's.
    const asCookie = { cookie: `pitboss_access_8000=${token}`, origin: `http://${host}` };
    assert.equal((await answer(here, "GET", "/api/trades", asCookie)).status, 401, what);
  }
});

Deno.test("a token that was revoked, or has run out, opens nothing", async () => {
  const here = desk();
  const revoked = await tokenHeaders(here.auth);
  const [kept] = await here.auth.store.apiTokens();
  await endToken(here.auth, kept!.tokenId, { actor: null, address: null });
  for (const { method, path } of GUARDED) {
    const { detail } = await problemOf(await answer(here, method, path, revoked), 401);
    assert.equal(detail, "The token was revoked.");
  }
  const old = await tokenHeaders(here.auth);
  await here.clock.advance(30 * 86_400_000);
  for (const { method, path } of GUARDED) {
    const { detail } = await problemOf(await answer(here, method, path, old), 401);
    assert.equal(detail, "The token has expired.");
  }
});

Deno.test("a viewer's token reads, and does nothing else", async () => {
  const here = desk();
  const viewer = await tokenHeaders(here.auth, "viewer");
  for (const { method, path, access } of GUARDED) {
    const response = await answer(here, method, path, viewer);
    if (access === "read" || access === "metrics") {
      assert.notEqual(response.status, 401, path);
      assert.notEqual(response.status, 403, path);
      await response.body?.cancel();
    } else {
      assert.match(response.headers.get("www-authenticate") ?? "", /insufficient_scope/);
      await problemOf(response, 403);
    }
  }
});

Deno.test("an operator's token never does what needs a passkey", async () => {
  const here = desk();
  const operator = await tokenHeaders(here.auth);
  for (const { method, path, access } of GUARDED) {
    if (access !== "confirm" && access !== "person" && access !== "recent") continue;
    await problemOf(await answer(here, method, path, operator), 403);
  }
});

Deno.test("what needs a passkey wants one that was shown within five minutes", async () => {
  const { browser, key, clock, events } = await enrolledDesk();
  const wish = { name: "nightly", role: "operator", days: 1 };
  assert.equal((await browser.ask("POST", "/api/auth/tokens", wish)).status, 201);
  await clock.advance(5 * 60_000 + 1);
  const asked = await browser.ask("POST", "/api/auth/tokens", wish);
  assert.match(
    asked.headers.get("www-authenticate") ?? "",
    /insufficient_user_authentication", max_age=300/,
  );
  const { type } = await problemOf(asked, 403);
  assert.equal(type, "urn:pitboss:problem:confirm-first");
  const options = await browser.json("POST", "/api/auth/confirm/options", {});
  const shown = await browser.ask("POST", "/api/auth/confirm", { passkey: key.assert(options) });
  assert.equal(shown.status, 200);
  assert.equal((await browser.ask("POST", "/api/auth/tokens", wish)).status, 201);
  assert.deepEqual((await events()).slice(0, 3), ["token-made", "passkey-shown", "passkey-asked"]);
});

Deno.test("a demo is open to read on its own machine only, and not through a proxy", async () => {
  const { app } = desk({ isOpenDemo: true });
  const read = async (from: object, headers: Record<string, string>) =>
    (await app.request(`http://${host}/api/trades`, { headers: { host, ...headers } }, from))
      .status;
  for (const from of [HERE, { remoteAddress: "::1" }, { remoteAddress: "::ffff:127.0.0.1" }]) {
    assert.equal(await read(from, {}), 200);
    assert.equal(await read(from, { host: "127.0.0.1:8000" }), 200);
  }
  for (const from of [ELSEWHERE, {}, { remoteAddress: "10.0.0.1" }]) {
    assert.equal(await read(from, {}), 401);
  }
  for (const name of ["x-forwarded-for", "forwarded", "via"]) {
    assert.equal(await read(HERE, { [name]: "for=192.0.2.1" }), 401, name);
  }
  assert.equal(await read(HERE, { authorization: "Bearer x" }), 401, "a bad token is told so");
});

Deno.test("metrics are read from this machine, or with a viewer's token", async () => {
  const here = desk();
  const read = async (from: object, headers: object) =>
    (await here.app.request(`http://${host}/metrics`, { headers: { host, ...headers } }, from))
      .status;
  assert.equal(await read(HERE, {}), 200);
  assert.equal(await read(ELSEWHERE, {}), 401);
  assert.equal(await read(ELSEWHERE, await tokenHeaders(here.auth, "viewer")), 200);
});

Deno.test("a page of another site changes nothing, whoever's cookies come along", async () => {
  const here = desk();
  const { cookie } = await browserHeaders(here.auth, { host });
  const post = async (headers: Record<string, string>) =>
    (await here.app.request(`http://${host}/api/auth/recovery-codes`, {
      method: "POST",
      headers: { host, cookie, ...headers },
    }, HERE)).status;
  const foreign: Record<string, string>[] = [
    {},
    { origin: "https://evil.example" },
    { origin: "null" },
    { origin: "http://localhost:9000" },
    { origin: "http://localhost:8000.evil.example" },
    { origin: `http://${host}`, "sec-fetch-site": "cross-site" },
    { "sec-fetch-site": "same-site" },
  ];
  for (const headers of foreign) assert.equal(await post(headers), 403, JSON.stringify(headers));
  assert.equal(await post({ origin: `http://${host}` }), 201);
  assert.equal(await post({ "sec-fetch-site": "same-origin" }), 201);
});

Deno.test("signing in is not for other sites' pages either", async () => {
  const { newBrowser, recoveryCodes: [code = ""] } = await enrolledDesk();
  const browser = newBrowser();
  const foreign = { origin: "https://evil.example" };
  await problemOf(await browser.ask("POST", "/api/auth/recover", { code }, foreign), 403);
  assert.equal((await browser.ask("POST", "/api/auth/recover", { code })).status, 200);
});

Deno.test("a socket is opened by pages of ours and by scripts, and by no other page", async () => {
  const here = desk({ isOpenDemo: true });
  const { cookie } = await browserHeaders(here.auth, { host });
  const open = async (headers: Record<string, string>) => {
    const init = { headers: { host, connection: "Upgrade", upgrade: "websocket", ...headers } };
    const response = await here.app.request(`http://${host}/api/ws`, init, HERE);
    return response.status === 401 || response.status === 403 ? "refused" : "let through";
  };
  const foreign = { origin: "http://localhost:9000" };
  assert.equal(await open(foreign), "refused");
  assert.equal(await open({ ...foreign, cookie }), "refused");
  assert.equal(await open({ origin: `http://${host}`, cookie }), "let through");
  assert.equal(await open(await tokenHeaders(here.auth, "viewer")), "let through");
});

Deno.test("who goes to a page is sent to sign in and back, and nowhere else", async () => {
  const here = desk();
  const go = async (path: string, headers: object) => {
    const response = await answer(here, "GET", path, headers);
    return [response.status, response.headers.get("location")];
  };
  const browsing = { accept: "text/html", "sec-fetch-mode": "navigate" };
  assert.deepEqual(await go("/trades?ticker=AAPL", browsing), [
    303,
    "/sign-in?next=%2Ftrades%3Fticker%3DAAPL",
  ]);
  const stale = { ...browsing, cookie: "pitboss_access_8000=old" };
  assert.deepEqual(await go("/trades", stale), [303, "/api/auth/refresh?next=%2Ftrades"]);
  assert.deepEqual(await go("/api/trades", browsing), [401, null]);
  for (
    const next of [
      "https://evil.example",
      "//evil.example",
      "/\\evil.example",
      "/\t/evil.example",
      "\\\\evil.example",
      "javascript:alert(1)",
      "/api/auth/sign-out",
      "/x".repeat(600),
    ]
  ) {
    const path = `/api/auth/refresh?next=${encodeURIComponent(next)}`;
    assert.deepEqual(await go(path, browsing), [303, "/"], next);
  }
  assert.deepEqual(await go("/api/auth/refresh?next=%2Fnews%3Fa%3Db", browsing), [
    303,
    "/news?a=b",
  ]);
});

Deno.test("a path that router and pages would read differently is not served", async () => {
  const here = desk();
  const viewer = await tokenHeaders(here.auth, "viewer");
  for (const path of ["/%74rades", "/api/%74rades", "/sign-in%2f..%2ftrades"]) {
    await problemOf(await answer(here, "GET", path, viewer), 404);
  }
});

Deno.test("what people were refused is on record, with who and from where", async () => {
  const here = desk();
  await answer(here, "POST", "/api/backtest", await tokenHeaders(here.auth, "viewer"));
  const [entry] = await here.auth.store.auditEntries(1);
  assert.equal(entry?.event, "refused");
  assert.match(entry?.actor ?? "", /^token:/);
  assert.equal(entry?.address, ELSEWHERE.remoteAddress);
  assert.deepEqual(entry?.detail, { method: "POST", path: "/api/backtest" });
});
