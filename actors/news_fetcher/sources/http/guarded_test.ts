import assert from "node:assert/strict";
import { systemClock } from "../../../../runtime/clock/system.ts";
import { VirtualClock } from "../../../../runtime/clock/virtual.ts";
import { FakeServer, unhurried } from "../testing/server.ts";
import type { HttpResult } from "./client.ts";
import { judgeDestination } from "./guard.ts";
import { guardedHttp, type GuardedHttpOptions } from "./guarded.ts";

function get(
  url: string,
  options: Partial<GuardedHttpOptions> = {},
  signal = unhurried(),
): Promise<HttpResult> {
  return guardedHttp({ clock: systemClock, ...options }).send({ method: "GET", url }, signal);
}

function codeOf(result: HttpResult): string {
  return result.ok ? `status ${result.answer.status}` : result.failure.code;
}

Deno.test("an answer comes with its status, headers and bytes as they were sent", async () => {
  await using server = FakeServer.start(() =>
    new Response(new Uint8Array([0, 255, 10]), { status: 418, headers: { "x-tea": "green" } })
  );
  const result = await get(server.url("/pot?a=1#part"), { allowedHosts: [server.host] });
  assert.ok(result.ok);
  assert.equal(result.answer.status, 418);
  assert.equal(result.answer.headers["x-tea"], "green");
  assert.deepEqual([...result.answer.body], [0, 255, 10]);
  const [seen] = server.seen;
  assert.equal(seen?.url.href, server.url("/pot?a=1"));
  assert.match(seen?.headers.get("user-agent") ?? "", /^pitboss/);
  assert.equal(seen?.headers.get("accept-encoding"), "gzip, deflate, br");
});

Deno.test("this machine's own address is refused before anything is sent, however it is written", async () => {
  await using server = FakeServer.start(() => new Response("secret"));
  const { port } = server;
  for (
    const host of [
      "127.0.0.1",
      "localhost",
      "2130706433",
      "0x7f.1",
      "0177.0.0.1",
      "127.1",
      "0.0.0.0",
      "[::1]",
      "[::ffff:127.0.0.1]",
      "[::]",
    ]
  ) {
    const result = await get(`http://${host}:${port}/`);
    assert.equal(codeOf(result), "address_refused", host);
  }
  assert.equal(server.seen.length, 0);
});

Deno.test("only http and https are asked, and no URL with a password in it", async () => {
  for (
    const url of [
      "file:///etc/passwd",
      "ftp://example.com/",
      "data:text/plain,x",
      "gopher://example.com/",
      "http://user:secret@example.com/",
      "not a URL",
      "",
    ]
  ) assert.equal(codeOf(await get(url)), "address_refused", url);
});

Deno.test("a name that leads to a private address is refused", async () => {
  await using server = FakeServer.start(() => new Response("secret"));
  for (const address of ["127.0.0.1", "169.254.169.254", "10.0.0.1", "fd00::1", "::ffff:8.8.8.8"]) {
    const result = await get(`http://feeds.example:${server.port}/`, {
      resolve: () => Promise.resolve([address]),
    });
    assert.equal(codeOf(result), "address_refused", address);
    assert.ok(!result.ok && result.failure.message.includes("feeds.example"));
  }
  assert.equal(server.seen.length, 0);
});

Deno.test("the connection goes to the address that was judged: the name is resolved once", async () => {
  await using server = FakeServer.start((seen) => new Response(seen.headers.get("host")));
  let asked = 0;
  const host = `rebinding.example:${server.port}`;
  const result = await get(`http://${host}/`, {
    allowedHosts: [host],
    // A second answer would lead elsewhere.
    resolve: () => Promise.resolve([asked++ === 0 ? "127.0.0.1" : "127.0.0.2"]),
  });
  assert.ok(result.ok);
  assert.equal(new TextDecoder().decode(result.answer.body), host);
  assert.equal(asked, 1);
});

Deno.test("where one of a host's addresses does not answer, the next is tried", async () => {
  await using server = FakeServer.start(() => new Response("ok"));
  const host = `feeds.example:${server.port}`;
  for (const addresses of [["127.0.0.99", "127.0.0.1"], ["::1", "127.0.0.1"]]) {
    const resolve = () => Promise.resolve(addresses);
    const result = await get(`http://${host}/`, { allowedHosts: [host], resolve });
    assert.equal(codeOf(result), "status 200", addresses.join());
  }
});

Deno.test("of several addresses, only those that may be used are", async () => {
  const judge = (addresses: string[]) =>
    judgeDestination("http://mixed.example/", [], () => Promise.resolve(addresses));
  const mixed = await judge(["10.0.0.1", "8.8.8.8", "::1"]);
  assert.ok(mixed.ok);
  assert.deepEqual(mixed.addresses, ["8.8.8.8"]);
  assert.equal((await judge(["10.0.0.1", "192.168.0.1"])).ok, false);
  const none = await judge([]);
  assert.ok(!none.ok && none.failure.code === "unreachable");
});

Deno.test("redirects are followed, and every hop is judged", async () => {
  await using inside = FakeServer.start(() => new Response("inside"));
  await using outside = FakeServer.start(({ url }) => {
    const to = url.searchParams.get("to");
    return to === null ? new Response("here") : Response.redirect(to, 302);
  });
  const options = { allowedHosts: [outside.host] };
  const via = (to: string) => get(outside.url(`/?to=${encodeURIComponent(to)}`), options);
  const moved = await via(outside.url("/new"));
  assert.ok(moved.ok);
  assert.equal(moved.answer.url, outside.url("/new"));
  for (
    const target of [
      inside.url(),
      "http://169.254.169.254/latest/meta-data/",
      "http://[::1]/",
      "file:///etc/passwd",
      "http://localhost/",
    ]
  ) assert.equal(codeOf(await via(target)), "address_refused", target);
  assert.equal(inside.seen.length, 0);
});

Deno.test("an allowed host is allowed on its port alone where one is named", async () => {
  await using server = FakeServer.start(() => new Response("ok"));
  const code = async (allowed: string) =>
    codeOf(await get(server.url(), { allowedHosts: [allowed] }));
  assert.equal(await code("127.0.0.1"), "status 200");
  assert.equal(await code(`127.0.0.1:${server.port}`), "status 200");
  assert.equal(await code("127.0.0.1:1"), "address_refused");
  assert.equal(await code("127.0.0.2"), "address_refused");
});

Deno.test("a redirect that goes round ends, and says where it went", async () => {
  await using server = FakeServer.start(() =>
    Response.redirect(server.url(`/${server.seen.length}`), 301)
  );
  const result = await get(server.url(), { allowedHosts: [server.host] });
  assert.equal(codeOf(result), "too_many_redirects");
  assert.equal(server.seen.length, 6);
});

Deno.test("a request with credentials is sent nowhere else", async () => {
  await using server = FakeServer.start(() => Response.redirect("http://127.0.0.1/elsewhere", 307));
  const http = guardedHttp({ clock: systemClock, allowedHosts: ["127.0.0.1"] });
  const secretHeaders = { authorization: "Bearer secret" };
  const result = await http.send({ method: "GET", url: server.url(), secretHeaders }, unhurried());
  assert.equal(codeOf(result), "http_status");
  assert.equal(server.seen.length, 1);
});

Deno.test("a body beyond the limit is given up, whether its size is told or not", async () => {
  await using told = FakeServer.start(() => new Response(new Uint8Array(2_000)));
  await using endless = FakeServer.start(() => {
    const chunk = new Uint8Array(500);
    return new Response(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }));
  });
  for (const server of [told, endless]) {
    const options = { allowedHosts: [server.host], limits: { bodyBytesMax: 1_000 } };
    assert.equal(codeOf(await get(server.url(), options)), "too_large");
  }
});

/** A server that accepts connections and lets the test decide what comes over them. */
function rawServer(talk: (connection: Deno.TcpConn) => Promise<void>) {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const connections: Deno.TcpConn[] = [];
  const accepting = (async () => {
    for await (const connection of listener) {
      connections.push(connection);
      await talk(connection).catch(() => {});
    }
  })();
  return {
    host: `127.0.0.1:${listener.addr.port}`,
    async [Symbol.asyncDispose]() {
      listener.close();
      for (const connection of connections) {
        try {
          connection.close();
        } catch {
          // The other side was first.
        }
      }
      await accepting;
    },
  };
}

const HEAD = new TextEncoder().encode("HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\n");

Deno.test("a server that falls silent is given up after the idle limit", async () => {
  const clock = new VirtualClock();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  await using server = rawServer(async (connection) => {
    await connection.read(new Uint8Array(1_000));
    await connection.write(HEAD);
    resolve();
  });
  const result = get(`http://${server.host}/`, { clock, allowedHosts: [server.host] });
  await asked;
  await clock.advance(10_000);
  assert.equal(clock.pending, 0, "it has ended, and waits for nothing more");
  assert.equal(codeOf(await result), "timeout");
});

Deno.test("a server that sends byte after byte for ever is given up after the time limit", async () => {
  const clock = new VirtualClock();
  const { promise: asked, resolve } = Promise.withResolvers<void>();
  await using server = rawServer(async (connection) => {
    await connection.read(new Uint8Array(1_000));
    await connection.write(HEAD);
    for (let sent = 0; sent < 10; sent++) await connection.write(new Uint8Array(1));
    resolve();
  });
  const limits = { totalMs: 30_000, idleMs: 100_000 };
  const result = get(`http://${server.host}/`, { clock, limits, allowedHosts: [server.host] });
  await asked;
  await clock.advance(30_000);
  assert.equal(codeOf(await result), "timeout");
});

Deno.test("a body that breaks off is no answer", async () => {
  await using server = rawServer(async (connection) => {
    await connection.read(new Uint8Array(1_000));
    await connection.write(HEAD);
    await connection.write(new Uint8Array(40));
    connection.close();
  });
  const result = await get(`http://${server.host}/`, { allowedHosts: [server.host] });
  assert.equal(codeOf(result), "unreachable");
});

Deno.test("an answer without a body may tell the length of what it does not send", async () => {
  await using server = rawServer(async (connection) => {
    await connection.read(new Uint8Array(1_000));
    const head = "HTTP/1.1 304 Not Modified\r\ncontent-length: 5000\r\nconnection: close\r\n\r\n";
    await connection.write(new TextEncoder().encode(head));
    connection.close();
  });
  const result = await get(`http://${server.host}/`, { allowedHosts: [server.host] });
  assert.equal(codeOf(result), "status 304");
});

Deno.test("what does not speak HTTP, and what nobody listens on, is unreachable", async () => {
  await using server = rawServer(async (connection) => {
    await connection.write(new TextEncoder().encode("220 mail.example ESMTP\r\n"));
    connection.close();
  });
  assert.equal(
    codeOf(await get(`http://${server.host}/`, { allowedHosts: [server.host] })),
    "unreachable",
  );
  const closed = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const host = `127.0.0.1:${closed.addr.port}`;
  closed.close();
  assert.equal(codeOf(await get(`http://${host}/`, { allowedHosts: [host] })), "unreachable");
  const result = await get("http://nowhere.example/", {
    resolve: () => Promise.reject(new Error("ENOTFOUND")),
  });
  assert.equal(codeOf(result), "unreachable");
});

Deno.test("whoever aborts gets their own reason, at every stage", async () => {
  const reason = new Error("enough");
  await assert.rejects(get("http://example.com/", {}, AbortSignal.abort(reason)), reason);
  const resolving = new AbortController();
  const stuck = get(
    "http://slow-dns.example/",
    { resolve: () => new Promise(() => {}) },
    resolving.signal,
  );
  resolving.abort(reason);
  await assert.rejects(stuck, reason);
  const waiting = new AbortController();
  await using server = rawServer(async (connection) => {
    await connection.read(new Uint8Array(1_000));
    waiting.abort(reason);
  });
  const options = { allowedHosts: [server.host] };
  await assert.rejects(get(`http://${server.host}/`, options, waiting.signal), reason);
});

Deno.test("a Worker that lacks the permission gets a failure, not its end", async () => {
  await using server = FakeServer.start(() => new Response("ok"));
  const host = `feeds.example:${server.port}`;
  const cases: [net: string[], address: string, expected: unknown][] = [
    [[server.host], "127.0.0.1", 200],
    [[host], "127.0.0.1", "unreachable"],
    [["other.example"], "::1", "unreachable"],
  ];
  for (const [net, address, expected] of cases) {
    const worker = new Worker(new URL("../testing/limited_worker.ts", import.meta.url), {
      type: "module",
      deno: { permissions: { net, read: false, write: false, env: false, ffi: false } },
    });
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    worker.onmessage = ({ data }) => resolve(data);
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new Error(event.message));
    };
    worker.postMessage({ url: `http://${host}/`, host, address });
    assert.equal(await promise.finally(() => worker.terminate()), expected, net.join());
  }
});
