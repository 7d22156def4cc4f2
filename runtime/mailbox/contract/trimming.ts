import assert from "node:assert/strict";
import {
  assertSame,
  type Case,
  entries,
  exclusive,
  GROUP,
  nothing,
  seqs,
  STREAM,
  take,
} from "./kit.ts";

/** Trimming: what may go, and what never does. */
export function trimmingCases(contract: Case): void {
  contract("trimming never removes what a durable group has not acknowledged", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 10));
    const fast = await bench.join({ consumer: "fast", group: "fast" });
    const slow = await bench.join({ consumer: "slow", group: "slow" });
    await fast.ack(await take(bench, fast, 10));
    assert.equal(await mailbox.trim(STREAM), 0, "the other group has nothing delivered yet");
    const held = await take(bench, slow, 6);
    assert.equal(await mailbox.trim(STREAM), 0, "pending entries stay");
    await slow.ack([held[0]!, held[1]!, held[3]!]);
    assert.equal(await mailbox.trim(STREAM), 2);
    assert.equal(await mailbox.trim(STREAM), 0);
    const successor = await bench.join({ consumer: "successor", group: "slow" });
    const rest = await take(bench, successor, 7);
    assert.deepEqual(seqs(rest), [3, 5, 6, 7, 8, 9, 10]);
    await successor.ack(rest);
    assert.equal(await mailbox.trim(STREAM), 8);
    assert.deepEqual(await mailbox.read(STREAM, 0, 10), []);
  });

  contract("a trimmed stream goes on from its last number", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const consumer = await bench.join({ consumer: "a" });
    await consumer.ack(await take(bench, consumer, 3));
    assert.equal(await mailbox.trim(STREAM), 3);
    assert.equal(await mailbox.lastSeq(STREAM), 3);
    assert.deepEqual(await mailbox.publish(STREAM, 0, entries(1, 3)), {
      kind: "stored",
      stored: 0,
    });
    assert.deepEqual(await mailbox.publish(STREAM, 0, entries(1, 1), { ontoEmpty: true }), {
      kind: "ahead",
      last: 3,
    });
    await mailbox.publish(STREAM, 3, entries(4, 5));
    assert.deepEqual(seqs(await take(bench, consumer, 2)), [4, 5]);
    assert.deepEqual(await mailbox.append(STREAM, [{ key: "", body: new Uint8Array() }]), [6]);
    const { last, stored } = await mailbox.depth(STREAM);
    assert.deepEqual({ last, stored }, { last: 6, stored: 3 });
  });

  contract("trimming keeps as many of the newest as it is told to", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 10));
    const consumer = await bench.join({ consumer: "a" });
    await consumer.ack(await take(bench, consumer, 10));
    assert.equal(await mailbox.trim(STREAM, { keep: 4 }), 6);
    assertSame(await mailbox.read(STREAM, 0, 10), entries(7, 10));
    assert.equal(await mailbox.trim(STREAM, { keep: 400 }), 0);
  });

  contract("a group that is made after a trim starts at the oldest that is left", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 6));
    const consumer = await bench.join({ consumer: "a" });
    await consumer.ack(await take(bench, consumer, 6));
    await mailbox.trim(STREAM, { keep: 2 });
    const late = await bench.join({ consumer: "b", group: "late" });
    assert.equal((await mailbox.depth(STREAM)).groups.find((g) => g.group === "late")!.depth, 2);
    assert.deepEqual(seqs(await take(bench, late, 2)), [5, 6]);
  });

  contract("readers without a group do not hold a trim", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 5));
    await mailbox.read(STREAM, 0, 2);
    assert.equal(await mailbox.trim(STREAM, { keep: 1 }), 4);
  });

  contract("parked entries do not hold a trim, and are not lost by it", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 4, ["A", "B"]));
    const consumer = await bench.join({ consumer: "a" });
    const [a1, b2, a3, b4] = await take(bench, consumer, 4);
    const dueAt = bench.clock.now() + 50;
    await consumer.park(a1!, dueAt);
    await consumer.park(a3!, dueAt);
    await consumer.ack([b2!, b4!]);
    assert.equal(await mailbox.trim(STREAM), 4);
    await bench.passTime(60);
    const back = await take(bench, consumer, 2);
    assertSame(back, [entries(1, 4, ["A", "B"])[0]!, entries(1, 4, ["A", "B"])[2]!]);
    await mailbox.publish(STREAM, 4, entries(5, 5));
    await consumer.ack(await take(bench, consumer, 1));
    assert.equal(await mailbox.trim(STREAM), 1, "nor when they are in hand again");
    assert.equal(await consumer.ack(back), 2);
  });

  contract("a dropped group holds nothing, and its parked entries go with it", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 4));
    const gone = await bench.join({ consumer: "a", group: "gone" });
    const [first] = await take(bench, gone, 1);
    await gone.park(first!, bench.clock.now());
    const consumer = await bench.join({ consumer: "b" });
    await consumer.ack(await take(bench, consumer, 4));
    assert.equal(await mailbox.trim(STREAM), 1);
    await gone.close();
    await mailbox.dropGroup(STREAM, "gone");
    await mailbox.dropGroup(STREAM, "never was");
    assert.deepEqual((await mailbox.depth(STREAM)).groups.map((g) => g.group), [GROUP]);
    assert.equal(await mailbox.trim(STREAM), 3);
    const again = await mailbox.consume({ ...exclusive("c"), group: "gone" });
    await nothing(again);
  });
}
