import type { Credential, User } from "../../db/auth/store.ts";
import { audit, type AuthEnvironment } from "./environment.ts";
import type { Assertion, Registration } from "./passkey_messages.ts";
import { askForNewPasskey, PASSKEYS_MAX, readNewPasskey, readPasskey } from "./passkeys.ts";
import type { Person } from "./principal.ts";
import { newRecoveryCodes } from "./recovery.ts";
import { Refused } from "./refused.ts";
import { hashOf, plainCode } from "./secrets.ts";
import { beginSession, type From, type SessionTokens } from "./sessions.ts";
import type { Site } from "./site.ts";

const NO_CODE = "This code is not good: it was used, is more than an hour old, or was mistyped. " +
  "deno task token enrol makes another.";

/** Asks for the passkey of whoever a code enrols. Throws {@link Refused} for a code that is none. */
export async function askToEnrol(env: AuthEnvironment, site: Site, typed: string, from: From) {
  const codeHash = hashOf(plainCode(typed));
  const code = await env.store.findEnrolmentCode(codeHash, env.clock.now());
  if (code === null) {
    await audit(env, {
      event: "enrolment-refused",
      actor: null,
      address: from.address,
      detail: {},
    });
    throw new Refused(NO_CODE);
  }
  const known = await env.store.findUserByName(code.userName);
  const user = { userId: known?.userId ?? env.newId(), name: code.userName };
  return await askForNewPasskey(env, site, user, {
    purpose: "enrol",
    userId: user.userId,
    codeHash,
  });
}

/** What an enrolment gives. */
export interface Enrolled extends SessionTokens {
  readonly user: User;
  /** For new people, told once; null for those who have codes. */
  readonly recoveryCodes: readonly string[] | null;
}

/** Uses up a code: a new person or one more passkey, and a session. Throws {@link Refused}. */
export async function enrol(
  env: AuthEnvironment,
  site: Site,
  answer: Registration,
  name: string,
  from: From,
): Promise<Enrolled> {
  const { question, passkey } = await readNewPasskey(env, site, answer, "enrol");
  const now = env.clock.now();
  const { codeHash, userId } = question;
  const code = codeHash === null ? null : await env.store.takeEnrolmentCode(codeHash, now);
  if (code === null || userId === null) throw new Refused(NO_CODE);
  const known = await env.store.findUser(userId);
  const user = known ?? { userId, name: code.userName, role: code.role, createdAt: now };
  if (known === null) await env.store.addUser(user);
  await addPasskey(env, { ...passkey, userId, name }, from);
  const left = await env.store.recoveryCodesLeft(userId);
  const recoveryCodes = left > 0 ? null : await newRecoveryCodes(env, userId, from);
  const { access, refresh } = await beginSession(env, user, "enrolment", from);
  return { user, recoveryCodes, access, refresh };
}

/** Begins a session of whoever's passkey signed. Throws {@link Refused}. */
export async function signIn(
  env: AuthEnvironment,
  site: Site,
  answer: Assertion,
  from: From,
): Promise<SessionTokens & { readonly user: User }> {
  const { credential } = await readPasskey(env, site, answer, "sign-in", from);
  const user = await env.store.findUser(credential.userId);
  if (user === null) throw new Refused("This passkey's owner is not known here any more.");
  const { access, refresh } = await beginSession(env, user, "passkey", from);
  return { user, access, refresh };
}

/** Notes that a person has just shown a passkey. Throws {@link Refused}. */
export async function confirm(
  env: AuthEnvironment,
  site: Site,
  answer: Assertion,
  person: Person,
  from: From,
): Promise<void> {
  const { question } = await readPasskey(env, site, answer, "confirm", from);
  if (question.userId !== person.userId) {
    throw new Refused("This answers somebody else's question.");
  }
  await env.store.confirmSession(person.sessionId, env.clock.now());
  await audit(env, {
    event: "passkey-shown",
    actor: person.userId,
    address: from.address,
    detail: { session: person.sessionId },
  });
}

/** One more passkey of a person. Throws {@link Refused}. */
export async function addOwnPasskey(
  env: AuthEnvironment,
  site: Site,
  answer: Registration,
  { person, name, from }: { person: Person; name: string; from: From },
): Promise<Credential> {
  const { question, passkey } = await readNewPasskey(env, site, answer, "add");
  if (question.userId !== person.userId) {
    throw new Refused("This answers somebody else's question.");
  }
  const credential = { ...passkey, userId: person.userId, name };
  await addPasskey(env, credential, from);
  return credential;
}

/**
 * Takes a passkey away from a person. The last one stays unless recovery codes are left: nobody
 * shuts themselves out. Throws {@link Refused}; false where there is no such passkey.
 */
export async function removeOwnPasskey(
  env: AuthEnvironment,
  credentialId: string,
  person: Person,
  from: From,
): Promise<boolean> {
  const own = await env.store.credentialsOf(person.userId);
  const found = own.find((each) => each.credentialId === credentialId);
  if (found === undefined) return false;
  if (own.length === 1 && await env.store.recoveryCodesLeft(person.userId) === 0) {
    throw new Refused(
      "This is your only passkey and you have no recovery codes left; add another passkey first, " +
        "or make new codes.",
    );
  }
  const removed = await env.store.removeCredential(person.userId, credentialId);
  await audit(env, {
    event: "passkey-removed",
    actor: person.userId,
    address: from.address,
    detail: { passkey: credentialId, name: found.name },
  });
  return removed;
}

async function addPasskey(
  env: AuthEnvironment,
  credential: Credential,
  from: From,
): Promise<void> {
  const { userId, credentialId, name } = credential;
  if ((await env.store.credentialsOf(userId)).length >= PASSKEYS_MAX) {
    throw new Refused(`A person has at most ${PASSKEYS_MAX} passkeys; remove one first.`);
  }
  if (!await env.store.addCredential(credential)) {
    throw new Refused("This passkey is known here already.");
  }
  await audit(env, {
    event: "passkey-added",
    actor: userId,
    address: from.address,
    detail: { passkey: credentialId, name },
  });
}
