import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import type { SourceFailure } from "../source.ts";
import { readFrame, type StreamEvent } from "./frames.ts";

/** How long the other side may be silent, in milliseconds of system time. */
export const SILENCE = {
  /** For each step until the subscription is confirmed. */
  stepMs: 10_000,
  /** Without any frame before it is asked whether it is still there. */
  quietMs: 60_000,
  /** For the answer to that. */
  answerMs: 15_000,
} as const;

/** Account keys of Alpaca. */
export interface AlpacaCredentials {
  readonly keyId: string;
  readonly secret: string;
}

/** How a session came to its end. `workedMs`: how long it had been subscribed. */
export interface SessionEnd {
  readonly failure: SourceFailure;
  readonly permanent: boolean;
  readonly workedMs: number;
}

/** What one session needs. */
export interface SessionOptions {
  readonly url: string;
  readonly symbols: readonly string[];
  readonly credentials: AlpacaCredentials;
  readonly clock: SystemClock;
  readonly openSocket: (url: string) => WebSocket;
  /** Every frame as it came, before it is read. */
  readonly onFrame: (text: string) => void;
  readonly onEvents: (events: readonly StreamEvent[]) => void;
}

/**
 * One connection to the news socket, from its opening to its end, which is always a failure unless
 * the signal aborts (then it resolves to null).
 *
 * The protocol has no heartbeat and silence is normal at night, so a mute socket looks like a quiet
 * one. Subscribing again to what is subscribed changes nothing and is always confirmed: after a
 * quiet minute this is the question whether anybody is there.
 */
export function runSession(
  options: SessionOptions,
  signal: AbortSignal,
): Promise<SessionEnd | null> {
  const { clock, credentials: { keyId, secret }, symbols } = options;
  const { promise, resolve, reject } = Promise.withResolvers<SessionEnd | null>();
  if (signal.aborted) return Promise.resolve(null);
  let subscribedSince: number | null = null;
  let cancelWatch = () => {};
  let ended = false;
  const workedMs = () => subscribedSince === null ? 0 : clock.monotonic() - subscribedSince;

  const finish = (settle: () => void) => {
    if (ended) return;
    ended = true;
    cancelWatch();
    signal.removeEventListener("abort", onAbort);
    try {
      socket?.close();
    } catch {
      // It is closed, or never opened.
    }
    settle();
  };
  const onAbort = () => finish(() => resolve(null));
  const fail = (code: SourceFailure["code"], message: string, permanent = false) =>
    finish(() => resolve({ failure: { code, message }, permanent, workedMs: workedMs() }));
  const watch = (ms: number, expired: () => void) => {
    cancelWatch();
    cancelWatch = clock.after(ms, expired);
  };
  const expect = (what: string) =>
    watch(
      SILENCE.stepMs,
      () =>
        fail("timeout", `Alpaca's news stream gave ${what} not within ${SILENCE.stepMs / 1000} s`),
    );
  const send = (message: unknown) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const subscribe = () =>
    send({ action: "subscribe", news: symbols.length === 0 ? ["*"] : symbols });
  const listenOn = () =>
    watch(SILENCE.quietMs, () => {
      subscribe();
      watch(SILENCE.answerMs, () =>
        fail("timeout", "Alpaca's news stream is connected but mute: it does not answer"));
    });

  let socket: WebSocket | null = null;
  signal.addEventListener("abort", onAbort, { once: true });
  expect("no connection");
  try {
    socket = options.openSocket(options.url);
  } catch (error) {
    fail("unreachable", `Alpaca's news stream cannot be opened: ${reasonOf(error)}`);
    return promise;
  }
  socket.binaryType = "arraybuffer";
  socket.onopen = () => expect("its welcome");
  socket.onerror = (event) => {
    const reason = event instanceof ErrorEvent && event.message ? event.message : "no reason given";
    fail("unreachable", `Alpaca's news stream broke: ${reason}`);
  };
  socket.onclose = ({ code, reason }) =>
    fail("unreachable", `Alpaca closed the news stream (${code}${reason ? `: ${reason}` : ""})`);
  socket.onmessage = ({ data }) => {
    if (ended) return;
    try {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      if (subscribedSince !== null) listenOn();
      options.onFrame(text);
      const events = readFrame(text);
      for (const event of events) {
        if (event.kind === "connected") {
          send({ action: "auth", key: keyId, secret });
          expect("its leave to enter");
        } else if (event.kind === "authenticated") {
          subscribe();
          expect("its confirmation of the subscription");
        } else if (event.kind === "subscribed") {
          subscribedSince ??= clock.monotonic();
          listenOn();
        }
      }
      options.onEvents(events);
      const error = events.find((event) => event.kind === "error");
      if (error !== undefined) fail(error.failure.code, error.failure.message, error.permanent);
    } catch (error) {
      // Whoever hears the news failed: that is theirs to know of, and no reason to reconnect.
      finish(() => reject(error));
    }
  };
  return promise;
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
