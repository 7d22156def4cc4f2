import { Buffer } from "node:buffer";
import {
  generateAuthenticationOptions,
  generateRegistrationOptions,
  verifyAuthenticationResponse,
  verifyRegistrationResponse,
} from "@simplewebauthn/server";
import { StoreUnavailable } from "../../runtime/delivery/store.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { Challenge, ChallengePurpose, Credential, User } from "../../db/auth/store.ts";
import { audit, type AuthEnvironment } from "./environment.ts";
import type { Assertion, Registration } from "./passkey_messages.ts";
import { Refused } from "./refused.ts";
import { textOf } from "./secrets.ts";
import type { From } from "./sessions.ts";
import type { Site } from "./site.ts";

/** How long a person may take to touch a key, in ms. */
export const CHALLENGE_MS: Millis = 5 * 60_000;
/** Most passkeys of one person. */
export const PASSKEYS_MAX = 20;
const CHALLENGE_BYTES = 32;

/** What a question is for, and whose answer is expected. */
export type Question = Pick<Challenge, "purpose" | "userId" | "codeHash">;

/** Asks a browser to make a passkey for somebody, who may be new. */
export async function askForNewPasskey(
  env: AuthEnvironment,
  site: Site,
  user: Pick<User, "userId" | "name">,
  question: Question,
) {
  const known = await env.store.credentialsOf(user.userId);
  const options = await generateRegistrationOptions({
    rpName: "Pitboss",
    rpID: site.rpId,
    userName: user.name,
    userDisplayName: user.name,
    userID: new TextEncoder().encode(user.userId),
    challenge: env.newSecret(CHALLENGE_BYTES),
    timeout: CHALLENGE_MS,
    attestationType: "none",
    excludeCredentials: listed(known, site),
    // The passkey itself knows whose it is: nobody types a name to sign in.
    authenticatorSelection: { residentKey: "required", userVerification: "preferred" },
  });
  await keep(env, options.challenge, question);
  return options;
}

/** Asks a browser to have a passkey sign: anybody's, or one of a person's. */
export async function askForPasskey(env: AuthEnvironment, site: Site, question: Question) {
  const { userId } = question;
  const own = userId === null ? null : await env.store.credentialsOf(userId);
  const options = await generateAuthenticationOptions({
    rpID: site.rpId,
    challenge: env.newSecret(CHALLENGE_BYTES),
    timeout: CHALLENGE_MS,
    userVerification: "preferred",
    ...own === null ? {} : { allowCredentials: listed(own, site) },
  });
  await keep(env, options.challenge, question);
  return options;
}

/**
 * Checks a passkey that a browser made. The question is used up, whatever comes of it.
 * Throws {@link Refused}.
 */
export async function readNewPasskey(
  env: AuthEnvironment,
  site: Site,
  answer: Registration,
  purpose: ChallengePurpose,
): Promise<
  { readonly question: Challenge; readonly passkey: Omit<Credential, "userId" | "name"> }
> {
  const answered = new Answered(env, purpose);
  const { credential } = await accepted(env, "registration", async () => {
    const outcome = await verifyRegistrationResponse({
      // The library lists the transports that it knows; what a browser says is only handed back.
      response: answer as Parameters<typeof verifyRegistrationResponse>[0]["response"],
      expectedChallenge: (challenge) => answered.take(challenge),
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: false,
    });
    return outcome.verified ? outcome.registrationInfo : null;
  });
  const { id, publicKey, counter } = credential;
  return {
    question: answered.question,
    passkey: {
      credentialId: id,
      publicKey: textOf(publicKey),
      counter,
      transports: answer.response.transports,
      rpId: site.rpId,
      createdAt: env.clock.now(),
      lastUsedAt: null,
    },
  };
}

/**
 * Checks what a passkey signed, and whose it is. The question is used up, whatever comes of it. A
 * counter that does not go on means that the passkey was copied: that is refused and put on record.
 * Throws {@link Refused}.
 */
export async function readPasskey(
  env: AuthEnvironment,
  site: Site,
  answer: Assertion,
  purpose: ChallengePurpose,
  from: From,
): Promise<{ readonly question: Challenge; readonly credential: Credential }> {
  const answered = new Answered(env, purpose);
  const credential = await env.store.findCredential(answer.id);
  if (credential === null) {
    throw new Refused(
      "This passkey is not known here: it was removed, or made for another system.",
    );
  }
  const { newCounter } = await accepted(env, "assertion", async () => {
    const outcome = await verifyAuthenticationResponse({
      response: answer,
      expectedChallenge: (challenge) => answered.take(challenge),
      expectedOrigin: site.origin,
      expectedRPID: site.rpId,
      requireUserVerification: false,
      credential: {
        id: credential.credentialId,
        publicKey: new Uint8Array(Buffer.from(credential.publicKey, "base64url")),
        // Compared below, once the signature is known to be right.
        counter: 0,
      },
    });
    return outcome.verified ? outcome.authenticationInfo : null;
  });
  const { question } = answered;
  if (question.userId !== null && question.userId !== credential.userId) {
    throw new Refused("This passkey belongs to somebody else.");
  }
  const [before, now] = [credential.counter, newCounter];
  const goesOn = isNextCount(before, now) &&
    await env.store.useCredential(credential.credentialId, {
      from: before,
      to: now,
      at: env.clock.now(),
    });
  if (!goesOn) {
    await audit(env, {
      event: "passkey-cloned",
      actor: credential.userId,
      address: from.address,
      detail: { passkey: credential.credentialId, name: credential.name, before, now },
    });
    env.log.warn("a passkey's counter did not go on: it may have been copied", {
      passkey: credential.credentialId,
      before,
      now,
    });
    throw new Refused(
      `The passkey "${credential.name}" may have been copied: it counts its uses, and this one ` +
        "comes out of turn. Sign in with another, or a recovery code, and remove it.",
    );
  }
  return { question, credential };
}

/** Whether a counter went on as it must. An authenticator that does not count always says 0. */
export function isNextCount(before: number, now: number): boolean {
  return now > before || (before === 0 && now === 0);
}

/** Takes the question that is answered, once the answer names it. */
class Answered {
  #question: Challenge | null = null;

  constructor(private readonly env: AuthEnvironment, private readonly purpose: ChallengePurpose) {}

  get question(): Challenge {
    if (this.#question === null) throw new Error("no question was answered");
    return this.#question;
  }

  async take(challenge: string): Promise<boolean> {
    const { store, clock } = this.env;
    const found = await store.takeChallenge(challenge, clock.now());
    if (found === null || found.purpose !== this.purpose) return false;
    this.#question = found;
    return true;
  }
}

/** The library throws plain errors for whatever is wrong with an answer; the log keeps its words. */
async function accepted<T>(
  env: AuthEnvironment,
  what: string,
  verify: () => Promise<T | null>,
): Promise<T> {
  let why = "wrong signature";
  try {
    const found = await verify();
    if (found !== null) return found;
  } catch (error) {
    if (!(error instanceof Error) || error instanceof StoreUnavailable) throw error;
    why = error.message.slice(0, 200);
  }
  env.log.warn(`a passkey's ${what} was refused`, { why });
  throw new Refused("The passkey's answer was not accepted. Try again.");
}

function listed(credentials: readonly Credential[], { rpId }: Site) {
  return credentials.filter((each) => each.rpId === rpId)
    .map(({ credentialId, transports }) => ({ id: credentialId, transports: [...transports] }));
}

async function keep(env: AuthEnvironment, challenge: string, question: Question): Promise<void> {
  const expiresAt = env.clock.now() + CHALLENGE_MS;
  await env.store.addChallenge({ challenge, ...question, expiresAt });
}
