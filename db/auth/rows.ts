import { z } from "zod";
import { timeColumn } from "../tables/columns.ts";

const millis = timeColumn.transform((text) => Date.parse(text));
const role = z.enum(["viewer", "operator"]);

/** Rows of the tables of sign-in, read into what {@link import("./store.ts").AuthStore} tells. */
export const userRow = z.object({ user_id: z.string(), name: z.string(), role, created_at: millis })
  .transform((row) => ({
    userId: row.user_id,
    name: row.name,
    role: row.role,
    createdAt: row.created_at,
  }));

/** See {@link userRow}. */
export const credentialRow = z.object({
  credential_id: z.string(),
  user_id: z.string(),
  name: z.string(),
  public_key: z.string(),
  counter: z.int(),
  transports: z.array(z.string()),
  rp_id: z.string(),
  created_at: millis,
  last_used_at: millis.nullable(),
}).transform((row) => ({
  credentialId: row.credential_id,
  userId: row.user_id,
  name: row.name,
  publicKey: row.public_key,
  counter: row.counter,
  transports: row.transports,
  rpId: row.rp_id,
  createdAt: row.created_at,
  lastUsedAt: row.last_used_at,
}));

/** See {@link userRow}. */
export const sessionRow = z.object({
  session_id: z.string(),
  user_id: z.string(),
  agent: z.string(),
  method: z.enum(["passkey", "recovery", "enrolment"]),
  created_at: millis,
  confirmed_at: millis.nullable(),
  seen_at: millis,
  expires_at: millis,
  revoked_at: millis.nullable(),
  revoked_reason: z.string().nullable(),
}).transform((row) => ({
  sessionId: row.session_id,
  userId: row.user_id,
  agent: row.agent,
  method: row.method,
  createdAt: row.created_at,
  confirmedAt: row.confirmed_at,
  seenAt: row.seen_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
  revokedReason: row.revoked_reason,
}));

/** See {@link userRow}. */
export const enrolmentRow = z.object({
  code_hash: z.string(),
  user_name: z.string(),
  role,
  created_at: millis,
  expires_at: millis,
}).transform((row) => ({
  codeHash: row.code_hash,
  userName: row.user_name,
  role: row.role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
}));

/** See {@link userRow}. */
export const challengeRow = z.object({
  challenge: z.string(),
  purpose: z.enum(["sign-in", "confirm", "add", "enrol"]),
  user_id: z.string().nullable(),
  code_hash: z.string().nullable(),
  expires_at: millis,
}).transform((row) => ({
  challenge: row.challenge,
  purpose: row.purpose,
  userId: row.user_id,
  codeHash: row.code_hash,
  expiresAt: row.expires_at,
}));

/** See {@link userRow}. */
export const tokenRow = z.object({
  token_id: z.string(),
  name: z.string(),
  role,
  created_at: millis,
  expires_at: millis,
  revoked_at: millis.nullable(),
}).transform((row) => ({
  tokenId: row.token_id,
  name: row.name,
  role: row.role,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  revokedAt: row.revoked_at,
}));

/** See {@link userRow}. */
export const keyRow = z.object({
  key_id: z.string(),
  private_key: z.record(z.string(), z.unknown()),
  created_at: millis,
  expires_at: millis,
}).transform((row) => ({
  keyId: row.key_id,
  privateKey: row.private_key,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
}));

/** See {@link userRow}. */
export const auditRow = z.object({
  at: millis,
  event: z.string(),
  actor: z.string().nullable(),
  address: z.string().nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]).nullable()),
});
