import { z } from "zod";
import type { AlpacaCredentials } from "../../../../alpaca/credentials.ts";
import type { SimUpdate } from "./account.ts";

/** What the simulated stream needs of a connection; a server's WebSocket is one. */
export interface SimPeer {
  send(text: string): void;
  close(): void;
}

const clientSchema = z.union([
  z.object({
    action: z.literal("authenticate"),
    data: z.object({ key_id: z.string(), secret_key: z.string() }),
  }).transform(({ data }) => ({
    action: "auth" as const,
    key: data.key_id,
    secret: data.secret_key,
  })),
  z.object({ action: z.literal("auth"), key: z.string(), secret: z.string() }),
  z.object({
    action: z.literal("listen"),
    data: z.object({ streams: z.array(z.string()) }),
  }),
]);

interface Client {
  readonly peer: SimPeer;
  authenticated: boolean;
  listening: boolean;
}

/** What may happen to an update on its way. */
export type UpdateFate = "told" | "dropped" | "twice" | "held";

/** The `trade_updates` stream of one account: no welcome, no sequence, no replay; faults on demand. */
export class SimTradeUpdates {
  readonly #clients = new Map<SimPeer, Client>();
  readonly #held: string[] = [];
  /** Nothing is said any more, not even an answer. */
  mute = false;
  /** The next connections are refused with this status. */
  readonly upgradeFaults: number[] = [];
  /** Decides about every update; those that are held are told after the next one that is not. */
  fate: (update: SimUpdate) => UpdateFate = () => "told";
  keysRevoked = false;
  /** `listen` requests that were confirmed. */
  listens = 0;
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];

  constructor(private readonly credentials: AlpacaCredentials) {}

  /** Connections that listen. */
  get listening(): number {
    return [...this.#clients.values()].filter(({ listening }) => listening).length;
  }

  /** Resolves once it is so; looked at whenever something happens on the stream. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
      this.#look();
    });
  }

  open(peer: SimPeer): void {
    this.#clients.set(peer, { peer, authenticated: false, listening: false });
  }

  gone(peer: SimPeer): void {
    this.#clients.delete(peer);
    this.#look();
  }

  /** Closes every connection. */
  drop(): void {
    for (const peer of [...this.#clients.keys()]) peer.close();
    this.#clients.clear();
  }

  /** Takes what a client says. */
  receive(peer: SimPeer, text: string): void {
    const client = this.#clients.get(peer);
    if (client === undefined) return;
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // Judged below.
    }
    const message = clientSchema.safeParse(json).data;
    if (message === undefined) {
      return this.#reply(peer, { action: "error", data: { error_message: "invalid syntax" } });
    }
    if (message.action === "listen") {
      if (!client.authenticated) return this.#authorization(peer, "unauthorized", "listen");
      client.listening = message.data.streams.includes("trade_updates");
      this.listens++;
      const streams = client.listening ? ["trade_updates"] : [];
      this.#reply(peer, { stream: "listening", data: { streams } });
      return this.#look();
    }
    const isKnown = !this.keysRevoked && message.key === this.credentials.keyId &&
      message.secret === this.credentials.secret;
    client.authenticated = isKnown;
    this.#authorization(peer, isKnown ? "authorized" : "unauthorized", "authenticate");
  }

  /** Tells an update to whoever listens, or what its fate is. */
  tell(update: SimUpdate): void {
    const text = JSON.stringify({ stream: "trade_updates", data: update });
    switch (this.fate(update)) {
      case "dropped":
        return;
      case "held":
        this.#held.push(text);
        return;
      case "twice":
        this.#send(text);
        this.#send(text);
        break;
      case "told":
        this.#send(text);
    }
    this.release();
  }

  /** Tells what was held. */
  release(): void {
    for (const text of this.#held.splice(0)) this.#send(text);
  }

  #send(text: string): void {
    if (this.mute) return;
    for (const { peer, listening } of this.#clients.values()) if (listening) peer.send(text);
  }

  #authorization(peer: SimPeer, status: string, action: string): void {
    this.#reply(peer, { stream: "authorization", data: { status, action } });
  }

  #reply(peer: SimPeer, message: unknown): void {
    if (!this.mute) peer.send(JSON.stringify(message));
  }

  #look(): void {
    for (const { done, resolve } of this.#waiting) if (done()) resolve();
  }
}
