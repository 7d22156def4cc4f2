import assert from "node:assert/strict";
import { VirtualClock } from "../../runtime/clock/virtual.ts";
import { createLogger, type LogRecord } from "../../runtime/telemetry/log.ts";
import { BROKER_CLOCK, ClockSkew, watchBrokerClock } from "./broker_clock.ts";

const NOW = Date.parse("2026-07-27T14:00:00Z");

/** A broker whose clock is `behindMs` behind ours, asked once; what was logged, and what was thrown. */
async function asked(answer: () => Response): Promise<{ logs: LogRecord[]; error: unknown }> {
  const clock = new VirtualClock(NOW);
  const stop = new AbortController();
  const logs: LogRecord[] = [];
  const answered = Promise.withResolvers<void>();
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    assert.equal(new URL(request.url).pathname, "/v2/clock");
    assert.equal(request.headers.get("apca-api-key-id"), "PKTEST");
    assert.equal(request.headers.get("apca-api-secret-key"), "not-a-secret");
    return answer();
  });
  const log = createLogger("market_clock", () => clock.now(), (record) => {
    logs.push(record);
    answered.resolve();
  });
  const url = `http://127.0.0.1:${server.addr.port}`;
  const watching = watchBrokerClock(
    { url, keyId: "PKTEST", secret: "not-a-secret" },
    { clock, signal: stop.signal, log },
  );
  const error = await Promise.race([
    answered.promise,
    watching.catch((error: unknown) => error),
  ]);
  stop.abort();
  await watching.catch(() => {});
  await server.shutdown();
  return { logs, error };
}

const behind = (ms: number) => () =>
  Response.json({ timestamp: new Date(NOW - ms).toISOString(), is_open: true });

Deno.test("a clock that is a little off is told", async () => {
  const { logs, error } = await asked(behind(BROKER_CLOCK.warnMs + 500));
  assert.equal(error, undefined);
  assert.match(logs[0]!.message, /clock is 1500 ms before the broker's/);
});

Deno.test("a clock that is far off ends market time, either way", async () => {
  for (const ms of [BROKER_CLOCK.maxMs + 1_000, -BROKER_CLOCK.maxMs - 1_000]) {
    const { error } = await asked(behind(ms));
    assert.ok(error instanceof ClockSkew, String(error));
    assert.match(error.message, /11000 ms .*Set the machine's clock/);
  }
});

Deno.test("a broker that cannot tell the time is told of, and stops nothing", async () => {
  for (const answer of [() => new Response("no", { status: 503 }), () => Response.json({})]) {
    const { logs, error } = await asked(answer);
    assert.equal(error, undefined);
    assert.match(logs[0]!.message, /^the broker's clock cannot be asked: it/);
  }
});
