import assert from "node:assert/strict";
import { problemOf } from "../api/testing/client.ts";
import { TestAuthenticator } from "./testing/authenticator.ts";
import { desk, enrolledDesk } from "./testing/desk.ts";
import { RACE_MS } from "./sessions.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

Deno.test("a session goes on by its refresh token when the access token has run out", async () => {
  const { browser, clock } = await enrolledDesk();
  const before = browser.cookie("refresh");
  await clock.advance(10 * MINUTE_MS);
  await problemOf(await browser.ask("GET", "/api/trades"), 401);
  assert.equal((await browser.ask("POST", "/api/auth/refresh")).status, 200);
  assert.notEqual(browser.cookie("refresh"), before);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
});

Deno.test("a refresh token that comes twice ends the session, whoever was the thief", async () => {
  const { browser, newBrowser, clock, events } = await enrolledDesk();
  const thief = newBrowser();
  for (const [name, value] of browser.cookies) thief.cookies.set(name, value);
  await clock.advance(10 * MINUTE_MS);
  assert.equal((await thief.ask("POST", "/api/auth/refresh")).status, 200);
  const { detail } = await problemOf(await browser.ask("POST", "/api/auth/refresh"), 401);
  assert.match(detail, /came twice/);
  assert.equal((await events())[0], "refresh-token-reused");
  // What the thief got is worth nothing now, nor what comes of it.
  await problemOf(await thief.ask("GET", "/api/trades"), 401);
  await problemOf(await thief.ask("POST", "/api/auth/refresh"), 401);
});

Deno.test("of two that present one refresh token at once, one goes on at most", async () => {
  const { browser, newBrowser } = await enrolledDesk();
  const copy = newBrowser();
  for (const [name, value] of browser.cookies) copy.cookies.set(name, value);
  const answers = await Promise.all(
    [browser, copy].map((each) => each.ask("POST", "/api/auth/refresh")),
  );
  assert.ok(answers.filter(({ status }) => status === 200).length <= 1);
});

Deno.test("pages that a browser opens together share one exchange, and none gets a second", async () => {
  const { browser, clock } = await enrolledDesk();
  await clock.advance(10 * MINUTE_MS);
  const old = new Map(browser.cookies);
  const page = { "sec-fetch-mode": "navigate", "sec-fetch-site": "none" };
  const path = "/api/auth/refresh?next=%2Fnews";
  assert.equal((await browser.ask("GET", path, undefined, page)).status, 303);
  const fresh = new Map(browser.cookies);
  browser.cookies.clear();
  for (const [name, value] of old) browser.cookies.set(name, value);
  const late = await browser.ask("GET", path, undefined, page);
  assert.deepEqual([late.status, late.headers.get("refresh")], [200, "1; url=/news"]);
  assert.deepEqual(late.headers.getSetCookie(), [], "it goes on with what the first one got");
  for (const [name, value] of fresh) browser.cookies.set(name, value);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
  // Much later it can only be a thief.
  await clock.advance(RACE_MS);
  for (const [name, value] of old) browser.cookies.set(name, value);
  await browser.ask("GET", path, undefined, page);
  for (const [name, value] of fresh) browser.cookies.set(name, value);
  await problemOf(await browser.ask("GET", "/api/trades"), 401);
});

Deno.test("two pages that ask at once do not end their session, and the later one gets nothing", async () => {
  const { browser, newBrowser, clock } = await enrolledDesk();
  await clock.advance(10 * MINUTE_MS);
  const late = newBrowser();
  for (const [name, value] of browser.cookies) late.cookies.set(name, value);
  const page = { "sec-fetch-site": "same-origin" };
  const refresh = (who: typeof late) => who.ask("POST", "/api/auth/refresh", undefined, page);
  assert.equal((await refresh(browser)).status, 200);
  const answer = await refresh(late);
  assert.deepEqual(answer.headers.getSetCookie(), []);
  await problemOf(answer, 409);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
  await clock.advance(RACE_MS);
  await problemOf(await refresh(late), 401);
  await problemOf(await browser.ask("GET", "/api/trades"), 401);
});

Deno.test("a form that is sent with an old token is sent again with a new one", async () => {
  const { browser, clock } = await enrolledDesk();
  await clock.advance(10 * MINUTE_MS);
  const form = { "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
  const first = await browser.ask("POST", "/actors/replay", undefined, form);
  assert.deepEqual([first.status, first.headers.get("location")], [
    307,
    "/api/auth/refresh?next=%2Factors%2Freplay",
  ]);
  const body = { ...form, "content-type": "application/x-www-form-urlencoded" };
  const second = await browser.ask("POST", first.headers.get("location")!, undefined, body);
  assert.deepEqual([second.status, second.headers.get("location")], [307, "/actors/replay"]);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
});

Deno.test("a form that needs a passkey leads to where it is shown, and back to its page", async () => {
  const { browser, clock } = await enrolledDesk();
  await clock.advance(6 * MINUTE_MS);
  const form = { "sec-fetch-mode": "navigate", "sec-fetch-site": "same-origin" };
  const answer = await browser.ask("POST", "/controls/resume", undefined, form);
  assert.deepEqual([answer.status, answer.headers.get("location")], [
    303,
    "/sign-in?next=%2Fcontrols&confirm=yes",
  ]);
});

Deno.test("a refresh token that lies for two weeks is good no more, nor a session after ninety days", async () => {
  const { browser, clock } = await enrolledDesk();
  await clock.advance(14 * DAY_MS);
  await problemOf(await browser.ask("POST", "/api/auth/refresh"), 401);

  const used = await enrolledDesk();
  for (let day = 0; day < 90; day += 10) {
    await problemOf(
      await used.browser.ask("POST", "/api/auth/refresh", undefined, {
        origin: "https://evil.example",
      }),
      403,
    );
    assert.equal((await used.browser.ask("POST", "/api/auth/refresh")).status, 200, `day ${day}`);
    await used.clock.advance(10 * DAY_MS);
  }
  await problemOf(await used.browser.ask("POST", "/api/auth/refresh"), 401);
});

Deno.test("sessions are listed, and one that is revoked ends at once", async () => {
  const { browser, newBrowser, key } = await enrolledDesk();
  const other = newBrowser();
  await other.signIn(key);
  const { items } = await browser.json("GET", "/api/auth/sessions");
  assert.deepEqual(
    items.map(({ method, current }: { method: string; current: boolean }) => [method, current]),
    [["enrolment", true], ["passkey", false]],
  );
  const path = `/api/auth/sessions/${items[1].id}`;
  assert.equal((await browser.ask("DELETE", path)).status, 204);
  await problemOf(await other.ask("GET", "/api/trades"), 401);
  // Its browser is told once, does not go round in circles, and has nothing left to show.
  const page = { "sec-fetch-mode": "navigate", "sec-fetch-site": "none" };
  const lost = new Map(other.cookies);
  for (const method of ["POST", "GET"]) {
    for (const [name, value] of lost) other.cookies.set(name, value);
    await other.ask(method, "/api/auth/refresh", undefined, page);
    assert.equal(other.cookies.size, 0, method);
  }
  await problemOf(await browser.ask("DELETE", path), 404);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
});

Deno.test("nobody sees or ends what is somebody else's", async () => {
  const { browser, newBrowser, newCode, key } = await enrolledDesk();
  const anna = newBrowser();
  await anna.enrol(await newCode("anna", "viewer"), new TestAuthenticator("anna's"), "hers");
  const { items: [session] } = await browser.json("GET", "/api/auth/sessions");
  await problemOf(await anna.ask("DELETE", `/api/auth/sessions/${session.id}`), 404);
  await problemOf(await anna.ask("DELETE", `/api/auth/passkeys/${key.id}`), 404);
  await problemOf(await anna.ask("PATCH", `/api/auth/passkeys/${key.id}`, { name: "mine" }), 404);
  const { items } = await anna.json("GET", "/api/auth/passkeys");
  assert.deepEqual(items.map(({ name }: { name: string }) => name), ["hers"]);
  await problemOf(await anna.ask("GET", "/api/auth/tokens"), 403);
  await problemOf(await anna.ask("GET", "/api/auth/audit"), 403);
});

Deno.test("who has signed out is out, also where the access token had run out", async () => {
  for (const waitMs of [0, 11 * MINUTE_MS]) {
    const { browser, clock, events } = await enrolledDesk();
    const kept = new Map(browser.cookies);
    await clock.advance(waitMs);
    assert.equal((await browser.ask("POST", "/api/auth/sign-out")).status, 200);
    assert.equal(browser.cookies.size, 0);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    await problemOf(await browser.ask("GET", "/api/trades"), 401);
    await problemOf(await browser.ask("POST", "/api/auth/refresh"), 401);
    assert.equal((await events())[0], "signed-out");
  }
});

Deno.test("cookies are for this site's server alone, and systems on other ports have their own", async () => {
  const { newBrowser, newCode } = desk();
  const browser = newBrowser();
  const enrolled = await browser.enrol(await newCode(), new TestAuthenticator("first"));
  const cookies = enrolled.headers.getSetCookie();
  assert.equal(cookies.length, 2);
  for (const cookie of cookies) {
    assert.match(cookie, /^pitboss_(access|refresh)_8000=/);
    assert.match(cookie, /; HttpOnly; Secure; SameSite=Strict$/);
  }
  assert.match(cookies[1]!, /; Path=\/api\/auth;/);
});

Deno.test("signing in is tried twenty times a minute at most", async () => {
  const { browser } = await enrolledDesk();
  const ask = async () => (await browser.ask("POST", "/api/auth/sign-in/options", {})).status;
  const answers: number[] = [];
  for (let i = 0; i < 25; i++) answers.push(await ask());
  assert.ok(answers.filter((status) => status === 200).length < 20);
  assert.equal(answers.at(-1), 429);
});

Deno.test("keys change from month to month, and what an old one signed stays good until its end", async () => {
  const { auth, browser, clock } = await enrolledDesk();
  const first = await auth.ring.signer();
  await clock.advance(13 * DAY_MS);
  await browser.ask("POST", "/api/auth/refresh");
  await clock.advance(13 * DAY_MS);
  await browser.ask("POST", "/api/auth/refresh");
  await clock.advance(4 * DAY_MS - 5 * MINUTE_MS);
  await browser.ask("POST", "/api/auth/refresh");
  await clock.advance(5 * MINUTE_MS);
  const second = await auth.ring.signer();
  assert.notEqual(second.keyId, first.keyId);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
  await auth.store.forgetSigningKeys();
  await clock.advance(MINUTE_MS);
  await problemOf(await browser.ask("GET", "/api/trades"), 401);
});
