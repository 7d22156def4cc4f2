import assert from "node:assert/strict";
import { CLOSE, type ServerMessage } from "../../live/messages.ts";
import { MESSAGE_MAX } from "./client_message.ts";
import { advance, DELTAS_MAX, emptyJournal, type Journal } from "./journal.ts";
import * as session from "./session.ts";

/** A client of a server on which `trades` has told `told` windows, and what it hears. */
function client({ told = 1, until = null as number | null } = {}) {
  let journal: Journal = emptyJournal("trades", "id", 0);
  const publish = () => {
    journal = advance(journal, { fields: {}, items: [{ id: String(journal.seq + 1) }] });
  };
  for (let i = 0; i < told; i++) publish();
  let state = session.newSession(0, until);
  const around = { now: 0, epoch: "life-1", backlogBytes: 0 };
  const feel = (event: session.SessionEvent): readonly session.Effect[] => {
    const { window } = journal;
    const journalOf = (topic: string) =>
      topic === "trades" && window !== null ? { ...journal, window } : null;
    const step = session.step(state, event, { ...around, journalOf });
    state = step.session;
    return step.effects;
  };
  const heard = (event: session.SessionEvent): ServerMessage[] =>
    feel(event).flatMap((effect) => effect.kind === "send" ? [JSON.parse(effect.text)] : []);
  const says = (message: unknown) => heard({ kind: "message", text: JSON.stringify(message) });
  const follows = (from?: { epoch: string; seq: number }) =>
    says({
      type: "subscribe",
      topics: [{ topic: "trades", ...from === undefined ? {} : { from } }],
    });
  const published = () => {
    publish();
    return heard({ kind: "published", topic: "trades" });
  };
  return { around, feel, heard, says, follows, published, publish };
}

const kinds = (messages: readonly ServerMessage[]) =>
  messages.map((message) =>
    [message.type, "seq" in message ? message.seq : null, "reason" in message ? message.reason : ""]
      .filter((each) => each !== "" && each !== null).join(" ")
  );

Deno.test("a client is told the whole once, and then what changes, by numbers without gaps", () => {
  const { heard, follows, published } = client();
  assert.deepEqual(kinds(heard({ kind: "joined" })), ["hello"]);
  assert.deepEqual(kinds(follows()), ["snapshot 1 first"]);
  assert.deepEqual(kinds([...published(), ...published()]), ["delta 2", "delta 3"]);
});

Deno.test("a client that comes back is told what it missed, and nothing else", () => {
  const { follows } = client({ told: 5 });
  assert.deepEqual(kinds(follows({ epoch: "life-1", seq: 3 })), [
    "resumed 3",
    "delta 4",
    "delta 5",
  ]);
  assert.deepEqual(kinds(follows({ epoch: "life-1", seq: 5 })), ["resumed 5"]);
});

Deno.test("where what it missed is no longer known, a client is told the whole, and why", () => {
  const { follows } = client({ told: DELTAS_MAX + 10 });
  const seq = DELTAS_MAX + 10;
  assert.deepEqual(kinds(follows({ epoch: "life-1", seq: 2 })), [`snapshot ${seq} gap`]);
  assert.deepEqual(kinds(follows({ epoch: "life-1", seq: 999_999 })), [`snapshot ${seq} gap`]);
  assert.deepEqual(kinds(follows({ epoch: "life-0", seq })), [`snapshot ${seq} restarted`]);
});

Deno.test("a client that follows before anything was read is told as soon as it was", () => {
  const { follows, published } = client({ told: 0 });
  assert.deepEqual(follows(), []);
  assert.deepEqual(kinds(published()), ["snapshot 1 first"]);
});

Deno.test("a slow client is told nothing until it has room, and then the newest", () => {
  const { around, heard, follows, published } = client();
  follows();
  around.backlogBytes = session.BACKLOG_BYTES_MAX + 1;
  for (let i = 0; i < 30; i++) assert.deepEqual(published(), []);
  around.now = session.BEHIND_MS_MAX - 1;
  assert.deepEqual(heard({ kind: "tick" }), []);
  around.backlogBytes = 0;
  assert.deepEqual(kinds(heard({ kind: "tick" })), ["snapshot 31 behind"]);
  assert.deepEqual(kinds(published()), ["delta 32"]);
});

Deno.test("a client that takes nothing for too long is sent away with a code", () => {
  const { around, feel, follows, published } = client();
  follows();
  around.backlogBytes = session.BACKLOG_BYTES_MAX + 1;
  published();
  around.now = session.BEHIND_MS_MAX;
  const [effect] = feel({ kind: "tick" });
  assert.deepEqual([effect?.kind, effect?.kind === "close" && effect.code], [
    "close",
    CLOSE.tooSlow,
  ]);
});

Deno.test("a client that hears nothing for a while is told that the server lives", () => {
  const { around, heard } = client();
  around.now = session.BEAT_MS - 1;
  assert.deepEqual(heard({ kind: "tick" }), []);
  around.now = session.BEAT_MS;
  assert.deepEqual(heard({ kind: "tick" }), [{
    type: "beat",
    at: new Date(around.now).toISOString(),
  }]);
  assert.deepEqual(heard({ kind: "tick" }), []);
});

Deno.test("whose access ends is sent away", () => {
  const { around, feel } = client({ until: 1_000 });
  around.now = 1_000;
  assert.deepEqual(feel({ kind: "tick" }).map((each) => each.kind === "close" && each.code), [
    CLOSE.expired,
  ]);
});

Deno.test("what a client says is checked, and it is told what is wrong", () => {
  const { heard, says } = client();
  const whys = [
    ...heard({ kind: "message", text: "{" }),
    ...says({ type: "subscribe", topics: [] }),
    ...says({ type: "subscribe", topics: [{ topic: "secrets" }] }),
    ...says({ type: "subscribe", topics: [{ topic: "bars" }] }),
    ...says({ type: "subscribe", topics: [{ topic: "trades", from: { epoch: "x", seq: -1 } }] }),
    ...says({ type: "publish" }),
  ].map((message) => message.type === "refused" ? message.why : message.type);
  assert.equal(whys.length, 6);
  assert.match(whys[0]!, /one JSON document/);
  assert.match(whys[2]!, /there is no topic "secrets"; topics are signals, trades/);
});

Deno.test("a client follows no more topics than it may", () => {
  const { says, feel } = client();
  const topics = Array.from({ length: 32 }, (_, i) => ({ topic: `bars:A${i}` }));
  says({ type: "subscribe", topics });
  const text = JSON.stringify({ type: "subscribe", topics: [{ topic: "frame" }] });
  const effects = feel({ kind: "message", text });
  assert.match(effects[0]?.kind === "send" ? effects[0].text : "", /at most 32 topics/);
  assert.equal(effects.length, 1);
});

Deno.test("messages that are too large, no text, or too many end the connection", () => {
  const codes = (effects: readonly session.Effect[]) =>
    effects.map((effect) => effect.kind === "close" ? effect.code : effect.kind);
  for (const text of ["x".repeat(MESSAGE_MAX + 1), null]) {
    assert.deepEqual(codes(client().feel({ kind: "message", text })), [CLOSE.tooLarge]);
  }
  const { feel } = client();
  const ping = { kind: "message", text: '{"type":"ping"}' } as const;
  for (let i = 0; i < session.MESSAGES_MAX; i++) assert.deepEqual(codes(feel(ping)), ["send"]);
  assert.deepEqual(codes(feel(ping)), [CLOSE.tooMany]);
});
