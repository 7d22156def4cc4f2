import { SIM_CREDENTIALS } from "../../../../alpaca/testing/simulator.ts";
import { Wire } from "../../../../alpaca/testing/wire.ts";
import { SimAlpacaAccount } from "./account.ts";
import { BROKEN, SimTradingRest } from "./rest.ts";
import type { UpdateSocket } from "../updates.ts";
import { type SimPeer, SimTradeUpdates } from "./stream.ts";

/** The parts of the simulated Alpaca that a test talks to, without sockets: see {@link localFetch}. */
export class SimAlpaca {
  readonly credentials = SIM_CREDENTIALS;
  readonly rest: SimTradingRest;
  readonly updates = new SimTradeUpdates(SIM_CREDENTIALS);

  constructor(readonly account: SimAlpacaAccount) {
    this.rest = new SimTradingRest(account, SIM_CREDENTIALS);
    account.listeners.add((update) => this.updates.tell(update));
  }

  /** A `fetch` that reaches the simulator without a network. */
  readonly localFetch: typeof fetch = async (input, init) => {
    const answer = await this.rest.answer(new Request(input, init));
    if (answer === BROKEN) throw new TypeError("the connection was reset");
    return answer;
  };
}

/** A connection to the simulated `trade_updates` without a network. */
export function localSocket(alpaca: SimAlpaca): UpdateSocket {
  const { updates } = alpaca;
  const socket: UpdateSocket = {
    readyState: 0,
    binaryType: "arraybuffer",
    onopen: null,
    onmessage: null,
    onerror: null,
    onclose: null,
    send: (text) => updates.receive(peer, text),
    close() {
      if (socket.readyState === 3) return;
      socket.readyState = 3;
      updates.gone(peer);
      queueMicrotask(() => socket.onclose?.(new CloseEvent("close", { code: 1006 })));
    },
  };
  const peer: SimPeer = {
    send: (data) => queueMicrotask(() => socket.onmessage?.(new MessageEvent("message", { data }))),
    close: () => socket.close(),
  };
  queueMicrotask(() => {
    if (socket.readyState === 3) return;
    socket.readyState = 1;
    updates.open(peer);
    socket.onopen?.(new Event("open"));
  });
  return socket;
}

/** Alpaca's trading host on this machine: REST and `trade_updates`, with faults on demand. */
export class AlpacaTradingServer extends SimAlpaca implements AsyncDisposable {
  readonly wire: Wire;
  readonly #stop = new AbortController();
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor(account: SimAlpacaAccount, port = 0) {
    super(account);
    this.#server = Deno.serve({
      hostname: "127.0.0.1",
      port,
      signal: this.#stop.signal,
      onListen: () => {},
      onError: () => new Response(null, { status: 500 }),
    }, (request) => this.#handle(request));
    this.wire = new Wire(this.#server.addr.port);
  }

  /** Base of the REST URLs. */
  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** URL of `trade_updates`; it goes through {@link wire}. */
  get streamUrl(): string {
    return `ws://127.0.0.1:${this.wire.port}/stream`;
  }

  async #handle(request: Request): Promise<Response> {
    const url = new URL(request.url);
    if (url.pathname === "/stream" && request.headers.get("upgrade") === "websocket") {
      return this.#upgrade(request);
    }
    const answer = await this.rest.answer(request);
    if (answer !== BROKEN) return answer;
    return new Response(new ReadableStream({ start: (c) => c.error(new Error("cut")) }));
  }

  #upgrade(request: Request): Response {
    const fault = this.updates.upgradeFaults.shift();
    if (fault !== undefined) return new Response(`status ${fault}`, { status: fault });
    const { socket, response } = Deno.upgradeWebSocket(request);
    // The paper host sends binary frames.
    const peer: SimPeer = {
      send: (text) => {
        if (socket.readyState === WebSocket.OPEN) socket.send(new TextEncoder().encode(text));
      },
      close: () => socket.close(),
    };
    socket.onopen = () => this.updates.open(peer);
    socket.onerror = socket.onclose = () => this.updates.gone(peer);
    socket.onmessage = ({ data }) => this.updates.receive(peer, String(data));
    return response;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.updates.drop();
    await this.wire[Symbol.asyncDispose]();
    this.#stop.abort();
    await this.#server.finished.catch(() => {});
  }
}
