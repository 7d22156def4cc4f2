import { createHash } from "node:crypto";
import type { Role, SessionMethod, User } from "../../../db/auth/store.ts";
import type { AuthEnvironment } from "../environment.ts";
import { mintToken } from "../script_tokens.ts";
import { beginSession } from "../sessions.ts";

/** Where a test's requests come from. */
export const HERE = { remoteAddress: "127.0.0.1" };
/** A machine that is another. */
export const ELSEWHERE = { remoteAddress: "192.0.2.7" };

/** Secrets that are the same in every run. */
export function countedSecrets(): (bytes: number) => Uint8Array<ArrayBuffer> {
  let count = 0;
  return (bytes) => {
    const found = new Uint8Array(bytes);
    for (let at = 0; at < bytes; at += 32) {
      const block = createHash("sha256").update(`secret ${++count}`).digest();
      found.set(block.subarray(0, Math.min(32, bytes - at)), at);
    }
    return found;
  };
}

/** A user who is there. */
export async function newUser(
  { store, clock, newId }: AuthEnvironment,
  name: string,
  role: Role,
): Promise<User> {
  const user = { userId: newId(), name, role, createdAt: clock.now() };
  await store.addUser(user);
  return user;
}

/** Headers of a script that shows a token of this role. */
export async function tokenHeaders(
  auth: AuthEnvironment,
  role: Role = "operator",
): Promise<{ authorization: string }> {
  const { token } = await mintToken(
    auth,
    { name: `a test's ${role}`, role, days: 30 },
    { actor: null, address: null },
  );
  return { authorization: `Bearer ${token}` };
}

/** Headers that a browser of a new user sends from a page of ours; the host is `host`. */
export async function browserHeaders(
  auth: AuthEnvironment,
  { role = "operator", method = "passkey", host = "localhost" }: {
    role?: Role;
    method?: SessionMethod;
    host?: string;
  } = {},
): Promise<{ host: string; origin: string; cookie: string }> {
  const user = await newUser(auth, `${role} ${auth.newId()}`, role);
  const { access } = await beginSession(auth, user, method, { address: null, agent: "a test" });
  const port = /:(\d+)$/.exec(host)?.[1];
  const name = port === undefined ? "pitboss_access" : `pitboss_access_${port}`;
  return { host, origin: `http://${host}`, cookie: `${name}=${access}` };
}
