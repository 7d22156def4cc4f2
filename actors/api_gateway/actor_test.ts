import assert from "node:assert/strict";
import { migrate } from "../../db/migrate.ts";
import { forEachBackend } from "../../db/testing/backends.ts";
import { fills } from "../../db/tables/execution.ts";
import { commitRows, sample, story, write } from "../../db/testing/rows.ts";
import { encodeEnvelope } from "../../runtime/envelope.ts";
import { systemClock, systemRandomness } from "../../runtime/clock/system.ts";
import { ActorHost } from "../../runtime/delivery/host.ts";
import { MemoryBroker } from "../../runtime/mailbox/memory_streams.ts";
import { createLogger, type LogRecord } from "../../runtime/telemetry/log.ts";
import { MemoryStore } from "../../runtime/testing/memory_store.ts";
import type { ServerMessage } from "../../fresh-app/live/messages.ts";
import { sampleSnapshot } from "../../fresh-app/api/testing/sample.ts";
import { LIFECYCLE_STREAM, STATUS_KEY } from "../domain/system_status.ts";
import gateway from "./actor.ts";

/** What a client hears, message by message. */
async function* messagesOf(socket: WebSocket): AsyncGenerator<ServerMessage, never> {
  const heard: ServerMessage[] = [];
  let wake = Promise.withResolvers<void>();
  socket.addEventListener("message", ({ data }) => {
    heard.push(JSON.parse(data));
    wake.resolve();
  });
  while (true) {
    await wake.promise;
    wake = Promise.withResolvers<void>();
    yield* heard.splice(0);
  }
}

const prepare = async (database: Parameters<typeof migrate>[0]) => {
  await migrate(database);
  await commitRows(database, story());
};

await forEachBackend("the gateway", prepare, (backend) => {
  const name = (sentence: string) => `the gateway on the ${backend.name} database: ${sentence}`;

  function run(config: { host?: string; port: number }) {
    const logged: LogRecord[] = [];
    const log = createLogger("api_gateway", systemClock.now, (record) => logged.push(record));
    const mailbox = new MemoryBroker().open(systemClock);
    let open = 0;
    const openDatabase = async () => {
      const database = await backend.open();
      open++;
      return {
        ...database,
        run: database.run.bind(database),
        close: () => Promise.resolve(void open--),
      };
    };
    const host = new ActorHost(
      gateway,
      {
        holder: "test",
        force: true,
        config: { mode: "demo", account: "SIM-1", ...config },
        produced: [],
        patienceMs: null,
      },
      { mailbox, store: new MemoryStore(systemClock), ...{ openDatabase } },
      { clock: systemClock, randomness: systemRandomness, log },
    );
    const url = () => String(logged.find(({ fields }) => "url" in fields)?.fields.url);
    return { host, mailbox, logged, url, openDatabases: () => open };
  }

  Deno.test(name("it serves what the actors wrote until it is stopped"), async () => {
    const { host, mailbox, url, openDatabases } = run({ port: 0 });
    await host.ready;
    const get = (path: string) => fetch(`${url()}${path}`);
    assert.equal((await (await get("/api/trades")).json()).items[0].signal.votes.length, 1);
    const waiting = await get("/readyz");
    assert.deepEqual([waiting.status, (await waiting.json()).missing[0].what], [503, "status"]);

    const actors = sampleSnapshot.actors.map((actor) => ({ ...actor, state: "ready" }));
    const snapshot = { ...sampleSnapshot, at: systemClock.now(), actors };
    const body = new TextEncoder().encode(JSON.stringify(snapshot));
    await mailbox.append(LIFECYCLE_STREAM, [{ key: STATUS_KEY, body }]);
    assert.deepEqual(await (await get("/readyz")).json(), { status: "ready" });
    assert.equal((await get("/")).status, 404, "no pages were built for it");

    await host.stop();
    await assert.rejects(get("/healthz"));
    assert.equal(openDatabases(), 0);
  });

  Deno.test(
    name("a client is told of a trade as soon as it is there, and comes again"),
    async () => {
      const { host, mailbox, url } = run({ port: 0 });
      await host.ready;
      const socket = new WebSocket(`${url().replace("http:", "ws:")}/api/ws`);
      const heard = messagesOf(socket);
      assert.equal((await heard.next()).value.type, "hello");
      socket.send(JSON.stringify({ type: "subscribe", topics: [{ topic: "trades" }] }));
      const whole = (await heard.next()).value;
      assert.ok(whole.type === "snapshot" && whole.items.length === 1);

      await commitRows(backend.database, [
        write(fills, sample.fill({ fill_id: "another" })),
      ]);
      const body = encodeEnvelope({
        ...{ id: "another", type: "trade", version: 1, at: 0, key: "AAPL", causationId: null },
        ...{ correlationId: "another", traceparent: null, payload: {}, seq: 1 },
      });
      await mailbox.publish("trades:executed", 0, [{ seq: 1, key: "AAPL", body }]);
      const change = (await heard.next()).value;
      assert.ok(change.type === "delta" && change.seq === whole.seq + 1);
      assert.deepEqual((change.put ?? []).map(({ item }) => item.tradeId), ["another"]);

      const closed = new Promise<number>((resolve) => {
        socket.addEventListener("close", ({ code }) => resolve(code));
      });
      await host.stop();
      assert.equal(await closed, 1001);
    },
  );

  Deno.test(
    name("a page that was pointed at this machine under another name gets nothing"),
    async () => {
      const { host, url } = run({ port: 0 });
      await host.ready;
      const { hostname, port } = new URL(url());
      const connection = await Deno.connect({ hostname, port: Number(port) });
      await connection.write(new TextEncoder().encode(
        "GET /api/portfolio HTTP/1.1\r\nHost: rebound.example\r\nConnection: close\r\n\r\n",
      ));
      const answer = await new Response(connection.readable).text();
      assert.match(answer, /^HTTP\/1\.1 421 /);
      assert.ok(!answer.includes("equity"));
      await host.stop();
    },
  );

  Deno.test(name("a busy port ends it with one sentence and nothing left open"), async () => {
    const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
    const { host, openDatabases } = run({ port: (listener.addr as Deno.NetAddr).port });
    await assert.rejects(host.finished, {
      name: "PortBusy",
      restartable: false,
      message: /another program uses this port/,
    });
    assert.equal(openDatabases(), 0);
    listener.close();
  });

  Deno.test(
    name("it says so where other machines can reach it, and lets them read nothing"),
    async () => {
      const { host, logged, url } = run({ host: "0.0.0.0", port: 0 });
      await host.ready;
      assert.ok(
        logged.some(({ level, message }) => level === "warn" && message.includes("HOST=0.0.0.0")),
      );
      const answer = await fetch(`${url()}/api/trades`);
      assert.deepEqual([answer.status, (await answer.json()).title], [401, "Sign in first"]);
      await host.stop();
    },
  );
});
