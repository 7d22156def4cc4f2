import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { AlpacaCredentials } from "./credentials.ts";
import { type AlpacaFailure, type ControlEvent, type DataReader, readFrame } from "./frames.ts";

/** How long the other side may be silent, in milliseconds of system time. */
export const SILENCE = {
  /** For each step until the subscription is confirmed. */
  stepMs: 10_000,
  /** Without any frame before it is asked whether it is still there. */
  quietMs: 60_000,
  /** For the answer to that. */
  answerMs: 15_000,
} as const;

/** The protocol's error where another session is open. */
const CONNECTION_LIMIT = 406;

/** How a session came to its end. `workedMs`: how long it had been subscribed. */
export interface SessionEnd {
  readonly failure: AlpacaFailure;
  readonly permanent: boolean;
  /** Another session of the account is open, or is still taken for open. */
  readonly busy: boolean;
  readonly workedMs: number;
}

/** What one session needs. `D` is what the stream tells beside the protocol's own messages. */
export interface SessionOptions<D> {
  readonly url: string;
  /** How the stream is called in messages, for example "Alpaca's news stream". */
  readonly stream: string;
  /** What is subscribed: symbols by channel. */
  readonly channels: Readonly<Record<string, readonly string[]>>;
  readonly credentials: AlpacaCredentials;
  readonly clock: SystemClock;
  readonly openSocket: (url: string) => WebSocket;
  readonly readData: DataReader<D>;
  /** Every frame as it came, before it is read. */
  readonly onFrame?: (text: string) => void;
  readonly onEvents: (events: readonly (ControlEvent | D)[]) => void;
}

/**
 * One connection to a stream of Alpaca's market-data protocol (version 2), from its opening to its
 * end, which is always a failure unless the signal aborts (then it resolves to null).
 *
 * The protocol has no heartbeat and silence is normal at night, so a mute socket looks like a quiet
 * one. Subscribing again to what is subscribed changes nothing and is always confirmed: after a
 * quiet minute this is the question whether anybody is there.
 */
export function runSession<D extends { readonly kind: string }>(
  options: SessionOptions<D>,
  signal: AbortSignal,
): Promise<SessionEnd | null> {
  const { clock, credentials: { keyId, secret }, channels, stream } = options;
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
  const fail = (code: AlpacaFailure["code"], message: string, permanent = false, busy = false) =>
    finish(() => resolve({ failure: { code, message }, permanent, busy, workedMs: workedMs() }));
  const watch = (ms: number, expired: () => void) => {
    cancelWatch();
    cancelWatch = clock.after(ms, expired);
  };
  const expect = (what: string) =>
    watch(
      SILENCE.stepMs,
      () => fail("timeout", `${stream} did not give ${what} within ${SILENCE.stepMs / 1000} s`),
    );
  const send = (message: unknown) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message));
  };
  const subscribe = () => send({ action: "subscribe", ...channels });
  const listenOn = () =>
    watch(SILENCE.quietMs, () => {
      subscribe();
      watch(SILENCE.answerMs, () =>
        fail("timeout", `${stream} is connected but mute: it does not answer`));
    });

  let socket: WebSocket | null = null;
  signal.addEventListener("abort", onAbort, { once: true });
  expect("a connection");
  try {
    socket = options.openSocket(options.url);
  } catch (error) {
    fail("unreachable", `${stream} cannot be opened: ${reasonOf(error)}`);
    return promise;
  }
  socket.binaryType = "arraybuffer";
  socket.onopen = () => expect("its welcome");
  socket.onerror = (event) => {
    const reason = event instanceof ErrorEvent && event.message ? event.message : "no reason given";
    fail("unreachable", `${stream} broke: ${reason}`);
  };
  socket.onclose = ({ code, reason }) =>
    fail("unreachable", `${stream} was closed by Alpaca (${code}${reason ? `: ${reason}` : ""})`);
  socket.onmessage = ({ data }) => {
    if (ended) return;
    try {
      const text = typeof data === "string" ? data : new TextDecoder().decode(data);
      if (subscribedSince !== null) listenOn();
      options.onFrame?.(text);
      const events = readFrame(text, stream, options.readData);
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
      const error = events.find(isError);
      if (error !== undefined) {
        const { failure, permanent, code } = error;
        fail(failure.code, failure.message, permanent, code === CONNECTION_LIMIT);
      }
    } catch (error) {
      // Whoever hears the news failed: that is theirs to know of, and no reason to reconnect.
      finish(() => reject(error));
    }
  };
  return promise;
}

function isError<D extends { readonly kind: string }>(
  event: ControlEvent | D,
): event is Extract<ControlEvent, { kind: "error" }> {
  return event.kind === "error";
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
