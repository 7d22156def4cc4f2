import type { SystemClock } from "../../runtime/clock/clock.ts";
import { FrameReader, message, type Unit } from "./frames.ts";
import type { Session } from "./session.ts";
import type { Turns } from "./turns.ts";

/** How a server treats its clients. */
export interface WireServerOptions {
  readonly session: Session;
  /** Shared with whoever else uses the session. */
  readonly turns: Turns;
  readonly clock: SystemClock;
  /**
   * How long a transaction may keep the others waiting while it does nothing, in milliseconds in
   * total. Then it is rolled back and its connection is closed.
   */
  readonly idleInTransactionMs: number;
  /** Called after each unit that left no transaction open. */
  readonly onUnit?: () => void;
}

interface Client {
  readonly connection: Deno.Conn;
  readonly statements: Set<string>;
  /** What is left of its time in the open transaction. */
  idleLeftMs: number;
  idleSince: number | null;
  cancelTimer: () => void;
  /** Nothing of it is in the session any more, and nothing may come. */
  gone: boolean;
}

/**
 * Serves the one session of the embedded database to many clients. A client has it for one unit, or
 * until its transaction ends; a client that goes away in the middle is rolled back at once.
 */
export class WireServer {
  readonly #listener: Deno.Listener;
  readonly #clients = new Map<Client, Promise<void>>();
  readonly #accepting: Promise<void>;

  /** Listens on a Unix socket. The file must not exist. */
  constructor(socket: string, private readonly options: WireServerOptions) {
    this.#listener = Deno.listen({ transport: "unix", path: socket });
    this.#accepting = this.#accept();
  }

  /** Closes every connection, rolling back what is open. */
  async close(): Promise<void> {
    this.#listener.close();
    await this.#accepting;
    for (const client of this.#clients.keys()) hangUp(client);
    await Promise.all(this.#clients.values());
  }

  async #accept(): Promise<void> {
    try {
      for await (const connection of this.#listener) {
        const client: Client = {
          connection,
          statements: new Set(),
          idleLeftMs: this.options.idleInTransactionMs,
          idleSince: null,
          cancelTimer: () => {},
          gone: false,
        };
        this.#clients.set(
          client,
          this.#serve(client).then(() => void this.#clients.delete(client)),
        );
      }
    } catch (error) {
      if (!(error instanceof Deno.errors.BadResource)) throw error;
    }
  }

  async #serve(client: Client): Promise<void> {
    const frames = new FrameReader();
    try {
      for await (const chunk of client.connection.readable) {
        for (const unit of frames.push(chunk)) {
          if (unit.kind === "end" || client.gone) return;
          await this.#run(client, unit);
        }
      }
    } catch {
      // Whatever went wrong between us and this client, the others go on.
    } finally {
      await this.#release(client);
      hangUp(client);
    }
  }

  async #run(client: Client, unit: Exclude<Unit, { kind: "end" }>): Promise<void> {
    if (unit.kind === "tls") return await write(client, new TextEncoder().encode("N"));
    const { session, turns } = this.options;
    this.#stopIdling(client);
    await turns.take(client);
    let answer: Uint8Array;
    try {
      if (unit.kind === "messages") {
        for (const name of unit.prepares) client.statements.add(name);
      }
      answer = await session.exchange(unit.bytes);
    } finally {
      const open = session.inTransaction || (unit.kind === "messages" && !unit.complete);
      if (open && !client.gone) this.#startIdling(client);
      else this.#pass(client);
    }
    await write(client, answer);
  }

  #pass(client: Client): void {
    client.idleLeftMs = this.options.idleInTransactionMs;
    this.options.turns.pass(client);
    this.options.onUnit?.();
  }

  #startIdling(client: Client): void {
    const { clock } = this.options;
    client.idleSince = clock.monotonic();
    client.cancelTimer = clock.after(Math.max(0, client.idleLeftMs), () => this.#cut(client));
  }

  #stopIdling(client: Client): void {
    client.cancelTimer();
    if (client.idleSince === null) return;
    client.idleLeftMs -= this.options.clock.monotonic() - client.idleSince;
    client.idleSince = null;
  }

  #cut(client: Client): void {
    const text = `the transaction did nothing for ${this.options.idleInTransactionMs} ms and was ` +
      "rolled back, for every other client waits for it";
    const fields = ["SFATAL", "VFATAL", "C25P03", `M${text}`].map((field) => `${field}\0`);
    void write(client, message("E", ...fields, "\0")).catch(() => {}).finally(() => hangUp(client));
    // Telling it may take as long as it likes; the others must not wait for that.
    void this.#release(client);
  }

  /** Rolls back and forgets what the client has in the session, and passes its turn on. */
  async #release(client: Client): Promise<void> {
    if (client.gone) return;
    client.gone = true;
    client.cancelTimer();
    const { session, turns } = this.options;
    if (!turns.has(client) && client.statements.size === 0) return;
    await turns.take(client);
    try {
      await session.abandon(client.statements);
      client.statements.clear();
    } finally {
      turns.pass(client);
    }
  }
}

function hangUp(client: Client): void {
  try {
    client.connection.close();
  } catch {
    // It has been closed already.
  }
}

async function write(client: Client, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) {
    sent += await client.connection.write(bytes.subarray(sent));
  }
}
