import type { SystemClock } from "../clock/clock.ts";
import { type Mailbox, MailboxUnavailable, type StreamEntry } from "../mailbox/mailbox.ts";
import type { Logger } from "../telemetry/log.ts";
import type { OutboxRow, Store } from "./store.ts";

/** A stream holds entries that its producer's database has never heard of. */
export class StreamAhead extends Error {
  override readonly name = "StreamAhead";
  readonly restartable = false;
}

/** Bounds of a relay. */
export interface RelayOptions {
  /** Entries per publish. */
  readonly batchMax: number;
  /** Committed rows kept in memory per stream; beyond, they are read from the database again. */
  readonly memoryMax: number;
  /** How often an idle relay looks whether the mailbox still has everything, in ms. */
  readonly checkEveryMs: number;
  /** Published entries between two trims. */
  readonly trimEvery: number;
  /** Newest entries that a trim leaves for readers without a group. */
  readonly trimKeep: number;
}

/** Defaults of {@link RelayOptions}. */
export const RELAY_DEFAULTS: RelayOptions = {
  batchMax: 256,
  memoryMax: 4_096,
  checkEveryMs: 1_000,
  trimEvery: 2_048,
  trimKeep: 1_024,
};

interface Lane {
  readonly stream: string;
  /** Last seq that the mailbox held when it was asked. */
  published: number;
  /** False before it has been asked, and when it may have lost something since. */
  known: boolean;
  /** Last seq that is committed. */
  committed: number;
  /** Rows from `published + 1` on, without gaps, possibly not up to `committed`. */
  rows: OutboxRow[];
  sinceTrim: number;
}

/**
 * Publishes an actor's committed outbox, in order, once. What the mailbox lost is published again
 * from the database, what it has already is not; so it may be killed anywhere.
 */
export class Relay {
  readonly #lanes = new Map<string, Lane>();
  readonly #options: RelayOptions;
  #wake: () => void = () => {};
  #idle: (() => void)[] = [];
  #stopping = false;

  constructor(
    private readonly mailbox: Mailbox,
    private readonly store: Store,
    private readonly clock: SystemClock,
    private readonly log: Logger,
    committed: ReadonlyMap<string, number>,
    options: Partial<RelayOptions> = {},
  ) {
    this.#options = { ...RELAY_DEFAULTS, ...options };
    for (const [stream, seq] of committed) {
      this.#lanes.set(stream, {
        stream,
        published: 0,
        known: false,
        committed: seq,
        rows: [],
        sinceTrim: 0,
      });
    }
  }

  /** Committed rows that are not published yet. */
  get backlog(): number {
    let sum = 0;
    for (const lane of this.#lanes.values()) sum += lane.committed - lane.published;
    return sum;
  }

  /** Takes rows that have just been committed; never waits. */
  offer(rows: readonly OutboxRow[]): void {
    for (const row of rows) {
      const lane = this.#lanes.get(row.stream);
      if (lane === undefined) throw new Error(`${row.stream} is not a stream of this relay`);
      const contiguous = lane.rows.length > 0
        ? lane.rows.at(-1)!.seq === row.seq - 1
        : lane.published === row.seq - 1;
      if (contiguous && lane.rows.length < this.#options.memoryMax) lane.rows.push(row);
      lane.committed = Math.max(lane.committed, row.seq);
    }
    this.#wake();
  }

  /** Resolves when everything committed so far is published. */
  flushed(): Promise<void> {
    if (this.backlog === 0 && this.#known()) return Promise.resolve();
    return new Promise((resolve) => this.#idle.push(resolve));
  }

  /** Runs until `stop`; rejects with {@link StreamAhead} where going on would be wrong. */
  async run(): Promise<void> {
    let backoffMs = 50;
    while (!this.#stopping) {
      try {
        let busy = false;
        for (const lane of this.#lanes.values()) busy = await this.#serve(lane) || busy;
        backoffMs = 50;
        if (busy) continue;
        for (const resolve of this.#idle.splice(0)) resolve();
        if (await this.#pause()) this.#forgetPublished();
      } catch (error) {
        if (!(error instanceof MailboxUnavailable)) throw error;
        this.log.warn(
          `the mailbox is not available; publishing is tried again in ${backoffMs} ms`,
          {
            reason: error.message,
          },
        );
        await this.#sleep(backoffMs);
        backoffMs = Math.min(backoffMs * 2, 2_000);
        this.#forgetPublished();
      }
    }
  }

  /** Ends `run` after the publish under way. */
  stop(): void {
    this.#stopping = true;
    this.#wake();
  }

  #known(): boolean {
    for (const lane of this.#lanes.values()) if (!lane.known) return false;
    return true;
  }

  /** Makes the next round ask the mailbox what it holds. */
  #forgetPublished(): void {
    for (const lane of this.#lanes.values()) lane.known = false;
  }

  /** One step of one stream; true when there is more to do. */
  async #serve(lane: Lane): Promise<boolean> {
    if (!lane.known) this.#align(lane, await this.mailbox.lastSeq(lane.stream));
    if (lane.published === lane.committed) return false;
    if (lane.rows.length === 0) await this.#refill(lane);
    const rows = lane.rows.slice(0, this.#options.batchMax);
    // Only a stream that lost everything may begin with the oldest row that is left.
    const joins = rows[0]?.seq === lane.published + 1 || lane.published === 0;
    if (rows.length === 0 || !joins) {
      throw new StreamAhead(
        `the outbox rows of ${lane.stream} after ${lane.published} are gone although they were never ` +
          `published; restore the database, or start again with an empty state folder`,
      );
    }
    const after = rows[0]!.seq - 1;
    const result = await this.mailbox.publish(lane.stream, after, rows.map(toEntry), {
      ontoEmpty: lane.published === 0,
    });
    if (result.kind === "stored") {
      lane.rows.splice(0, rows.length);
      lane.published = rows.at(-1)!.seq;
      // What was read from the database may be committed before its committer has heard of it.
      lane.committed = Math.max(lane.committed, lane.published);
      await this.#trimSometimes(lane, result.stored);
    } else {
      this.#align(lane, result.last);
    }
    return lane.published !== lane.committed;
  }

  #align(lane: Lane, last: number): void {
    if (last > lane.committed) {
      throw new StreamAhead(
        `${lane.stream} holds entry ${last}, but the database knows of ${lane.committed} only: the ` +
          `database is older than the mailboxes. Start with empty mailboxes; they are filled again from the database`,
      );
    }
    lane.published = last;
    lane.known = true;
    while (lane.rows.length > 0 && lane.rows[0]!.seq <= last) lane.rows.shift();
    if (lane.rows.length > 0 && lane.rows[0]!.seq !== last + 1) lane.rows.length = 0;
  }

  async #refill(lane: Lane): Promise<void> {
    lane.rows = await this.store.outbox(lane.stream, lane.published, this.#options.batchMax);
  }

  async #trimSometimes(lane: Lane, stored: number): Promise<void> {
    lane.sinceTrim += stored;
    if (lane.sinceTrim < this.#options.trimEvery) return;
    lane.sinceTrim = 0;
    await this.mailbox.trim(lane.stream, { keep: this.#options.trimKeep });
  }

  /** Waits for work; true when the time for a check of the mailbox has come instead. */
  #pause(): Promise<boolean> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(this.#options.checkEveryMs, () => resolve(true));
      this.#wake = () => {
        cancel();
        resolve(false);
      };
      if (this.#stopping || this.backlog > 0) this.#wake();
    });
  }

  #sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = this.clock.after(ms, resolve);
      this.#wake = () => {
        if (!this.#stopping) return;
        cancel();
        resolve();
      };
    });
  }
}

const encoder = new TextEncoder();

function toEntry(row: OutboxRow): StreamEntry {
  return { seq: row.seq, key: row.key, body: encoder.encode(row.body) };
}
