import type {
  ApiToken,
  AuditEntry,
  AuthStore,
  Challenge,
  Credential,
  EnrolmentCode,
  RefreshToken,
  Session,
  SigningKey,
  User,
} from "../store.ts";

/** An {@link AuthStore} in memory, for tests; the contract suite holds it to the database's behaviour. */
export function memoryAuthStore(): AuthStore {
  let keys: SigningKey[] = [];
  const users = new Map<string, User>();
  const credentials = new Map<string, Credential>();
  const sessions = new Map<string, Session>();
  const refreshes = new Map<string, RefreshToken & { usedAt: number | null }>();
  const enrolments = new Map<string, EnrolmentCode & { used: boolean }>();
  let recoveries: { hash: string; userId: string; used: boolean }[] = [];
  const challenges = new Map<string, Challenge>();
  const tokens = new Map<string, ApiToken>();
  let log: AuditEntry[] = [];
  const kept = <T>(
    map: Map<string, T>,
    id: string,
    mayChange: (held: T) => boolean,
    to: (held: T) => T,
  ) => {
    const held = map.get(id);
    if (held === undefined || !mayChange(held)) return Promise.resolve(false);
    map.set(id, to(held));
    return Promise.resolve(true);
  };
  const done = Promise.resolve();
  const usable = (hash: string, now: number) => {
    const code = enrolments.get(hash);
    return code === undefined || code.used || code.expiresAt <= now ? null : code;
  };
  const told = ({ used: _, ...code }: EnrolmentCode & { used: boolean }): EnrolmentCode => code;
  return {
    signingKeys: (now) => Promise.resolve(keys.filter(({ expiresAt }) => expiresAt > now)),
    addSigningKey: (key) => (keys.push(key), done),
    forgetSigningKeys: () => (keys = [], done),

    hasOperator: () =>
      Promise.resolve(
        [...credentials.values()].some(({ userId }) => users.get(userId)?.role === "operator"),
      ),
    addUser: (user) => (users.set(user.userId, user), done),
    findUser: (id) => Promise.resolve(users.get(id) ?? null),
    findUserByName: (name) =>
      Promise.resolve([...users.values()].find((user) => user.name === name) ?? null),

    credentialsOf: (id) =>
      Promise.resolve([...credentials.values()].filter(({ userId }) => userId === id)),
    findCredential: (id) => Promise.resolve(credentials.get(id) ?? null),
    addCredential(credential) {
      const isNew = !credentials.has(credential.credentialId);
      if (isNew) credentials.set(credential.credentialId, credential);
      return Promise.resolve(isNew);
    },
    renameCredential: (userId, id, name) =>
      kept(credentials, id, (held) => held.userId === userId, (held) => ({ ...held, name })),
    removeCredential: (userId, id) =>
      Promise.resolve(credentials.get(id)?.userId === userId && credentials.delete(id)),
    useCredential: (id, { from, to, at }) =>
      kept(
        credentials,
        id,
        ({ counter }) => counter === from,
        (held) => ({ ...held, counter: to, lastUsedAt: at }),
      ),

    addSession(session, refresh) {
      sessions.set(session.sessionId, session);
      refreshes.set(refresh.tokenHash, { ...refresh, usedAt: null });
      return done;
    },
    findSession: (id) => Promise.resolve(sessions.get(id) ?? null),
    sessionsOf: (id, now) =>
      Promise.resolve(
        [...sessions.values()]
          .filter(({ userId, revokedAt, expiresAt }) =>
            userId === id && revokedAt === null && expiresAt > now
          )
          .sort((a, b) => b.createdAt - a.createdAt),
      ),
    async confirmSession(id, at) {
      await kept(sessions, id, () => true, (held) => ({ ...held, confirmedAt: at }));
    },
    revokeSession: (id, reason, at) =>
      kept(
        sessions,
        id,
        ({ revokedAt }) => revokedAt === null,
        (held) => ({ ...held, revokedAt: at, revokedReason: reason }),
      ),
    async rotate(hash, successor) {
      const held = refreshes.get(hash);
      if (held === undefined) return { kind: "unknown" };
      const { sessionId, usedAt, expiresAt } = held;
      if (usedAt !== null) return { kind: "reused", sessionId, usedAt };
      if (expiresAt <= successor.issuedAt) return { kind: "unknown" };
      refreshes.set(hash, { ...held, usedAt: successor.issuedAt });
      refreshes.set(successor.tokenHash, { ...successor, sessionId, usedAt: null });
      await kept(
        sessions,
        sessionId,
        () => true,
        (session) => ({ ...session, seenAt: successor.issuedAt }),
      );
      return { kind: "rotated", sessionId };
    },

    sessionOfRefresh: (hash) => Promise.resolve(refreshes.get(hash)?.sessionId ?? null),

    addEnrolmentCode: (code) => (enrolments.set(code.codeHash, { ...code, used: false }), done),
    findEnrolmentCode(hash, now) {
      const code = usable(hash, now);
      return Promise.resolve(code === null ? null : told(code));
    },
    takeEnrolmentCode(hash, now) {
      const code = usable(hash, now);
      if (code !== null) enrolments.set(hash, { ...code, used: true });
      return Promise.resolve(code === null ? null : told(code));
    },

    replaceRecoveryCodes(userId, hashes) {
      recoveries = recoveries.filter((each) => each.userId !== userId);
      recoveries.push(...hashes.map((hash) => ({ hash, userId, used: false })));
      return done;
    },
    recoveryCodesLeft: (userId) =>
      Promise.resolve(recoveries.filter((each) => each.userId === userId && !each.used).length),
    takeRecoveryCode(hash) {
      const code = recoveries.find((each) => each.hash === hash && !each.used);
      if (code === undefined) return Promise.resolve(null);
      code.used = true;
      return Promise.resolve(code.userId);
    },

    addChallenge: (each) => (challenges.set(each.challenge, each), done),
    takeChallenge(challenge, now) {
      const held = challenges.get(challenge);
      challenges.delete(challenge);
      return Promise.resolve(held === undefined || held.expiresAt <= now ? null : held);
    },

    addApiToken: (token) => (tokens.set(token.tokenId, token), done),
    apiTokens: () =>
      Promise.resolve([...tokens.values()].sort((a, b) => b.createdAt - a.createdAt)),
    findApiToken: (id) => Promise.resolve(tokens.get(id) ?? null),
    revokeApiToken: (id, at) =>
      kept(
        tokens,
        id,
        ({ revokedAt }) => revokedAt === null,
        (held) => ({ ...held, revokedAt: at }),
      ),

    forgetBefore(ended) {
      const drop = <T>(map: Map<string, T>, isOver: (held: T) => boolean) => {
        for (const [id, held] of map) if (isOver(held)) map.delete(id);
      };
      drop(sessions, ({ expiresAt, revokedAt }) => (revokedAt ?? expiresAt) < ended);
      drop(refreshes, ({ expiresAt, sessionId }) => expiresAt < ended || !sessions.has(sessionId));
      for (const map of [enrolments, challenges, tokens]) {
        drop<{ readonly expiresAt: number }>(map, ({ expiresAt }) => expiresAt < ended);
      }
      keys = keys.filter(({ expiresAt }) => expiresAt >= ended);
      log = log.filter(({ at }) => at >= ended);
      return done;
    },

    audit: (entry) => (log.push(entry), done),
    auditEntries: (limit) =>
      Promise.resolve(
        log.map((entry, i) => ({ entry, i })).sort((a, b) => b.entry.at - a.entry.at || b.i - a.i)
          .slice(0, limit).map(({ entry }) => entry),
      ),
  };
}
