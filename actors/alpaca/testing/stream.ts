import { z } from "zod";
import type { AlpacaCredentials } from "../credentials.ts";

/** How the simulated stream answers an upgrade. */
export type UpgradeFault = 429 | 502 | 404;

/** What a stream that has gone mute still says. */
export type Muteness =
  | "none"
  /** No data, but every request is confirmed. */
  | "data"
  /** Nothing at all. */
  | "all";

const CHANNELS = ["trades", "quotes", "bars", "updatedBars", "dailyBars", "statuses"] as const;
type Channel = (typeof CHANNELS)[number];

const symbols = z.array(z.string());
const clientSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("auth"), key: z.string(), secret: z.string() }),
  z.looseObject({ action: z.enum(["subscribe", "unsubscribe"]) }),
]);

interface Client {
  readonly socket: WebSocket;
  authenticated: boolean;
  readonly subscribed: Record<Channel, Set<string>>;
}

/**
 * Alpaca's market-data stream, protocol version 2 in JSON, of one account on one feed: welcome, auth,
 * subscriptions with full lists, one connection, error codes, and misbehaviour on demand.
 */
export class SimMarketDataStream {
  readonly #clients = new Set<Client>();
  readonly #waiting: { readonly done: () => boolean; readonly resolve: () => void }[] = [];
  /** Upgrades to come that are answered so, first in, first out. */
  readonly upgradeFaults: UpgradeFault[] = [];
  /** Opens and says nothing, not even its welcome. */
  welcomes = true;
  mute: Muteness = "none";
  /** Symbols over trades and quotes that the plan allows; bars are not counted. */
  symbolLimit = 30;
  /** Symbols of bars that are allowed; Alpaca sets no limit by itself. */
  barLimit = Infinity;
  /** The key pair is no longer valid. */
  keysRevoked = false;
  /** Whether the account's plan has the feed. */
  feedAllowed = true;
  /** Whether the server closes after an error that ends the session; both have been seen. */
  closesAfterError = false;
  /** A former connection that the server takes for alive: everybody else gets 406. */
  ghost = false;
  /** Upgrades that were accepted, confirmed subscriptions, and errors that were sent. */
  upgrades = 0;
  subscriptions = 0;
  readonly errors: number[] = [];

  constructor(private readonly credentials: AlpacaCredentials) {}

  /** Takes over an upgrade request. */
  upgrade(request: Request): Response {
    const fault = this.upgradeFaults.shift();
    if (fault !== undefined) {
      this.#look();
      return new Response(`status ${fault}`, { status: fault });
    }
    const { socket, response } = Deno.upgradeWebSocket(request);
    const client: Client = {
      socket,
      authenticated: false,
      subscribed: {
        trades: new Set(),
        quotes: new Set(),
        bars: new Set(),
        updatedBars: new Set(),
        dailyBars: new Set(),
        statuses: new Set(),
      },
    };
    socket.onopen = () => {
      this.upgrades++;
      this.#clients.add(client);
      if (this.welcomes) this.#reply(client, { T: "success", msg: "connected" });
      this.#look();
    };
    socket.onerror = socket.onclose = () => {
      this.#clients.delete(client);
      this.#look();
    };
    socket.onmessage = ({ data }) => {
      this.#receive(client, String(data));
      this.#look();
    };
    return response;
  }

  /** Sockets that are open now. */
  get open(): number {
    return this.#clients.size;
  }

  /** Resolves once it is so; looked at whenever something happens on the stream. */
  until(done: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push({ done, resolve });
      this.#look();
    });
  }

  /** Resolves with the next confirmed subscription from now on. */
  subscribed(): Promise<void> {
    const before = this.subscriptions;
    return this.until(() => this.subscriptions > before);
  }

  /** Sends messages of data in one frame to whoever is subscribed to any of them. */
  emit(channel: Channel, messages: readonly { readonly S: string }[]): void {
    if (this.mute !== "none") return;
    for (const client of this.#clients) {
      const wanted = client.subscribed[channel];
      const own = messages.filter(({ S }) => wanted.has("*") || wanted.has(S));
      if (own.length > 0 && client.socket.readyState === WebSocket.OPEN) {
        client.socket.send(JSON.stringify(own));
      }
    }
  }

  /** Sends a frame as it is to every socket. */
  sendRaw(text: string): void {
    for (const { socket } of this.#clients) {
      if (socket.readyState === WebSocket.OPEN) socket.send(text);
    }
  }

  /** Sends an error to every socket, as for a slow client (407) or a lack of auth in time (404). */
  error(code: number, msg: string, close = false): void {
    for (const client of [...this.#clients]) this.#error(client, code, msg, close);
  }

  /** Closes every socket properly. */
  drop(): void {
    for (const { socket } of this.#clients) socket.close();
    this.#clients.clear();
  }

  #receive(client: Client, text: string): void {
    let json: unknown = null;
    try {
      json = JSON.parse(text);
    } catch {
      // It is judged below, like everything else that is no message.
    }
    const message = clientSchema.safeParse(json).data;
    if (message === undefined) return this.#error(client, 400, "invalid syntax");
    if (message.action === "auth") return this.#auth(client, message.key, message.secret);
    if (!client.authenticated) return this.#error(client, 401, "not authenticated");
    this.#change(client, message.action, message);
  }

  #auth(client: Client, key: string, secret: string): void {
    if (client.authenticated) return this.#error(client, 403, "already authenticated");
    const { keyId, secret: known } = this.credentials;
    const ends = this.closesAfterError;
    if (this.keysRevoked || key !== keyId || secret !== known) {
      return this.#error(client, 402, "auth failed", ends);
    }
    if (!this.feedAllowed) return this.#error(client, 409, "insufficient subscription", ends);
    const others = [...this.#clients].filter((each) => each !== client && each.authenticated);
    if (this.ghost || others.length > 0) {
      return this.#error(client, 406, "connection limit exceeded", ends);
    }
    client.authenticated = true;
    this.#reply(client, { T: "success", msg: "authenticated" });
  }

  #change(
    client: Client,
    action: "subscribe" | "unsubscribe",
    message: Readonly<Record<string, unknown>>,
  ): void {
    const wanted = new Map<Channel, readonly string[]>();
    for (const [name, value] of Object.entries(message)) {
      if (name === "action") continue;
      const channel = CHANNELS.find((known) => known === name);
      const list = symbols.safeParse(value).data;
      if (channel === undefined) {
        return this.#error(client, 410, "invalid subscribe action for this feed");
      }
      if (list === undefined) return this.#error(client, 400, "invalid syntax");
      wanted.set(channel, list);
    }
    if (action === "subscribe") {
      const after = (channel: Channel) =>
        new Set([...client.subscribed[channel], ...wanted.get(channel) ?? []]).size;
      const isOver = after("trades") + after("quotes") > this.symbolLimit ||
        after("bars") > this.barLimit;
      if (isOver) return this.#error(client, 405, "symbol limit exceeded");
    }
    for (const [channel, list] of wanted) {
      for (const symbol of list) {
        if (action === "subscribe") client.subscribed[channel].add(symbol);
        else client.subscribed[channel].delete(symbol);
      }
    }
    const lists = CHANNELS.map((channel) => [channel, [...client.subscribed[channel]]]);
    this.subscriptions++;
    this.#reply(client, { T: "subscription", ...Object.fromEntries(lists) });
  }

  #error(client: Client, code: number, msg: string, close = false): void {
    this.errors.push(code);
    this.#reply(client, { T: "error", code, msg });
    if (close) client.socket.close();
  }

  #reply(client: Client, message: unknown): void {
    if (this.mute === "all" || client.socket.readyState !== WebSocket.OPEN) return;
    client.socket.send(JSON.stringify([message]));
  }

  #look(): void {
    for (const { done, resolve } of this.#waiting) if (done()) resolve();
  }
}
