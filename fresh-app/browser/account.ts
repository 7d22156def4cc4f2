import { ask } from "./ask.ts";

/** A passkey of mine. */
export interface PasskeyItem {
  readonly id: string;
  readonly name: string;
  /** The host name that it works under. */
  readonly host: string;
  readonly createdAt: string;
  readonly lastUsedAt: string | null;
}

/** A session of mine. */
export interface SessionItem {
  readonly id: string;
  readonly agent: string;
  readonly method: string;
  readonly createdAt: string;
  readonly seenAt: string;
  readonly current: boolean;
}

/** A token of a script. */
export interface TokenItem {
  readonly id: string;
  readonly name: string;
  readonly role: string;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly revokedAt: string | null;
}

/** A list of the API, read anew. */
export async function itemsOf<Item>(path: string): Promise<readonly Item[]> {
  return (await ask("GET", path) as { items: readonly Item[] }).items;
}
