import { z } from "zod";
import { FakeServer, type Handler, type Seen } from "./server.ts";

/** An article as a test adds it; the rest is filled in. */
export interface FakeArticle {
  readonly headline: string;
  readonly summary?: string;
  readonly symbols?: readonly string[];
  /** Milliseconds since the epoch. */
  readonly createdAt?: number;
  readonly updatedAt?: number;
}

/** The account's key pair that the fake Alpaca knows. */
export const ALPACA_CREDENTIALS = { keyId: "PKTEST", secret: "not-a-secret" } as const;

/** Ways in which the news socket misbehaves. */
export type SocketFault =
  | "none"
  /** The upgrade is answered with 429. */
  | "upgrade_refused"
  /** It opens and says nothing, not even its welcome. */
  | "no_welcome"
  /** Another session is open: error 406 in answer to auth. */
  | "connection_limit"
  /** Error 402 whatever the keys. */
  | "auth_failed"
  /** Frames that are no JSON. */
  | "garbage";

const clientMessageSchema = z.discriminatedUnion("action", [
  z.object({ action: z.literal("auth"), key: z.string(), secret: z.string() }),
  z.object({ action: z.literal("subscribe"), news: z.array(z.string()) }),
]);

/** Alpaca's news, REST and socket, with the faults that both are known for. */
export class FakeAlpacaNews implements AsyncDisposable {
  readonly server = FakeServer.start((seen) => this.handle(seen));
  readonly #articles: ReturnType<typeof articleOf>[] = [];
  readonly #sockets = new Set<WebSocket>();
  #connected: (() => void)[] = [];
  /** What happens to sockets from now on. */
  fault: SocketFault = "none";
  /** Open sockets get nothing any more, not even answers. */
  mute = false;
  /** Sockets that were opened, and subscriptions that were asked for. */
  upgrades = 0;
  subscriptions: (readonly string[])[] = [];

  get streamUrl(): string {
    return `ws://${this.server.host}/v1beta1/news`;
  }

  /** One article more, for REST alone. */
  publish(article: FakeArticle): void {
    this.#articles.push(articleOf(this.#articles.length + 1, article));
  }

  /** One article more, pushed to whoever is subscribed. */
  push(article: FakeArticle): void {
    this.publish(article);
    this.send([{ T: "n", ...this.#articles.at(-1) }]);
  }

  /** Sends a frame to every socket. */
  send(messages: readonly unknown[]): void {
    if (this.mute) return;
    for (const socket of this.#sockets) socket.send(JSON.stringify(messages));
  }

  /** Closes every socket. */
  drop(): void {
    for (const socket of this.#sockets) socket.close();
    this.#sockets.clear();
  }

  /** Resolves when somebody has subscribed from now on. */
  subscribed(): Promise<void> {
    return new Promise((resolve) => this.#connected.push(resolve));
  }

  readonly handle: Handler = (seen) => {
    if (seen.headers.get("upgrade") === "websocket") return this.#upgrade(seen.request);
    return this.rest(seen);
  };

  /** The REST side alone. */
  readonly rest: Handler = (seen) => {
    const { keyId, secret } = ALPACA_CREDENTIALS;
    const { headers } = seen;
    if (
      headers.get("apca-api-key-id") !== keyId || headers.get("apca-api-secret-key") !== secret
    ) return Response.json({ message: "unauthorized" }, { status: 401 });
    return this.#page(seen);
  };

  #page({ url: { searchParams } }: Seen): Response {
    const start = Date.parse(searchParams.get("start") ?? "1970-01-01T00:00:00Z");
    const limit = Number(searchParams.get("limit") ?? 10);
    if (limit > 50) return Response.json({ message: "invalid limit" }, { status: 400 });
    const wanted = searchParams.get("symbols")?.split(",") ?? null;
    const all = this.#articles
      .filter((each) => Date.parse(each.updated_at) >= start)
      .filter(({ symbols }) => wanted === null || symbols.some((each) => wanted.includes(each)))
      .sort((a, b) => Date.parse(a.updated_at) - Date.parse(b.updated_at) || a.id - b.id);
    const token = searchParams.get("page_token");
    const from = token === null ? 0 : all.findIndex(({ id }) => tokenOf(id) === token) + 1;
    if (token !== null && from === 0) {
      return Response.json({ message: "invalid page token" }, { status: 400 });
    }
    const page = all.slice(from, from + limit);
    const last = page.at(-1);
    const hasMore = last !== undefined && from + limit < all.length;
    return Response.json({ news: page, next_page_token: hasMore ? tokenOf(last.id) : null });
  }

  #upgrade(request: Request): Response {
    if (this.fault === "upgrade_refused") return new Response("too many requests", { status: 429 });
    const { socket, response } = Deno.upgradeWebSocket(request);
    this.upgrades++;
    const reply = (message: unknown) => {
      if (!this.mute && socket.readyState === WebSocket.OPEN) {
        socket.send(JSON.stringify([message]));
      }
    };
    socket.onopen = () => {
      this.#sockets.add(socket);
      if (this.fault === "garbage") socket.send("<html>");
      else if (this.fault !== "no_welcome") reply({ T: "success", msg: "connected" });
    };
    socket.onclose = () => this.#sockets.delete(socket);
    socket.onmessage = ({ data }) => {
      const message = clientMessageSchema.parse(JSON.parse(String(data)));
      if (message.action === "subscribe") {
        this.subscriptions.push(message.news);
        reply({ T: "subscription", news: message.news });
        for (const resolve of this.#connected.splice(0)) resolve();
      } else reply(this.#judge(message));
    };
    return response;
  }

  #judge({ key, secret }: { key: string; secret: string }): unknown {
    if (this.fault === "connection_limit") {
      return { T: "error", code: 406, msg: "connection limit exceeded" };
    }
    const { keyId, secret: known } = ALPACA_CREDENTIALS;
    const isRight = key === keyId && secret === known && this.fault !== "auth_failed";
    return isRight
      ? { T: "success", msg: "authenticated" }
      : { T: "error", code: 402, msg: "auth failed" };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.drop();
    await this.server[Symbol.asyncDispose]();
  }
}

function tokenOf(id: number): string {
  return btoa(`token|${id}`);
}

function articleOf(id: number, article: FakeArticle) {
  const createdAt = article.createdAt ?? Date.UTC(2026, 6, 27, 14) + id * 1_000;
  return {
    id,
    headline: article.headline,
    author: "Somebody",
    created_at: new Date(createdAt).toISOString(),
    updated_at: new Date(article.updatedAt ?? createdAt).toISOString(),
    summary: article.summary ?? "",
    content: "",
    url: `https://news.example/${id}`,
    symbols: [...article.symbols ?? []],
    source: "benzinga",
  };
}
