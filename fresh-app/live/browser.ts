import { systemClock, systemRandomness } from "../../runtime/clock/system.ts";
import { renewSession } from "../browser/ask.ts";
import { CLOSE } from "./messages.ts";
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

/** Tells the page's connection whether somebody is signed in, whose access has to be renewed. */
export function setSignedIn(is: boolean): void {
  signedIn = is;
}

let signedIn = false;
let mayHaveExpired = false;

function connect(events: LineEvents): Line {
  const over = new AbortController();
  let socket: WebSocket | null = null;
  void begin();
  return {
    send: (text) => socket?.send(text),
    close() {
      over.abort();
      socket?.close();
    },
  };

  async function begin(): Promise<void> {
    const { signal } = over;
    // A refused upgrade does not tell a page why.
    if (signedIn && mayHaveExpired) {
      await renewSession().catch(() => false);
    }
    if (signal.aborted) return;
    mayHaveExpired = true;
    const { protocol, host } = location;
    socket = new WebSocket(`${protocol === "https:" ? "wss" : "ws"}://${host}/api/ws`);
    socket.addEventListener("open", () => {
      mayHaveExpired = false;
      events.opened();
    }, { signal });
    socket.addEventListener("message", ({ data }) => events.heard(String(data)), { signal });
    // An error is followed by a close.
    socket.addEventListener("close", ({ code }) => {
      mayHaveExpired ||= code === CLOSE.expired;
      events.closed();
    }, { signal });
  }
}
