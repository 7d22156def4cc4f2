import type { Millis } from "../../clock/clock.ts";
import type {
  ConsumeOptions,
  DeadLetter,
  Delivery,
  ParkedEntry,
  Published,
  StreamDepth,
  StreamEntry,
} from "../mailbox.ts";
import type { SharedState } from "../shared_state.ts";

/** What a {@link import("./mailbox.ts").LocalMailbox} keeps its streams in. Everything is synchronous. */
export interface Backing {
  /** The stream of a (valid) name, made on first use. */
  stream(name: string): LocalStream;
  /** Names of all streams there are. */
  streamNames(): string[];
  readonly shared: Immediate<SharedState>;
  /** Tells whoever waits in other mailboxes that the stream has news. */
  announce(stream: string): void;
  /** How long to wait at most before looking again, at the n-th look: for news that nobody announces. */
  lookAgainMs(looks: number): number;
  close(): void;
}

/** An interface of promises, answered at once. */
export type Immediate<T> = {
  [K in keyof T]: T[K] extends (...args: infer A) => Promise<infer R> ? (...args: A) => R : never;
};

/** One stream: see {@link import("../mailbox.ts").Mailbox} for what the calls mean. */
export interface LocalStream {
  publish(after: number, entries: readonly StreamEntry[], ontoEmpty: boolean): Published;
  append(entries: readonly Omit<StreamEntry, "seq">[]): number[];
  lastSeq(): number;
  read(after: number, max: number): StreamEntry[];
  ensureGroup(group: string): void;
  dropGroup(group: string): void;
  join(membership: Membership, now: Millis): LocalMember;
  depth(): StreamDepth;
  trim(keep: number): number;
  readonly dead: LocalDeadLetters;
}

/** How a consumer is a member of its group: its options with defaults filled in. */
export type Membership = Required<Omit<ConsumeOptions, "streams">>;

/** A consumer's place in its group on one stream. What is not its own (any more), it does not touch. */
export interface LocalMember {
  /** The next deliveries: taken-over and due entries in order, then new ones. */
  take(max: number, now: Millis): Delivery[];
  begin(seq: number, now: Millis): boolean;
  ack(seqs: readonly number[]): number;
  park(seq: number, dueAt: Millis): boolean;
  reject(seq: number, reason: string, now: Millis): boolean;
  /** The oldest parked entry of every key. */
  parked(): ParkedEntry[];
  /** The next time after `now` at which a parked entry becomes due; Infinity when none does. */
  nextDue(now: Millis): Millis;
  /** Tells competitors that this member lives. */
  giveSign(now: Millis): void;
}

/** A stream's dead letters. */
export interface LocalDeadLetters {
  list(after: number, max: number): DeadLetter[];
  get(id: number): DeadLetter | null;
  count(): number;
  replay(id: number): boolean;
  drop(id: number): boolean;
}

/** Why an entry was given up whose attempts are used up. */
export function attemptsUsedUp(attempts: number): string {
  return `handling was begun ${attempts} times and never finished`;
}
