import assert from "node:assert/strict";
import { VirtualClock } from "../../runtime/clock/virtual.ts";
import { encodeEnvelope, type Envelope } from "../../runtime/envelope.ts";
import { MemoryBroker } from "../../runtime/mailbox/memory_streams.ts";
import { runCommand } from "./command.ts";
import { dlqCommand } from "./dlq.ts";
import { fakeIo } from "./testing.ts";

const STREAM = "market:bars";

function message(seq: number): Envelope {
  return {
    id: `m${seq}`,
    type: "bar",
    version: 1,
    at: seq,
    seq,
    key: "AAPL",
    causationId: null,
    correlationId: "c",
    traceparent: null,
    payload: { seq },
  };
}

/** A broker with three dead letters: two messages and one that is no UTF-8. */
async function setUp() {
  const broker = new MemoryBroker();
  const clock = new VirtualClock(1_000);
  const mailbox = broker.open(clock);
  await mailbox.ensureGroup(STREAM, "g");
  await mailbox.publish(STREAM, 0, [
    { seq: 1, key: "AAPL", body: encodeEnvelope(message(1)) },
    { seq: 2, key: "AAPL", body: encodeEnvelope(message(2)) },
    { seq: 3, key: "MSFT", body: new Uint8Array([0xff, 0xfe]) },
  ]);
  const consumer = await mailbox.consume({
    streams: [STREAM],
    group: "g",
    consumer: "c1",
    exclusive: true,
  });
  for (const delivery of await consumer.receive({ max: 10, waitMs: 0 })) {
    await consumer.reject(delivery, `could not handle ${delivery.seq}`);
  }
  const command = dlqCommand((_, own) => Promise.resolve(broker.open(own)));
  const run = async (...argv: string[]) => {
    const io = fakeIo();
    const code = await runCommand(command, argv, io);
    return { code, out: io.out.join(""), err: io.err.join("") };
  };
  const ids = async () => (await mailbox.deadLetters.list(STREAM)).map(({ id }) => id);
  return { run, ids, mailbox, consumer };
}

Deno.test("the list shows every dead letter with its reason", async () => {
  const { run } = await setUp();
  const { code, out } = await run("list");
  assert.equal(code, 0);
  const lines = out.trim().split("\n");
  assert.equal(lines.length, 3);
  assert.match(
    lines[0]!,
    /^market:bars .* 1970-01-01T00:00:01.000Z {2}g {2}bar .* could not handle 1$/,
  );
  assert.match(lines[2]!, /\(unreadable\)/);
});

Deno.test("the list as JSON counts per stream and keeps unreadable bytes as they came", async () => {
  const { run } = await setUp();
  const json = JSON.parse((await run("list", "--json")).out);
  assert.deepEqual(json.counts, { [STREAM]: 3 });
  assert.deepEqual(json.deadLetters[1].message, message(2));
  assert.equal(json.deadLetters[2].message, null);
  assert.deepEqual(json.deadLetters[2].body, { base64: "//4=" });
});

Deno.test("a long list is cut, and says so", async () => {
  const { run } = await setUp();
  const { out } = await run("list", STREAM, "--max", "1");
  assert.match(out, /… and 2 more; see --max\n$/);
});

Deno.test("one message is shown in full", async () => {
  const { run, ids } = await setUp();
  const [first] = await ids();
  const { out } = await run("show", STREAM, first!);
  assert.match(out, /reason +could not handle 1/);
  assert.match(out, /"correlationId": "c"/);
});

Deno.test("a replayed message comes before its group again and leaves the list", async () => {
  const { run, ids, consumer } = await setUp();
  const [first, ...others] = await ids();
  const { code, out } = await run("replay", STREAM, first!);
  assert.equal(code, 0);
  assert.equal(out, "1 message of market:bars handed to its group again.\n");
  assert.deepEqual(await ids(), others);
  const [delivery] = await consumer.receive({ max: 10, waitMs: 0 });
  assert.equal(delivery?.seq, 1);
});

Deno.test("a whole stream is dropped with --all only", async () => {
  const { run, ids } = await setUp();
  assert.equal((await run("drop", STREAM)).code, 1);
  assert.equal((await ids()).length, 3);
  assert.equal((await run("drop", STREAM, "--all")).code, 0);
  assert.deepEqual(await ids(), []);
  assert.equal((await run("list")).out, "There are no dead letters.\n");
});

Deno.test("what does not exist or was not understood is one sentence and exit code 1", async () => {
  const { run } = await setUp();
  const cases: [string[], RegExp][] = [
    [["show", STREAM, "nope"], /^There is no dead letter nope on market:bars; dlq list/],
    [["replay", STREAM, "nope"], /^There is no dead letter nope/],
    [["show", STREAM], /^dlq show needs a stream and one id/],
    [["erase"], /^dlq knows list, show, replay, drop, but was asked for "erase"\./],
    [["list", "a", "b"], /^dlq list takes a stream at most\./],
    [[], /^"dlq" needs ACTION/],
  ];
  for (const [argv, message] of cases) {
    const { code, err } = await run(...argv);
    assert.equal(code, 1);
    assert.match(err, message);
  }
});
