import { Redis } from "ioredis";
import { Buffer } from "node:buffer";
import type { SystemClock } from "../../clock/clock.ts";
import { MailboxUnavailable } from "../mailbox.ts";
import type { Script } from "./script.ts";
import type { Target } from "./target.ts";

/** How long to put up with a server that does not answer. */
export interface Patience {
  /** A call ends with {@link MailboxUnavailable} after this long without a usable server. */
  readonly timeoutMs: number;
  /** A connection that owes an answer for this long is dropped. */
  readonly silenceMs: number;
}

/** What a command may be given. */
export type Argument = string | number | Buffer;

/** What a server says for "not now": worth another try. */
const PASSING = /^(LOADING|BUSY|TRYAGAIN|MASTERDOWN|CLUSTERDOWN|READONLY|NOREPLICAS|MISCONF|OOM)\b/;

/** What a server says to a user that it does not know, or does not trust. */
const REFUSAL = /^(NOAUTH|WRONGPASS|NOPERM)\b/;

const RETRY_MS = [20, 50, 100, 200, 500] as const;

/**
 * One connection, opened when it is needed. A connection that breaks or falls silent is dropped and
 * never used again; the next call opens another. ioredis neither queues nor resends anything here:
 * what may be repeated is repeated by {@link send}, in one visible place.
 */
export class Link {
  #redis: Redis | null = null;
  #opening: Promise<Redis> | null = null;
  #losses = 0;
  #lastError = "no answer";
  #closed = false;
  /** Ends the waits of calls under way. */
  readonly #underWay = new Set<(error: Error) => void>();

  constructor(
    readonly target: Target,
    readonly clock: SystemClock,
    readonly patience: Patience,
  ) {}

  /** How often a connection was lost: what it carried may or may not have been done. */
  get losses(): number {
    return this.#losses;
  }

  /**
   * Performs `work` on an open connection. Work that is `repeatable` is tried again on a new
   * connection until the time is up; other work only where it cannot have been done.
   *
   * @param options.blockMs how long the server was asked to keep the answer back
   * @param options.signal drops the connection and ends the call
   * @throws {MailboxUnavailable} where there is no usable server in time, or the outcome is unknown
   */
  async send<T>(
    work: (commands: Commands) => Promise<T>,
    options: {
      readonly repeatable: boolean;
      readonly blockMs?: number;
      readonly signal?: AbortSignal | undefined;
    },
  ): Promise<T> {
    const { repeatable, blockMs = 0, signal } = options;
    const abort = () => this.drop();
    signal?.addEventListener("abort", abort, { once: true });
    try {
      return await this.#tries(work, repeatable, this.patience.silenceMs + blockMs, signal);
    } finally {
      signal?.removeEventListener("abort", abort);
    }
  }

  async #tries<T>(
    work: (commands: Commands) => Promise<T>,
    repeatable: boolean,
    limitMs: number,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    const until = this.clock.monotonic() + this.patience.timeoutMs;
    for (let tries = 0;; tries++) {
      const redis = await this.#connected(until, signal);
      try {
        return await this.#within(limitMs, work(new Commands(redis)));
      } catch (error) {
        if (isReply(error)) {
          if (!PASSING.test(error.message)) throw error;
          this.#lastError = error.message;
        } else {
          this.#lastError = error instanceof Error ? error.message : String(error);
          this.#drop(redis);
          if (!repeatable) {
            throw this.#unavailable("the connection was lost and the outcome is unknown", error);
          }
        }
        await this.#beforeNext(tries, until, signal);
      }
    }
  }

  /** Drops the connection: whatever is under way on it fails now. */
  drop(): void {
    if (this.#redis !== null) this.#drop(this.#redis);
    for (const fail of [...this.#underWay]) fail(new Error("the connection was dropped"));
  }

  /** Ends everything under way and everything to come. */
  close(): void {
    this.#closed = true;
    this.drop();
  }

  async #connected(until: number, signal: AbortSignal | undefined): Promise<Redis> {
    for (let tries = 0;; tries++) {
      if (this.#closed || signal?.aborted) throw this.#unavailable("the connection was closed");
      if (this.#redis !== null) return this.#redis;
      this.#opening ??= this.#open().finally(() => this.#opening = null);
      try {
        await this.#within(Math.max(0, until - this.clock.monotonic()), this.#opening);
      } catch (error) {
        if (error instanceof MailboxUnavailable) throw error;
        await this.#beforeNext(tries, until, signal);
      }
    }
  }

  /** Leaves a pause before another try, or throws where there may be none. */
  async #beforeNext(tries: number, until: number, signal: AbortSignal | undefined): Promise<void> {
    const leftMs = until - this.clock.monotonic();
    if (this.#closed || signal?.aborted) throw this.#unavailable("the connection was closed");
    if (leftMs <= 0) throw this.#unavailable(this.#lastError);
    const ms = Math.min(RETRY_MS[Math.min(tries, RETRY_MS.length - 1)] ?? 0, leftMs);
    // A wait for nothing: it ends with its time, or with the connection.
    await this.#within(ms, new Promise(() => {})).catch(() => {});
  }

  async #open(): Promise<Redis> {
    let refusal = "";
    const redis = new Redis({
      ...this.target.options,
      lazyConnect: true,
      retryStrategy: () => null,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      // A server that is loading its data says so to every command; `send` tries again.
      enableReadyCheck: false,
      disableClientInfo: true,
      disconnectTimeout: 0,
      connectTimeout: this.patience.silenceMs,
    });
    redis.on("error", ({ message }: Error) => {
      this.#lastError = message;
      if (REFUSAL.test(message)) refusal = message;
    });
    try {
      await this.#within(this.patience.silenceMs, redis.connect());
      const info = await this.#within(this.patience.silenceMs, redis.info("server"));
      const version = /redis_version:(\S+)/.exec(info)?.[1] ?? "unknown";
      if (!(Number.parseInt(version) >= 7)) {
        throw this.#unavailable(`its version is ${version}; the mailbox needs Redis 7.0 or later`);
      }
    } catch (error) {
      redis.disconnect();
      if (isReply(error) && REFUSAL.test(error.message)) refusal = error.message;
      if (refusal !== "") throw this.#unavailable(`it refuses us (${refusal})`, error);
      throw error;
    }
    if (this.#closed) {
      redis.disconnect();
      throw this.#unavailable("the connection was closed");
    }
    redis.once("close", () => this.#lost(redis));
    this.#redis = redis;
    return redis;
  }

  #drop(redis: Redis): void {
    if (this.#redis === redis) redis.disconnect();
    this.#lost(redis);
  }

  #lost(redis: Redis): void {
    if (this.#redis !== redis) return;
    this.#redis = null;
    this.#losses++;
  }

  /** Waits for an answer for that long at most, and no longer than the connection is kept. */
  #within<T>(ms: number, answer: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = () => {
        cancel();
        this.#underWay.delete(fail);
      };
      const fail = (error: Error) => {
        settle();
        reject(error);
      };
      const cancel = this.clock.after(ms, () => fail(new Error(`no answer in ${ms} ms`)));
      this.#underWay.add(fail);
      answer.then((value) => {
        settle();
        resolve(value);
      }, fail);
    });
  }

  #unavailable(why: string, cause?: unknown): MailboxUnavailable {
    return new MailboxUnavailable(`Redis at ${this.target.label} cannot be used: ${why}`, {
      cause,
    });
  }
}

/** The commands of one open connection, with replies as the server sends them. */
export class Commands {
  constructor(readonly redis: Redis) {}

  /** Calls a command; strings in the reply are buffers. */
  call(name: string, ...args: readonly Argument[]): Promise<unknown> {
    return this.redis.callBuffer(name, [...args]);
  }

  /** Runs a script by its hash; a server that does not know it (any more) is given the source. */
  async run(step: Script, keys: readonly string[], args: readonly Argument[]): Promise<unknown> {
    try {
      return await this.call("EVALSHA", step.sha, keys.length, ...keys, ...args);
    } catch (error) {
      if (!isReply(error) || !error.message.startsWith("NOSCRIPT")) throw error;
      return await this.call("EVAL", step.source, keys.length, ...keys, ...args);
    }
  }
}

/** Whether the server itself said no, so that the connection is sound and nothing was done. */
function isReply(error: unknown): error is Error {
  return error instanceof Error && error.name === "ReplyError";
}
