import assert from "node:assert/strict";
import { problemOf } from "../api/testing/client.ts";
import { TestAuthenticator } from "./testing/authenticator.ts";
import { desk, enrolledDesk } from "./testing/desk.ts";

Deno.test("a code enrols one passkey, which signs in from then on", async () => {
  const { newBrowser, newCode, events } = desk();
  const key = new TestAuthenticator("first");
  const browser = newBrowser();
  const enrolled = await browser.enrol(await newCode(), key);
  assert.equal(enrolled.status, 201);
  const { name, role, recoveryCodes } = await enrolled.json();
  assert.deepEqual([name, role, recoveryCodes.length], ["operator", "operator", 10]);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);

  await browser.ask("POST", "/api/auth/sign-out");
  await problemOf(await browser.ask("GET", "/api/trades"), 401);
  assert.equal((await browser.signIn(key)).status, 200);
  assert.equal((await browser.ask("GET", "/api/trades")).status, 200);
  assert.deepEqual((await events()).toReversed(), [
    "enrolment-code-made",
    "passkey-added",
    "recovery-codes-made",
    "signed-in",
    "signed-out",
    "signed-in",
  ]);
});

Deno.test("a code is used once, within the hour, and typed as people type", async () => {
  const { newBrowser, newCode, clock } = desk();
  const browser = newBrowser();
  const code = await newCode();
  const first = await browser.enrol(
    ` ${code.toLowerCase().replace("-", " ")}`,
    new TestAuthenticator("a"),
  );
  assert.equal(first.status, 201);
  const options = (typed: string) =>
    browser.ask("POST", "/api/auth/enrol/options", { code: typed });
  await problemOf(await options(code), 403);
  const late = await newCode();
  await clock.advance(60 * 60_000);
  await problemOf(await options(late), 403);
});

Deno.test("two that answer with one code at once do not both get in", async () => {
  const { newBrowser, newCode } = desk();
  const code = await newCode();
  const tries = await Promise.all(
    ["a", "b"].map((name) => newBrowser().enrol(code, new TestAuthenticator(name))),
  );
  assert.deepEqual(tries.map(({ status }) => status).sort(), [201, 403]);
});

Deno.test("codes cannot be guessed: after five tries one waits", async () => {
  const { newBrowser, newCode, clock } = desk();
  const browser = newBrowser();
  const code = await newCode();
  const guess = (typed: string) => browser.ask("POST", "/api/auth/enrol/options", { code: typed });
  for (let i = 0; i < 5; i++) await problemOf(await guess(`WRONG-${i}`), 403);
  const waiting = await guess(code);
  assert.equal(waiting.headers.get("retry-after"), "600");
  await problemOf(waiting, 429);
  const elsewhere = newBrowser("localhost:8000", { remoteAddress: "192.0.2.9" });
  assert.equal((await elsewhere.ask("POST", "/api/auth/enrol/options", { code })).status, 200);
  await clock.advance(10 * 60_000);
  assert.equal((await guess(code)).status, 200);
});

Deno.test("an answer is good once", async () => {
  const { browser, key } = await enrolledDesk();
  const options = await browser.json("POST", "/api/auth/sign-in/options", {});
  const answer = { passkey: key.assert(options) };
  assert.equal((await browser.ask("POST", "/api/auth/sign-in", answer)).status, 200);
  await problemOf(await browser.ask("POST", "/api/auth/sign-in", answer), 403);
});

Deno.test("an answer that comes too late is refused", async () => {
  const { browser, key, clock } = await enrolledDesk();
  const options = await browser.json("POST", "/api/auth/sign-in/options", {});
  await clock.advance(5 * 60_000);
  const late = await browser.ask("POST", "/api/auth/sign-in", { passkey: key.assert(options) });
  await problemOf(late, 403);
});

Deno.test("what a passkey signed for another page, another host or by another key is refused", async () => {
  const { newBrowser, key } = await enrolledDesk();
  const misdeeds = [
    { origin: "http://localhost:9000" },
    { origin: "https://localhost:8000" },
    { origin: "https://evil.example" },
    { rpId: "evil.example" },
    { rpId: "127.0.0.1" },
    { forged: true },
  ];
  for (const misdeed of misdeeds) {
    const browser = newBrowser();
    await problemOf(await browser.signIn(key, misdeed), 403);
    assert.equal(browser.cookies.size, 0, JSON.stringify(misdeed));
  }
  // The same id, and another key.
  await problemOf(await newBrowser().signIn(new TestAuthenticator("first")), 403);
});

Deno.test("a passkey that is made for another page or host is not taken", async () => {
  for (const misdeed of [{ origin: "http://localhost:9000" }, { rpId: "evil.example" }]) {
    const { newBrowser, newCode, auth } = desk();
    const browser = newBrowser();
    const options = await browser.json("POST", "/api/auth/enrol/options", {
      code: await newCode(),
    });
    const passkey = new TestAuthenticator("first").register(options, misdeed);
    await problemOf(await browser.ask("POST", "/api/auth/enrol", { passkey, name: "x" }), 403);
    assert.equal(await auth.store.hasOperator(), false);
  }
});

Deno.test("the answer to one question does not do for another", async () => {
  const { browser, newBrowser, newCode, key } = await enrolledDesk();
  const code = await newCode("anna", "viewer");
  const other = newBrowser();
  await other.enrol(code, new TestAuthenticator("anna's"));
  // A question to sign in, answered as a confirmation, and one put to somebody else.
  const toSignIn = await browser.json("POST", "/api/auth/sign-in/options", {});
  await problemOf(
    await browser.ask("POST", "/api/auth/confirm", { passkey: key.assert(toSignIn) }),
    403,
  );
  const toConfirm = await browser.json("POST", "/api/auth/confirm/options", {});
  await problemOf(
    await other.ask("POST", "/api/auth/confirm", { passkey: key.assert(toConfirm) }),
    403,
  );
  const again = await browser.json("POST", "/api/auth/confirm/options", {});
  await problemOf(
    await browser.ask("POST", "/api/auth/sign-in", { passkey: key.assert(again) }),
    403,
  );
});

Deno.test("a copied passkey is noticed by its counter, refused and put on record", async () => {
  const { newBrowser, key, events, auth } = await enrolledDesk();
  const copy = key.copy();
  assert.equal((await newBrowser().signIn(key)).status, 200);
  assert.equal((await newBrowser().signIn(key)).status, 200);
  const { detail } = await problemOf(await newBrowser().signIn(copy), 403);
  assert.match(detail, /"laptop" may have been copied/);
  assert.equal((await events())[0], "passkey-cloned");
  const [entry] = await auth.store.auditEntries(1);
  assert.deepEqual([entry?.detail.before, entry?.detail.now], [2, 1]);
});

Deno.test("an authenticator that does not count is taken at its word", async () => {
  const { newBrowser, newCode } = desk();
  const key = new TestAuthenticator("uncounted");
  await newBrowser().enrol(await newCode(), key);
  for (let i = 0; i < 2; i++) {
    assert.equal((await newBrowser().signIn(key, { counter: 0 })).status, 200);
  }
});

Deno.test("under an IP address there are no passkeys, and the answer says where there are", async () => {
  const { newBrowser } = desk();
  for (const host of ["127.0.0.1:8000", "[::1]:8000", "localhost:9000", "10.0.0.1"]) {
    const answer = await newBrowser(host).ask("POST", "/api/auth/sign-in/options", {});
    if (host === "10.0.0.1") await problemOf(answer, 421);
    else assert.match((await problemOf(answer, 409)).detail, /localhost/);
  }
});

Deno.test("people have several passkeys with names, and never shut themselves out", async () => {
  const { browser, newBrowser, key, auth } = await enrolledDesk();
  const second = new TestAuthenticator("second");
  const options = await browser.json("POST", "/api/auth/passkeys/options", {});
  const added = await browser.ask("POST", "/api/auth/passkeys", {
    passkey: second.register(options),
    name: "phone",
  });
  assert.equal(added.status, 201);
  assert.equal((await newBrowser().signIn(second)).status, 200);
  const names = async () =>
    (await browser.json("GET", "/api/auth/passkeys")).items.map(({ name }: { name: string }) =>
      name
    );
  assert.deepEqual(await names(), ["laptop", "phone"]);
  const path = (id: string) => `/api/auth/passkeys/${id}`;
  assert.equal((await browser.ask("PATCH", path(second.id), { name: "tablet" })).status, 200);
  assert.deepEqual(await names(), ["laptop", "tablet"]);
  await problemOf(await browser.ask("PATCH", path("x"), { name: "y" }), 404);

  assert.equal((await browser.ask("DELETE", path(second.id))).status, 204);
  await problemOf(await newBrowser().signIn(second), 403);
  // The last one may go only as long as there are recovery codes.
  const [{ userId } = { userId: "" }] = [await auth.store.findUserByName("operator")].flatMap((
    user,
  ) => user ?? []);
  await auth.store.replaceRecoveryCodes(userId, [], 0);
  const { detail } = await problemOf(await browser.ask("DELETE", path(key.id)), 403);
  assert.match(detail, /only passkey/);
  await browser.ask("POST", "/api/auth/recovery-codes");
  assert.equal((await browser.ask("DELETE", path(key.id))).status, 204);
});

Deno.test("a recovery code signs in once, and lets one add a passkey but nothing that needs one", async () => {
  const { newBrowser, recoveryCodes, clock } = await enrolledDesk();
  const browser = newBrowser();
  const [code = ""] = recoveryCodes;
  assert.equal((await browser.ask("POST", "/api/auth/recover", { code })).status, 200);
  const { type } = await problemOf(await browser.ask("POST", "/api/auth/tokens", {}), 403);
  assert.equal(type, "urn:pitboss:problem:confirm-first");
  const key = new TestAuthenticator("new");
  const options = await browser.json("POST", "/api/auth/passkeys/options", {});
  const addition = { passkey: key.register(options), name: "new" };
  assert.equal((await browser.ask("POST", "/api/auth/passkeys", addition)).status, 201);
  await problemOf(await newBrowser().ask("POST", "/api/auth/recover", { code }), 403);
  await clock.advance(5 * 60_000 + 1);
  await problemOf(await browser.ask("POST", "/api/auth/passkeys/options", {}), 403);
});
