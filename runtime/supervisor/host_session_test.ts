import assert from "node:assert/strict";
import { VirtualClock } from "../clock/virtual.ts";
import { HostSession, type RunHost } from "./host_session.ts";
import type { FromHost, HostSpec } from "./protocol.ts";
import type { RunningHost } from "./running_host.ts";

const spec: HostSpec = {
  actor: "a",
  holder: "i/a/1",
  force: false,
  config: null,
  connect: null,
  produced: [],
  patienceMs: null,
  perturbSeed: null,
};

/** A host whose becoming ready and whose end the test decides. */
function scripted(over: Partial<RunningHost> = {}) {
  const ready = Promise.withResolvers<number>();
  const finished = Promise.withResolvers<void>();
  const host: RunningHost = {
    ready: ready.promise,
    finished: finished.promise,
    progress: () => ({ consumed: 3, marketTime: 9, outbox: 1 }),
    drain: () => Promise.resolve(),
    stop: () => Promise.resolve(finished.resolve()),
    ...over,
  };
  return { host, ready, finished };
}

function world(run: RunHost) {
  const clock = new VirtualClock();
  const said: FromHost[] = [];
  let closed = 0;
  const transport = { send: (message: FromHost) => said.push(message), close: () => closed++ };
  const session = new HostSession(run, transport, clock);
  session.open();
  const kinds = () => said.map((m) => m.kind);
  return { clock, said, session, kinds, closed: () => closed };
}

Deno.test("a session says loaded, and ready when the host is", async () => {
  const { host, ready } = scripted();
  const w = world(() => Promise.resolve(host));
  w.session.receive({ kind: "start", spec });
  await w.clock.advance(0);
  assert.deepEqual(w.kinds(), ["loaded"]);
  ready.resolve(4);
  await w.clock.advance(0);
  assert.deepEqual(w.said.at(-1), { kind: "ready", epoch: 4 });
});

Deno.test("it beats every second, from before the start, with the host's progress after it", async () => {
  const { host } = scripted();
  const w = world(() => Promise.resolve(host));
  await w.clock.advance(1_000);
  w.session.receive({ kind: "start", spec });
  await w.clock.advance(2_000);
  assert.deepEqual(w.said.slice(1).map((m) => m.kind === "heartbeat" && m.progress.consumed), [
    0,
    3,
    3,
  ]);
});

Deno.test("a host's records are handed on", async () => {
  const record = { at: 1, level: "info", source: "a", message: "hello", fields: {} } as const;
  const w = world((_spec, port) => {
    port.log(record);
    return Promise.resolve(scripted().host);
  });
  w.session.receive({ kind: "start", spec });
  await w.clock.advance(0);
  assert.deepEqual(w.said.at(-1), { kind: "log", record });
});

Deno.test("drain is answered with drained, stop with one goodbye, and then it closes", async () => {
  const { host } = scripted();
  const w = world(() => Promise.resolve(host));
  w.session.receive({ kind: "start", spec });
  w.session.receive({ kind: "drain", deadlineMs: 10 });
  await w.clock.advance(0);
  w.session.receive({ kind: "stop", deadlineMs: 10 });
  w.session.receive({ kind: "stop", deadlineMs: 10 });
  await w.clock.advance(5_000);
  assert.deepEqual(w.kinds(), ["loaded", "drained", "goodbye"]);
  assert.deepEqual(w.said.at(-1), { kind: "goodbye", failure: null });
  assert.equal(w.closed(), 1);
  assert.equal(w.clock.pending, 0);
});

Deno.test("a stop that comes while the host is being made waits for it and then stops it", async () => {
  const made = Promise.withResolvers<RunningHost>();
  const w = world(() => made.promise);
  w.session.receive({ kind: "start", spec });
  w.session.receive({ kind: "stop", deadlineMs: 10 });
  await w.clock.advance(0);
  assert.deepEqual(w.kinds(), ["loaded"]);
  made.resolve(scripted().host);
  await w.clock.advance(0);
  assert.deepEqual(w.kinds(), ["loaded", "goodbye"]);
});

const boom = () => Promise.reject(new RangeError("boom"));
const crashes: [string, RunHost, boolean][] = [
  ["cannot be made", boom, false],
  ["crashes", () => Promise.resolve(scripted({ finished: boom() }).host), false],
  ["cannot drain", () => Promise.resolve(scripted({ drain: boom }).host), true],
  [
    "cannot tell its progress",
    () =>
      Promise.resolve(
        scripted({
          progress: () => {
            throw new RangeError("boom");
          },
        }).host,
      ),
    false,
  ],
];
for (const [how, run, drains] of crashes) {
  Deno.test(`a host that ${how} says goodbye with its failure`, async () => {
    const w = world(run);
    w.session.receive({ kind: "start", spec });
    if (drains) w.session.receive({ kind: "drain", deadlineMs: 10 });
    await w.clock.advance(1_000);
    const last = w.said.at(-1);
    assert(last?.kind === "goodbye");
    const { name, message, restartable } = last.failure!;
    assert.deepEqual({ name, message, restartable }, {
      name: "RangeError",
      message: "boom",
      restartable: true,
    });
    assert.equal(w.closed(), 1);
  });
}

Deno.test("a host that ends by itself says goodbye without a failure", async () => {
  const { host, finished } = scripted();
  const w = world(() => Promise.resolve(host));
  w.session.receive({ kind: "start", spec });
  finished.resolve();
  await w.clock.advance(0);
  assert.deepEqual(w.said.at(-1), { kind: "goodbye", failure: null });
});

Deno.test("a second start is ignored", async () => {
  let runs = 0;
  const w = world(() => {
    runs++;
    return Promise.resolve(scripted().host);
  });
  w.session.receive({ kind: "start", spec });
  w.session.receive({ kind: "start", spec });
  await w.clock.advance(0);
  assert.equal(runs, 1);
});
