import assert from "node:assert/strict";
import {
  assertSame,
  type Case,
  entries,
  entry,
  exclusive,
  seqs,
  STREAM,
  take,
  whileTimePasses,
} from "./kit.ts";

/** Publishing, appending, and reading without a group. */
export function publishingCases(contract: Case): void {
  contract("entries come out as they went in, byte for byte and in order", async (bench) => {
    const mailbox = await bench.open();
    const odd = [
      { seq: 1, key: "", body: new Uint8Array() },
      { seq: 2, key: "Ünïcode 株", body: new Uint8Array([0, 255, 254, 128, 13, 10, 0]) },
      entry(3),
    ];
    assert.deepEqual(await mailbox.publish(STREAM, 0, odd), { kind: "stored", stored: 3 });
    assertSame(await mailbox.read(STREAM, 0, 10), odd);
    const consumer = await bench.join({ consumer: "a" });
    assertSame(await take(bench, consumer, 3), odd);
  });

  contract("a stream that never had an entry is empty, not an error", async (bench) => {
    const mailbox = await bench.open();
    assert.equal(await mailbox.lastSeq(STREAM), 0);
    assert.deepEqual(await mailbox.read(STREAM, 0, 10), []);
    assert.deepEqual(await mailbox.depth(STREAM), { last: 0, stored: 0, groups: [] });
    assert.equal(await mailbox.trim(STREAM), 0);
  });

  contract("a repeated publish stores nothing", async (bench) => {
    const mailbox = await bench.open();
    const batch = entries(1, 3);
    await mailbox.publish(STREAM, 0, batch);
    assert.deepEqual(await mailbox.publish(STREAM, 0, batch), { kind: "stored", stored: 0 });
    assertSame(await mailbox.read(STREAM, 0, 10), batch);
  });

  contract("a partly repeated publish appends the rest and changes nothing", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 3));
    const overlapping = [entry(2, "OTHER"), ...entries(3, 5)];
    assert.deepEqual(await mailbox.publish(STREAM, 1, overlapping), { kind: "stored", stored: 2 });
    assertSame(await mailbox.read(STREAM, 0, 10), entries(1, 5));
  });

  contract("a publish that would leave a gap is refused with the last number", async (bench) => {
    const mailbox = await bench.open();
    assert.deepEqual(await mailbox.publish(STREAM, 4, [entry(5)]), { kind: "gap", last: 0 });
    await mailbox.publish(STREAM, 0, entries(1, 3));
    assert.deepEqual(await mailbox.publish(STREAM, 4, entries(5, 6)), { kind: "gap", last: 3 });
    assertSame(await mailbox.read(STREAM, 0, 10), entries(1, 3));
  });

  contract("a producer that lies behind is told how far the stream is ahead", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 5));
    assert.deepEqual(await mailbox.publish(STREAM, 0, entries(1, 2)), { kind: "ahead", last: 5 });
    assert.equal(await mailbox.lastSeq(STREAM), 5);
  });

  contract("publishing nothing tells whether the predecessor is the last", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 2));
    assert.deepEqual(await mailbox.publish(STREAM, 2, []), { kind: "stored", stored: 0 });
    assert.deepEqual(await mailbox.publish(STREAM, 3, []), { kind: "gap", last: 2 });
    assert.deepEqual(await mailbox.publish(STREAM, 1, []), { kind: "ahead", last: 2 });
  });

  contract("entries that are not numbered without gaps are refused as a defect", async (bench) => {
    const mailbox = await bench.open();
    for (
      const [after, batch] of [[0, [entry(2)]], [0, [entry(1), entry(3)]], [-1, [
        entry(0),
      ]]] as const
    ) {
      await assert.rejects(mailbox.publish(STREAM, after, batch), RangeError);
    }
    await assert.rejects(
      mailbox.publish(STREAM, 0, [entry(7), entry(9)], { ontoEmpty: true }),
      RangeError,
    );
    assert.equal(await mailbox.lastSeq(STREAM), 0);
  });

  contract("an empty stream takes entries from any number when told to", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.ensureGroup(STREAM, "early");
    const batch = entries(500, 502);
    assert.deepEqual(await mailbox.publish(STREAM, 499, batch, { ontoEmpty: true }), {
      kind: "stored",
      stored: 3,
    });
    const { groups, ...stream } = await mailbox.depth(STREAM);
    assert.deepEqual(stream, { last: 502, stored: 3 });
    assert.deepEqual(groups, [{ group: "early", depth: 3, pending: 0, parked: 0 }]);
    const consumer = await mailbox.consume({ ...exclusive("a"), group: "early" });
    assert.deepEqual(seqs(await take(bench, consumer, 3)), [500, 501, 502]);
  });

  contract("`ontoEmpty` changes nothing for a stream that has entries", async (bench) => {
    const mailbox = await bench.open();
    const onto = { ontoEmpty: true };
    await mailbox.publish(STREAM, 0, entries(1, 2), onto);
    assert.deepEqual(await mailbox.publish(STREAM, 9, [entry(10)], onto), { kind: "gap", last: 2 });
    assert.deepEqual(await mailbox.publish(STREAM, 1, entries(2, 3), onto), {
      kind: "stored",
      stored: 1,
    });
    assert.equal(await mailbox.lastSeq(STREAM), 3);
  });

  contract("append numbers the entries of many producers without gaps", async (bench) => {
    const [one, two] = [await bench.open(), await bench.open()];
    const from = (producer: string) =>
      Array.from({ length: 3 }, (_, i) => ({ key: producer, body: new Uint8Array([i]) }));
    const numbers = await Promise.all(
      Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? one : two).append(STREAM, from(`p${i}`))),
    );
    for (const [first, ...rest] of numbers) assert.deepEqual(rest, [first! + 1, first! + 2]);
    assert.deepEqual(
      numbers.flat().sort((a, b) => a - b),
      Array.from({ length: 30 }, (_, i) => i + 1),
    );
    const stored = await one.read(STREAM, 0, 100);
    assert.deepEqual(seqs(stored), Array.from({ length: 30 }, (_, i) => i + 1));
    numbers.forEach((mine, i) => {
      assert.deepEqual(mine.map((seq) => stored[seq - 1]!.key), [`p${i}`, `p${i}`, `p${i}`]);
    });
    assert.deepEqual(await one.append(STREAM, []), []);
  });

  contract("reading without a group acknowledges nothing and is bounded", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, entries(1, 5));
    assert.deepEqual(seqs(await mailbox.read(STREAM, 0, 2)), [1, 2]);
    assert.deepEqual(seqs(await mailbox.read(STREAM, 2, 10)), [3, 4, 5]);
    assert.deepEqual(seqs(await mailbox.read(STREAM, 5, 10)), []);
    assert.deepEqual((await mailbox.depth(STREAM)).groups, []);
  });

  contract("a waiting reader is woken by another process's publish", async (bench) => {
    const [reader, writer] = [await bench.open(), await bench.open()];
    await writer.publish("news:raw", 0, [entry(1)]);
    const waiting = reader.changed([STREAM, "news:raw"], 5_000);
    await bench.passTime(1);
    await writer.publish(STREAM, 0, [entry(1)]);
    assert.equal(await whileTimePasses(bench, waiting), true);
  });

  contract("a waiting reader is woken by its own mailbox's append", async (bench) => {
    const mailbox = await bench.open();
    const waiting = mailbox.changed([STREAM], 5_000);
    await bench.passTime(1);
    await mailbox.append(STREAM, [{ key: "", body: new Uint8Array() }]);
    assert.equal(await whileTimePasses(bench, waiting), true);
  });

  contract("waiting for a quiet stream ends after its time, or when aborted", async (bench) => {
    const mailbox = await bench.open();
    await mailbox.publish(STREAM, 0, [entry(1)]);
    assert.equal(await whileTimePasses(bench, mailbox.changed([STREAM], 50)), false);
    const abort = new AbortController();
    const waiting = mailbox.changed([STREAM], 600_000, abort.signal);
    await bench.passTime(1);
    abort.abort();
    assert.equal(await whileTimePasses(bench, waiting), false);
    assert.equal(await mailbox.changed([STREAM], 600_000, abort.signal), false);
  });

  contract("a name that cannot be a stream's is refused with a sentence", async (bench) => {
    const mailbox = await bench.open();
    for (const name of ["", "../up", "a b", "a/b", "x".repeat(129), "new\nline"]) {
      await assert.rejects(
        mailbox.publish(name, 0, [entry(1)]),
        (error) => error instanceof RangeError && error.message.includes("stream name"),
      );
      await assert.rejects(mailbox.consume({ ...exclusive("a"), streams: [name] }), RangeError);
    }
  });
}
