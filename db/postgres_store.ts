import type { Millis } from "../runtime/clock/clock.ts";
import {
  type Batch,
  Fenced,
  type InputPosition,
  type Json,
  type Lease,
  LEASE_EXPIRY_MS,
  type LeaseResult,
  type OutboxRow,
  type OutputPosition,
  type Recovered,
  type Store,
  type Table,
  type TableRow,
  type Where,
} from "../runtime/delivery/store.ts";
import type { Sql } from "./client.ts";
import type { Database } from "./connect.ts";
import { commitArguments } from "./commit_arguments.ts";
import { selectRows } from "./select_rows.ts";

/** The runtime's store on PostgreSQL, a server or the embedded one. The schema must be migrated. */
export class PostgresStore implements Store {
  constructor(private readonly database: Database) {}

  takeLease(
    actor: string,
    holder: string,
    options: { readonly force: boolean },
  ): Promise<LeaseResult> {
    return this.database.run(async (sql): Promise<LeaseResult> => {
      const [lease] = await sql<{ epoch: number }[]>`
        insert into actor_leases as held (actor, holder, epoch, renewed_at)
        values (${actor}, ${holder}, 1, clock_timestamp())
            on conflict (actor) do update
           set holder = excluded.holder, epoch = held.epoch + 1, renewed_at = clock_timestamp()
         where ${options.force}::boolean
            or split_part(held.holder, '/', 1) = split_part(excluded.holder, '/', 1)
            or held.renewed_at <= clock_timestamp() - ${LEASE_EXPIRY_MS}::float8 * interval '1 ms'
        returning epoch`;
      if (lease !== undefined) return { taken: true, lease: { actor, holder, epoch: lease.epoch } };
      const [held] = await sql<{ holder: string; left_ms: number }[]>`
        select holder,
               ${LEASE_EXPIRY_MS}::float8
                 - extract(epoch from clock_timestamp() - renewed_at)::float8 * 1000 as left_ms
          from actor_leases where actor = ${actor}`;
      // Given back between the two questions: the next call will get it.
      const expiresInMs = Math.max(1, Math.ceil(held?.left_ms ?? 0));
      return { taken: false, holder: held?.holder ?? "nobody", expiresInMs };
    });
  }

  renewLease(lease: Lease): Promise<void> {
    return this.#whileHeld(lease, (sql) =>
      sql`
        update actor_leases set renewed_at = clock_timestamp()
         where actor = ${lease.actor} and epoch = ${lease.epoch} returning 1`);
  }

  async releaseLease(lease: Lease): Promise<void> {
    await this.database.run((sql) =>
      sql`
        update actor_leases set epoch = epoch + 1, renewed_at = '-infinity'
         where actor = ${lease.actor} and epoch = ${lease.epoch}`
    );
  }

  assertLease(lease: Lease): Promise<void> {
    return this.#whileHeld(
      lease,
      (sql) =>
        sql`select 1 from actor_leases where actor = ${lease.actor} and epoch = ${lease.epoch}`,
    );
  }

  recover(actor: string): Promise<Recovered> {
    return this.database.run(async (sql) => {
      const [positions, state] = await Promise.all([
        sql<PositionRow[]>`
          select 'in' as side, stream, seq, watermark from actor_inputs where actor = ${actor}
          union all
          select 'out', stream, seq, watermark from actor_outputs where actor = ${actor}
          union all
          select 'consumed', '', consumed, null from actor_leases where actor = ${actor}`,
        sql<{ key: string; value: Json }[]>`
          select key, value from actor_state where actor = ${actor} order by key`,
      ]);
      const of = (side: PositionRow["side"]) => positions.filter((row) => row.side === side);
      return {
        inputs: positionsOf(of("in")),
        outputs: positionsOf(of("out")),
        state: new Map(state.map(({ key, value }) => [key, value])),
        consumed: of("consumed")[0]?.seq ?? 0,
      };
    });
  }

  consumed(actor: string, messageIds: readonly string[]): Promise<Set<string>> {
    if (messageIds.length === 0) return Promise.resolve(new Set());
    return this.database.run(async (sql) => {
      const rows = await sql<{ message_id: string }[]>`
        select message_id from inbox
         where actor = ${actor}
           and message_id in (select json_array_elements_text(${
        JSON.stringify(messageIds)
      }::text::json))`;
      return new Set(rows.map((row) => row.message_id));
    });
  }

  async commit(lease: Lease, batch: Batch): Promise<void> {
    const c = commitArguments(batch);
    await this.database.run((sql) =>
      sql`
        select commit_batch(
          ${lease.actor}, ${lease.epoch}, ${c.consumed},
          ${c.inbox}::text::json, ${c.inputs}::text::json, ${c.outputs}::text::json,
          ${c.outbox}::text::json, ${c.bodies}, ${c.keys}::text::json, ${c.values},
          ${c.inserts}, ${c.rows})`
    );
  }

  outbox(stream: string, after: number, max: number): Promise<OutboxRow[]> {
    return this.database.run(async (sql) => [
      ...await sql<OutboxRow[]>`
        select stream, seq, key, message_id as "messageId", type, at, body from outbox
         where stream = ${stream} and seq > ${after} order by seq limit ${max}`,
    ]);
  }

  prune(stream: string, through: number, before: Millis): Promise<number> {
    return this.database.run(async (sql) => {
      const [pruned] = await sql<{ count: number }[]>`
        with pruned as (
          delete from outbox
           where stream = ${stream} and seq <= ${through}
             -- Up to the first row that must stay: what is retained has no holes.
             and seq < coalesce((select min(seq) from outbox
                                  where stream = ${stream} and at >= ${before}),
                                ${through}::bigint + 1)
          returning message_id
        ), orphaned as (
          delete from inbox using pruned where inbox.message_id = pruned.message_id
        )
        select count(*) as count from pruned`;
      return pruned?.count ?? 0;
    });
  }

  select<Row extends TableRow>(table: Table<Row>, where: Where<Row> = {}): Promise<Row[]> {
    return this.database.run((sql) => selectRows(sql, table, where));
  }

  async #whileHeld(lease: Lease, query: (sql: Sql) => Promise<readonly unknown[]>): Promise<void> {
    const rows = await this.database.run(query);
    if (rows.length === 0) {
      throw new Fenced(`${lease.holder} no longer holds the lease of ${lease.actor}`);
    }
  }
}

interface PositionRow {
  readonly side: "in" | "out" | "consumed";
  readonly stream: string;
  readonly seq: number;
  readonly watermark: number | null;
}

function positionsOf(rows: readonly PositionRow[]): Map<string, InputPosition & OutputPosition> {
  return new Map(rows.map(({ stream, seq, watermark }) => [stream, { seq, watermark }]));
}
