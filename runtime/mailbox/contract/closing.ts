import assert from "node:assert/strict";
import { MailboxUnavailable } from "../mailbox.ts";
import {
  type Case,
  entries,
  exclusive,
  retried,
  seqs,
  STREAM,
  take,
  whileTimePasses,
} from "./kit.ts";

/** Ending: closing within the deadline, and what remains. */
export function closingCases(contract: Case): void {
  contract("closing a consumer ends its waiting receive", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await mailbox.consume(exclusive("a"));
    const changing = mailbox.changed([STREAM], 5_000);
    const waiting = consumer.receive({ max: 10, waitMs: 600_000 });
    await bench.passTime(1);
    await whileTimePasses(bench, consumer.close(500), 1_000);
    assert.deepEqual(await whileTimePasses(bench, waiting, 1_000), []);
    await mailbox.publish(STREAM, 0, entries(1, 1));
    assert.equal(await whileTimePasses(bench, changing), true, "the mailbox goes on");
    await consumer.close();
    await assert.rejects(consumer.receive({ max: 1, waitMs: 0 }), MailboxUnavailable);
  });

  contract("closing a mailbox ends everything that waits, within the deadline", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await mailbox.consume(exclusive("a"));
    const receiving = consumer.receive({ max: 10, waitMs: 600_000 });
    const changing = mailbox.changed([STREAM], 600_000);
    await bench.passTime(1);
    await whileTimePasses(bench, mailbox.close(500), 1_000);
    assert.deepEqual(await whileTimePasses(bench, receiving, 1_000), []);
    assert.equal(await whileTimePasses(bench, changing, 1_000), false);
    await mailbox.close();
  });

  contract("a closed mailbox says so", async (bench) => {
    const mailbox = await bench.open();
    const consumer = await mailbox.consume(exclusive("a"));
    await whileTimePasses(bench, mailbox.close());
    await assert.rejects(mailbox.publish(STREAM, 0, entries(1, 1)), MailboxUnavailable);
    await assert.rejects(mailbox.lastSeq(STREAM), MailboxUnavailable);
    await assert.rejects(mailbox.changed([STREAM], 1), MailboxUnavailable);
    await assert.rejects(mailbox.shared.get("k", "f"), MailboxUnavailable);
    await assert.rejects(mailbox.deadLetters.count(STREAM), MailboxUnavailable);
    await assert.rejects(consumer.receive({ max: 1, waitMs: 0 }), MailboxUnavailable);
    await assert.rejects(mailbox.consume(exclusive("b")), MailboxUnavailable);
  });

  contract("what was not acknowledged at closing is there afterwards", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const consumer = await mailbox.consume(exclusive("a"));
    await consumer.ack((await take(bench, consumer, 2)).slice(0, 1));
    await whileTimePasses(bench, mailbox.close());
    const successor = await bench.join({ consumer: "b" });
    assert.deepEqual(seqs(await take(bench, successor, 2)), [2, 3]);
  });

  contract("a restart of the server loses nothing that was stored", async (bench) => {
    if (bench.restart === undefined) return;
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 4));
    const consumer = await mailbox.consume(exclusive("a"));
    const held = await take(bench, consumer, 2);
    await bench.restart();
    const answer = await retried(bench, () => mailbox.publish(STREAM, 4, entries(5, 5)));
    assert.equal(answer.kind, "stored");
    assert.equal(await retried(bench, () => consumer.ack(held)), 2);
    const rest = await take(bench, consumer, 3);
    assert.deepEqual(seqs(rest), [3, 4, 5]);
  });
}
