import type { Millis } from "../clock/clock.ts";
import type { SharedState } from "./shared_state.ts";

/**
 * Mailboxes: named, durable, ordered streams of entries, read by consumer groups.
 *
 * What every implementation guarantees (the contract suite in `contract.ts` holds each to it):
 *  - At least once: an entry that a group has not acknowledged is delivered again.
 *  - Order: a stream's entries are delivered to a group in order of `seq`, except that entries of a
 *    parked key wait behind it, and that a replayed dead letter comes when it is replayed.
 *  - A repeated publish stores nothing; a publish that would leave a gap is refused.
 *  - Only the present owner of a delivery can acknowledge, park or dead-letter it.
 *  - Trimming never removes an entry that a durable group has not acknowledged. Parked entries are
 *    held outside the stream and do not pin it.
 */
export interface Mailbox {
  /**
   * Appends entries to a stream that has one producer. `after` is the seq of the predecessor of the
   * first entry, which must be the stream's last. Entries must be numbered without gaps from
   * `after + 1` (from any number where `ontoEmpty` is set and the stream is empty). One atomic step:
   * entries that the stream already has are not stored again, the rest are appended.
   */
  publish(
    stream: string,
    after: number,
    entries: readonly StreamEntry[],
    options?: { readonly ontoEmpty?: boolean },
  ): Promise<Published>;

  /** Appends to a stream with many producers; the mailbox numbers the entries. Returns their seqs. */
  append(stream: string, entries: readonly Omit<StreamEntry, "seq">[]): Promise<number[]>;

  /** The seq of the stream's last entry; 0 for a stream that has never had one (or lost them all). */
  lastSeq(stream: string): Promise<number>;

  /** Entries with a seq above `after`, without a group: no acknowledgement, never holds a trim. */
  read(stream: string, after: number, max: number): Promise<StreamEntry[]>;

  /** Resolves true when one of the streams may have grown since the call, false after `waitMs`. */
  changed(streams: readonly string[], waitMs: number, signal?: AbortSignal): Promise<boolean>;

  /** Creates the group where it is missing. A new group starts at the stream's oldest entry. */
  ensureGroup(stream: string, group: string): Promise<void>;

  /** Forgets a group, so that it no longer holds a trim. Its parked entries go with it. */
  dropGroup(stream: string, group: string): Promise<void>;

  /** Joins a group on several streams under one consumer name. */
  consume(options: ConsumeOptions): Promise<Consumer>;

  /** How far each group is behind, per stream. Computed from positions, not from the server's estimate. */
  depth(stream: string): Promise<StreamDepth>;

  /** Removes what every durable group has acknowledged, keeping `keep` newest entries. Returns how many went. */
  trim(stream: string, options?: { readonly keep?: number }): Promise<number>;

  /** What could not be handled. */
  readonly deadLetters: DeadLetters;

  /** Shared key-value state on the same backend: a cache of what the database decides. */
  readonly shared: SharedState;

  /** Lets go of connections and files within `deadlineMs`. Consumers are closed with it. */
  close(deadlineMs?: number): Promise<void>;
}

/** One entry of a stream. */
export interface StreamEntry {
  /** Gapless number within the stream, from 1. */
  readonly seq: number;
  /** Partition key; order holds within it even when messages are parked. */
  readonly key: string;
  /** The message's bytes. The mailbox never looks inside. */
  readonly body: Uint8Array;
}

/** What became of a publish. */
export type Published =
  /** Everything is in the stream now; `stored` of the entries were new. */
  | { readonly kind: "stored"; readonly stored: number }
  /** The stream's last entry is before the predecessor: the producer must refill from `last`. */
  | { readonly kind: "gap"; readonly last: number }
  /** The stream already has later entries than the producer knows of: somebody else wrote to it. */
  | { readonly kind: "ahead"; readonly last: number };

/** How to join. */
export interface ConsumeOptions {
  readonly streams: readonly string[];
  readonly group: string;
  /** Unique per incarnation (contains the lease's epoch), so that a predecessor cannot acknowledge for us. */
  readonly consumer: string;
  /**
   * `true`: this consumer is the group's only rightful member (its lease says so); what others hold
   * is taken over at once. `false`: consumers compete, and only what a silent one has held for
   * `claimAfterMs` is taken over.
   */
  readonly exclusive: boolean;
  /** How long a delivery may be silent before another consumer takes it. Living consumers extend. Default 30 000. */
  readonly claimAfterMs?: number;
  /** An entry is dead-lettered instead of being handled more often than this. Default 5. */
  readonly attemptsMax?: number;
  /** Most parked entries per stream and group; a full store stops consumption. Default 10 000. */
  readonly parkedMax?: number;
}

/** A member of a group. Not safe for concurrent `receive` calls. */
export interface Consumer {
  readonly group: string;
  readonly name: string;

  /**
   * Up to `max` deliveries from the given streams (all, when not given), in order per stream;
   * due parked entries and taken-over entries come first. Empty after `waitMs` without any.
   * Taking over does not count as an attempt; see {@link Consumer.begin}.
   */
  receive(options: ReceiveOptions): Promise<Delivery[]>;

  /**
   * Must be called before a delivery with `redelivered` is handled: counts the attempt. Returns
   * false when attempts are used up; the entry is then already in the dead-letter stream,
   * acknowledged, and must not be handled.
   */
  begin(delivery: Delivery): Promise<boolean>;

  /** Acknowledges what this consumer still owns; returns how many that were. */
  ack(deliveries: readonly Delivery[]): Promise<number>;

  /**
   * Parks the delivery and acknowledges it in one step. Until it is due, later entries of its key
   * are parked behind it on arrival. Returns false when the store is full or the delivery is no
   * longer ours: nothing has happened then.
   */
  park(delivery: Delivery, dueAt: Millis): Promise<boolean>;

  /** Moves the delivery to the dead-letter stream and acknowledges it in one step. False if not ours. */
  reject(delivery: Delivery, reason: string): Promise<boolean>;

  /** Keys that are parked on a stream, with the market-order position of the oldest: for watermarks. */
  parked(stream: string): Promise<ParkedEntry[]>;

  /** Stops receiving and lets go of the connection within the deadline. Unacknowledged entries stay. */
  close(deadlineMs?: number): Promise<void>;
}

/** What {@link Consumer.receive} is asked for: from which streams, how much, and how long to wait (ms). */
export interface ReceiveOptions {
  readonly streams?: readonly string[];
  readonly max: number;
  readonly waitMs: number;
  readonly signal?: AbortSignal;
}

/** An entry in a consumer's hands. */
export interface Delivery extends StreamEntry {
  readonly stream: string;
  /** How often handling has begun before, as far as the mailbox knows. */
  readonly attempts: number;
  /** It may have been handled before, in part or whole: call `begin` first. */
  readonly redelivered: boolean;
}

/** A parked entry. */
export interface ParkedEntry extends StreamEntry {
  readonly dueAt: Millis;
}

/** How far behind a stream's readers are. */
export interface StreamDepth {
  /** Seq of the last entry. */
  readonly last: number;
  /** Entries still stored. */
  readonly stored: number;
  readonly groups: readonly GroupDepth[];
}

/** How far one group is behind. */
export interface GroupDepth {
  readonly group: string;
  /** Entries not yet acknowledged: undelivered, pending and parked together. */
  readonly depth: number;
  /** Delivered and not acknowledged. */
  readonly pending: number;
  readonly parked: number;
}

/** The dead-letter streams, one per stream (`dead:<stream>`). */
export interface DeadLetters {
  list(stream: string, options?: { after?: string; max?: number }): Promise<DeadLetter[]>;
  get(stream: string, id: string): Promise<DeadLetter | null>;
  count(stream: string): Promise<number>;
  /**
   * Puts the entry before its group again, outside the order guarantee, as a redelivery with fresh
   * attempts. False when it is not there.
   */
  replay(stream: string, id: string): Promise<boolean>;
  /** Forgets the entry. False when it is not there. */
  drop(stream: string, id: string): Promise<boolean>;
  /** Streams that have dead letters. */
  streams(): Promise<string[]>;
}

/** An entry that was given up, with its bytes as they came. */
export interface DeadLetter extends StreamEntry {
  readonly id: string;
  readonly stream: string;
  readonly group: string;
  readonly reason: string;
  readonly attempts: number;
  /** System time of giving up. */
  readonly deadAt: Millis;
}

/** The mailbox cannot be reached or used now; the caller may try again. */
export class MailboxUnavailable extends Error {
  override readonly name = "MailboxUnavailable";
}
