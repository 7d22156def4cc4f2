/** A Worker that is many clients of the dashboard's socket at a time, and tells what they heard. */
import { systemClock } from "../../../runtime/clock/system.ts";
import type { ServerMessage } from "../../../fresh-app/live/messages.ts";

/** What the clients are to do. */
export interface ClientsAsked {
  readonly url: string;
  readonly clients: number;
  readonly topics: readonly string[];
  /** How long they listen once all are there, in ms. */
  readonly listenMs: number;
}

/** What the clients heard. */
export interface ClientsDone {
  /** From the first connection until all were told every topic, in ms. */
  readonly connectedMs: number;
  /** Changes heard by all of them together while they listened. */
  readonly changes: number;
  readonly medianMs: number;
  readonly p99Ms: number;
  /** How many were closed, or had a gap in their numbers. */
  readonly lost: number;
}

self.onmessage = ({ data }: MessageEvent<ClientsAsked>) => {
  void listen(data).then((done) => self.postMessage(done));
};

async function listen({ url, clients, topics, listenMs }: ClientsAsked): Promise<ClientsDone> {
  const startedAt = systemClock.monotonic();
  const lost = new Set<WebSocket>();
  const latencies: number[] = [];
  let isListening = false;
  const sockets = await Promise.all(Array.from({ length: clients }, () => follow()));
  const connectedMs = systemClock.monotonic() - startedAt;
  isListening = true;
  await systemClock.sleep(listenMs);
  isListening = false;
  const failed = lost.size;
  for (const socket of sockets) socket.close();
  latencies.sort((a, b) => a - b);
  const at = (share: number) => latencies[Math.floor((latencies.length - 1) * share)] ?? 0;
  const changes = latencies.length;
  return { connectedMs, changes, medianMs: at(0.5), p99Ms: at(0.99), lost: failed };

  /** A client, once it was told all of its topics. */
  function follow(): Promise<WebSocket> {
    const socket = new WebSocket(url);
    const places = new Map<string, number>();
    socket.onopen = () => {
      const asked = topics.map((topic) => ({ topic }));
      socket.send(JSON.stringify({ type: "subscribe", topics: asked }));
    };
    socket.onclose = () => lost.add(socket);
    return new Promise((resolve) => {
      socket.onmessage = ({ data }) => {
        const message: ServerMessage = JSON.parse(data);
        if (message.type === "snapshot") {
          places.set(message.topic, message.seq);
          if (places.size === topics.length) resolve(socket);
        } else if (message.type === "delta") {
          if (message.seq !== places.get(message.topic)! + 1) lost.add(socket);
          places.set(message.topic, message.seq);
          if (isListening) latencies.push(systemClock.now() - Number(message.set?.["at"]));
        }
      };
    });
  }
}
