import assert from "node:assert/strict";
import { apiOptions, fakePorts } from "../testing/fakes.ts";
import { HERE } from "../../auth/testing/people.ts";
import type { ServerMessage } from "../../live/messages.ts";
import { createApi } from "../app.ts";
import { LiveHub } from "./hub.ts";
import { BEHIND_MS_MAX } from "./session.ts";

/** A change is as large as a list gets. */
const BLOB = "x".repeat(200_000);

/** An API whose every topic changes whenever it is read, every 100 ms of virtual time. */
function serve() {
  const ports = fakePorts(0);
  const { clock } = ports;
  let count = 0;
  const read = () => Promise.resolve({ fields: { blob: BLOB + ++count }, items: [] });
  const hub = new LiveHub({
    ...ports,
    sourceOf: () => ({ key: "", streams: [], everyMs: 100, read }),
  });
  const app = createApi(ports, { ...apiOptions(ports), live: hub });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => app.fetch(request, HERE),
  );
  const { port } = server.addr;
  return {
    hub,
    clock,
    port,
    async [Symbol.asyncDispose]() {
      hub.close();
      await clock.advance(2_000);
      await server.shutdown();
      await ports.mailbox.close();
    },
  };
}

/** Asks for a WebSocket without any client's help. */
async function ask(port: number, headers: Record<string, string> = {}): Promise<Deno.TcpConn> {
  const connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const lines = Object.entries({
    host: `127.0.0.1:${port}`,
    connection: "Upgrade",
    upgrade: "websocket",
    "sec-websocket-version": "13",
    "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  }).map(([name, value]) => `${name}: ${value}\r\n`).join("");
  await connection.write(new TextEncoder().encode(`GET /api/ws HTTP/1.1\r\n${lines}\r\n`));
  return connection;
}

async function statusOf(connection: Deno.TcpConn): Promise<string> {
  const bytes = new Uint8Array(12);
  const length = await connection.read(bytes);
  connection.close();
  return new TextDecoder().decode(bytes.subarray(0, length ?? 0)).slice("HTTP/1.1 ".length);
}

/** A text in a frame as clients send it. */
function frame(text: string): Uint8Array<ArrayBuffer> {
  const bytes = new TextEncoder().encode(text);
  assert.ok(bytes.length < 126);
  return new Uint8Array([0x81, 0x80 | bytes.length, 0, 0, 0, 0, ...bytes]);
}

Deno.test("a page of another site, another name, or a request for a page gets no socket", async () => {
  await using at = serve();
  const ours = { origin: `http://127.0.0.1:${at.port}` };
  for (
    const [headers, status] of [
      [ours, "101"],
      [{}, "101"],
      [{ origin: "http://evil.example" }, "403"],
      [{ ...ours, "sec-fetch-site": "cross-site" }, "403"],
      [{ origin: `http://127.0.0.1:${at.port + 1}` }, "403"],
      [{ host: "rebound.example" }, "421"],
      [{ upgrade: "h2c" }, "426"],
    ] as const
  ) {
    assert.equal(await statusOf(await ask(at.port, headers)), status, JSON.stringify(headers));
  }
});

Deno.test("a client that reads nothing is dropped, and another hears everything meanwhile", async () => {
  await using at = serve();
  const subscribe = '{"type":"subscribe","topics":[{"topic":"trades"}]}';
  const slow = await ask(at.port);
  await slow.write(frame(subscribe));
  const quick = new WebSocket(`ws://127.0.0.1:${at.port}/api/ws`);
  const seqs: number[] = [];
  let heard = Promise.withResolvers<void>();
  quick.onopen = () => quick.send(subscribe);
  quick.onmessage = ({ data }) => {
    const message: ServerMessage = JSON.parse(data);
    if ("seq" in message) seqs.push(message.seq);
    heard.resolve();
  };
  await heard.promise;
  // However much the system buffers for the slow one, at some time it is behind.
  for (let i = 0; i < 2 * BEHIND_MS_MAX / 100 && at.hub.clients === 2; i++) {
    heard = Promise.withResolvers();
    await at.clock.advance(100);
    await heard.promise;
  }
  assert.equal(at.hub.clients, 1);
  assert.ok(seqs.every((seq, i) => i === 0 || seq === seqs[i - 1]! + 1), String(seqs));
  slow.close();
  const closed = new Promise((resolve) => quick.onclose = resolve);
  quick.close();
  await closed;
});
