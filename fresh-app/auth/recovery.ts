import { audit, type AuthEnvironment } from "./environment.ts";
import { Refused } from "./refused.ts";
import { hashOf, newCode, plainCode } from "./secrets.ts";
import { beginSession, type From, type SessionTokens } from "./sessions.ts";

/** How many recovery codes a person has. */
export const RECOVERY_CODES = 10;
/** Letters of each: 73 bits, which nobody guesses. */
const LETTERS = 15;

/** Gives a person fresh recovery codes; those from before are good no more. Told once, here. */
export async function newRecoveryCodes(
  env: AuthEnvironment,
  userId: string,
  from: From,
): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODES }, () => newCode(env.newSecret, LETTERS));
  const hashes = codes.map((code) => hashOf(plainCode(code)));
  await env.store.replaceRecoveryCodes(userId, hashes, env.clock.now());
  await audit(env, {
    event: "recovery-codes-made",
    actor: userId,
    address: from.address,
    detail: { codes: codes.length },
  });
  return codes;
}

/** Begins a session with a recovery code, which is used up. Throws {@link Refused}. */
export async function recover(
  env: AuthEnvironment,
  typed: string,
  from: From,
): Promise<SessionTokens> {
  const userId = await env.store.takeRecoveryCode(hashOf(plainCode(typed)), env.clock.now());
  const user = userId === null ? null : await env.store.findUser(userId);
  if (user === null) {
    await audit(env, {
      event: "recovery-refused",
      actor: null,
      address: from.address,
      detail: {},
    });
    throw new Refused("This is no recovery code, or it was used before.");
  }
  return await beginSession(env, user, "recovery", from);
}
