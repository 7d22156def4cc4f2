import assert from "node:assert/strict";
import { systemClock } from "../../clock/system.ts";
import { testWithRedisServer } from "../../testing/redis_server.ts";
import { entries, exclusive, GROUP, seqs, STREAM } from "../contract/kit.ts";
import type { Delivery, Mailbox } from "../mailbox.ts";
import { openRedisMailbox } from "../redis_streams.ts";
import { Keys } from "./keys.ts";
import { type Argument, Link } from "./link.ts";
import { list, text } from "./replies.ts";
import { readTarget } from "./target.ts";

const PREFIX = "streams";
const keys = new Keys(PREFIX);

/** Registers a test with a mailbox, and a way past it to the server. */
function test(
  name: string,
  run: (
    mailbox: Mailbox,
    raw: (...command: [string, ...Argument[]]) => Promise<unknown>,
  ) => Promise<void>,
): void {
  testWithRedisServer(name, async ({ url }) => {
    const mailbox = await openRedisMailbox({ url, prefix: PREFIX, clock: systemClock });
    const link = new Link(readTarget(url), systemClock, { timeoutMs: 2_000, silenceMs: 1_000 });
    try {
      await run(
        mailbox,
        (...command) => link.send((commands) => commands.call(...command), { repeatable: false }),
      );
    } finally {
      link.close();
      await mailbox.close();
    }
  });
}

test("a trim leaves 400 pending and 200 undelivered of 1,000 alone", async (mailbox) => {
  await mailbox.publish(STREAM, 0, entries(1, 1_000));
  const consumer = await mailbox.consume(exclusive("a"));
  const taken: Delivery[] = [];
  while (taken.length < 800) {
    taken.push(...await consumer.receive({ max: 800 - taken.length, waitMs: 0 }));
  }
  assert.equal(await consumer.ack(taken.slice(0, 400)), 400);
  assert.equal(await mailbox.trim(STREAM), 400);
  assert.deepEqual((await mailbox.depth(STREAM)).groups, [
    { group: GROUP, depth: 600, pending: 400, parked: 0 },
  ]);
  const heir = await mailbox.consume(exclusive("heir"));
  const rest: Delivery[] = [];
  while (rest.length < 600) rest.push(...await heir.receive({ max: 64, waitMs: 0 }));
  assert.deepEqual(seqs(rest), seqs(entries(401, 1_000)));
  assert.equal(await heir.ack(rest), 600);
  assert.equal(await mailbox.trim(STREAM), 600);
});

test("a trim stops at the one entry that is pending, wherever it lies", async (mailbox) => {
  await mailbox.publish(STREAM, 0, entries(1, 100));
  const consumer = await mailbox.consume(exclusive("a"));
  const taken = await consumer.receive({ max: 100, waitMs: 0 });
  await consumer.ack(taken.filter(({ seq }) => seq !== 37));
  assert.equal(await mailbox.trim(STREAM), 36);
  assert.equal(await consumer.ack(taken), 1);
  assert.equal(await mailbox.trim(STREAM, { keep: 10 }), 54);
});

test("what a stale consumer does changes nothing on the server", async (mailbox, raw) => {
  await mailbox.publish(STREAM, 0, entries(1, 3));
  const stale = await mailbox.consume(exclusive("epoch 1"));
  const held = await stale.receive({ max: 3, waitMs: 0 });
  await mailbox.consume(exclusive("epoch 2"));
  const pending = () => raw("XPENDING", keys.entries(STREAM), GROUP);
  const before = await pending();
  assert.equal(await stale.ack(held), 0);
  assert.equal(await stale.begin(held[0]!), false);
  assert.equal(await stale.park(held[1]!, 0), false);
  assert.equal(await stale.reject(held[2]!, "no"), false);
  assert.deepEqual(await pending(), before);
  assert.equal(await mailbox.deadLetters.count(STREAM), 0);
});

test(
  "what a stranger writes is delivered as it is, and does not stop the stream",
  async (mailbox, raw) => {
    const consumer = await mailbox.consume(exclusive("a"));
    await mailbox.publish(STREAM, 0, entries(1, 2));
    await raw("XADD", keys.entries(STREAM), "7-0", "hello", "world", "b", "x");
    await mailbox.publish(STREAM, 7, entries(8, 8));
    const batch = await consumer.receive({ max: 9, waitMs: 0 });
    assert.deepEqual(seqs(batch), [1, 2, 7, 8]);
    assert.equal(batch[2]!.key, "");
    assert.equal(new TextDecoder().decode(batch[2]!.body), "hello world b x");
    assert.equal(await consumer.reject(batch[2]!, "unreadable"), true);
    const [dead] = await mailbox.deadLetters.list(STREAM);
    assert.deepEqual(dead!.body, batch[2]!.body);
    assert.deepEqual((await mailbox.read(STREAM, 2, 1))[0], { seq: 7, key: "", body: dead!.body });
  },
);

test("members that hold nothing do not pile up with every incarnation", async (mailbox, raw) => {
  for (let epoch = 1; epoch <= 20; epoch++) {
    const consumer = await mailbox.consume(exclusive(`epoch ${epoch}`));
    await mailbox.publish(STREAM, epoch - 1, entries(epoch, epoch));
    await consumer.receive({ max: 1, waitMs: 0 });
  }
  const members = list(await raw("XINFO", "CONSUMERS", keys.entries(STREAM), GROUP));
  assert.ok(members.length <= 2, `${members.length} members`);
});

test("every key carries the prefix, and those of a stream one hash tag", async (mailbox, raw) => {
  await mailbox.publish(STREAM, 0, entries(1, 6, ["A", "B", "C"]));
  const consumer = await mailbox.consume(exclusive("a"));
  const [a1, b2, c3] = await consumer.receive({ max: 3, waitMs: 0 });
  await consumer.park(a1!, 0);
  await consumer.park(b2!, systemClock.now() + 60_000);
  await consumer.reject(c3!, "no");
  await consumer.receive({ max: 9, waitMs: 0 });
  await mailbox.shared.set("weights", { momentum: "1" });
  await mailbox.shared.addExpiring("seen", ["x"], systemClock.now() + 60_000);
  const found = list(await raw("KEYS", "*")).map(text).sort();
  assert.deepEqual(
    found,
    [
      ...keys.group(STREAM, GROUP),
      keys.buried(),
      keys.fields("weights"),
      keys.members("seen"),
    ].sort(),
  );
  for (const key of found) assert.match(key, /^\{streams[:}]/);
  for (const key of keys.group(STREAM, GROUP)) assert.ok(key.startsWith(`{streams:${STREAM}}:`));
});

test("a chain of a thousand successors comes back whole and in order", async (mailbox) => {
  const consumer = await mailbox.consume(exclusive("a"));
  await mailbox.publish(STREAM, 0, entries(1, 1));
  const [first] = await consumer.receive({ max: 1, waitMs: 0 });
  await consumer.park(first!, systemClock.now() + 1_000);
  await mailbox.publish(STREAM, 1, entries(2, 1_000));
  assert.deepEqual(await consumer.receive({ max: 64, waitMs: 0 }), []);
  const back: Delivery[] = [];
  while (back.length < 1_000) {
    const batch = await consumer.receive({ max: 64, waitMs: 5_000 });
    assert.ok(batch.length > 0, "they come when the first is due");
    back.push(...batch);
  }
  assert.deepEqual(seqs(back), seqs(entries(1, 1_000)));
  assert.equal(await consumer.ack(back), 1_000);
  assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 0);
});

test("a competitor gets no successor while the entry before it is in another's hands", async (mailbox) => {
  const join = (consumer: string) => mailbox.consume({ ...exclusive(consumer), exclusive: false });
  const [one, two] = [await join("one"), await join("two")];
  await mailbox.publish(STREAM, 0, entries(1, 1));
  const [head] = await one.receive({ max: 1, waitMs: 0 });
  await one.park(head!, 0);
  await mailbox.publish(STREAM, 1, entries(2, 3));
  const held = await one.receive({ max: 1, waitMs: 0 });
  assert.deepEqual(seqs(held), [1]);
  assert.deepEqual(await two.receive({ max: 9, waitMs: 0 }), []);
  assert.equal(await one.ack(held), 1);
  assert.deepEqual(seqs(await two.receive({ max: 9, waitMs: 0 })), [2, 3]);
});

test("receiving from no stream at all waits and gives nothing", async (mailbox) => {
  const consumer = await mailbox.consume(exclusive("a"));
  const began = systemClock.monotonic();
  assert.deepEqual(await consumer.receive({ streams: [], max: 1, waitMs: 30 }), []);
  assert.ok(systemClock.monotonic() - began >= 29);
  await assert.rejects(consumer.receive({ streams: ["other"], max: 1, waitMs: 0 }), RangeError);
  await assert.rejects(mailbox.consume({ ...exclusive("b"), streams: [] }), RangeError);
});

test("an acknowledgement of scattered entries among many counts each", async (mailbox) => {
  await mailbox.publish(STREAM, 0, entries(1, 3_000));
  const consumer = await mailbox.consume(exclusive("a"));
  const held = await consumer.receive({ max: 3_000, waitMs: 0 });
  const odd = held.filter(({ seq }) => seq % 2 === 1);
  assert.equal(await consumer.ack(odd), 1_500);
  assert.equal(await consumer.ack(held), 1_500);
});

Deno.test("a Redis URL that cannot be used is refused with a sentence without its password", () => {
  const refused = [
    "localhost",
    "http://localhost",
    "redis://",
    "redis://user:hunter2@host/db",
    "redis:///0",
  ];
  for (const url of refused) {
    assert.throws(() => readTarget(url), (error) => {
      assert.ok(error instanceof RangeError, url);
      assert.match(error.message, /^the Redis URL .*: give redis:\/\//);
      assert.ok(!error.message.includes("hunter2"));
      return true;
    });
  }
});

Deno.test("a Redis URL says host, port, user, password, database and TLS", () => {
  assert.deepEqual(readTarget("redis://localhost"), {
    label: "localhost:6379",
    options: { host: "localhost", port: 6379, db: 0 },
  });
  assert.deepEqual(readTarget("rediss://me:p%40ss@[::1]:7000/3"), {
    label: "[::1]:7000",
    options: {
      host: "::1",
      port: 7000,
      db: 3,
      username: "me",
      password: "p@ss",
      tls: { servername: "::1" },
    },
  });
});

Deno.test("a key prefix that would break a hash tag is refused", () => {
  for (const prefix of ["", "a{b", "a}b", "a b", "x".repeat(65)]) {
    assert.throws(() => new Keys(prefix), RangeError);
  }
});
