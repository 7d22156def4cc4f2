import assert from "node:assert/strict";
import { join } from "node:path";
import { PROJECT_ROOT } from "../../cli/project.ts";
import { systemClock } from "../../../runtime/clock/system.ts";
import { freePort } from "../../../runtime/testing/redis_server.ts";
import type { ServerEnvironment } from "./servers.ts";
import { runTask } from "./task_process.ts";

const POLL_MS = 100;

/** `deno task actor` as it runs on one machine of several. */
export class Machine {
  /** Where its metrics and health are, or the whole system's where it runs the gateway. */
  readonly url: string;
  readonly #env: Readonly<Record<string, string>>;
  #stderr = "";
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<void>;

  constructor(
    readonly name: string,
    home: string,
    servers: ServerEnvironment,
    actors: readonly string[],
    more: Readonly<Record<string, string>> = {},
  ) {
    const port = String(freePort());
    this.url = `http://127.0.0.1:${port}`;
    this.#env = {
      ...servers,
      TRADING_HOME: join(home, name),
      HOST: "127.0.0.1",
      PORT: port,
      TRADING_METRICS_PORT: port,
      NO_COLOR: "1",
      ...more,
    };
    this.#child = new Deno.Command(Deno.execPath(), {
      args: ["run", "-A", "--no-prompt", "actors/cli/main.ts", "actor", ...actors],
      cwd: PROJECT_ROOT,
      env: this.#env,
      stdin: "null",
      stdout: "null",
      stderr: "piped",
    }).spawn();
    this.#read = this.#follow();
  }

  /** Everything that it said. */
  get stderr(): string {
    return this.#stderr;
  }

  /** Waits until something holds; no connection yet counts as not. */
  async until(what: string, maxMs: number, holds: () => Promise<boolean>): Promise<void> {
    const startedAt = systemClock.monotonic();
    while (!await holds().catch(notYet)) {
      const waited = systemClock.monotonic() - startedAt;
      assert.ok(waited < maxMs, `${this.name}: not ${what} after ${maxMs} ms:\n${this.#stderr}`);
      await systemClock.sleep(POLL_MS);
    }
  }

  /** Waits until `/readyz` answers 200. */
  async ready(maxMs: number): Promise<void> {
    await this.until("ready", maxMs, async () => {
      const response = await fetch(`${this.url}/readyz`);
      await response.body?.cancel();
      return response.status === 200;
    });
  }

  /** The text of `/metrics`. */
  async metrics(): Promise<string> {
    return await (await fetch(`${this.url}/metrics`)).text();
  }

  /** Runs a health check as a container would: its exit code. */
  async health(args: readonly string[]): Promise<number> {
    return (await runTask(args, this.#env)).code;
  }

  /** Sends a signal and waits for the end: the exit code. */
  async end(signal: "SIGTERM" | "SIGKILL"): Promise<number> {
    this.#child.kill(signal);
    const { code } = await this.#child.status;
    await this.#read;
    return code;
  }

  /** Kills it where it has not ended. */
  async [Symbol.asyncDispose](): Promise<void> {
    try {
      this.#child.kill("SIGKILL");
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
    }
    await this.#child.status;
    await this.#read;
  }

  async #follow(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stderr) {
      this.#stderr += decoder.decode(bytes, { stream: true });
    }
  }
}

function notYet(error: unknown): false {
  // A refused connection, or one cut while it starts.
  if (error instanceof TypeError) return false;
  throw error;
}
