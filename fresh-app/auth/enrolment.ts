import type { Millis } from "../../runtime/clock/clock.ts";
import type { Role } from "../../db/auth/store.ts";
import { audit, type AuthEnvironment } from "./environment.ts";
import { hashOf, newCode, plainCode } from "./secrets.ts";

/** How long a code may be used, in ms. */
export const ENROLMENT_MS: Millis = 60 * 60_000;
/** Letters of a code: 49 bits, of which nobody can try many in an hour. */
const LETTERS = 10;

/** Who is to be enrolled. */
export interface Enrolment {
  readonly userName: string;
  readonly role: Role;
}

/**
 * Makes a code that enrols one passkey, once, within {@link ENROLMENT_MS}: of a new user, or one
 * more of a user who is known under that name. Whoever reads the terminal may use it.
 */
export async function newEnrolmentCode(
  env: AuthEnvironment,
  { userName, role }: Enrolment,
): Promise<{ readonly code: string; readonly expiresAt: Millis }> {
  const now = env.clock.now();
  const code = newCode(env.newSecret, LETTERS);
  const expiresAt = now + ENROLMENT_MS;
  await env.store.addEnrolmentCode({
    codeHash: hashOf(plainCode(code)),
    userName,
    role,
    createdAt: now,
    expiresAt,
  });
  await audit(env, {
    event: "enrolment-code-made",
    actor: null,
    address: null,
    detail: { name: userName, role },
  });
  return { code, expiresAt };
}
