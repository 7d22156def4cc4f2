import assert from "node:assert/strict";
import { systemClock } from "../../runtime/clock/system.ts";
import { createLogger, type LogRecord } from "../../runtime/telemetry/log.ts";
import { CannotListen, isLoopback, isWildcard, listen, PortBusy } from "./server.ts";

const env = { clock: systemClock, log: createLogger("test", systemClock.now, () => {}) };
const anyPort = { host: "127.0.0.1", port: 0 };
const answer = () => new Response("here");

Deno.test("a server says where it is, answers, and is gone after it is closed", async () => {
  const server = listen(answer, anyPort, env);
  assert.match(server.url, /^http:\/\/localhost:\d+$/);
  assert.equal(await (await fetch(server.url)).text(), "here");
  await server.close(1_000);
  await assert.rejects(fetch(server.url));
});

Deno.test("a busy port is one sentence that names it and the way out", async () => {
  const server = listen(answer, anyPort, env);
  const port = Number(new URL(server.url).port);
  try {
    assert.throws(() => listen(answer, { host: "127.0.0.1", port }, env), (error) => {
      assert.ok(error instanceof PortBusy);
      assert.equal(error.name, "PortBusy");
      assert.ok(error.message.includes(`127.0.0.1:${port}`), error.message);
      assert.match(error.message, /PORT .*HOST /);
      assert.ok(!error.message.includes("\n"));
      return true;
    });
  } finally {
    await server.close(1_000);
  }
});

Deno.test("an address that is not this machine's is told as that", () => {
  assert.throws(() => listen(answer, { host: "192.0.2.1", port: 0 }, env), (error) => {
    assert.ok(error instanceof CannotListen);
    assert.match(error.message, /192\.0\.2\.1.*HOST=127\.0\.0\.1/);
    return true;
  });
});

Deno.test("closing lets a request under way end", async () => {
  const begun = Promise.withResolvers<void>();
  const finish = Promise.withResolvers<void>();
  const server = listen(
    async () => {
      begun.resolve();
      await finish.promise;
      return new Response("late");
    },
    anyPort,
    env,
  );
  const response = fetch(server.url);
  await begun.promise;
  const closed = server.close(5_000);
  finish.resolve();
  assert.equal(await (await response).text(), "late");
  await closed;
});

Deno.test("closing does not wait longer than its deadline", async () => {
  const begun = Promise.withResolvers<void>();
  const never = Promise.withResolvers<Response>();
  const server = listen(
    () => {
      begun.resolve();
      return never.promise;
    },
    anyPort,
    env,
  );
  const response = fetch(server.url);
  response.catch(() => {});
  await begun.promise;
  const before = systemClock.monotonic();
  await server.close(50);
  assert.ok(systemClock.monotonic() - before < 2_000);
  await assert.rejects(response);
  never.resolve(new Response());
});

Deno.test("what the app did not answer for is a bare 500, and the log knows", async () => {
  const logged: LogRecord[] = [];
  const log = createLogger("test", systemClock.now, (record) => logged.push(record));
  const server = listen(
    () => {
      throw new TypeError("secret");
    },
    anyPort,
    { ...env, log },
  );
  try {
    const response = await fetch(server.url);
    assert.equal(response.status, 500);
    assert.equal(await response.text(), "");
    assert.match(String(logged[0]?.fields.cause), /secret/);
  } finally {
    await server.close(1_000);
  }
});

Deno.test("loopback and wildcard addresses are told from others", () => {
  for (const host of ["127.0.0.1", "127.9.9.9", "localhost", "::1"]) assert.ok(isLoopback(host));
  for (const host of ["0.0.0.0", "10.0.0.1", "::", "pit.example", "127.evil.example"]) {
    assert.ok(!isLoopback(host), host);
  }
  assert.ok(isWildcard("0.0.0.0") && isWildcard("::") && !isWildcard("127.0.0.1"));
});
