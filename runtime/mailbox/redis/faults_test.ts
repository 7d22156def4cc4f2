import assert from "node:assert/strict";
import { systemClock } from "../../clock/system.ts";
import { freePort, type RedisServer, testWithRedisServer } from "../../testing/redis_server.ts";
import { TcpProxy } from "../../testing/tcp_proxy.ts";
import { entries, exclusive, seqs, STREAM } from "../contract/kit.ts";
import { type Consumer, type Delivery, type Mailbox, MailboxUnavailable } from "../mailbox.ts";
import { openRedisMailbox } from "../redis_streams.ts";
import { Keys } from "./keys.ts";
import { Link } from "./link.ts";
import { TAKE } from "./lua_take.ts";
import { readTarget } from "./target.ts";

const IMPATIENT = { timeoutMs: 1_200, silenceMs: 300 };

function open(port: number): Promise<Mailbox> {
  const url = `redis://127.0.0.1:${port}`;
  return openRedisMailbox({ url, prefix: "faults", clock: systemClock, ...IMPATIENT });
}

/** Runs `run` with a mailbox behind a network that can be cut. */
async function withProxy(
  server: RedisServer,
  run: (mailbox: Mailbox, proxy: TcpProxy) => Promise<void>,
): Promise<void> {
  const proxy = TcpProxy.start(server.port);
  const mailbox = await open(proxy.port);
  try {
    await run(mailbox, proxy);
  } finally {
    await mailbox.close(500);
    await proxy.stop();
  }
}

async function receiveAll(consumer: Consumer, count: number): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  const until = systemClock.monotonic() + 10_000;
  while (taken.length < count) {
    assert.ok(systemClock.monotonic() < until, `only ${seqs(taken)} came`);
    taken.push(...await consumer.receive({ max: count - taken.length, waitMs: 500 }));
  }
  return taken;
}

async function measured(work: Promise<unknown>): Promise<{ ms: number; error: unknown }> {
  const began = systemClock.monotonic();
  const error = await work.then(() => null, (reason) => reason);
  return { ms: systemClock.monotonic() - began, error };
}

testWithRedisServer(
  "a frozen Redis ends calls in time, and nothing is lost or stuck",
  async (server) => {
    const mailbox = await open(server.port);
    const consumer = await mailbox.consume(exclusive("a"));
    await mailbox.publish(STREAM, 0, entries(1, 10));
    const [first] = await receiveAll(consumer, 1);
    const waiting = measured(mailbox.changed(["quiet"], 60_000));
    server.freeze();
    const calls = await Promise.all([
      measured(mailbox.publish(STREAM, 10, entries(11, 20))),
      measured(consumer.receive({ max: 5, waitMs: 100 })),
      measured(consumer.ack([first!])),
      measured(mailbox.shared.get("k", "f")),
      waiting,
    ]);
    for (const { ms, error } of calls) {
      assert.ok(error instanceof MailboxUnavailable, String(error));
      assert.match(error.message, /^Redis at 127\.0\.0\.1:\d+ cannot be used: /);
      assert.ok(ms < 4_000, `it took ${ms} ms`);
    }
    server.unfreeze();
    const answer = await mailbox.publish(STREAM, 10, entries(11, 20));
    assert.equal(answer.kind, "stored");
    const last = await mailbox.lastSeq(STREAM);
    assert.equal(last, 20);
    const rest = await receiveAll(consumer, 19);
    const [again] = rest;
    if (again!.seq === 1) rest.push(...await receiveAll(consumer, 1));
    assert.deepEqual(seqs(rest).filter((seq) => seq > 1), seqs(entries(2, 20)));
    await consumer.ack(rest);
    assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 0);
    await mailbox.close();
  },
);

testWithRedisServer(
  "a receive that waits on a Redis that is frozen for a while goes on after it",
  async (server) => {
    const mailbox = await open(server.port);
    const consumer = await mailbox.consume(exclusive("a"));
    const waiting = consumer.receive({ max: 5, waitMs: 20_000 });
    await systemClock.sleep(50);
    server.freeze();
    await systemClock.sleep(700);
    server.unfreeze();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    assert.deepEqual(seqs(await waiting), [1, 2, 3]);
    await mailbox.close();
  },
);

testWithRedisServer("closing ends within its deadline though Redis is frozen", async (server) => {
  const mailbox = await open(server.port);
  const consumer = await mailbox.consume(exclusive("a"));
  const other = await mailbox.consume({ ...exclusive("b"), group: "other" });
  const receiving = consumer.receive({ max: 5, waitMs: 60_000 });
  const changing = mailbox.changed([STREAM], 60_000);
  await systemClock.sleep(20);
  server.freeze();
  for (const closing of [() => other.close(200), () => mailbox.close(400)]) {
    const { ms, error } = await measured(closing());
    assert.equal(error, null);
    assert.ok(ms < 600, `it took ${ms} ms`);
  }
  assert.deepEqual(await receiving, []);
  assert.equal(await changing, false);
  server.unfreeze();
});

testWithRedisServer(
  "a Redis that is away is said to be away, and is used again when it is back",
  async (server) => {
    const mailbox = await open(server.port);
    const consumer = await mailbox.consume(exclusive("a"));
    await mailbox.publish(STREAM, 0, entries(1, 2));
    const [one] = await receiveAll(consumer, 1);
    await server.kill();
    const calls = await Promise.all([
      measured(mailbox.publish(STREAM, 2, entries(3, 3))),
      measured(consumer.receive({ max: 1, waitMs: 0 })),
      measured(consumer.park(one!, 0)),
      measured(mailbox.append("many", [{ key: "", body: new Uint8Array() }])),
    ]);
    for (const { ms, error } of calls) {
      assert.ok(error instanceof MailboxUnavailable, String(error));
      assert.match(
        error.message,
        /127\.0\.0\.1:\d+ cannot be used: .*(ECONNREFUSED|closed|unknown)/,
      );
      assert.ok(ms < 3_000, `it took ${ms} ms`);
    }
    const waiting = mailbox.publish(STREAM, 2, entries(3, 3));
    await server.restart();
    assert.deepEqual(await waiting, { kind: "stored", stored: 1 });
    const all = await receiveAll(consumer, 3);
    assert.deepEqual(seqs(all), [1, 2, 3]);
    assert.equal(await consumer.ack(all), 3);
    await mailbox.close();
  },
);

Deno.test("opening where no Redis is fails with a sentence", async () => {
  const port = freePort();
  await assert.rejects(open(port), (error) => {
    assert.ok(error instanceof MailboxUnavailable);
    assert.match(
      error.message,
      new RegExp(`^Redis at 127\\.0\\.0\\.1:${port} cannot be used: .*ECONNREFUSED`),
    );
    return true;
  });
});

testWithRedisServer("a wrong password is refused at once, without telling it", async (server) => {
  const admin = new Link(readTarget(server.url), systemClock, IMPATIENT);
  await admin.send((commands) => commands.call("CONFIG", "SET", "requirepass", "right"), {
    repeatable: false,
  });
  admin.close();
  for (const user of ["", ":hunter2@"]) {
    const url = `redis://${user}127.0.0.1:${server.port}`;
    const { ms, error } = await measured(openRedisMailbox({ url, clock: systemClock }));
    assert.ok(error instanceof MailboxUnavailable);
    assert.match(error.message, /^Redis at 127\.0\.0\.1:\d+ cannot be used: it refuses us \(\w+ /);
    assert.ok(!error.message.includes("hunter2"));
    assert.ok(ms < 2_000, `it took ${ms} ms`);
  }
  const url = `redis://:right@127.0.0.1:${server.port}`;
  const mailbox = await openRedisMailbox({ url, clock: systemClock });
  await mailbox.close();
});

testWithRedisServer(
  "a publish whose answer was lost is not stored twice",
  (server) =>
    withProxy(server, async (mailbox, proxy) => {
      await mailbox.publish(STREAM, 0, entries(1, 3));
      proxy.loseAnswers();
      const publishing = mailbox.publish(STREAM, 3, entries(4, 6));
      await systemClock.sleep(100);
      proxy.cut();
      assert.deepEqual(await publishing, { kind: "stored", stored: 0 });
      assert.deepEqual(seqs(await mailbox.read(STREAM, 0, 100)), seqs(entries(1, 6)));
    }),
);

testWithRedisServer(
  "an append whose answer was lost is reported as unknown, not repeated",
  (server) =>
    withProxy(server, async (mailbox, proxy) => {
      await mailbox.append(STREAM, [{ key: "", body: new Uint8Array() }]);
      proxy.loseAnswers();
      const appending = measured(mailbox.append(STREAM, [{ key: "", body: new Uint8Array() }]));
      await systemClock.sleep(100);
      proxy.cut();
      const { error } = await appending;
      assert.ok(error instanceof MailboxUnavailable);
      assert.match(error.message, /outcome is unknown/);
      assert.equal(await mailbox.lastSeq(STREAM), 2);
    }),
);

testWithRedisServer(
  "entries whose delivery was lost on the way come again, in order",
  (server) =>
    withProxy(server, async (mailbox, proxy) => {
      await mailbox.publish(STREAM, 0, entries(1, 9));
      const consumer = await mailbox.consume(exclusive("a"));
      const held = await receiveAll(consumer, 3);
      proxy.loseAnswers();
      const receiving = consumer.receive({ max: 3, waitMs: 5_000 });
      await systemClock.sleep(100);
      proxy.cut();
      const lost = await receiving;
      assert.deepEqual(seqs(lost), [4, 5, 6]);
      assert.deepEqual(lost.map((each) => each.redelivered), [true, true, true]);
      const rest = await receiveAll(consumer, 3);
      assert.deepEqual(seqs(rest), [7, 8, 9], "what is in hand does not come again");
      assert.equal(await consumer.ack([...held, ...lost, ...rest]), 9);
    }),
);

testWithRedisServer(
  "parked entries whose delivery was lost on the way come again",
  (server) =>
    withProxy(server, async (mailbox, proxy) => {
      await mailbox.publish(STREAM, 0, entries(1, 3));
      const consumer = await mailbox.consume(exclusive("a"));
      for (const each of await receiveAll(consumer, 3)) await consumer.park(each, 0);
      proxy.loseAnswers();
      const receiving = consumer.receive({ max: 2, waitMs: 5_000 });
      await systemClock.sleep(100);
      proxy.cut();
      assert.deepEqual(seqs(await receiving), [1, 2]);
      assert.deepEqual(seqs(await receiveAll(consumer, 1)), [3]);
    }),
);

testWithRedisServer(
  "a delivery that the network kept back is found before anything newer",
  async (server) => {
    const mailbox = await open(server.port);
    const consumer = await mailbox.consume(exclusive("a"));
    await mailbox.publish(STREAM, 0, entries(1, 6));
    const first = await receiveAll(consumer, 2);
    const late = new Link(readTarget(server.url), systemClock, IMPATIENT);
    await late.send(
      (commands) =>
        commands.run(TAKE, new Keys("faults").group(STREAM, "signals"), [
          ...["signals", "a", 1, 2, systemClock.now(), 30_000, 100, 1, 0],
        ]),
      { repeatable: false },
    );
    late.close();
    const rest = await receiveAll(consumer, 4);
    assert.deepEqual(seqs(rest), [3, 4, 5, 6]);
    assert.deepEqual(rest.map((each) => each.redelivered), [true, true, false, false]);
    assert.equal(await consumer.ack([...first, ...rest]), 6);
    await mailbox.close();
  },
);

testWithRedisServer(
  "an acknowledgement whose answer was lost is reported, and nothing is stuck",
  (server) =>
    withProxy(server, async (mailbox, proxy) => {
      await mailbox.publish(STREAM, 0, entries(1, 6));
      const consumer = await mailbox.consume(exclusive("a"));
      const held = await receiveAll(consumer, 4);
      const [known, also] = await receiveAll(consumer, 2);
      await consumer.ack([known!]);
      await consumer.park(also!, systemClock.now() + 60_000);
      proxy.loseAnswers();
      const done = measured(consumer.ack(held.slice(0, 2)));
      const parked = measured(consumer.park(held[2]!, 0));
      await systemClock.sleep(100);
      proxy.cut();
      for (const { error } of [await done, await parked]) {
        assert.ok(error instanceof MailboxUnavailable);
        assert.match(error.message, /outcome is unknown/);
      }
      assert.deepEqual(seqs(await receiveAll(consumer, 1)), [3], "it was parked and is due");
      assert.equal(await consumer.ack(held), 2);
      assert.equal((await mailbox.depth(STREAM)).groups[0]!.depth, 1, "only the other one is left");
    }),
);

testWithRedisServer(
  "a settlement that never arrived is made good by a redelivery",
  (server) =>
    withProxy(server, async (mailbox, proxy) => {
      await mailbox.publish(STREAM, 0, entries(1, 3));
      const consumer = await mailbox.consume(exclusive("a"));
      const held = await receiveAll(consumer, 3);
      server.freeze();
      const done = measured(consumer.ack(held.slice(0, 2)));
      await systemClock.sleep(400);
      proxy.cut();
      await server.restart();
      assert.ok((await done).error instanceof MailboxUnavailable);
      const again = await receiveAll(consumer, 2);
      assert.deepEqual(seqs(again), [1, 2]);
      assert.equal(await consumer.ack([...again, held[2]!]), 3);
    }),
);

testWithRedisServer("a server that forgot its scripts is taught them again", async (server) => {
  const mailbox = await open(server.port);
  const admin = new Link(readTarget(server.url), systemClock, IMPATIENT);
  for (let seq = 1; seq <= 3; seq++) {
    await mailbox.publish(STREAM, seq - 1, entries(seq, seq));
    await admin.send((commands) => commands.call("SCRIPT", "FLUSH"), { repeatable: true });
  }
  assert.equal(await mailbox.lastSeq(STREAM), 3);
  admin.close();
  await mailbox.close();
});

testWithRedisServer(
  "an owner that joined too late and fell silent gives the group back",
  async (server) => {
    const mailbox = await open(server.port);
    const rightful = await mailbox.consume({ ...exclusive("epoch 2"), claimAfterMs: 200 });
    const hung = { ...systemClock, every: () => () => {} };
    const url = server.url;
    const asleep = await openRedisMailbox({ url, prefix: "faults", clock: hung, ...IMPATIENT });
    const wrongful = await asleep.consume({ ...exclusive("epoch 1"), claimAfterMs: 200 });
    await mailbox.publish(STREAM, 0, entries(1, 2));
    assert.deepEqual(seqs(await wrongful.receive({ max: 1, waitMs: 0 })), [1]);
    assert.deepEqual(await rightful.receive({ max: 5, waitMs: 0 }), []);
    assert.deepEqual(seqs(await receiveAll(rightful, 2)), [1, 2]);
    assert.deepEqual(await wrongful.receive({ max: 5, waitMs: 0 }), []);
    for (const each of [mailbox, asleep]) await each.close();
  },
);
