import assert from "node:assert/strict";
import { VirtualClock } from "../../runtime/clock/virtual.ts";
import { backoffMs } from "./backoff.ts";
import { type Known, type LineEvents, LiveClient, type Status } from "./client.ts";
import type { ClientMessage, ServerMessage } from "./messages.ts";

/** A page's client over connections that a test opens, speaks on and breaks. */
function page() {
  const clock = new VirtualClock(0);
  const lines: { events: LineEvents; sent: ClientMessage[]; closed: boolean }[] = [];
  const frames: (() => void)[] = [];
  let isOnline = true;
  const client = new LiveClient({
    clock,
    random: { next: () => 1 },
    connect(events) {
      const line = { events, sent: [] as ClientMessage[], closed: false };
      lines.push(line);
      return {
        send: (text) => line.sent.push(JSON.parse(text)),
        close: () => void (line.closed = true),
      };
    },
    nextFrame: (draw) => void frames.push(draw),
    isOnline: () => isOnline,
  });
  const line = () => lines.at(-1)!;
  const told: Known[] = [];
  const statuses: Status["kind"][] = [];
  client.watch(({ kind }) => statuses.push(kind));
  return {
    client,
    clock,
    lines,
    line,
    told,
    statuses,
    follow: () => client.follow("trades", (known) => told.push(known)),
    say: (...messages: ServerMessage[]) =>
      messages.forEach((message) => line().events.heard(JSON.stringify(message))),
    open(epoch = "life-1") {
      line().events.opened();
      this.say({
        type: "hello",
        protocol: 1,
        epoch,
        silentMs: 40_000,
        limits: { topics: 32, messageBytes: 1 },
      });
    },
    draw: () => frames.splice(0).forEach((frame) => frame()),
    ids: () => told.at(-1)?.window.items.map(({ tradeId }) => tradeId),
    setOnline: (is: boolean) => void (isOnline = is),
  };
}

const snapshot = (seq: number, ...ids: string[]): ServerMessage => ({
  type: "snapshot",
  topic: "trades",
  seq,
  reason: "first",
  key: "tradeId",
  fields: {},
  items: ids.map((tradeId) => ({ tradeId })),
});

const delta = (seq: number, tradeId: string): ServerMessage => ({
  type: "delta",
  topic: "trades",
  seq,
  put: [{ index: 0, item: { tradeId } }],
});

Deno.test("it connects once somebody follows something, and asks for that", () => {
  const at = page();
  assert.equal(at.lines.length, 0);
  at.follow();
  at.open();
  assert.deepEqual([at.lines.length, at.line().sent], [1, [
    { type: "subscribe", topics: [{ topic: "trades" }] },
  ]]);
});

Deno.test("however much comes between two pictures, followers are told once", () => {
  const at = page();
  at.follow();
  at.open();
  at.say(snapshot(1, "a"), ...Array.from({ length: 50 }, (_, i) => delta(i + 2, `b${i}`)));
  assert.equal(at.told.length, 0);
  at.draw();
  assert.equal(at.told.length, 1);
  assert.equal(at.ids()?.length, 51);
});

Deno.test("after a lost connection it goes on from where it was", async () => {
  const at = page();
  at.follow();
  at.open();
  at.say(snapshot(7, "a"), delta(8, "b"));
  at.line().events.closed();
  assert.equal(at.statuses.at(-1), "reconnecting");
  await at.clock.advance(backoffMs(0, 1));
  assert.equal(at.lines.length, 2);
  at.open();
  const from = { epoch: "life-1", seq: 8 };
  assert.deepEqual(at.line().sent, [{ type: "subscribe", topics: [{ topic: "trades", from }] }]);
  at.say({ type: "resumed", topic: "trades", seq: 8 }, delta(9, "c"));
  at.draw();
  assert.deepEqual(at.ids(), ["c", "b", "a"]);
  assert.equal(at.statuses.at(-1), "live");
});

Deno.test("a hole in the numbers is never shown: the whole is asked for", () => {
  const at = page();
  at.follow();
  at.open();
  at.say(snapshot(1, "a"));
  at.draw();
  at.say(delta(3, "c"), delta(4, "d"));
  at.draw();
  assert.deepEqual(at.ids(), ["a"]);
  assert.deepEqual(at.line().sent.at(-1), { type: "subscribe", topics: [{ topic: "trades" }] });
  at.say(snapshot(4, "d", "c", "b", "a"));
  at.draw();
  assert.deepEqual(at.ids(), ["d", "c", "b", "a"]);
});

Deno.test("it tries again later and later, says that it is offline, and never gives up", async () => {
  const at = page();
  at.follow();
  const waits: number[] = [];
  for (let i = 0; i < 8; i++) {
    const before = at.clock.now();
    at.line().events.closed();
    await at.clock.runUntil(() => at.lines.length === i + 2);
    waits.push(at.clock.now() - before);
  }
  assert.deepEqual(waits, [500, 1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]);
  assert.deepEqual(at.statuses.slice(0, 5), [
    "reconnecting",
    "reconnecting",
    "reconnecting",
    "reconnecting",
    "offline",
  ]);
  at.open();
  assert.equal(at.statuses.at(-1), "live");
});

Deno.test("a connection that has gone mute is given up", async () => {
  const at = page();
  at.follow();
  at.open();
  await at.clock.advance(39_000);
  at.say({ type: "beat", at: "" });
  await at.clock.advance(39_000);
  assert.equal(at.statuses.at(-1), "live");
  await at.clock.advance(6_000);
  assert.equal(at.statuses.at(-1), "reconnecting");
  assert.ok(at.lines[0]!.closed);
});

Deno.test("waits differ by chance between half and the whole", () => {
  assert.deepEqual([backoffMs(2, 0), backoffMs(2, 1), backoffMs(99, 1)], [1_000, 2_000, 15_000]);
});

Deno.test("the last follower's going is told to the server", () => {
  const at = page();
  const [stop, other] = [at.follow(), at.follow()];
  at.open();
  stop();
  assert.equal(at.line().sent.length, 1);
  other();
  assert.deepEqual(at.line().sent.at(-1), { type: "unsubscribe", topics: ["trades"] });
});
