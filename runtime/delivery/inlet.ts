import type { z } from "zod";
import type { Inlet, LocalSchemas } from "../actor.ts";

/** What waits to be handled that did not come through a stream. */
export interface LocalItem {
  readonly from: "local" | "timer";
  readonly type: string;
  readonly payload: unknown;
  /** Its effects are committed. */
  readonly settled: () => void;
}

/** The actor stopped before the message's effects were committed; the source must offer it again. */
export class InletClosed extends Error {
  override readonly name = "InletClosed";
}

/** Messages from an actor's own source and its system timers, in order of arrival. */
export class LocalQueue implements Inlet<LocalSchemas> {
  #items: LocalItem[] = [];
  #waiting = new Set<(reason: Error) => void>();
  #closed = false;

  constructor(
    private readonly schemas: LocalSchemas,
    private readonly wake: () => void,
  ) {}

  get length(): number {
    return this.#items.length;
  }

  push(type: string, payload: z.input<z.ZodType>): Promise<void> {
    const schema = this.schemas[type];
    if (schema === undefined) throw new TypeError(`no local message type "${type}" is declared`);
    const parsed = schema.parse(payload);
    return new Promise((resolve, reject) => {
      if (this.#closed) return reject(new InletClosed("the actor is stopping"));
      this.#waiting.add(reject);
      const settled = () => {
        this.#waiting.delete(reject);
        resolve();
      };
      this.#items.push({ from: "local", type, payload: parsed, settled });
      this.wake();
    });
  }

  /** A system timer fired; one that is still waiting to be handled is not queued twice. */
  timer(name: string, now: number): void {
    if (this.#closed || this.#items.some((i) => i.from === "timer" && i.type === name)) return;
    this.#items.push({ from: "timer", type: name, payload: now, settled: () => {} });
    this.wake();
  }

  shift(): LocalItem | undefined {
    return this.#items.shift();
  }

  /** Refuses new messages and rejects those whose effects are not committed. */
  close(): void {
    this.#closed = true;
    for (const reject of this.#waiting) reject(new InletClosed("the actor is stopping"));
    this.#waiting.clear();
    this.#items.length = 0;
  }
}
