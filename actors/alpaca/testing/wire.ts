/**
 * A cable between a client and a server on this machine: it can be cut, so that neither side gets a
 * farewell, and it can be held, so that the connection stands and nothing passes.
 */
export class Wire implements AsyncDisposable {
  readonly #listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  readonly #ends = new Set<Deno.Conn>();
  readonly #accepting: Promise<void>;
  /** Nothing passes any more, in either direction. */
  held = false;

  constructor(private readonly targetPort: number) {
    this.#accepting = this.#accept();
  }

  /** Where clients connect to. */
  get port(): number {
    return this.#listener.addr.port;
  }

  /** Ends every connection without a word. */
  cut(): void {
    for (const end of this.#ends) close(end);
    this.#ends.clear();
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({ hostname: "127.0.0.1", port: this.targetPort });
      this.#ends.add(client).add(server);
      void this.#pump(client, server);
      void this.#pump(server, client);
    }
  }

  async #pump(from: Deno.Conn, to: Deno.Conn): Promise<void> {
    const buffer = new Uint8Array(65_536);
    try {
      for (let n = await from.read(buffer); n !== null; n = await from.read(buffer)) {
        if (this.held) continue;
        for (let sent = 0; sent < n;) sent += await to.write(buffer.subarray(sent, n));
      }
    } catch {
      // One side is gone; so goes the other.
    }
    for (const end of [from, to]) {
      this.#ends.delete(end);
      close(end);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#listener.close();
    this.cut();
    await this.#accepting.catch(() => {});
  }
}

function close(end: Deno.Conn): void {
  try {
    end.close();
  } catch {
    // It is closed already.
  }
}
