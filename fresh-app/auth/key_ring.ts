import { exportJWK, generateKeyPair, importJWK } from "jose";
import type { Millis, SystemClock } from "../../runtime/clock/clock.ts";
import type { AuthStore } from "../../db/auth/store.ts";

/** How every token is signed; a token that says otherwise is refused. */
export const ALGORITHM = "EdDSA";

/** How long a key signs, in ms; then there is a new one. */
export const KEY_SIGNS_MS = 30 * 86_400_000;
/** Longest life of anything signed, in ms. */
export const SIGNED_LIFE_MAX_MS = 365 * 86_400_000;
/** Keys may be made or forgotten elsewhere: how long what was read is believed, in ms. */
const LOOK_AGAIN_MS = 5_000;
/** The same for a key that is not among what was read. */
const LOOK_FOR_MS = 200;

type Key = Awaited<ReturnType<typeof importJWK>>;

interface HeldKey {
  readonly keyId: string;
  readonly createdAt: Millis;
  readonly expiresAt: Millis;
  readonly signing: Key;
  readonly verifying: Key;
}

/** What keys need. */
export interface KeyEnvironment {
  readonly store: Pick<AuthStore, "signingKeys" | "addSigningKey">;
  readonly clock: Pick<SystemClock, "now">;
  readonly newId: () => string;
}

/** The keys that sign tokens. They live in the database alone, and change from month to month. */
export class KeyRing {
  #held: readonly HeldKey[] = [];
  #readAt = -Infinity;

  constructor(private readonly env: KeyEnvironment) {}

  /** The key to sign with, made where there is none that is young enough. */
  async signer(): Promise<{ readonly keyId: string; readonly key: Key }> {
    const found = this.#young() ?? (await this.#read(), this.#young()) ?? await this.#make();
    return { keyId: found.keyId, key: found.signing };
  }

  /** The key of a name; null where there is none in force. */
  async verifier(keyId: string): Promise<Key | null> {
    const now = this.env.clock.now();
    const isKnown = this.#held.some((each) => each.keyId === keyId);
    if (now - this.#readAt >= (isKnown ? LOOK_AGAIN_MS : LOOK_FOR_MS)) await this.#read();
    const found = this.#held.find((each) => each.keyId === keyId);
    return found === undefined || found.expiresAt <= now ? null : found.verifying;
  }

  #young(): HeldKey | undefined {
    const now = this.env.clock.now();
    return this.#held.findLast(({ createdAt }) => now - createdAt < KEY_SIGNS_MS);
  }

  async #read(): Promise<void> {
    const now = this.env.clock.now();
    const keys = await this.env.store.signingKeys(now);
    this.#held = await Promise.all(keys.map(async ({ privateKey, ...key }) => {
      const { d: _, ...publicPart } = privateKey;
      return {
        ...key,
        signing: await importJWK({ ...privateKey }, ALGORITHM),
        verifying: await importJWK(publicPart, ALGORITHM),
      };
    }));
    this.#readAt = now;
  }

  async #make(): Promise<HeldKey> {
    const { store, clock, newId } = this.env;
    const pair = await generateKeyPair(ALGORITHM, { crv: "Ed25519", extractable: true });
    const createdAt = clock.now();
    const key = {
      keyId: newId(),
      createdAt,
      expiresAt: createdAt + KEY_SIGNS_MS + SIGNED_LIFE_MAX_MS,
    };
    await store.addSigningKey({ ...key, privateKey: { ...await exportJWK(pair.privateKey) } });
    const made = { ...key, signing: pair.privateKey, verifying: pair.publicKey };
    this.#held = [...this.#held, made];
    return made;
  }
}
