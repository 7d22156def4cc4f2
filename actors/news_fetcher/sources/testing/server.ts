/** A request that a fake server got. */
export interface Seen {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string;
  /** For upgrades. */
  readonly request: Request;
}

/** How a fake server answers. */
export type Handler = (seen: Seen) => Response | Promise<Response>;

/** An HTTP server on this machine's loopback, on a free port, that remembers what it was asked. */
export class FakeServer implements AsyncDisposable {
  readonly seen: Seen[] = [];
  readonly #server: Deno.HttpServer<Deno.NetAddr>;
  readonly #stop = new AbortController();

  private constructor(public handler: Handler) {
    this.#server = Deno.serve(
      {
        hostname: "127.0.0.1",
        port: 0,
        signal: this.#stop.signal,
        onListen: () => {},
        onError: () => new Response(null, { status: 500 }),
      },
      async (request) => {
        const seen = {
          method: request.method,
          url: new URL(request.url),
          headers: request.headers,
          body: request.method === "POST" ? await request.text() : "",
          request,
        };
        this.seen.push(seen);
        return await this.handler(seen);
      },
    );
  }

  /** Listens; {@link handler} may be replaced at any time. */
  static start(handler: Handler): FakeServer {
    return new FakeServer(handler);
  }

  get port(): number {
    return this.#server.addr.port;
  }

  /** The server's host as an operator would allow it. */
  get host(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** An absolute URL of a path on this server. */
  url(path = "/"): string {
    return `http://${this.host}${path}`;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#stop.abort();
    await this.#server.finished.catch(() => {});
  }
}

/** A signal for calls that nobody aborts. */
export function unhurried(): AbortSignal {
  return new AbortController().signal;
}
