import type { Millis } from "../../runtime/clock/clock.ts";
import type { Sql } from "../client.ts";
import type { Database } from "../connect.ts";
import * as rows from "./rows.ts";
import type { AuthStore, Rotation } from "./store.ts";

/** Users, passkeys, sessions, tokens and keys in the database. */
export function databaseAuthStore(database: Database): AuthStore {
  const one = async <T>(
    schema: { parse(row: unknown): T },
    query: (sql: Sql) => PromiseLike<readonly unknown[]>,
  ): Promise<T | null> => (await all(schema, query))[0] ?? null;
  const all = <T>(
    schema: { parse(row: unknown): T },
    query: (sql: Sql) => PromiseLike<readonly unknown[]>,
  ): Promise<T[]> =>
    database.run(async (sql) => (await query(sql)).map((row) => schema.parse(row)));
  const changes = (query: (sql: Sql) => PromiseLike<readonly unknown[]>): Promise<boolean> =>
    database.run(async (sql) => (await query(sql)).length > 0);
  const write = (query: (sql: Sql) => PromiseLike<unknown>): Promise<void> =>
    database.run(async (sql) => void await query(sql));

  return {
    signingKeys: (now) =>
      all(
        rows.keyRow,
        (sql) =>
          sql`select * from signing_keys where expires_at > ${at(now)} order by created_at, key_id`,
      ),
    addSigningKey: (key) =>
      write((sql) =>
        sql`insert into signing_keys ${
          sql({
            key_id: key.keyId,
            private_key: sql.json(plain(key.privateKey)),
            created_at: at(key.createdAt),
            expires_at: at(key.expiresAt),
          })
        }`
      ),
    forgetSigningKeys: () => write((sql) => sql`delete from signing_keys`),

    hasOperator: () =>
      changes((sql) =>
        sql`select from users join user_credentials using (user_id) where role = 'operator' limit 1`
      ),
    addUser: (user) =>
      write((sql) =>
        sql`insert into users ${
          sql({
            user_id: user.userId,
            name: user.name,
            role: user.role,
            created_at: at(user.createdAt),
          })
        }`
      ),
    findUser: (userId) =>
      one(rows.userRow, (sql) => sql`select * from users where user_id = ${userId}`),
    findUserByName: (name) =>
      one(rows.userRow, (sql) => sql`select * from users where name = ${name}`),

    credentialsOf: (userId) =>
      all(rows.credentialRow, (sql) =>
        sql`select * from user_credentials where user_id = ${userId}
            order by created_at, credential_id`),
    findCredential: (id) =>
      one(
        rows.credentialRow,
        (sql) => sql`select * from user_credentials where credential_id = ${id}`,
      ),
    addCredential: (each) =>
      changes((sql) =>
        sql`insert into user_credentials ${
          sql({
            credential_id: each.credentialId,
            user_id: each.userId,
            name: each.name,
            public_key: each.publicKey,
            counter: each.counter,
            transports: sql.json([...each.transports]),
            rp_id: each.rpId,
            created_at: at(each.createdAt),
            last_used_at: each.lastUsedAt === null ? null : at(each.lastUsedAt),
          })
        } on conflict do nothing returning 1`
      ),
    renameCredential: (userId, id, name) =>
      changes((sql) =>
        sql`update user_credentials set name = ${name}
            where user_id = ${userId} and credential_id = ${id} returning 1`
      ),
    removeCredential: (userId, id) =>
      changes((sql) =>
        sql`delete from user_credentials
            where user_id = ${userId} and credential_id = ${id} returning 1`
      ),
    useCredential: (id, use) =>
      changes((sql) =>
        sql`update user_credentials set counter = ${use.to}, last_used_at = ${at(use.at)}
            where credential_id = ${id} and counter = ${use.from} returning 1`
      ),

    addSession: (session, refresh) =>
      write((sql) =>
        sql`with begun as (insert into user_sessions ${
          sql({
            session_id: session.sessionId,
            user_id: session.userId,
            agent: session.agent,
            method: session.method,
            created_at: at(session.createdAt),
            confirmed_at: session.confirmedAt === null ? null : at(session.confirmedAt),
            seen_at: at(session.seenAt),
            expires_at: at(session.expiresAt),
            revoked_at: null,
            revoked_reason: null,
          })
        }) insert into refresh_tokens ${
          sql({
            token_hash: refresh.tokenHash,
            session_id: refresh.sessionId,
            issued_at: at(refresh.issuedAt),
            expires_at: at(refresh.expiresAt),
          })
        }`
      ),
    findSession: (id) =>
      one(rows.sessionRow, (sql) => sql`select * from user_sessions where session_id = ${id}`),
    sessionsOf: (userId, now) =>
      all(rows.sessionRow, (sql) =>
        sql`select * from user_sessions
            where user_id = ${userId} and revoked_at is null and expires_at > ${at(now)}
            order by created_at desc, session_id`),
    confirmSession: (id, now) =>
      write((sql) =>
        sql`update user_sessions set confirmed_at = ${at(now)} where session_id = ${id}`
      ),
    revokeSession: (id, reason, now) =>
      changes((sql) =>
        sql`update user_sessions set revoked_at = ${at(now)}, revoked_reason = ${reason}
            where session_id = ${id} and revoked_at is null returning 1`
      ),
    rotate: (hash, successor) => rotate(database, hash, successor),

    sessionOfRefresh: (hash) =>
      database.run(async (sql) => {
        const [row] = await sql<{ session_id: string }[]>`
          select session_id from refresh_tokens where token_hash = ${hash}`;
        return row?.session_id ?? null;
      }),

    addEnrolmentCode: (code) =>
      write((sql) =>
        sql`insert into enrolment_codes ${
          sql({
            code_hash: code.codeHash,
            user_name: code.userName,
            role: code.role,
            created_at: at(code.createdAt),
            expires_at: at(code.expiresAt),
          })
        }`
      ),
    findEnrolmentCode: (hash, now) =>
      one(rows.enrolmentRow, (sql) =>
        sql`select * from enrolment_codes
            where code_hash = ${hash} and used_at is null and expires_at > ${at(now)}`),
    takeEnrolmentCode: (hash, now) =>
      one(rows.enrolmentRow, (sql) =>
        sql`update enrolment_codes set used_at = ${at(now)}
            where code_hash = ${hash} and used_at is null and expires_at > ${at(now)}
            returning *`),

    replaceRecoveryCodes: (userId, hashes, now) =>
      write((sql) =>
        sql`with gone as (delete from recovery_codes where user_id = ${userId})
            insert into recovery_codes (code_hash, user_id, created_at)
            select hash, ${userId}, ${at(now)}::timestamptz
              from jsonb_array_elements_text(${sql.json([...hashes])}) as hash`
      ),
    recoveryCodesLeft: (userId) =>
      database.run(async (sql) => {
        const [row] = await sql<{ left: number }[]>`
          select count(*) as left from recovery_codes
           where user_id = ${userId} and used_at is null`;
        return row?.left ?? 0;
      }),
    takeRecoveryCode: (hash, now) =>
      database.run(async (sql) => {
        const [row] = await sql<{ user_id: string }[]>`
          update recovery_codes set used_at = ${at(now)}
           where code_hash = ${hash} and used_at is null returning user_id`;
        return row?.user_id ?? null;
      }),

    addChallenge: (each) =>
      write((sql) =>
        sql`insert into passkey_challenges ${
          sql({
            challenge: each.challenge,
            purpose: each.purpose,
            user_id: each.userId,
            code_hash: each.codeHash,
            expires_at: at(each.expiresAt),
          })
        }`
      ),
    // Those that nobody answered go along.
    takeChallenge: (challenge, now) =>
      one(rows.challengeRow, (sql) =>
        sql`with gone as (
              delete from passkey_challenges
               where challenge = ${challenge} or expires_at <= ${at(now)} returning *)
            select * from gone where challenge = ${challenge} and expires_at > ${at(now)}`),

    addApiToken: (token) =>
      write((sql) =>
        sql`insert into api_tokens ${
          sql({
            token_id: token.tokenId,
            name: token.name,
            role: token.role,
            created_at: at(token.createdAt),
            expires_at: at(token.expiresAt),
            revoked_at: token.revokedAt === null ? null : at(token.revokedAt),
          })
        }`
      ),
    apiTokens: () =>
      all(
        rows.tokenRow,
        (sql) => sql`select * from api_tokens order by created_at desc, token_id limit 1000`,
      ),
    findApiToken: (id) =>
      one(rows.tokenRow, (sql) => sql`select * from api_tokens where token_id = ${id}`),
    revokeApiToken: (id, now) =>
      changes((sql) =>
        sql`update api_tokens set revoked_at = ${at(now)}
            where token_id = ${id} and revoked_at is null returning 1`
      ),

    forgetBefore: (ended) =>
      database.run(async (sql) => {
        const before = at(ended);
        await sql`delete from user_sessions
                   where expires_at < ${before} or revoked_at < ${before}`;
        await sql`delete from refresh_tokens where expires_at < ${before}`;
        await sql`delete from enrolment_codes where expires_at < ${before}`;
        await sql`delete from passkey_challenges where expires_at < ${before}`;
        await sql`delete from api_tokens where expires_at < ${before}`;
        await sql`delete from signing_keys where expires_at < ${before}`;
        await sql`delete from audit_log where at < ${before}`;
      }),

    audit: (entry) =>
      write((sql) =>
        sql`insert into audit_log ${
          sql({
            at: at(entry.at),
            event: entry.event,
            actor: entry.actor,
            address: entry.address,
            detail: sql.json({ ...entry.detail }),
          })
        }`
      ),
    auditEntries: (limit) =>
      all(rows.auditRow, (sql) =>
        sql`select at, event, actor, address, detail from audit_log
            order by at desc, entry_id desc limit ${limit}`),
  };
}

function at(time: Millis): string {
  return new Date(time).toISOString();
}

/** A JSON value as the client's types want it. */
function plain(value: Readonly<Record<string, unknown>>) {
  return value as Record<string, string>;
}

type Successor = Parameters<AuthStore["rotate"]>[1];

/** One statement: two that present the same token at once cannot both have its successor. */
function rotate(database: Database, hash: string, successor: Successor): Promise<Rotation> {
  return database.run(async (sql) => {
    const now = at(successor.issuedAt);
    const [done] = await sql<{ session_id: string }[]>`
      with taken as (
        update refresh_tokens set used_at = ${now}
         where token_hash = ${hash} and used_at is null and expires_at > ${now}
        returning session_id),
      seen as (
        update user_sessions set seen_at = ${now}
         where session_id in (select session_id from taken))
      insert into refresh_tokens (token_hash, session_id, issued_at, expires_at)
      select ${successor.tokenHash}, session_id, ${now}::timestamptz,
             ${at(successor.expiresAt)}::timestamptz
        from taken returning session_id`;
    if (done !== undefined) return { kind: "rotated", sessionId: done.session_id };
    const [used] = await sql<{ session_id: string; used_at: string }[]>`
      select session_id, used_at from refresh_tokens
       where token_hash = ${hash} and used_at is not null`;
    return used === undefined
      ? { kind: "unknown" }
      : { kind: "reused", sessionId: used.session_id, usedAt: Date.parse(used.used_at) };
  });
}
