import type { SystemClock } from "../runtime/clock/clock.ts";
import { type Batch, defineTable, type Lease, type Table } from "../runtime/delivery/store.ts";
import { z } from "zod";
import type { Database } from "./connect.ts";
import { PostgresStore } from "./postgres_store.ts";

/** What a run of {@link benchCommits} measured. */
export interface CommitFigures {
  readonly batch: number;
  readonly commits: number;
  readonly commitsPerSecond: number;
  readonly messagesPerSecond: number;
  /** Milliseconds of one commit. */
  readonly p50Ms: number;
  readonly p99Ms: number;
}

/** What to measure. */
export interface CommitBenchOptions {
  /** Messages consumed, rows written and messages published by each commit. Default 64. */
  readonly batch?: number;
  /** Commits that count. Default 200. */
  readonly commits?: number;
  /** Commits that warm caches and prepared statements and do not count. Default 20. */
  readonly warmUp?: number;
  readonly clock: SystemClock;
}

const rowSchema = z.strictObject({
  id: z.string(),
  at: z.string(),
  price: z.number(),
  quantity: z.string(),
});
const benchRows: Table<z.output<typeof rowSchema>> = defineTable({
  name: "bench_rows",
  schema: rowSchema,
  key: ["id"],
  conflict: "replace",
});

/**
 * Commits batches as an actor does that turns each message into one row, one message of 400 bytes
 * and a new state, one commit after the other. The schema must be migrated; a table is made for it
 * and dropped.
 */
export async function benchCommits(
  database: Database,
  options: CommitBenchOptions,
): Promise<CommitFigures> {
  const { batch = 64, commits = 200, warmUp = 20, clock } = options;
  const actor = `bench-${batch}`;
  await database.run((sql) =>
    sql.unsafe(
      'create table bench_rows (id text collate "C" primary key, at timestamptz not null, ' +
        "price double precision not null, quantity numeric not null)",
    )
  );
  try {
    const store = new PostgresStore(database);
    const taken = await store.takeLease(actor, "bench", { force: true });
    if (!taken.taken) throw new Error(`the lease of ${actor} was not given to a forced taker`);
    const { consumed } = await store.recover(actor);
    const times = await timeCommits(store, taken.lease, consumed, {
      batch,
      commits,
      warmUp,
      clock,
    });
    await store.releaseLease(taken.lease);
    return figures(batch, times);
  } finally {
    await database.run((sql) => sql.unsafe("drop table bench_rows"));
  }
}

async function timeCommits(
  store: PostgresStore,
  lease: Lease,
  consumed: number,
  { batch, commits, warmUp, clock }: Required<CommitBenchOptions>,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < warmUp + commits; i++) {
    const next = batchFrom(lease.actor, consumed + i * batch, batch);
    const startedAt = clock.monotonic();
    await store.commit(lease, next);
    if (i >= warmUp) times.push(clock.monotonic() - startedAt);
  }
  return times;
}

function batchFrom(actor: string, before: number, size: number): Batch {
  const seqs = Array.from({ length: size }, (_, i) => before + 1 + i);
  const [input, output] = [`${actor}:in`, `${actor}:out`];
  const last = before + size;
  return {
    inbox: seqs.map((seq) => ({
      messageId: `in-${actor}-${seq}`,
      stream: input,
      seq,
      ordinal: seq,
    })),
    inputs: new Map([[input, { seq: last, watermark: last }]]),
    outputs: new Map([[output, { before, seq: last, watermark: last }]]),
    outbox: seqs.map((seq) => ({
      stream: output,
      seq,
      key: `KEY${seq % 10}`,
      messageId: `out-${actor}-${seq}`,
      type: "bar",
      at: seq,
      body: JSON.stringify({ seq, text: "x".repeat(380) }),
    })),
    rows: seqs.map((seq) => ({
      table: benchRows as unknown as Table,
      row: {
        id: `${seq % 1_000}`,
        at: new Date(seq * 60_000).toISOString(),
        price: seq / 7,
        quantity: `${seq}.25`,
      },
    })),
    state: new Map([["window", Array.from({ length: 50 }, (_, i) => (before + i) / 3)]]),
  };
}

function figures(batch: number, times: readonly number[]): CommitFigures {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!;
  const seconds = times.reduce((sum, time) => sum + time, 0) / 1_000;
  return {
    batch,
    commits: times.length,
    commitsPerSecond: times.length / seconds,
    messagesPerSecond: (times.length * batch) / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
  };
}
