import { systemClock } from "../clock/system.ts";
import { skipLoudly } from "./skip.ts";

const START_MS = 10_000;
const HOST = "127.0.0.1";

/**
 * A private Redis for a test: a port and a folder of its own, every write on disk before it is
 * answered (AOF, `appendfsync always`), so that a kill loses nothing.
 */
export class RedisServer {
  #process: Deno.ChildProcess | null = null;
  readonly #endWithUs = () => this.#signal("SIGKILL");

  private constructor(readonly port: number, readonly folder: string) {}

  /** Starts `redis-server` from the PATH and waits until it answers. */
  static async start(): Promise<RedisServer> {
    const folder = await Deno.makeTempDir({ prefix: "redis-test-" });
    const server = new RedisServer(freePort(), folder);
    globalThis.addEventListener("unload", server.#endWithUs);
    await server.restart();
    return server;
  }

  get url(): string {
    return `redis://${HOST}:${this.port}`;
  }

  /** Kills the server without a chance to say goodbye (SIGKILL). */
  async kill(): Promise<void> {
    const process = this.#process;
    if (process === null) return;
    this.#signal("SIGKILL");
    await process.status;
    this.#process = null;
  }

  /** Starts the server (again) on the same port and data; kills it first where it runs. */
  async restart(): Promise<void> {
    await this.kill();
    this.#process = new Deno.Command("redis-server", {
      args: [
        ...["--port", `${this.port}`, "--bind", HOST, "--dir", this.folder, "--save", ""],
        ...["--appendonly", "yes", "--appendfsync", "always", "--daemonize", "no"],
      ],
      stdin: "null",
      stdout: "null",
      stderr: "null",
    }).spawn();
    await this.#answering();
  }

  /** Stops the server's execution (SIGSTOP): connections stay open and nothing answers. */
  freeze(): void {
    this.#signal("SIGSTOP");
  }

  /** Lets a frozen server go on (SIGCONT). */
  unfreeze(): void {
    this.#signal("SIGCONT");
  }

  /** Kills the server and removes its data. */
  async stop(): Promise<void> {
    await this.kill();
    globalThis.removeEventListener("unload", this.#endWithUs);
    await Deno.remove(this.folder, { recursive: true });
  }

  #signal(signal: Deno.Signal): void {
    try {
      this.#process?.kill(signal);
    } catch (error) {
      // It ended by itself in the meantime.
      if (!(error instanceof TypeError) && !(error instanceof Deno.errors.NotFound)) throw error;
    }
  }

  async #answering(): Promise<void> {
    const until = systemClock.monotonic() + START_MS;
    while (!(await answers(this.port))) {
      if (systemClock.monotonic() > until) {
        throw new Error(`redis-server on port ${this.port} did not answer within ${START_MS} ms`);
      }
      await systemClock.sleep(10);
    }
  }
}

/** What tests on Redis can work with: a server of their own, a given one (`REDIS_URL`), or nothing. */
export function redisForTests():
  | { readonly kind: "private" }
  | { readonly kind: "given"; readonly url: string }
  | { readonly kind: "none" } {
  if (onPath("redis-server")) return { kind: "private" };
  const url = Deno.env.get("REDIS_URL");
  return url === undefined || url === "" ? { kind: "none" } : { kind: "given", url };
}

/** Registers a test that needs a server of its own, or says loudly that it is skipped. */
export function testWithRedisServer(
  name: string,
  run: (server: RedisServer) => Promise<void>,
): void {
  if (redisForTests().kind !== "private") {
    skipLoudly(name, "redis", "install redis-server, so that the test can start and kill its own");
    return;
  }
  Deno.test(name, async () => {
    const server = await RedisServer.start();
    try {
      await run(server);
    } finally {
      await server.stop();
    }
  });
}

/** A port that nobody listens on at the moment. */
export function freePort(): number {
  const listener = Deno.listen({ hostname: HOST, port: 0 });
  const { port } = listener.addr;
  listener.close();
  return port;
}

async function answers(port: number): Promise<boolean> {
  try {
    using connection = await Deno.connect({ hostname: HOST, port });
    await connection.write(new TextEncoder().encode("PING\r\n"));
    const reply = new Uint8Array(64);
    const length = await connection.read(reply) ?? 0;
    return new TextDecoder().decode(reply.subarray(0, length)).startsWith("+PONG");
  } catch (error) {
    if (error instanceof Deno.errors.ConnectionRefused) return false;
    if (error instanceof Deno.errors.ConnectionReset) return false;
    throw error;
  }
}

function onPath(binary: string): boolean {
  const folders = (Deno.env.get("PATH") ?? "").split(":");
  return folders.some((folder) => {
    try {
      return Deno.statSync(`${folder}/${binary}`).isFile;
    } catch {
      return false;
    }
  });
}
