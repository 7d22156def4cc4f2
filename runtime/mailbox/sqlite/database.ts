import { DatabaseSync, type SQLInputValue, type StatementSync } from "node:sqlite";
import { MailboxUnavailable } from "../mailbox.ts";

/** A mailbox's file or folder that is damaged, unreadable or not ours: it does not pass by itself. */
export class MailboxFileUnusable extends Error {
  override readonly name = "MailboxFileUnusable";

  constructor(readonly file: string, why: string, options?: ErrorOptions) {
    super(
      `${file} cannot be used for a mailbox: ${why}; restore it from a backup, or move it away to ` +
        `begin with an empty one`,
      options,
    );
  }
}

/** Tables of a kind of file. */
export interface Schema {
  readonly version: number;
  readonly sql: string;
}

/** SQLite's words for faults that pass: somebody else writes for long, or there is no room now. */
const PASSING = /locked|disk is full|disk I\/O error|interrupted/;
const UNUSABLE = /not a database|malformed|unable to open|readonly|no such (table|column)|corrupt/;

/**
 * A SQLite file in WAL mode that Workers and processes share, with statements prepared once.
 * Throws {@link MailboxUnavailable} for faults that pass, {@link MailboxFileUnusable} for others.
 */
export class Database {
  readonly #statements = new Map<string, StatementSync>();

  private constructor(readonly file: string, readonly connection: DatabaseSync) {}

  /** Opens a file, and makes its tables where it is new. A lock is waited for up to `busyTimeoutMs`. */
  static open(file: string, schema: Schema, busyTimeoutMs: number): Database {
    const connection = translated(file, () => new DatabaseSync(file));
    const database = new Database(file, connection);
    try {
      connection.exec(`PRAGMA busy_timeout = ${busyTimeoutMs}`);
      translated(file, () => database.#prepare(schema));
      return database;
    } catch (error) {
      connection.close();
      throw error;
    }
  }

  /** All rows. The caller knows their shape: it wrote the statement. */
  all<Row>(sql: string, ...values: SQLInputValue[]): Row[] {
    return translated(this.file, () => this.#statement(sql).all(...values)) as Row[];
  }

  /** The first row. */
  get<Row>(sql: string, ...values: SQLInputValue[]): Row | undefined {
    return translated(this.file, () => this.#statement(sql).get(...values)) as Row | undefined;
  }

  /** Executes a statement; returns how many rows it changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return translated(this.file, () => Number(this.#statement(sql).run(...values).changes));
  }

  /** Runs `action` in a transaction that no other writer interrupts. Whatever it throws undoes it. */
  write<T>(action: () => T): T {
    this.run("BEGIN IMMEDIATE");
    try {
      const result = action();
      this.run("COMMIT");
      return result;
    } catch (error) {
      // SQLite has already rolled back after some faults (a full disk).
      if (this.connection.isTransaction) this.run("ROLLBACK");
      throw error;
    }
  }

  close(): void {
    this.#statements.clear();
    this.connection.close();
  }

  #statement(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      this.#statements.set(sql, statement = this.connection.prepare(sql));
    }
    return statement;
  }

  #prepare(schema: Schema): void {
    const { connection } = this;
    if (this.get<{ journal_mode: string }>("PRAGMA journal_mode")?.journal_mode !== "wal") {
      connection.exec("PRAGMA journal_mode = WAL");
    }
    connection.exec("PRAGMA synchronous = NORMAL");
    const version = () => this.get<{ user_version: number }>("PRAGMA user_version")!.user_version;
    if (version() === 0) {
      this.write(() => {
        // Somebody else may have been faster.
        if (version() !== 0) return;
        connection.exec(schema.sql);
        connection.exec(`PRAGMA user_version = ${schema.version}`);
      });
    }
    if (version() !== schema.version) {
      const why = `it has format ${version()}, and this program writes format ${schema.version}`;
      throw new MailboxFileUnusable(this.file, why);
    }
  }
}

function translated<T>(file: string, action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (!(cause instanceof Error) || !("code" in cause) || cause.code !== "ERR_SQLITE_ERROR") {
      throw cause;
    }
    if (UNUSABLE.test(cause.message)) throw new MailboxFileUnusable(file, cause.message, { cause });
    if (!PASSING.test(cause.message)) throw cause;
    throw new MailboxUnavailable(`the mailbox file ${file} cannot be used now: ${cause.message}`, {
      cause,
    });
  }
}
