import assert from "node:assert/strict";
import { residentBytes } from "../../cli/bench/memory.ts";
import { PROJECT_ROOT } from "../../cli/project.ts";
import { systemClock } from "../../../runtime/clock/system.ts";
import { freePort } from "../../../runtime/testing/redis_server.ts";
import { NO_SERVERS, type ServerEnvironment } from "./servers.ts";

const POLL_MS = 100;

/** Another server than `deno task dev`. */
export interface ServerCommand {
  /** What Deno is told. */
  readonly args: readonly string[];
  readonly settings: Readonly<Record<string, string>>;
}

const DEV: ServerCommand = { args: ["task", "dev"], settings: {} };

/** `deno task dev` as a person runs it (or another server): `deno task`, and the process that it starts. */
export class DevProcess {
  readonly url: string;
  #stderr = "";
  readonly #startedAt = systemClock.monotonic();
  readonly #child: Deno.ChildProcess;
  readonly #read: Promise<void>;

  /** Starts it on a free port. */
  constructor(
    home: string,
    servers: ServerEnvironment = NO_SERVERS,
    readonly port = freePort(),
    { args, settings } = DEV,
  ) {
    this.url = `http://127.0.0.1:${port}`;
    this.#child = new Deno.Command(Deno.execPath(), {
      args: [...args],
      cwd: PROJECT_ROOT,
      env: {
        ...servers,
        ...settings,
        TRADING_HOME: home,
        PORT: String(port),
        HOST: "127.0.0.1",
        NO_COLOR: "1",
      },
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

  /** Milliseconds since it was started. */
  get ageMs(): number {
    return systemClock.monotonic() - this.#startedAt;
  }

  /** Waits until `/readyz` answers 200; fails with what it said after `maxMs` since its start. */
  async ready(maxMs: number): Promise<void> {
    await this.until("ready", maxMs, async () => {
      const response = await fetch(`${this.url}/readyz`);
      await response.body?.cancel();
      return response.status === 200;
    });
  }

  /** Waits until something holds; no connection yet counts as not. */
  async until(what: string, maxMs: number, holds: () => Promise<boolean>): Promise<void> {
    while (!await holds().catch((error) => asNotYet(error))) {
      assert.ok(this.ageMs < maxMs, `not ${what} after ${maxMs} ms; it said:\n${this.#stderr}`);
      await systemClock.sleep(POLL_MS);
    }
  }

  /** Asks it to stop and waits: its exit code, and how long that took. */
  async stop(signal: "SIGINT" | "SIGTERM"): Promise<{ code: number; elapsedMs: number }> {
    const askedAt = systemClock.monotonic();
    this.#child.kill(signal);
    const { code } = await this.#child.status;
    const elapsedMs = systemClock.monotonic() - askedAt;
    await this.#read;
    return { code, elapsedMs };
  }

  /** Kills every process of it (SIGKILL), as a loss of power would. */
  async kill(): Promise<void> {
    const pids = [...await this.processes()].reverse();
    for (const pid of pids) Deno.kill(pid, "SIGKILL");
    await this.#child.status;
    await this.#read;
  }

  /** Resolves once it has ended by itself, or because it was killed. */
  async ended(): Promise<void> {
    await this.#child.status;
    await this.#read;
  }

  /** Its processes that are alive, the first one first. */
  async processes(): Promise<number[]> {
    const found = [this.#child.pid];
    for (const pid of found) {
      const tasks = `/proc/${pid}/task`;
      for (const task of await namesIn(tasks)) {
        const children = await Deno.readTextFile(`${tasks}/${task}/children`).catch(() => "");
        found.push(...children.split(" ").filter((text) => text !== "").map(Number));
      }
    }
    return found;
  }

  /** Resident memory of all its processes, in bytes; null where the system does not tell. */
  residentBytes(): Promise<number | null> {
    return residentBytes(this.#child.pid);
  }

  async #follow(): Promise<void> {
    const decoder = new TextDecoder();
    for await (const bytes of this.#child.stderr) {
      this.#stderr += decoder.decode(bytes, { stream: true });
    }
  }
}

/** Runs `work` with a running demo, which is killed afterwards where it has not ended. */
export async function withDev<T>(
  dev: DevProcess,
  work: (dev: DevProcess) => Promise<T>,
): Promise<T> {
  try {
    return await work(dev);
  } finally {
    await dev.kill().catch((error) => asEnded(error));
  }
}

/** Whether a process is alive; a zombie that nobody has waited for is not. */
export async function isAlive(pid: number): Promise<boolean> {
  const stat = await Deno.readTextFile(`/proc/${pid}/stat`).catch(() => null);
  return stat !== null && !/^\d+ \(.*\) Z/.test(stat);
}

async function namesIn(folder: string): Promise<string[]> {
  const entries = await Array.fromAsync(Deno.readDir(folder)).catch(() => []);
  return entries.map(({ name }) => name);
}

function asNotYet(error: unknown): false {
  // A refused connection, or one cut while it starts.
  if (error instanceof TypeError) return false;
  throw error;
}

function asEnded(error: unknown): void {
  if (error instanceof Deno.errors.NotFound || error instanceof TypeError) return;
  throw error;
}
