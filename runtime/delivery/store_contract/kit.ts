import { z } from "zod";
import {
  type Batch,
  defineTable,
  type InboxRow,
  type Lease,
  type OutboxRow,
  type RowWrite,
  type Store,
  type Table,
  type TableRow,
} from "../store.ts";

/** A store under test, empty but for the {@link probeTables}. */
export interface StoreHarness {
  readonly store: Store;
  /** The same data seen by another process: a connection of its own where there are connections. */
  readonly other: Store;
  /** Makes every lease look as if it had been renewed `ms` earlier, by the store's own time. */
  age(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Makes a fresh harness for one case. */
export type MakeStoreHarness = () => Promise<StoreHarness>;

/** Registers one case. */
export type Case = (
  sentence: string,
  run: (harness: StoreHarness) => Promise<void>,
) => void;

/** Registers cases under a common prefix, each on a harness of its own. */
export function casesFor(name: string, make: MakeStoreHarness): Case {
  return (sentence, run) => {
    Deno.test(`${name}: ${sentence}`, async () => {
      const harness = await make();
      try {
        await run(harness);
      } finally {
        await harness.close();
      }
    });
  };
}

/** Columns of every kind that a table may have. */
export const probeRowSchema = z.strictObject({
  name: z.string(),
  part: z.int(),
  amount: z.string(),
  ratio: z.number(),
  at: z.string().nullable(),
  flag: z.boolean(),
  detail: z.json(),
});
/** A row of a probe table. */
export type ProbeRow = z.output<typeof probeRowSchema>;

const probeTable = (conflict: Table["conflict"]) =>
  defineTable<ProbeRow>({
    name: `probe_${conflict}`,
    schema: probeRowSchema,
    key: ["name", "part"],
    conflict,
  });

/**
 * The tables that the suite writes to. A database needs them made: `name text`, `part int`,
 * `amount numeric`, `ratio double precision`, `at timestamptz null`, `flag boolean`, `detail json`,
 * with (`name`, `part`) as primary key.
 */
export const probeTables = {
  fail: probeTable("fail"),
  keep: probeTable("keep"),
  replace: probeTable("replace"),
};

/** A row with something in every column. */
export function probe(name: string, change: Partial<ProbeRow> = {}): ProbeRow {
  return {
    name,
    part: 1,
    amount: "1",
    ratio: 0.5,
    at: "2014-06-09T13:30:00.000Z",
    flag: true,
    detail: null,
    ...change,
  };
}

/** A write of a row, in the form in which a batch carries it. */
export function write<Row extends TableRow>(table: Table<Row>, row: Row): RowWrite {
  return { table: table as unknown as Table, row };
}

/** A batch with nothing but what is given. */
export function batchOf(part: Partial<Batch>): Batch {
  return {
    inbox: [],
    inputs: new Map(),
    outputs: new Map(),
    outbox: [],
    rows: [],
    state: new Map(),
    ...part,
  };
}

/** Messages `from..to` of a stream, consumed as the actor's messages of the same numbers. */
export function inboxOf(stream: string, from: number, to: number): InboxRow[] {
  return range(from, to).map((seq) => ({
    messageId: `${stream}/${seq}`,
    stream,
    seq,
    ordinal: seq,
  }));
}

/** Messages `from..to` of a stream, one a second of market time. */
export function outboxOf(stream: string, from: number, to: number): OutboxRow[] {
  return range(from, to).map((seq) => ({
    stream,
    seq,
    key: `key${seq % 3}`,
    messageId: `${stream}/${seq}`,
    type: "thing",
    at: seq * 1_000,
    body: JSON.stringify({ id: `${stream}/${seq}`, text: 'a "quoted" \u00e9\u{1f600} body' }),
  }));
}

/** A batch that publishes `from..to` of a stream. */
export function publishing(stream: string, from: number, to: number): Batch {
  return batchOf({
    outputs: new Map([[stream, { before: from - 1, seq: to, watermark: to * 1_000 }]]),
    outbox: outboxOf(stream, from, to),
  });
}

/** Takes a lease that must be free. */
export async function take(store: Store, actor: string, holder = "first"): Promise<Lease> {
  const result = await store.takeLease(actor, holder, { force: false });
  if (!result.taken) throw new Error(`the lease of ${actor} is held by ${result.holder}`);
  return result.lease;
}

/** Takes a lease from whoever holds it. */
export async function takeByForce(store: Store, actor: string, holder: string): Promise<Lease> {
  const result = await store.takeLease(actor, holder, { force: true });
  if (!result.taken) throw new Error(`the lease of ${actor} was not given to a forced taker`);
  return result.lease;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}
