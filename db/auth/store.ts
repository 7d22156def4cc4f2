import type { Millis } from "../../runtime/clock/clock.ts";

/** What somebody may do: a viewer reads, an operator also changes. */
export type Role = "viewer" | "operator";

/** A person. */
export interface User {
  readonly userId: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Millis;
}

/** A passkey of a user. */
export interface Credential {
  /** As the authenticator chose it, base64url. */
  readonly credentialId: string;
  readonly userId: string;
  readonly name: string;
  /** COSE, base64url. */
  readonly publicKey: string;
  /** How often the authenticator says that it has signed; 0 for one that does not count. */
  readonly counter: number;
  readonly transports: readonly string[];
  /** The host name that it was made for. */
  readonly rpId: string;
  readonly createdAt: Millis;
  readonly lastUsedAt: Millis | null;
}

/** How a session was begun. */
export type SessionMethod = "passkey" | "recovery" | "enrolment";

/** A signed-in browser. All refresh tokens of one session are one family. */
export interface Session {
  readonly sessionId: string;
  readonly userId: string;
  readonly agent: string;
  readonly method: SessionMethod;
  readonly createdAt: Millis;
  /** When a passkey was last shown; null: never in this session. */
  readonly confirmedAt: Millis | null;
  readonly seenAt: Millis;
  readonly expiresAt: Millis;
  readonly revokedAt: Millis | null;
  readonly revokedReason: string | null;
}

/** A refresh token, by its hash. */
export interface RefreshToken {
  readonly tokenHash: string;
  readonly sessionId: string;
  readonly issuedAt: Millis;
  readonly expiresAt: Millis;
}

/** What became of an attempt to exchange a refresh token. */
export type Rotation =
  /** The successor is in force. */
  | { readonly kind: "rotated"; readonly sessionId: string }
  /** It had been exchanged before, at `usedAt`. */
  | { readonly kind: "reused"; readonly sessionId: string; readonly usedAt: Millis }
  /** No such token, or one that has expired. */
  | { readonly kind: "unknown" };

/** A code that enrols a passkey, by its hash. */
export interface EnrolmentCode {
  readonly codeHash: string;
  readonly userName: string;
  readonly role: Role;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
}

/** What a passkey may be asked to sign for. */
export type ChallengePurpose = "sign-in" | "confirm" | "add" | "enrol";

/** A question put to a passkey, which may be answered once. */
export interface Challenge {
  /** Random, base64url. */
  readonly challenge: string;
  readonly purpose: ChallengePurpose;
  /** Whose answer is expected; null where anybody's is. */
  readonly userId: string | null;
  /** With purpose `enrol`: the code that this enrolment uses up. */
  readonly codeHash: string | null;
  readonly expiresAt: Millis;
}

/** A token of a script. The token itself is nowhere kept. */
export interface ApiToken {
  readonly tokenId: string;
  readonly name: string;
  readonly role: Role;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
  readonly revokedAt: Millis | null;
}

/** A key that signs. */
export interface SigningKey {
  readonly keyId: string;
  /** A JSON Web Key, private part included. */
  readonly privateKey: Readonly<Record<string, unknown>>;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
}

/** What is put into the record of sign-ins and refusals. */
export interface AuditEntry {
  readonly at: Millis;
  readonly event: string;
  /** A user's id or a token's, as far as it is known. */
  readonly actor: string | null;
  /** From where, as the server sees it. */
  readonly address: string | null;
  readonly detail: Readonly<Record<string, string | number | boolean | null>>;
}

/**
 * Where users, passkeys, sessions, tokens and keys are kept. Every method is one step: what it
 * checks and what it changes cannot come apart. All throw `StoreUnavailable` while it is away.
 */
export interface AuthStore {
  signingKeys(now: Millis): Promise<readonly SigningKey[]>;
  addSigningKey(key: SigningKey): Promise<void>;
  /** Forgets every key: nothing that was signed before is believed any more. */
  forgetSigningKeys(): Promise<void>;

  /** Whether anybody can sign in as an operator. */
  hasOperator(): Promise<boolean>;
  addUser(user: User): Promise<void>;
  findUser(userId: string): Promise<User | null>;
  findUserByName(name: string): Promise<User | null>;

  credentialsOf(userId: string): Promise<readonly Credential[]>;
  findCredential(credentialId: string): Promise<Credential | null>;
  /** False where that passkey is known already. */
  addCredential(credential: Credential): Promise<boolean>;
  renameCredential(userId: string, credentialId: string, name: string): Promise<boolean>;
  removeCredential(userId: string, credentialId: string): Promise<boolean>;
  /** Notes a use; false where the counter has moved on since it was read. */
  useCredential(
    credentialId: string,
    use: { readonly from: number; readonly to: number; readonly at: Millis },
  ): Promise<boolean>;

  addSession(session: Session, refresh: RefreshToken): Promise<void>;
  findSession(sessionId: string): Promise<Session | null>;
  /** Those in force, the newest first. */
  sessionsOf(userId: string, now: Millis): Promise<readonly Session[]>;
  confirmSession(sessionId: string, at: Millis): Promise<void>;
  /** False where there is no such session in force. */
  revokeSession(sessionId: string, reason: string, at: Millis): Promise<boolean>;
  /** Exchanges a refresh token for its successor, of the same session. */
  rotate(
    tokenHash: string,
    successor: Omit<RefreshToken, "sessionId">,
  ): Promise<Rotation>;

  /** The session that a refresh token belongs to, in force or not; null where there is none. */
  sessionOfRefresh(tokenHash: string): Promise<string | null>;

  addEnrolmentCode(code: EnrolmentCode): Promise<void>;
  /** The code, if it may still be used. */
  findEnrolmentCode(codeHash: string, now: Millis): Promise<EnrolmentCode | null>;
  /** Uses it up; null where it may not be used (any more). */
  takeEnrolmentCode(codeHash: string, now: Millis): Promise<EnrolmentCode | null>;

  /** Puts these in the place of all recovery codes of a user. */
  replaceRecoveryCodes(userId: string, hashes: readonly string[], at: Millis): Promise<void>;
  recoveryCodesLeft(userId: string): Promise<number>;
  /** Uses one up: whose it was; null where there is no such code. */
  takeRecoveryCode(codeHash: string, at: Millis): Promise<string | null>;

  addChallenge(challenge: Challenge): Promise<void>;
  /** Takes a challenge away, so that it is answered once; null where there is none in force. */
  takeChallenge(challenge: string, now: Millis): Promise<Challenge | null>;

  addApiToken(token: ApiToken): Promise<void>;
  /** All of them, the newest first. */
  apiTokens(): Promise<readonly ApiToken[]>;
  findApiToken(tokenId: string): Promise<ApiToken | null>;
  /** False where there is none in force. */
  revokeApiToken(tokenId: string, at: Millis): Promise<boolean>;

  /** Forgets what ended before: sessions, codes, questions, tokens; of the record, what is older. */
  forgetBefore(ended: Millis): Promise<void>;

  audit(entry: AuditEntry): Promise<void>;
  /** The newest entries first. */
  auditEntries(limit: number): Promise<readonly AuditEntry[]>;
}
