import type { z } from "zod";
import type { Millis } from "../clock/clock.ts";

/**
 * What the runtime needs of a database. One implementation runs on PostgreSQL (`db/`), one in memory
 * for tests and the simulator; a contract suite holds both to this page.
 *
 * An actor's handlers only collect effects; `commit` performs a whole batch of them in one
 * transaction: no transaction is ever open while a handler runs.
 */
export interface Store {
  /**
   * Takes the actor's lease: raises its epoch, which fences every earlier holder. Without `force`
   * a lease renewed within the last `LEASE_EXPIRY_MS` (database time) is refused, except to the
   * installation that holds it: the part of a holder's name before its first slash. Whoever holds an
   * installation's lock runs alone under that name, so the lease is that of a predecessor.
   */
  takeLease(
    actor: string,
    holder: string,
    options: { readonly force: boolean },
  ): Promise<LeaseResult>;
  /** Keeps the lease alive. Throws {@link Fenced} when it is no longer ours. */
  renewLease(lease: Lease): Promise<void>;
  /** Gives the lease back, so that a successor need not wait. */
  releaseLease(lease: Lease): Promise<void>;
  /** Throws {@link Fenced} unless the lease's epoch is the present one. Asked before outside effects. */
  assertLease(lease: Lease): Promise<void>;

  /** What the actor had committed: where to go on from. */
  recover(actor: string): Promise<Recovered>;
  /** Which of these message ids the actor has already consumed. */
  consumed(actor: string, messageIds: readonly string[]): Promise<Set<string>>;
  /**
   * One transaction: asserts the epoch, records what was consumed, writes rows, outbox and state.
   * Throws {@link Fenced} when a successor has taken the lease or has already published; nothing is
   * written then.
   */
  commit(lease: Lease, batch: Batch): Promise<void>;

  /** Retained outbox rows of a stream with a seq above `after`, in order: the relay's refill and the journal. */
  outbox(stream: string, after: number, max: number): Promise<OutboxRow[]>;
  /** Deletes outbox rows up to `through` that are older than `before` (market time), then orphaned inbox rows. */
  prune(stream: string, through: number, before: Millis): Promise<number>;

  /** Rows of a table, in key order. `where` compares columns for equality (or membership, for a list). */
  select<Row extends TableRow>(table: Table<Row>, where?: Where<Row>): Promise<Row[]>;
}

/** A lease that was not renewed for this long (database time) may be taken by anyone. */
export const LEASE_EXPIRY_MS = 10_000;

/** The right to act as an actor. */
export interface Lease {
  readonly actor: string;
  readonly holder: string;
  /** Grows with every holder; a commit under an old one is refused. */
  readonly epoch: number;
}

/** What came of asking for a lease: it, or who has it and for how long at most. */
export type LeaseResult =
  | { readonly taken: true; readonly lease: Lease }
  | { readonly taken: false; readonly holder: string; readonly expiresInMs: number };

/** The actor's lease has gone to a successor: whatever was about to be done must not be done. */
export class Fenced extends Error {
  override readonly name = "Fenced";
}

/** The database cannot be reached now; the caller may try again. */
export class StoreUnavailable extends Error {
  override readonly name = "StoreUnavailable";
}

/** A row would break a rule of the schema: a defect, not a passing fault. */
export class ConstraintViolated extends Error {
  override readonly name = "ConstraintViolated";
}

/** Where an actor stood at its last commit. */
export interface Recovered {
  /** Highest committed position and watermark per input stream. */
  readonly inputs: ReadonlyMap<string, InputPosition>;
  /** Last committed seq and watermark per output stream. */
  readonly outputs: ReadonlyMap<string, OutputPosition>;
  /** The actor's durable state, by key. */
  readonly state: ReadonlyMap<string, Json>;
  /** How many messages the actor has consumed in its life: the ordinal of the last one. */
  readonly consumed: number;
}

/** How far an input stream is handled. */
export interface InputPosition {
  readonly seq: number;
  readonly watermark: Millis | null;
}

/** How far an output stream is written, and what was promised on it. */
export interface OutputPosition {
  readonly seq: number;
  readonly watermark: Millis | null;
}

/** All effects of a batch of messages. */
export interface Batch {
  /** Messages consumed, in the order in which they were handled. */
  readonly inbox: readonly InboxRow[];
  /** New positions of the inputs that moved. */
  readonly inputs: ReadonlyMap<string, InputPosition>;
  /** Streams published to: the seq before this batch (checked) and after it. */
  readonly outputs: ReadonlyMap<string, OutputPosition & { readonly before: number }>;
  readonly outbox: readonly OutboxRow[];
  readonly rows: readonly RowWrite[];
  /** State to keep (null: forget the key). */
  readonly state: ReadonlyMap<string, Json | null>;
}

/** A message that was consumed: kept so that a repeat is known. */
export interface InboxRow {
  readonly messageId: string;
  readonly stream: string;
  readonly seq: number;
  /** Position in the actor's life-long order of consumption, gapless from 1. */
  readonly ordinal: number;
}

/** A message that is published, or waits for it; retained rows are the journal. */
export interface OutboxRow {
  readonly stream: string;
  readonly seq: number;
  readonly key: string;
  readonly messageId: string;
  readonly type: string;
  readonly at: Millis;
  /** The encoded envelope, as UTF-8 JSON text. */
  readonly body: string;
}

/** A row as it stands in the table: column names as they are in SQL, timestamps ISO 8601, numerics as strings. */
export type TableRow = Readonly<Record<string, string | number | boolean | null | Json>>;

/** A table that actors write to. */
export interface Table<Row extends TableRow = TableRow> {
  readonly name: string;
  readonly schema: z.ZodType<Row>;
  /** Columns of the primary key. */
  readonly key: readonly (keyof Row & string)[];
  /** What a write does when the key is there already: fail the batch, keep the old row, or replace it. */
  readonly conflict: "fail" | "keep" | "replace";
}

/** A row to write to a table. */
export interface RowWrite<Row extends TableRow = TableRow> {
  readonly table: Table<Row>;
  readonly row: Row;
}

/** A condition on columns: equality, or membership for a list. All must hold. */
export type Where<Row> = { readonly [C in keyof Row]?: Row[C] | readonly Row[C][] };

/** Any JSON value. Floats survive the round trip exactly. */
export type Json = string | number | boolean | null | readonly Json[] | {
  readonly [key: string]: Json;
};

/** Declares a table. */
export function defineTable<Row extends TableRow>(table: Table<Row>): Table<Row> {
  return table;
}
