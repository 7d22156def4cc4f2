import assert from "node:assert/strict";
import { encodeEnvelope, WATERMARK } from "../../../runtime/envelope.ts";
import { CLOSE, type ServerMessage } from "../../live/messages.ts";
import type { Window } from "../../live/window.ts";
import { fakePorts } from "../testing/fakes.ts";
import { FEEDS_MAX, LINGER_MS, LiveHub } from "./hub.ts";
import { BACKLOG_BYTES_MAX, BEHIND_MS_MAX } from "./session.ts";

/** A hub over one stream, `trades:executed`, whose topics show how many entries there are. */
function world() {
  const { clock, mailbox, log, logged, newId } = fakePorts();
  let window: Window = { fields: { count: 0 }, items: [] };
  let reads = 0;
  let fault: Error | null = null;
  const hub = new LiveHub({
    clock,
    mailbox,
    log,
    newId,
    sourceOf: () => ({
      key: "id",
      streams: ["trades:executed"],
      read() {
        reads++;
        return fault === null ? Promise.resolve(window) : Promise.reject(fault);
      },
    }),
  });
  let seq = 0;
  const publish = async (type: string) => {
    window = { fields: { count: seq + 1 }, items: [] };
    const body = encodeEnvelope({
      ...{ id: `m${seq}`, type, version: 1, at: 0, key: "", causationId: null },
      ...{ correlationId: "c", traceparent: null, payload: {}, seq: seq + 1 },
    });
    await mailbox.publish("trades:executed", seq, [{ seq: ++seq, key: "", body }]);
  };
  const join = () => {
    const heard: ServerMessage[] = [];
    const closed: number[] = [];
    const socket = {
      backlogBytes: 0,
      send: (text: string) => void heard.push(JSON.parse(text)),
      close: (code: number) => void closed.push(code),
    };
    const joined = hub.join(socket);
    const follow = (topic: string, from?: { epoch: string; seq: number }) =>
      joined.message(JSON.stringify({
        type: "subscribe",
        topics: [from === undefined ? { topic } : { topic, from }],
      }));
    return { socket, heard, closed, follow, ...joined };
  };
  return {
    hub,
    clock,
    logged,
    publish,
    join,
    reads: () => reads,
    fail: (error: Error | null) => void (fault = error),
    async [Symbol.asyncDispose]() {
      hub.close();
      await clock.advance(2_000);
      await mailbox.close();
    },
  };
}

const seqs = (heard: readonly ServerMessage[]) =>
  heard.flatMap((message) => "seq" in message ? [`${message.type} ${message.seq}`] : []);

Deno.test("what comes to a stream is told to all who follow, and read once for all of them", async () => {
  await using at = world();
  const clients = [at.join(), at.join(), at.join()];
  clients.forEach(({ follow }) => follow("trades"));
  await at.clock.advance(1_500);
  const before = at.reads();
  await at.publish("trade");
  await at.clock.advance(1_500);
  for (const { heard } of clients) assert.deepEqual(seqs(heard), ["snapshot 1", "delta 2"]);
  assert.equal(at.reads() - before, 1);
});

Deno.test("a promise about time alone is looked into too, but later", async () => {
  await using at = world();
  const { heard, follow } = at.join();
  follow("trades");
  await at.clock.advance(1_500);
  await at.publish(WATERMARK);
  await at.clock.advance(2_500);
  assert.deepEqual(seqs(heard), ["snapshot 1", "delta 2"]);
});

Deno.test("nothing is read when nobody is there", async () => {
  await using at = world();
  const { follow, left } = at.join();
  follow("trades");
  await at.clock.advance(1_000);
  left();
  await at.clock.advance(LINGER_MS + 2_000);
  const before = at.reads();
  await at.publish("trade");
  await at.clock.advance(10_000);
  assert.equal(at.reads(), before);
});

Deno.test("who comes back within a while goes on without a gap, and later is told the whole", async () => {
  await using at = world();
  const first = at.join();
  first.follow("trades");
  await at.clock.advance(1_500);
  first.left();
  await at.publish("trade");
  await at.clock.advance(1_500);
  const from = { epoch: at.hub.epoch, seq: 1 };
  const second = at.join();
  second.follow("trades", from);
  assert.deepEqual(seqs(second.heard), ["resumed 1", "delta 2"]);
  second.left();
  await at.clock.advance(LINGER_MS + 2_000);
  const third = at.join();
  third.follow("trades", from);
  await at.clock.advance(500);
  assert.equal(third.heard.find(({ type }) => type === "snapshot")?.type, "snapshot");
  assert.ok(seqs(third.heard).every((each) => each === "snapshot 3"), String(seqs(third.heard)));
});

Deno.test("a slow client costs the others nothing", async () => {
  await using at = world();
  const [slow, quick] = [at.join(), at.join()];
  for (const { follow } of [slow, quick]) follow("trades");
  await at.clock.advance(1_500);
  slow.socket.backlogBytes = BACKLOG_BYTES_MAX + 1;
  await at.publish("trade");
  await at.clock.advance(1_500);
  assert.deepEqual([seqs(slow.heard).length, seqs(quick.heard).length], [1, 2]);
  await at.clock.advance(BEHIND_MS_MAX);
  assert.deepEqual([slow.closed, quick.closed, at.hub.clients], [[CLOSE.tooSlow], [], 1]);
});

Deno.test("what cannot be read is told, once, and told when it can be again", async () => {
  await using at = world();
  const { heard, follow } = at.join();
  at.fail(new Error("secret"));
  follow("trades");
  await at.clock.advance(5_000);
  at.fail(null);
  await at.clock.advance(5_000);
  const told = heard.filter(({ type }) => type === "trouble" || type === "snapshot");
  assert.deepEqual(told.map((each) => "why" in each ? each.why !== null : each.type), [
    true,
    false,
    "snapshot",
  ]);
  assert.ok(!JSON.stringify(heard).includes("secret"));
  assert.equal(at.logged.length, 1);
});

Deno.test("topics that all clients follow together are bounded", async () => {
  await using at = world();
  for (let i = 0; i < FEEDS_MAX / 32; i++) {
    const { follow } = at.join();
    for (let j = 0; j < 32; j++) follow(`bars:A${i * 32 + j}`);
  }
  const late = at.join();
  late.follow("trades");
  assert.match(JSON.stringify(late.heard), /At most 256 topics/);
});

Deno.test("a hub that closes tells its clients to come again", async () => {
  await using at = world();
  const { closed } = at.join();
  at.hub.close();
  assert.deepEqual(closed, [1001]);
});
