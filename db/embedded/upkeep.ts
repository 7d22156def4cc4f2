import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Session } from "./session.ts";
import type { Turns } from "./turns.ts";

/** Units between two looks at the size of the write-ahead log. */
export const UNITS_PER_LOOK = 200;
/** A checkpoint is due when recovery after a crash would have to read this much. */
const LOG_BYTES_MAX = 32 * 1024 * 1024;
/** How often the tables are looked at. */
export const TABLES_EVERY_MS = 5 * 60_000;

/** The write-ahead log since the last checkpoint. */
export const LOG_QUERY =
  "select (pg_current_wal_insert_lsn() - redo_lsn)::float8 as bytes from pg_control_checkpoint()";

/** The table that needs vacuum or new statistics most, by autovacuum's thresholds. */
export const TABLE_QUERY = `
  select quote_ident(schemaname) || '.' || quote_ident(relname) as name, dead
    from pg_stat_user_tables,
         lateral (select n_dead_tup > 50 + 0.2 * n_live_tup as dead,
                         n_mod_since_analyze > 50 + 0.1 * n_live_tup as stale) as due
   where dead or stale
   order by n_dead_tup + n_mod_since_analyze desc
   limit 1`;

/** What upkeep needs of the session. */
export type UpkeepSession = Pick<Session, "ask" | "command">;

/**
 * What a server's background processes do and one session must do itself: checkpoints, without
 * which the write-ahead log grows for ever, and vacuum and statistics, by autovacuum's own rules.
 */
export class Upkeep {
  #units = 0;
  #busy = false;
  readonly #stop: () => void;

  constructor(
    private readonly session: UpkeepSession,
    private readonly turns: Turns,
    clock: SystemClock,
    private readonly onFailure: (error: unknown) => void,
  ) {
    this.#stop = clock.every(TABLES_EVERY_MS, () => void this.#during(() => this.#tables()));
  }

  /** Call after each unit of a client that left no transaction open. */
  unitDone(): void {
    if (++this.#units < UNITS_PER_LOOK) return;
    this.#units = 0;
    void this.#during(() => this.#log());
  }

  /** No more timers. */
  stop(): void {
    this.#stop();
  }

  async #during(work: () => Promise<void>): Promise<void> {
    if (this.#busy) return;
    this.#busy = true;
    await this.turns.take(this);
    try {
      await work();
    } catch (error) {
      this.onFailure(error);
    } finally {
      this.turns.pass(this);
      this.#busy = false;
    }
  }

  async #log(): Promise<void> {
    const log = await this.session.ask<{ bytes: number }>(LOG_QUERY);
    if (log !== undefined && log.bytes > LOG_BYTES_MAX) await this.session.command("checkpoint");
  }

  // One table a time: each takes the session away from everybody for as long as it lasts.
  async #tables(): Promise<void> {
    const table = await this.session.ask<{ name: string; dead: boolean }>(TABLE_QUERY);
    if (table === undefined) return;
    await this.session.command(`${table.dead ? "vacuum (analyze)" : "analyze"} ${table.name}`);
    this.turns.pass(this);
    await this.turns.take(this);
    await this.#tables();
  }
}
