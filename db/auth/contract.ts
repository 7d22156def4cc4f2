import assert from "node:assert/strict";
import type { AuthStore, Credential, Session } from "./store.ts";

const NOW = Date.UTC(2026, 0, 5);

/** A store, empty of what the last test left. */
export type OpenStore = () => Promise<AuthStore>;

const user = { userId: "u1", name: "ada", role: "operator", createdAt: NOW } as const;
const credential: Credential = {
  credentialId: "c1",
  userId: "u1",
  name: "laptop",
  publicKey: "key",
  counter: 3,
  transports: ["usb", "nfc"],
  rpId: "localhost",
  createdAt: NOW,
  lastUsedAt: null,
};
const session: Session = {
  sessionId: "s1",
  userId: "u1",
  agent: "a browser",
  method: "passkey",
  createdAt: NOW,
  confirmedAt: NOW,
  seenAt: NOW,
  expiresAt: NOW + 1_000,
  revokedAt: null,
  revokedReason: null,
};
const refresh = { tokenHash: "r1", sessionId: "s1", issuedAt: NOW, expiresAt: NOW + 1_000 };
const next = (tokenHash: string, issuedAt: number) => ({
  tokenHash,
  issuedAt,
  expiresAt: issuedAt + 1_000,
});

/** What every store of sign-in promises. */
export function testAuthStoreContract(what: string, open: OpenStore): void {
  const test = (sentence: string, run: (store: AuthStore) => Promise<void>) =>
    Deno.test(`${what}: ${sentence}`, async () => await run(await open()));

  test("a user and a passkey come back as they were given", async (store) => {
    assert.equal(await store.hasOperator(), false);
    await store.addUser(user);
    assert.equal(await store.hasOperator(), false, "without a passkey nobody signs in");
    assert.equal(await store.addCredential(credential), true);
    assert.equal(await store.hasOperator(), true);
    assert.deepEqual(await store.findUser("u1"), user);
    assert.deepEqual(await store.findUserByName("ada"), user);
    assert.deepEqual(await store.findCredential("c1"), credential);
    assert.deepEqual(await store.credentialsOf("u1"), [credential]);
    assert.equal(await store.findUser("u2"), null);
    assert.equal(await store.findCredential("c2"), null);
    assert.equal(await store.addCredential(credential), false, "it is there already");
  });

  test("a passkey's counter moves on only from where it was read", async (store) => {
    await store.addUser(user);
    await store.addCredential(credential);
    assert.equal(await store.useCredential("c1", { from: 3, to: 4, at: NOW + 1 }), true);
    assert.equal(await store.useCredential("c1", { from: 3, to: 5, at: NOW + 2 }), false);
    const found = await store.findCredential("c1");
    assert.deepEqual([found?.counter, found?.lastUsedAt], [4, NOW + 1]);
  });

  test("a passkey is its owner's to rename and remove", async (store) => {
    await store.addUser(user);
    await store.addCredential(credential);
    assert.equal(await store.renameCredential("u2", "c1", "x"), false);
    assert.equal(await store.removeCredential("u2", "c1"), false);
    assert.equal(await store.renameCredential("u1", "c1", "phone"), true);
    assert.equal((await store.findCredential("c1"))?.name, "phone");
    assert.equal(await store.removeCredential("u1", "c1"), true);
    assert.equal(await store.removeCredential("u1", "c1"), false);
  });

  test("a session is confirmed, listed while it is in force, and revoked once", async (store) => {
    await store.addUser(user);
    await store.addSession({ ...session, confirmedAt: null }, refresh);
    await store.confirmSession("s1", NOW + 5);
    assert.equal((await store.findSession("s1"))?.confirmedAt, NOW + 5);
    assert.equal((await store.sessionsOf("u1", NOW + 999)).length, 1);
    assert.equal((await store.sessionsOf("u1", NOW + 1_000)).length, 0);
    assert.equal((await store.sessionsOf("u2", NOW)).length, 0);
    assert.equal(await store.revokeSession("s1", "revoked", NOW + 6), true);
    assert.equal(await store.revokeSession("s1", "again", NOW + 7), false);
    const found = await store.findSession("s1");
    assert.deepEqual([found?.revokedAt, found?.revokedReason], [NOW + 6, "revoked"]);
    assert.equal((await store.sessionsOf("u1", NOW)).length, 0);
  });

  test("a refresh token is exchanged once, and is known again when it comes twice", async (store) => {
    await store.addUser(user);
    await store.addSession(session, refresh);
    const first = await store.rotate("r1", next("r2", NOW + 10));
    assert.deepEqual(first, { kind: "rotated", sessionId: "s1" });
    assert.equal((await store.findSession("s1"))?.seenAt, NOW + 10);
    assert.deepEqual(await store.rotate("r1", next("r3", NOW + 20)), {
      kind: "reused",
      sessionId: "s1",
      usedAt: NOW + 10,
    });
    assert.deepEqual(await store.rotate("r3", next("r4", NOW + 30)), { kind: "unknown" });
    assert.equal((await store.rotate("r2", next("r5", NOW + 30))).kind, "rotated");
    assert.equal((await store.rotate("r5", next("r6", NOW + 1_030))).kind, "unknown", "too late");
    assert.equal(await store.sessionOfRefresh("r1"), "s1");
    assert.equal(await store.sessionOfRefresh("r9"), null);
  });

  test("of many that exchange one refresh token at once, one gets its successor", async (store) => {
    await store.addUser(user);
    await store.addSession(session, refresh);
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, i) => store.rotate("r1", next(`n${i}`, NOW + 1))),
    );
    assert.equal(tries.filter(({ kind }) => kind === "rotated").length, 1);
    assert.equal(tries.filter(({ kind }) => kind === "reused").length, 7);
  });

  test("a code enrols once, and not when its time is over", async (store) => {
    const code = {
      codeHash: "h1",
      userName: "ada",
      role: "operator",
      createdAt: NOW,
      expiresAt: NOW + 10,
    } as const;
    await store.addEnrolmentCode(code);
    assert.deepEqual(await store.findEnrolmentCode("h1", NOW + 9), code);
    assert.equal(await store.findEnrolmentCode("h1", NOW + 10), null);
    assert.equal(await store.takeEnrolmentCode("h1", NOW + 10), null);
    const taken = await Promise.all([1, 2].map((ms) => store.takeEnrolmentCode("h1", NOW + ms)));
    assert.deepEqual(taken.filter((each) => each !== null), [code]);
    assert.equal(await store.findEnrolmentCode("h1", NOW + 3), null);
  });

  test("a recovery code is used once, and new ones take the place of all", async (store) => {
    await store.addUser(user);
    await store.replaceRecoveryCodes("u1", ["a", "b"], NOW);
    assert.equal(await store.recoveryCodesLeft("u1"), 2);
    assert.equal(await store.takeRecoveryCode("a", NOW), "u1");
    assert.equal(await store.takeRecoveryCode("a", NOW), null);
    assert.equal(await store.recoveryCodesLeft("u1"), 1);
    await store.replaceRecoveryCodes("u1", ["c"], NOW);
    assert.equal(await store.takeRecoveryCode("b", NOW), null);
    assert.equal(await store.recoveryCodesLeft("u1"), 1);
  });

  test("a question is answered once, and not when its time is over", async (store) => {
    const challenge = {
      challenge: "q1",
      purpose: "sign-in",
      userId: null,
      codeHash: null,
      expiresAt: NOW + 10,
    } as const;
    await store.addChallenge(challenge);
    await store.addChallenge({ ...challenge, challenge: "q2" });
    assert.deepEqual(await store.takeChallenge("q1", NOW + 9), challenge);
    assert.equal(await store.takeChallenge("q1", NOW + 9), null);
    assert.equal(await store.takeChallenge("q2", NOW + 10), null);
  });

  test("tokens are listed, found and revoked once", async (store) => {
    const token = {
      tokenId: "t1",
      name: "nightly",
      role: "viewer",
      createdAt: NOW,
      expiresAt: NOW + 10,
      revokedAt: null,
    } as const;
    await store.addApiToken(token);
    await store.addApiToken({ ...token, tokenId: "t2", createdAt: NOW + 1 });
    assert.deepEqual((await store.apiTokens()).map(({ tokenId }) => tokenId), ["t2", "t1"]);
    assert.deepEqual(await store.findApiToken("t1"), token);
    assert.equal(await store.revokeApiToken("t1", NOW + 5), true);
    assert.equal(await store.revokeApiToken("t1", NOW + 6), false);
    assert.equal((await store.findApiToken("t1"))?.revokedAt, NOW + 5);
    assert.equal(await store.findApiToken("t3"), null);
  });

  test("keys are there until their end, or until they are forgotten", async (store) => {
    const key = {
      keyId: "k1",
      privateKey: { kty: "OKP", crv: "Ed25519", d: "secret", x: "public" },
      createdAt: NOW,
      expiresAt: NOW + 10,
    };
    await store.addSigningKey(key);
    assert.deepEqual(await store.signingKeys(NOW + 9), [key]);
    assert.deepEqual(await store.signingKeys(NOW + 10), []);
    await store.forgetSigningKeys();
    assert.deepEqual(await store.signingKeys(NOW), []);
  });

  test("the record tells the newest first, and what ended long ago is forgotten", async (store) => {
    const entry = { at: NOW, event: "one", actor: "u1", address: "127.0.0.1", detail: { n: 1 } };
    await store.audit(entry);
    await store.audit({ ...entry, at: NOW + 1, event: "two", detail: { is: true, text: "x" } });
    assert.deepEqual((await store.auditEntries(10)).map(({ event }) => event), ["two", "one"]);
    assert.deepEqual(await store.auditEntries(1), [
      { ...entry, at: NOW + 1, event: "two", detail: { is: true, text: "x" } },
    ]);
    await store.addUser(user);
    await store.addSession(session, refresh);
    await store.forgetBefore(NOW + 1);
    assert.deepEqual((await store.auditEntries(10)).map(({ event }) => event), ["two"]);
    assert.ok(await store.findSession("s1"), "it has not ended");
    await store.forgetBefore(NOW + 1_001);
    assert.equal(await store.findSession("s1"), null);
    assert.equal(await store.sessionOfRefresh("r1"), null);
  });
}
