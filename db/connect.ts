import type { SystemClock } from "../runtime/clock/clock.ts";
import { systemClock } from "../runtime/clock/system.ts";
import type { DatabaseAddress } from "./address.ts";
import { type ClientSettings, createClient, type Sql } from "./client.ts";
import { brokeConnection, isPassing, translate, Unanswered } from "./failures.ts";

/** How to open a database. */
export interface DatabaseOptions {
  readonly address: DatabaseAddress;
  /** Schema in which everything lives. Default {@link DEFAULT_SCHEMA}. */
  readonly schema?: string;
  /** Most connections held open. Default 2. */
  readonly connectionsMax?: number;
  /** Who connects; shown in the server's list of sessions. */
  readonly application?: string;
  /** How long one call may take before it counts as unanswered, in milliseconds. Default 30 000. */
  readonly timeoutMs?: number;
  readonly clock?: SystemClock;
}

/** An open database. */
export interface Database {
  readonly address: DatabaseAddress;
  readonly schema: string;
  /**
   * Runs queries and waits for them, within the timeout. Failures come as the errors of the
   * runtime's store port where they mean one of them. What only collided with another transaction
   * is run again, so `work` must do nothing but query. `timeoutMs` replaces the database's own.
   */
  run<T>(work: (sql: Sql) => Promise<T>, timeoutMs?: number): Promise<T>;
  /** Lets go of the connections; what is still running gets a second. */
  close(): Promise<void>;
}

/** The schema that everything lives in unless told otherwise. */
export const DEFAULT_SCHEMA = "pitboss";

const ATTEMPTS_MAX = 5;

/**
 * Opens a database and asks it for a sign of life. Throws
 * {@link import("../runtime/delivery/store.ts").StoreUnavailable} with one sentence where there is
 * none. A connection that is lost later is made anew by the next call.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const database = new PooledDatabase(options);
  try {
    await database.run((sql) => sql`select 1`);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}

/** Throws a RangeError for a name that could not be a schema's without quotes. */
export function checkSchemaName(schema: string): string {
  if (/^[a-z_][a-z0-9_]{0,62}$/.test(schema)) return schema;
  throw new RangeError(
    `a schema's name is made of a-z, 0-9 and _, at most 63 of them; found "${schema}"`,
  );
}

class PooledDatabase implements Database {
  readonly address: DatabaseAddress;
  readonly schema: string;
  readonly #timeoutMs: number;
  readonly #clock: SystemClock;
  readonly #settings: ClientSettings;
  #sql: Sql;
  #closed = false;

  constructor(options: DatabaseOptions) {
    this.address = options.address;
    this.schema = checkSchemaName(options.schema ?? DEFAULT_SCHEMA);
    this.#timeoutMs = options.timeoutMs ?? 30_000;
    this.#clock = options.clock ?? systemClock;
    this.#settings = {
      address: this.address,
      schema: this.schema,
      connectionsMax: options.connectionsMax ?? 2,
      application: options.application ?? "pitboss",
      timeoutMs: this.#timeoutMs,
    };
    this.#sql = createClient(this.#settings);
  }

  async run<T>(work: (sql: Sql) => Promise<T>, timeoutMs = this.#timeoutMs): Promise<T> {
    for (let attempt = 1;; attempt++) {
      const sql = this.#sql;
      try {
        return await this.#within(() => work(sql), timeoutMs);
      } catch (error) {
        // The client may hold what broke a connection against the next one.
        if (brokeConnection(error)) this.#replace(sql, 1);
        // A connection that a frozen or vanished server holds open would never answer again.
        // Dropping it also makes sure that what was given up is not sent later.
        if (error instanceof Unanswered) this.#replace(sql, 0);
        if (!isPassing(error) || attempt === ATTEMPTS_MAX) throw translate(error, this.address);
      }
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    await this.#sql.end({ timeout: 1 });
  }

  #within<T>(work: () => Promise<T>, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const cancel = this.#clock.after(timeoutMs, () => reject(new Unanswered(timeoutMs)));
      (async () => await work())().then(resolve, reject).finally(cancel);
    });
  }

  /** Begins anew with a fresh pool; what runs on the old one gets `graceS` seconds to end. */
  #replace(sql: Sql, graceS: number): void {
    if (this.#closed || this.#sql !== sql) return;
    this.#sql = createClient(this.#settings);
    sql.end({ timeout: graceS }).catch(() => {});
  }
}
