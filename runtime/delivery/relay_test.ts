import assert from "node:assert/strict";
import { VirtualClock } from "../clock/virtual.ts";
import { type Mailbox, MailboxUnavailable } from "../mailbox/mailbox.ts";
import { MemoryBroker } from "../mailbox/memory_streams.ts";
import { MemoryStore } from "../testing/memory_store.ts";
import { Relay, type RelayOptions, StreamAhead } from "./relay.ts";
import { outboxOf, publishing } from "./store_contract/kit.ts";
import type { Lease, OutboxRow } from "./store.ts";

const STREAM = "out";
const warnings: string[] = [];
const log = { debug() {}, info() {}, warn: (text: string) => void warnings.push(text), error() {} };

/** A relay of one stream over a memory mailbox, with rows committed as an actor would. */
class Bench {
  readonly clock = new VirtualClock(1_000_000);
  readonly broker = new MemoryBroker();
  readonly store = new MemoryStore(this.clock);
  /** While true, every call to the mailbox fails. */
  away = false;
  /** Calls to the mailbox, by name. */
  readonly calls: string[] = [];
  committed = 0;
  #lease: Lease | null = null;
  #relays: { relay: Relay; running: Promise<void> }[] = [];

  readonly mailbox: Mailbox = this.#watched(this.broker.open(this.clock));

  #watched(mailbox: Mailbox): Mailbox {
    return new Proxy(mailbox, {
      get: (target, name) => {
        const value = Reflect.get(target, name, target);
        if (typeof value !== "function") return value;
        return (...args: unknown[]) => {
          this.calls.push(String(name));
          if (this.away) return Promise.reject(new MailboxUnavailable("the mailbox is away"));
          return value.apply(target, args);
        };
      },
    });
  }

  /** Commits the next `count` rows; returns them. */
  async commit(count: number): Promise<OutboxRow[]> {
    if (this.#lease === null) {
      const taken = await this.store.takeLease("maker", "test", { force: true });
      assert.ok(taken.taken);
      this.#lease = taken.lease;
    }
    const from = this.committed + 1;
    this.committed += count;
    await this.store.commit(this.#lease, publishing(STREAM, from, this.committed));
    return outboxOf(STREAM, from, this.committed);
  }

  /** A relay that knows what is committed so far, as after a start. */
  start(options: Partial<RelayOptions> = {}): Relay {
    const committed = new Map([[STREAM, this.committed]]);
    const relay = new Relay(this.mailbox, this.store, this.clock, log, committed, options);
    const running = relay.run();
    running.catch(() => {});
    this.#relays.push({ relay, running });
    return relay;
  }

  /** What the latest relay came to. */
  get end(): Promise<void> {
    return this.#relays.at(-1)!.running;
  }

  async published(): Promise<number[]> {
    return (await this.broker.open(this.clock).read(STREAM, 0, 10_000)).map(({ seq }) => seq);
  }

  async stop(): Promise<void> {
    for (const { relay } of this.#relays) relay.stop();
    await this.clock.advance(5_000);
    await Promise.allSettled(this.#relays.map(({ running }) => running));
  }
}

function relayTest(sentence: string, run: (bench: Bench) => Promise<void>): void {
  Deno.test(`relay: ${sentence}`, async () => {
    const bench = new Bench();
    try {
      await run(bench);
    } finally {
      bench.away = false;
      await bench.stop();
    }
  });
}

const upTo = (last: number, from = 1) =>
  Array.from({ length: last - from + 1 }, (_, i) => from + i);

relayTest("what is committed is published, in order", async (bench) => {
  const relay = bench.start();
  relay.offer(await bench.commit(3));
  relay.offer(await bench.commit(2));
  await bench.clock.advance(1);
  assert.deepEqual(await bench.published(), upTo(5));
  assert.equal(relay.backlog, 0);
});

relayTest("what a predecessor committed and did not publish is published", async (bench) => {
  await bench.commit(4);
  bench.start();
  await bench.clock.advance(1);
  assert.deepEqual(await bench.published(), upTo(4));
});

relayTest("a predecessor that publishes the same rows does no harm", async (bench) => {
  const rows = await bench.commit(4);
  const [one, two] = [bench.start(), bench.start()];
  one.offer(rows);
  two.offer(rows);
  await bench.clock.advance(1);
  const more = await bench.commit(3);
  two.offer(more);
  one.offer(more);
  await bench.clock.advance(1);
  assert.deepEqual(await bench.published(), upTo(7));
});

relayTest("an idle relay notices a lost tail and fills it from the database", async (bench) => {
  const relay = bench.start();
  relay.offer(await bench.commit(6));
  await bench.clock.advance(1);
  bench.broker.stream(STREAM).loseAfter(2);
  await bench.clock.advance(2_100);
  assert.deepEqual(await bench.published(), upTo(6));
});

relayTest("a busy relay notices a lost tail by the gap", async (bench) => {
  const relay = bench.start();
  relay.offer(await bench.commit(6));
  await bench.clock.advance(1);
  bench.broker.stream(STREAM).loseAfter(2);
  relay.offer(await bench.commit(1));
  await bench.clock.advance(1);
  assert.deepEqual(await bench.published(), upTo(7));
});

relayTest("a stream that lost everything begins with the oldest retained row", async (bench) => {
  const relay = bench.start();
  relay.offer(await bench.commit(6));
  await bench.clock.advance(1);
  bench.broker.stream(STREAM).loseAfter(0);
  await bench.store.prune(STREAM, 3, Infinity);
  await bench.clock.advance(2_100);
  assert.deepEqual(await bench.published(), [4, 5, 6]);
});

relayTest("a tail that can no longer be filled is an error, not a hole", async (bench) => {
  const relay = bench.start();
  relay.offer(await bench.commit(6));
  await bench.clock.advance(1);
  bench.broker.stream(STREAM).loseAfter(2);
  await bench.store.prune(STREAM, 4, Infinity);
  await bench.clock.advance(2_100);
  await assert.rejects(bench.end, /the outbox rows of out after 2 are gone/);
  assert.deepEqual(await bench.published(), [1, 2]);
});

relayTest("a stream that is ahead of the database stops the relay", async (bench) => {
  const rows = await bench.commit(5);
  const { mailbox } = bench;
  await mailbox.publish(
    STREAM,
    0,
    rows.map(({ seq, key, body }) => ({
      seq,
      key,
      body: new TextEncoder().encode(body),
    })),
  );
  bench.committed = 3;
  bench.start();
  await bench.clock.advance(1);
  await assert.rejects(bench.end, (error: Error) => {
    assert.ok(error instanceof StreamAhead);
    assert.match(error.message, /out holds entry 5, but the database knows of 3 only/);
    return true;
  });
});

relayTest(
  "while the mailbox is away it is asked less and less often, then goes on",
  async (bench) => {
    const relay = bench.start();
    await bench.clock.advance(1);
    bench.away = true;
    bench.calls.length = 0;
    relay.offer(await bench.commit(3));
    await bench.clock.advance(10_000);
    assert.ok(bench.calls.length >= 5 && bench.calls.length <= 12, `${bench.calls.length} calls`);
    assert.equal(relay.backlog, 3);
    relay.offer(await bench.commit(1));
    bench.away = false;
    await bench.clock.advance(2_000);
    assert.deepEqual(await bench.published(), upTo(4));
    assert.match(warnings.at(-1)!, /not available; publishing is tried again in 2000 ms/);
  },
);

relayTest("rows beyond the bound in memory are read from the database again", async (bench) => {
  const relay = bench.start({ memoryMax: 3, batchMax: 2 });
  await bench.clock.advance(1);
  bench.away = true;
  for (let i = 0; i < 5; i++) relay.offer(await bench.commit(2));
  bench.away = false;
  await bench.clock.advance(3_000);
  assert.deepEqual(await bench.published(), upTo(10));
});

relayTest("flushed tells when everything committed so far is out", async (bench) => {
  const relay = bench.start();
  bench.away = true;
  relay.offer(await bench.commit(3));
  let flushed = false;
  relay.flushed().then(() => flushed = true);
  await bench.clock.advance(500);
  assert.equal(flushed, false);
  bench.away = false;
  await bench.clock.advance(3_000);
  assert.equal(flushed, true);
  await relay.flushed();
});

relayTest("a check of the mailbox makes no backlog", async (bench) => {
  const relay = bench.start();
  relay.offer(await bench.commit(3));
  await bench.clock.advance(1);
  bench.away = true;
  await bench.clock.advance(3_000);
  assert.equal(relay.backlog, 0);
});

relayTest("a stream is trimmed now and then, never what a group has not had", async (bench) => {
  const { mailbox } = bench;
  await mailbox.ensureGroup(STREAM, "readers");
  const relay = bench.start({ trimEvery: 10, trimKeep: 2 });
  relay.offer(await bench.commit(25));
  await bench.clock.advance(1);
  assert.equal((await bench.published()).length, 25);
  const consumer = await mailbox.consume({
    streams: [STREAM],
    group: "readers",
    consumer: "a",
    exclusive: true,
  });
  await consumer.ack(await consumer.receive({ max: 20, waitMs: 0 }));
  relay.offer(await bench.commit(10));
  await bench.clock.advance(1);
  assert.deepEqual(await bench.published(), upTo(35, 21));
});

relayTest("stopping ends it even while the mailbox is away", async (bench) => {
  bench.away = true;
  const relay = bench.start();
  await bench.clock.advance(200);
  relay.stop();
  await bench.clock.advance(1);
  await bench.end;
});

relayTest("a row of a stream that is not its own is a defect", (bench) => {
  const relay = bench.start();
  const [row] = outboxOf("elsewhere", 1, 1);
  assert.throws(() => relay.offer([row!]), /elsewhere is not a stream of this relay/);
  return Promise.resolve();
});

relayTest("a database that goes away is the incarnation's business", async (bench) => {
  await bench.commit(2);
  bench.store.outbox = () => Promise.reject(new Error("the database is away"));
  bench.start();
  await bench.clock.advance(1);
  await assert.rejects(bench.end, /the database is away/);
});
