const HOST = "127.0.0.1";

/** A network between a client and a server on this machine that can lose answers and connections. */
export class TcpProxy {
  readonly #listener: Deno.TcpListener;
  readonly #sockets = new Set<Deno.TcpConn>();
  readonly #pumps = new Set<Promise<void>>();
  #mute = false;

  private constructor(readonly targetPort: number) {
    this.#listener = Deno.listen({ hostname: HOST, port: 0 });
    this.#track(this.#accept());
  }

  /** Listens on a free port and connects each caller to `targetPort`. */
  static start(targetPort: number): TcpProxy {
    return new TcpProxy(targetPort);
  }

  get port(): number {
    return this.#listener.addr.port;
  }

  /** From now on requests arrive and their answers do not. */
  loseAnswers(): void {
    this.#mute = true;
  }

  /** Breaks every connection; new ones work. */
  cut(): void {
    this.#mute = false;
    for (const socket of this.#sockets) close(socket);
    this.#sockets.clear();
  }

  /** Breaks every connection and accepts no more. */
  async stop(): Promise<void> {
    this.#listener.close();
    this.cut();
    await Promise.all(this.#pumps);
  }

  async #accept(): Promise<void> {
    for await (const client of this.#listener) {
      const server = await Deno.connect({ hostname: HOST, port: this.targetPort });
      this.#sockets.add(client).add(server);
      this.#track(this.#pump(client, server, () => true));
      this.#track(this.#pump(server, client, () => !this.#mute));
    }
  }

  async #pump(from: Deno.TcpConn, to: Deno.TcpConn, passes: () => boolean): Promise<void> {
    const chunk = new Uint8Array(65_536);
    try {
      for (let read; (read = await from.read(chunk)) !== null;) {
        for (let sent = 0; passes() && sent < read;) {
          sent += await to.write(chunk.subarray(sent, read));
        }
      }
    } catch {
      // The connection was cut, by us or by one of the ends: the other end learns of it below.
    }
    close(from);
    close(to);
  }

  #track(pump: Promise<void>): void {
    this.#pumps.add(pump);
    pump.finally(() => this.#pumps.delete(pump));
  }
}

function close(socket: Deno.TcpConn): void {
  try {
    socket.close();
  } catch (error) {
    if (!(error instanceof Deno.errors.BadResource)) throw error;
  }
}
