import type { HostResources } from "../../actor.ts";
import type { Batch, Lease, OutboxRow, Store } from "../../delivery/store.ts";
import { decodeEnvelope, UnreadableEnvelope, WATERMARK } from "../../envelope.ts";
import type { Consumer, Delivery, Mailbox, StreamEntry } from "../../mailbox/mailbox.ts";
import type { Incarnate, World } from "../world.ts";
import { nameOf, overlay } from "./faults.ts";
import type { Story } from "./story.ts";

/** A promise of the runtime was broken. */
export class InvariantBroken extends Error {
  override readonly name = "InvariantBroken";
}

interface Committed {
  /** Ids of the messages that the actor has consumed. */
  readonly ids: Set<string>;
  /** Seq up to which each input is handled. */
  readonly positions: Map<string, number>;
}

const decoder = new TextDecoder();

/**
 * Stands between every incarnation and the backends, and holds the runtime to its promises:
 *  - nothing is committed but by the holder of the lease;
 *  - no message is consumed twice;
 *  - the journal of a stream has no gap, and nothing is published that is not in it, word for word;
 *  - nothing is acknowledged before its effects are committed;
 *  - nothing is trimmed that a group still needs.
 * The first broken promise is kept; see {@link check}.
 */
export class Watcher {
  readonly #broken: InvariantBroken[] = [];
  /** The incarnation that took each actor's lease last. */
  readonly #holders = new Map<string, Incarnate>();
  readonly #committed = new Map<string, Committed>();
  readonly #journal = new Map<string, OutboxRow[]>();

  constructor(private readonly world: () => World, private readonly story: Story) {}

  /** Throws when a promise was broken. Asked at every step. */
  check(): void {
    const { broker, streams } = this.world();
    for (const name of streams) {
      const stream = broker.stream(name);
      if (stream.firstSeq() > stream.firstNeeded()) {
        this.#fail(`${name} lost entry ${stream.firstNeeded()}, which a group still needs`);
      }
    }
    if (this.#broken[0] !== undefined) throw this.#broken[0];
  }

  /** Throws unless every stream holds exactly its journal, without a gap. For the end. */
  checkStreams(): void {
    const { broker, streams, actors } = this.world();
    const defs = actors.flatMap((actor) => this.world().def(actor).consumes);
    // What many may send is nobody's journal.
    const open = new Set(
      defs.filter(({ producers }) => producers === "many").map(({ name }) => name),
    );
    for (const name of streams) {
      if (open.has(name)) continue;
      const journal = this.#journal.get(name) ?? [];
      const stream = broker.stream(name);
      const first = stream.firstSeq();
      const entries = stream.read(0, Infinity);
      entries.forEach((entry, i) => this.#checkEntry(name, entry, first + i));
      const last = journal.at(-1)?.seq ?? 0;
      if (stream.lastSeq() !== last) {
        this.#fail(`${name} ends at ${stream.lastSeq()}, but ${last} is committed`);
      }
    }
    this.check();
  }

  /** The ports of an incarnation, under watch. */
  watch({ mailbox, store }: HostResources, incarnate: Incarnate): HostResources {
    return { mailbox: this.#mailbox(mailbox, incarnate), store: this.#store(store, incarnate) };
  }

  #store(store: Store, incarnate: Incarnate): Store {
    const { actor } = incarnate;
    return overlay(store, {
      takeLease: async (name, holder, options) => {
        const result = await store.takeLease(name, holder, options);
        if (result.taken) {
          this.#holders.set(actor, incarnate);
          this.story.add(`${nameOf(incarnate)} takes the lease: epoch ${result.lease.epoch}`);
        }
        return result;
      },
      commit: async (lease, batch) => {
        await store.commit(lease, batch);
        this.#checkCommit(lease, batch, incarnate);
      },
    });
  }

  #mailbox(mailbox: Mailbox, incarnate: Incarnate): Mailbox {
    return overlay(mailbox, {
      publish: async (stream, after, entries, options) => {
        const published = await mailbox.publish(stream, after, entries, options);
        if (published.kind === "stored") {
          for (const entry of entries) this.#checkEntry(stream, entry, entry.seq);
          this.story.add(`${nameOf(incarnate)} publishes ${stream} ${rangeOf(entries)}`);
        }
        return published;
      },
      trim: async (stream, options) => {
        const count = await mailbox.trim(stream, options);
        if (count > 0) this.story.add(`${nameOf(incarnate)} trims ${count} of ${stream}`);
        return count;
      },
      consume: async (options) => this.#consumer(await mailbox.consume(options), incarnate),
    });
  }

  #consumer(consumer: Consumer, incarnate: Incarnate): Consumer {
    const name = nameOf(incarnate);
    return overlay(consumer, {
      receive: async (options) => {
        const deliveries = await consumer.receive(options);
        if (deliveries.length > 0) this.story.add(`${name} receives ${listOf(deliveries)}`);
        return deliveries;
      },
      ack: (deliveries) => {
        for (const delivery of deliveries) this.#checkAck(delivery, incarnate);
        this.story.add(`${name} acknowledges ${listOf(deliveries)}`);
        return consumer.ack(deliveries);
      },
      park: async (delivery, dueAt) => {
        const parked = await consumer.park(delivery, dueAt);
        this.story.add(`${name} ${parked ? "parks" : "cannot park"} ${listOf([delivery])}`);
        return parked;
      },
      reject: (delivery, reason) => {
        this.story.add(`${name} rejects ${listOf([delivery])}: ${reason}`);
        return consumer.reject(delivery, reason);
      },
    });
  }

  #checkCommit(lease: Lease, batch: Batch, incarnate: Incarnate): void {
    const { actor } = incarnate;
    const name = nameOf(incarnate);
    if (this.#holders.get(actor)?.nth !== incarnate.nth) {
      this.#fail(`${name} committed under epoch ${lease.epoch} although it had lost its lease`);
    }
    const committed = this.#of(actor);
    for (const { messageId } of batch.inbox) {
      if (committed.ids.has(messageId)) this.#fail(`${name} consumed message ${messageId} twice`);
      committed.ids.add(messageId);
    }
    for (const [stream, { seq }] of batch.inputs) committed.positions.set(stream, seq);
    for (const row of batch.outbox) {
      const journal = this.#journal.get(row.stream) ?? [];
      this.#journal.set(row.stream, journal);
      if (row.seq !== journal.length + 1) {
        this.#fail(`${name} committed ${row.stream} ${row.seq} after ${journal.length}`);
      }
      journal.push(row);
    }
    this.story.add(
      `${name} commits ${batch.inbox.map(({ stream, seq }) => `${stream}/${seq}`).join(" ")}` +
        ` -> ${batch.outbox.map(rowOf).join(" ")}`,
    );
  }

  #checkAck(delivery: Delivery, incarnate: Incarnate): void {
    const { stream, seq } = delivery;
    const committed = this.#of(incarnate.actor);
    const id = messageOf(delivery);
    const isCommitted = id === WATERMARK
      ? seq <= (committed.positions.get(stream) ?? 0)
      : committed.ids.has(id);
    if (!isCommitted) {
      this.#fail(`${nameOf(incarnate)} acknowledged ${stream}/${seq} before it was committed`);
    }
  }

  #checkEntry(stream: string, entry: StreamEntry, seq: number): void {
    const row = this.#journal.get(stream)?.[seq - 1];
    const name = `entry ${entry.seq} of ${stream}`;
    if (entry.seq !== seq) this.#fail(`${name} stands where ${seq} belongs`);
    else if (row === undefined) this.#fail(`${name} was published, but is not committed`);
    else if (row.body !== decoder.decode(entry.body)) {
      this.#fail(`${name} is not what was committed as ${seq}`);
    }
  }

  #of(actor: string): Committed {
    let committed = this.#committed.get(actor);
    if (committed === undefined) {
      this.#committed.set(actor, committed = { ids: new Set(), positions: new Map() });
    }
    return committed;
  }

  #fail(what: string): void {
    this.#broken.push(new InvariantBroken(what));
  }
}

/** A message's id; `watermark` for a watermark, which has no effects of its own. */
function messageOf({ body }: Delivery): string {
  try {
    const { type, id } = decodeEnvelope(body);
    return type === WATERMARK ? WATERMARK : id;
  } catch (error) {
    if (error instanceof UnreadableEnvelope) return "";
    throw error;
  }
}

/** A message as `stream/seq@time`, a watermark as `stream/seq<=time`. */
function rowOf({ stream, seq, type, at }: OutboxRow): string {
  return `${stream}/${seq}${type === WATERMARK ? "<=" : "@"}${at}`;
}

function listOf(deliveries: readonly Delivery[]): string {
  return deliveries
    .map(({ stream, seq, redelivered }) => `${stream}/${seq}${redelivered ? "*" : ""}`)
    .join(" ");
}

function rangeOf(entries: readonly StreamEntry[]): string {
  return `${entries[0]?.seq}..${entries.at(-1)?.seq}`;
}
