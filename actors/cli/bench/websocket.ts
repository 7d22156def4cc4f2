import { randomId } from "../../../runtime/clock/system.ts";
import { encodeEnvelope } from "../../../runtime/envelope.ts";
import { MemoryBroker } from "../../../runtime/mailbox/memory_streams.ts";
import { createLogger } from "../../../runtime/telemetry/log.ts";
import { LiveHub } from "../../../fresh-app/api/live/hub.ts";
import { liveSocket } from "../../../fresh-app/api/live/socket.ts";
import type { Window } from "../../../fresh-app/live/window.ts";
import type { BenchContext, BenchGroup } from "./group.ts";
import { measureInterleaved, type Sample } from "./measure.ts";
import type { ClientsDone } from "./websocket_clients.ts";

/** Clients, the topics that each follows, and how long they listen. */
const CLIENTS = 500;
const TOPICS = ["trades", "signals", "orders", "news"];
const LISTEN_MS = 5_000;
/** Messages come this often to each topic's stream, in ms. */
const EVERY_MS = 50;
const STREAM = "bench:live";

/** How many clients the dashboard's socket serves, and how soon they know. */
export const websocketGroup: BenchGroup = {
  name: "websocket",
  summary: `${CLIENTS} clients that follow ${TOPICS.length} changing topics each`,
  run: (context) =>
    measureInterleaved([{
      name: "live",
      params: { clients: CLIENTS, topics: TOPICS.length, listenMs: LISTEN_MS },
      run: () => serve(context),
    }], { runs: context.runs, warmup: 0, signal: context.signal, onRun: context.onRun }),
};

async function serve({ clock }: BenchContext): Promise<Sample[]> {
  const mailbox = new MemoryBroker().open(clock);
  const hub = new LiveHub({
    mailbox,
    clock,
    log: createLogger("bench", () => clock.now(), () => {}),
    newId: randomId,
    sourceOf: () => ({ key: "id", streams: [STREAM], read: () => Promise.resolve(window()) }),
  });
  let count = 0;
  // A list as long as those of the dashboard, with a new item on top of it every time.
  const window = (): Window => ({
    fields: { at: clock.now() },
    items: Array.from({ length: 50 }, (_, i) => ({
      id: `item-${count - i}`,
      reasons: `${"why ".repeat(120)}${count - i}`,
    })),
  });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    (request) => liveSocket(hub, request, { until: null }),
  );
  const stop = clock.every(EVERY_MS, () => {
    const body = encodeEnvelope({
      ...{ id: `m${count}`, type: "trade", version: 1, at: 0, key: "", causationId: null },
      ...{ correlationId: "bench", traceparent: null, payload: {}, seq: count + 1 },
    });
    void mailbox.publish(STREAM, count, [{ seq: ++count, key: "", body }]);
  });
  try {
    const done = await listen(server.addr.port);
    return [
      { name: "all connected and told the whole after", unit: "ms", value: done.connectedMs },
      { name: "changes told", unit: "messages/s", value: done.changes * 1000 / LISTEN_MS },
      { name: "read to heard, median", unit: "ms", value: done.medianMs },
      { name: "read to heard, 99 of 100", unit: "ms", value: done.p99Ms },
      { name: "clients lost", unit: "clients", value: done.lost },
    ];
  } finally {
    stop();
    hub.close();
    await server.shutdown();
    await mailbox.close();
  }
}

/** Has another thread connect and listen, so that clients cost the server nothing but their messages. */
async function listen(port: number): Promise<ClientsDone> {
  const worker = new Worker(new URL("./websocket_clients.ts", import.meta.url), { type: "module" });
  try {
    return await new Promise((resolve, reject) => {
      worker.onmessage = ({ data }: MessageEvent<ClientsDone>) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        reject(new Error(`the clients failed: ${event.message}`));
      };
      const url = `ws://127.0.0.1:${port}`;
      worker.postMessage({ url, clients: CLIENTS, topics: TOPICS, listenMs: LISTEN_MS });
    });
  } finally {
    worker.terminate();
  }
}
