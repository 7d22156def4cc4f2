import assert from "node:assert/strict";
import type { FromHost, HostSpec, ToHost } from "./protocol.ts";
import { ProtocolBreach, readFromHost, readToHost } from "./wire.ts";

const spec: HostSpec = {
  actor: "a",
  holder: "i/a/1",
  force: true,
  config: { limits: [1, null, "x"] },
  connect: null,
  produced: ["market:bars"],
  patienceMs: 50,
  perturbSeed: null,
};

Deno.test("every message of the protocol arrives as it was sent", () => {
  const failure = { name: "Error", message: "boom", stack: "at x", restartable: true };
  const record = { at: 1, level: "warn", source: "a", message: "m", fields: { n: NaN } } as const;
  const said: FromHost[] = [
    { kind: "loaded" },
    { kind: "standby" },
    { kind: "ready", epoch: 3 },
    { kind: "heartbeat", progress: { consumed: 1, marketTime: null, outbox: 0 } },
    { kind: "drained" },
    { kind: "goodbye", failure: null },
    { kind: "goodbye", failure },
    { kind: "goodbye", failure: { ...failure, stack: undefined } },
    { kind: "log", record },
  ];
  const told: ToHost[] = [
    { kind: "start", spec },
    { kind: "drain", deadlineMs: 5 },
    { kind: "stop", deadlineMs: 5 },
  ];
  for (const message of said) assert.deepEqual(readFromHost(structuredClone(message)), message);
  for (const message of told) assert.deepEqual(readToHost(structuredClone(message)), message);
});

Deno.test("anything else is refused, with what is wrong with it", () => {
  for (const value of [undefined, null, 7, "loaded", {}, { kind: "hello" }]) {
    assert.throws(() => readFromHost(value), ProtocolBreach);
    assert.throws(() => readToHost(value), ProtocolBreach);
  }
  assert.throws(
    () => readToHost({ kind: "start", spec: { ...spec, force: "yes" } }),
    /the supervisor sent a message that is not part of the protocol: spec\.force: .*boolean/,
  );
});
