import { systemClock, systemRandomness } from "../../runtime/clock/system.ts";
import { type Line, type LineEvents, LiveClient } from "./client.ts";

let client: LiveClient | null = null;

/** The page's connection: all islands share it. In a browser only. */
export function liveClient(): LiveClient {
  if (client !== null) return client;
  const made = client = new LiveClient({
    clock: systemClock,
    random: systemRandomness,
    connect,
    // A page that nobody sees draws nothing, and need not be told.
    nextFrame: (draw) => requestAnimationFrame(draw),
    isOnline: () => navigator.onLine,
  });
  addEventListener("online", () => made.retry());
  addEventListener("offline", () => made.retry());
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) made.retry();
  });
  return made;
}

function connect(events: LineEvents): Line {
  const { protocol, host } = location;
  const socket = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/api/ws`);
  const over = new AbortController();
  const { signal } = over;
  socket.addEventListener("open", () => events.opened(), { signal });
  socket.addEventListener("message", ({ data }) => events.heard(String(data)), { signal });
  // An error is followed by a close.
  socket.addEventListener("close", () => events.closed(), { signal });
  return {
    send: (text) => socket.send(text),
    close() {
      over.abort();
      socket.close();
    },
  };
}
