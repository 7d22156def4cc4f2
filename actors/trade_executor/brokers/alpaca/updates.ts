import { z } from "zod";
import type { SystemClock } from "../../../../runtime/clock/clock.ts";
import type { Ending } from "../../../alpaca/backoff.ts";
import type { AlpacaCredentials } from "../../../alpaca/credentials.ts";
import { SILENCE } from "../../../alpaca/session.ts";
import { type AlpacaUpdate, updateSchema } from "./reports.ts";

/** What `trade_updates` may be handed: the part of WebSocket that is used. */
export interface UpdateSocket {
  readyState: number;
  binaryType: string;
  onopen: ((event: Event) => unknown) | null;
  onmessage: ((event: MessageEvent) => unknown) | null;
  onerror: ((event: Event) => unknown) | null;
  onclose: ((event: CloseEvent) => unknown) | null;
  send(text: string): void;
  close(): void;
}

/** What one connection needs. */
export interface UpdatesOptions {
  readonly url: string;
  readonly credentials: AlpacaCredentials;
  readonly clock: SystemClock;
  readonly openSocket: (url: string) => UpdateSocket;
  /** The stream listens: from now on updates come. */
  readonly onListening: () => void;
  readonly onUpdate: (update: AlpacaUpdate) => void;
}

const frameSchema = z.union([
  z.object({
    stream: z.literal("authorization"),
    data: z.object({ status: z.string(), action: z.string().nullish() }),
  }),
  z.object({ stream: z.literal("listening"), data: z.object({ streams: z.array(z.string()) }) }),
  z.object({ stream: z.literal("trade_updates"), data: updateSchema }),
  z.object({
    action: z.literal("error"),
    data: z.object({ error_message: z.string() }),
    stream: z.undefined().optional(),
  }),
]);

/** Sockets that are open have this state. */
const OPEN = 1;

/**
 * One connection to `trade_updates`, from its opening to its end. The stream has no heartbeat: after a
 * quiet minute it is asked to listen again, which changes nothing and is always confirmed; one that
 * does not answer is mute, and left.
 * @returns why it ended; null: the signal aborted
 */
export function runUpdates(
  options: UpdatesOptions,
  signal: AbortSignal,
): Promise<(Ending & { readonly why: string }) | null> {
  const { clock, credentials } = options;
  const { promise, resolve } = Promise.withResolvers<(Ending & { why: string }) | null>();
  if (signal.aborted) return Promise.resolve(null);
  let socket: UpdateSocket | null = null;
  let listeningSince: number | null = null;
  let cancelWatch = () => {};
  let ended = false;

  const finish = (ending: (Ending & { readonly why: string }) | null) => {
    if (ended) return;
    ended = true;
    cancelWatch();
    signal.removeEventListener("abort", onAbort);
    try {
      socket?.close();
    } catch {
      // It is closed, or never opened.
    }
    resolve(ending);
  };
  const onAbort = () => finish(null);
  const fail = (why: string, permanent = false) => {
    const workedMs = listeningSince === null ? 0 : clock.monotonic() - listeningSince;
    finish({ why: `Alpaca's trade updates ${why}`, permanent, busy: false, workedMs });
  };
  const watch = (ms: number, expired: () => void) => {
    cancelWatch();
    cancelWatch = clock.after(ms, expired);
  };
  const expect = (what: string) => watch(SILENCE.stepMs, () => fail(`did not give ${what}`));
  const send = (message: unknown) => {
    if (socket?.readyState === OPEN) socket.send(JSON.stringify(message));
  };
  const listen = () => send({ action: "listen", data: { streams: ["trade_updates"] } });
  const stayAwake = () =>
    watch(SILENCE.quietMs, () => {
      listen();
      watch(SILENCE.answerMs, () => fail("are connected but mute"));
    });

  signal.addEventListener("abort", onAbort, { once: true });
  expect("a connection");
  try {
    socket = options.openSocket(options.url);
  } catch (error) {
    fail(`cannot be opened: ${error instanceof Error ? error.message : String(error)}`);
    return promise;
  }
  socket.binaryType = "arraybuffer";
  socket.onopen = () => {
    const { keyId: key_id, secret: secret_key } = credentials;
    send({ action: "authenticate", data: { key_id, secret_key } });
    expect("their leave to enter");
  };
  socket.onerror = (event) => {
    const reason = event instanceof ErrorEvent && event.message ? event.message : "no reason given";
    fail(`broke: ${reason}`);
  };
  socket.onclose = ({ code }) => fail(`were closed by Alpaca (${code})`);
  socket.onmessage = ({ data }) => {
    if (ended) return;
    const frame = readFrame(typeof data === "string" ? data : new TextDecoder().decode(data));
    if (listeningSince !== null) stayAwake();
    if (frame === null) return;
    if (frame.stream === undefined) return fail(`say: ${frame.data.error_message.slice(0, 200)}`);
    if (frame.stream === "trade_updates") return options.onUpdate(frame.data);
    if (frame.stream === "authorization") {
      if (frame.data.status !== "authorized") return fail("refuse the key pair", true);
      listen();
      return expect("their confirmation");
    }
    if (!frame.data.streams.includes("trade_updates")) return fail("are not to be had", true);
    const isNew = listeningSince === null;
    listeningSince ??= clock.monotonic();
    stayAwake();
    if (isNew) options.onListening();
  };
  return promise;
}

/** One frame; null: of a kind that came after this was written, or nothing that can be read. */
function readFrame(text: string): z.output<typeof frameSchema> | null {
  try {
    return frameSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}
