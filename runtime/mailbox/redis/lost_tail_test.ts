import assert from "node:assert/strict";
import { systemClock } from "../../clock/system.ts";
import { type RedisServer, testWithRedisServer } from "../../testing/redis_server.ts";
import { entries, exclusive, seqs, STREAM } from "../contract/kit.ts";
import type { Consumer, Mailbox, StreamEntry } from "../mailbox.ts";
import { openRedisMailbox } from "../redis_streams.ts";
import { Keys } from "./keys.ts";
import { type Argument, Link } from "./link.ts";
import { readTarget } from "./target.ts";

const PREFIX = "tail";
const KEY = new Keys(PREFIX).entries(STREAM);

/** A producer that keeps its rows, and a consumer that remembers what it has handled. */
class Bench {
  readonly handled = new Set<number>();

  constructor(
    readonly server: RedisServer,
    readonly mailbox: Mailbox,
    readonly consumer: Consumer,
    readonly outbox: readonly StreamEntry[],
  ) {}

  static async start(server: RedisServer): Promise<Bench> {
    const mailbox = await openRedisMailbox({ url: server.url, prefix: PREFIX, clock: systemClock });
    return new Bench(server, mailbox, await mailbox.consume(exclusive("a")), entries(1, 100));
  }

  publish(after: number, through: number, ontoEmpty = false) {
    return this.mailbox.publish(STREAM, after, this.outbox.slice(after, through), { ontoEmpty });
  }

  /** Receives and acknowledges until nothing comes any more. */
  async handle(max = 100): Promise<void> {
    const batch = await this.consumer.receive({ max, waitMs: 0 });
    for (const { seq } of batch) this.handled.add(seq);
    await this.consumer.ack(batch);
    if (batch.length === max) await this.handle(max);
  }

  async admin(...command: [string, ...Argument[]]): Promise<void> {
    const link = new Link(readTarget(this.server.url), systemClock, {
      timeoutMs: 2_000,
      silenceMs: 1_000,
    });
    await link.send((commands) => commands.call(...command), { repeatable: false });
    link.close();
  }

  async everythingArrived(): Promise<void> {
    await this.handle();
    assert.deepEqual([...this.handled].sort((a, b) => a - b), seqs(this.outbox));
    assert.deepEqual(seqs(await this.mailbox.read(STREAM, 0, 200)).at(-1), this.outbox.length);
    assert.equal((await this.mailbox.depth(STREAM)).groups[0]!.depth, 0);
    await this.mailbox.close();
  }
}

testWithRedisServer("a Redis that came back with an older state is refilled", async (server) => {
  const bench = await Bench.start(server);
  await bench.publish(0, 60);
  await bench.handle();
  const backup = await Deno.makeTempDir();
  await new Deno.Command("cp", { args: ["-a", `${server.folder}/.`, backup] }).output();
  await bench.publish(60, 90);
  await bench.handle();
  await server.kill();
  await Deno.remove(`${server.folder}/appendonlydir`, { recursive: true });
  await new Deno.Command("cp", { args: ["-a", `${backup}/.`, server.folder] }).output();
  await Deno.remove(backup, { recursive: true });
  await server.restart();
  assert.deepEqual(await bench.publish(90, 100), { kind: "gap", last: 60 });
  assert.deepEqual(await bench.publish(60, 100), { kind: "stored", stored: 40 });
  await bench.everythingArrived();
});

testWithRedisServer(
  "an acknowledgement that Redis forgot brings the entry again",
  async (server) => {
    const bench = await Bench.start(server);
    await bench.publish(0, 3);
    const held = await bench.consumer.receive({ max: 3, waitMs: 0 });
    const backup = await Deno.makeTempDir();
    await new Deno.Command("cp", { args: ["-a", `${server.folder}/.`, backup] }).output();
    assert.equal(await bench.consumer.ack(held), 3);
    await server.kill();
    await new Deno.Command("cp", { args: ["-a", `${backup}/.`, server.folder] }).output();
    await Deno.remove(backup, { recursive: true });
    await server.restart();
    const again = await bench.consumer.receive({ max: 3, waitMs: 1_000 });
    assert.deepEqual(seqs(again), [1, 2, 3]);
    assert.ok(again.every((each) => each.redelivered));
    assert.equal(await bench.consumer.ack(again), 3);
    await bench.mailbox.close();
  },
);

testWithRedisServer(
  "a Redis that lost everything is refilled from the oldest row",
  async (server) => {
    const bench = await Bench.start(server);
    await bench.publish(0, 50);
    await bench.handle();
    await bench.admin("FLUSHALL");
    assert.equal(await bench.mailbox.lastSeq(STREAM), 0);
    assert.deepEqual(await bench.publish(50, 60), { kind: "gap", last: 0 });
    assert.deepEqual(await bench.publish(20, 100, true), { kind: "stored", stored: 80 });
    const [oldest] = await bench.consumer.receive({ max: 1, waitMs: 1_000 });
    assert.equal(oldest!.seq, 21, "the group begins at the oldest entry");
    await bench.consumer.ack([oldest!]);
    await bench.everythingArrived();
  },
);

testWithRedisServer(
  "a stream that was deleted under a waiting consumer goes on",
  async (server) => {
    const bench = await Bench.start(server);
    await bench.publish(0, 50);
    await bench.handle();
    const waiting = bench.consumer.receive({ max: 100, waitMs: 10_000 });
    await systemClock.sleep(50);
    await bench.admin("DEL", KEY);
    assert.deepEqual(await bench.publish(50, 100), { kind: "gap", last: 0 });
    assert.deepEqual(await bench.publish(0, 100, true), { kind: "stored", stored: 100 });
    const batch = await waiting;
    assert.equal(batch[0]!.seq, 1);
    for (const { seq } of batch) bench.handled.add(seq);
    await bench.consumer.ack(batch);
    await bench.everythingArrived();
  },
);

testWithRedisServer(
  "a stream that was set back keeps what is held of the lost part",
  async (server) => {
    const bench = await Bench.start(server);
    await bench.publish(0, 90);
    await bench.handle(30);
    await bench.publish(90, 95);
    const held = await bench.consumer.receive({ max: 5, waitMs: 0 });
    await bench.admin("XDEL", KEY, ...seqs(entries(81, 95)).map((seq) => `${seq}-0`));
    await bench.admin("XSETID", KEY, "80-0");
    assert.deepEqual(await bench.publish(95, 100), { kind: "gap", last: 80 });
    assert.deepEqual(await bench.publish(80, 100), { kind: "stored", stored: 20 });
    const heir = await bench.mailbox.consume(exclusive("heir"));
    const again = await heir.receive({ max: 5, waitMs: 0 });
    assert.deepEqual(seqs(again), seqs(held));
    await heir.ack(again);
    assert.deepEqual(seqs(await heir.receive({ max: 100, waitMs: 0 })), [96, 97, 98, 99, 100]);
    await bench.mailbox.close();
  },
);
