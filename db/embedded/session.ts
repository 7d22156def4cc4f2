import type { PGlite } from "@electric-sql/pglite";
import { concat, message } from "./frames.ts";

const SYNC = message("S");
const ROLLBACK = message("Q", "ROLLBACK\0");

/** The embedded database's one session, spoken to in PostgreSQL's protocol. */
export class Session {
  constructor(private readonly db: PGlite) {}

  /** Hands messages to the database; resolves with its answer. Nothing can come between them. */
  async exchange(bytes: Uint8Array): Promise<Uint8Array> {
    let answer: Uint8Array = new Uint8Array(0);
    await this.db.execProtocolRawStream(bytes, {
      syncToFs: false,
      // The bytes lie in the database's memory, which it will use again.
      onRawData: (data) => answer = answer.length === 0 ? data.slice() : concat(answer, data),
    });
    return answer;
  }

  /** Whether a transaction block is open. */
  get inTransaction(): boolean {
    return this.db.isInTransaction();
  }

  /** Ends whatever a client left unfinished, and forgets the statements that it prepared. */
  async abandon(statements: Iterable<string>): Promise<void> {
    // After an error everything up to a Sync is ignored, a ROLLBACK too.
    await this.exchange(ROLLBACK);
    await this.exchange(SYNC);
    if (this.inTransaction) await this.exchange(ROLLBACK);
    await this.forget(statements);
  }

  /** Forgets prepared statements. */
  async forget(statements: Iterable<string>): Promise<void> {
    let any = false;
    for (const name of statements) {
      any = true;
      await this.exchange(message("C", "S", name, "\0"));
    }
    if (any) await this.exchange(SYNC);
  }

  /** Runs a statement of the host's own, and returns its first row. Only between transactions. */
  async ask<Row>(statement: string): Promise<Row | undefined> {
    return (await this.db.query<Row>(statement)).rows[0];
  }

  /** Runs a command of the host's own. Only between transactions. */
  async command(statement: string): Promise<void> {
    await this.db.exec(statement);
  }
}
