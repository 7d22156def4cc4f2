import assert from "node:assert/strict";
import { systemClock } from "../../clock/system.ts";
import { type RedisServer, testWithRedisServer } from "../../testing/redis_server.ts";
import { entries, exclusive, GROUP, seqs, STREAM } from "../contract/kit.ts";
import type { Delivery, Mailbox } from "../mailbox.ts";
import { openRedisMailbox } from "../redis_streams.ts";
import { Hands } from "./hands.ts";
import { Keys } from "./keys.ts";
import { Link } from "./link.ts";
import { Taking } from "./taking.ts";
import { readTarget } from "./target.ts";

/** Runs `run` with a consumer's inner part, which a test can make doubt. */
async function withTaking(
  server: RedisServer,
  run: (taking: Taking, hands: Hands, mailbox: Mailbox) => Promise<void>,
): Promise<void> {
  const prefix = "taking";
  const mailbox = await openRedisMailbox({ url: server.url, prefix, clock: systemClock });
  await mailbox.consume(exclusive("a"));
  const link = () => {
    const patience = { timeoutMs: 2_000, silenceMs: 1_000 };
    return new Link(readTarget(server.url), systemClock, patience);
  };
  const [own, commands] = [link(), link()];
  const hands = new Hands();
  const member = {
    group: GROUP,
    consumer: "a",
    exclusive: true,
    claimAfterMs: 30_000,
    attemptsMax: 5,
    parkedMax: 100,
  };
  const taking = new Taking(member, new Keys(prefix), own, commands, hands, systemClock);
  try {
    await run(taking, hands, mailbox);
  } finally {
    own.close();
    commands.close();
    await mailbox.close();
  }
}

/** Takes until something was handed out. */
async function takeSome(taking: Taking): Promise<Delivery[]> {
  for (;;) {
    const { deliveries } = await taking.take([STREAM], 10, 1_000);
    if (deliveries.length > 0) return deliveries;
  }
}

testWithRedisServer(
  "what comes while older entries are in doubt waits until they have come again",
  (server) =>
    withTaking(server, async (taking, hands, mailbox) => {
      await mailbox.publish(STREAM, 0, entries(1, 2));
      assert.deepEqual(seqs(await takeSome(taking)), [1, 2]);
      const waiting = takeSome(taking);
      await systemClock.sleep(20);
      // The parking of the first has failed with an unknown outcome, while a look is under way.
      hands.remove(STREAM, [1]);
      taking.doubt();
      await mailbox.publish(STREAM, 2, entries(3, 3));
      const batch = await waiting;
      assert.deepEqual(seqs(batch), [1, 3]);
      assert.ok(batch.every((each) => each.redelivered));
    }),
);

testWithRedisServer(
  "a look is held back by the server where nothing is to be had",
  (server) =>
    withTaking(server, async (taking, _hands, mailbox) => {
      await mailbox.publish(STREAM, 0, entries(1, 1));
      assert.deepEqual(seqs(await takeSome(taking)), [1]);
      const began = systemClock.monotonic();
      const { deliveries } = await taking.take([STREAM], 10, 60);
      assert.deepEqual(deliveries, []);
      assert.ok(systemClock.monotonic() - began >= 55);
    }),
);
