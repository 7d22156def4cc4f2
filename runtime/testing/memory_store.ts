import type { Millis, SystemClock } from "../clock/clock.ts";
import {
  type Batch,
  ConstraintViolated,
  Fenced,
  type InboxRow,
  type InputPosition,
  type Json,
  type Lease,
  LEASE_EXPIRY_MS,
  type LeaseResult,
  type OutboxRow,
  type OutputPosition,
  type Recovered,
  type RowWrite,
  type Store,
  type Table,
  type TableRow,
  type Where,
} from "../delivery/store.ts";
import { matches, MemoryTable } from "./memory_table.ts";

interface ActorRecord {
  holder: string;
  epoch: number;
  renewedAt: Millis;
  consumed: number;
  readonly inputs: Map<string, InputPosition>;
  readonly outputs: Map<string, OutputPosition>;
  /** JSON text, so that nobody can reach into it. */
  readonly state: Map<string, string>;
  readonly inbox: Map<string, InboxRow>;
}

/**
 * A {@link Store} in memory, for tests and the simulator. Every call takes effect at once, in one
 * step, and nothing that is handed in or out is shared with the caller. Of the rules of a table it
 * knows the key only.
 */
export class MemoryStore implements Store {
  readonly #actors = new Map<string, ActorRecord>();
  readonly #outbox = new Map<string, OutboxRow[]>();
  readonly #tables = new Map<string, MemoryTable>();

  /** @param clock what leases expire by: the database's time */
  constructor(private readonly clock: SystemClock) {}

  /** Every row of a table, in key order: what invariants look at. The rows are frozen, not copied. */
  rows<Row extends TableRow>(table: Table<Row>): readonly Row[] {
    return (this.#tables.get(table.name)?.sorted() ?? []) as unknown as readonly Row[];
  }

  takeLease(
    actor: string,
    holder: string,
    options: { readonly force: boolean },
  ): Promise<LeaseResult> {
    const now = this.clock.now();
    const record = this.#actors.get(actor);
    const isOurs = record !== undefined && installationOf(record.holder) === installationOf(holder);
    if (record !== undefined && !options.force && !isOurs) {
      const expiresInMs = record.renewedAt + LEASE_EXPIRY_MS - now;
      if (expiresInMs > 0) {
        return Promise.resolve({ taken: false, holder: record.holder, expiresInMs });
      }
    }
    const epoch = (record?.epoch ?? 0) + 1;
    if (record === undefined) this.#actors.set(actor, newRecord(holder, epoch, now));
    else Object.assign(record, { holder, epoch, renewedAt: now });
    return Promise.resolve({ taken: true, lease: { actor, holder, epoch } });
  }

  renewLease(lease: Lease): Promise<void> {
    return attempt(() => {
      this.#held(lease).renewedAt = this.clock.now();
    });
  }

  releaseLease(lease: Lease): Promise<void> {
    const record = this.#actors.get(lease.actor);
    if (record?.epoch === lease.epoch) {
      record.epoch++;
      record.renewedAt = -Infinity;
    }
    return Promise.resolve();
  }

  assertLease(lease: Lease): Promise<void> {
    return attempt(() => {
      this.#held(lease);
    });
  }

  recover(actor: string): Promise<Recovered> {
    const record = this.#actors.get(actor);
    return Promise.resolve({
      inputs: new Map(record?.inputs),
      outputs: new Map(record?.outputs),
      state: new Map(
        [...record?.state ?? []].map(([key, text]) => [key, JSON.parse(text) as Json]),
      ),
      consumed: record?.consumed ?? 0,
    });
  }

  consumed(actor: string, messageIds: readonly string[]): Promise<Set<string>> {
    const inbox = this.#actors.get(actor)?.inbox;
    return Promise.resolve(new Set(messageIds.filter((id) => inbox?.has(id))));
  }

  commit(lease: Lease, batch: Batch): Promise<void> {
    return attempt(() => {
      const record = this.#held(lease);
      checkInbox(record, batch.inbox);
      this.#checkOutputs(record, batch);
      // Everything that can be refused is refused before anything is changed.
      const staged = this.#stage(batch.rows);
      const state = [...batch.state].map(([key, value]) =>
        [key, value === null ? null : JSON.stringify(value)] as const
      );

      record.renewedAt = this.clock.now();
      for (const row of batch.inbox) record.inbox.set(row.messageId, { ...row });
      record.consumed = batch.inbox.at(-1)?.ordinal ?? record.consumed;
      for (const [stream, { seq, watermark }] of batch.inputs) {
        record.inputs.set(stream, { seq, watermark });
      }
      for (const [stream, { seq, watermark }] of batch.outputs) {
        record.outputs.set(stream, { seq, watermark });
      }
      for (const row of batch.outbox) this.#journal(row.stream).push(Object.freeze({ ...row }));
      for (const [table, rows] of staged) table.put(rows);
      for (const [key, text] of state) {
        if (text === null) record.state.delete(key);
        else record.state.set(key, text);
      }
    });
  }

  outbox(stream: string, after: number, max: number): Promise<OutboxRow[]> {
    const rows = this.#outbox.get(stream) ?? [];
    let from = 0;
    for (let to = rows.length; from < to;) {
      const middle = (from + to) >>> 1;
      if (rows[middle]!.seq <= after) from = middle + 1;
      else to = middle;
    }
    return Promise.resolve(rows.slice(from, from + max));
  }

  prune(stream: string, through: number, before: Millis): Promise<number> {
    const rows = this.#outbox.get(stream) ?? [];
    const kept = rows.findIndex((row) => row.seq > through || row.at >= before);
    const gone = rows.splice(0, kept === -1 ? rows.length : kept);
    for (const { inbox } of this.#actors.values()) {
      for (const row of gone) inbox.delete(row.messageId);
    }
    return Promise.resolve(gone.length);
  }

  select<Row extends TableRow>(table: Table<Row>, where: Where<Row> = {}): Promise<Row[]> {
    const rows = this.rows(table).filter((row) => matches(row, where));
    return Promise.resolve(rows.map((row) => structuredClone(row)));
  }

  #held(lease: Lease): ActorRecord {
    const record = this.#actors.get(lease.actor);
    if (record?.epoch === lease.epoch) return record;
    throw new Fenced(
      `${lease.holder} no longer holds the lease of ${lease.actor}: ` +
        `its epoch ${lease.epoch} was followed by ${record?.epoch ?? "none"}`,
    );
  }

  #checkOutputs(record: ActorRecord, batch: Batch): void {
    for (const [stream, { before }] of batch.outputs) {
      const seq = record.outputs.get(stream)?.seq ?? 0;
      if (seq !== before) {
        throw new Fenced(`${stream} has reached ${seq}, not ${before} as the batch expects`);
      }
    }
    const last = new Map<string, number>();
    for (const { stream, seq } of batch.outbox) {
      if (seq <= (last.get(stream) ?? this.#outbox.get(stream)?.at(-1)?.seq ?? 0)) {
        throw new ConstraintViolated(
          `outbox: the key (stream, seq) = (${stream}, ${seq}) is taken`,
        );
      }
      last.set(stream, seq);
    }
  }

  #stage(writes: readonly RowWrite[]): Map<MemoryTable, Map<string, TableRow>> {
    const staged = new Map<MemoryTable, Map<string, TableRow>>();
    for (const { table, row } of writes) {
      let memory = this.#tables.get(table.name);
      if (memory === undefined) this.#tables.set(table.name, memory = new MemoryTable(table.key));
      let rows = staged.get(memory);
      if (rows === undefined) staged.set(memory, rows = new Map());
      const id = memory.idOf(row);
      const taken = rows.has(id) || memory.has(id);
      if (taken && table.conflict === "fail") {
        throw new ConstraintViolated(`${table.name}: the key (${table.key}) = ${id} is taken`);
      }
      if (!taken || table.conflict === "replace") rows.set(id, memory.own(row));
    }
    return staged;
  }

  #journal(stream: string): OutboxRow[] {
    let rows = this.#outbox.get(stream);
    if (rows === undefined) this.#outbox.set(stream, rows = []);
    return rows;
  }
}

/** See {@link Store.takeLease}. */
function installationOf(holder: string): string {
  return holder.split("/")[0] ?? "";
}

function newRecord(holder: string, epoch: number, renewedAt: Millis): ActorRecord {
  return {
    holder,
    epoch,
    renewedAt,
    consumed: 0,
    inputs: new Map(),
    outputs: new Map(),
    state: new Map(),
    inbox: new Map(),
  };
}

function checkInbox(record: ActorRecord, inbox: readonly InboxRow[]): void {
  let ordinal = record.consumed;
  const seen = new Set<string>();
  for (const row of inbox) {
    if (row.ordinal !== ++ordinal) {
      throw new Fenced(`message ${ordinal} was to be consumed next, not ${row.ordinal}`);
    }
    if (record.inbox.has(row.messageId) || seen.has(row.messageId)) {
      throw new ConstraintViolated(`inbox: message ${row.messageId} has been consumed before`);
    }
    seen.add(row.messageId);
  }
}

/** Runs `step` at once; what it throws becomes a rejection. */
function attempt(step: () => void): Promise<void> {
  try {
    return Promise.resolve(step());
  } catch (error) {
    return Promise.reject(error);
  }
}
