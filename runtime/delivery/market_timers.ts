import type { AnyActorDef } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import type { Json } from "./store.ts";

/** A timer of market time that fell due. */
export interface DueTimer {
  readonly name: string;
  readonly dueAt: Millis;
  /** False for the first moment the actor ever sees, which only starts the timer. */
  readonly fires: boolean;
  /** Where the actor's durable state remembers that it fired. */
  readonly stateKey: string;
}

/**
 * Timers in market time, as part of the message order: before the first message at or after a due
 * time is handled, the timer fires; a jump over several due times fires it once, with the last.
 */
export class MarketTimers {
  readonly #timers: { name: string; everyMs: number; stateKey: string; last: Millis | null }[] = [];

  constructor(def: AnyActorDef, state: ReadonlyMap<string, Json>) {
    for (const [name, timer] of Object.entries(def.timers ?? {})) {
      if (timer.clock !== "market") continue;
      const stateKey = `timer:${name}`;
      const last = state.get(stateKey);
      this.#timers.push({
        name,
        everyMs: timer.everyMs,
        stateKey,
        last: typeof last === "number" ? last : null,
      });
    }
  }

  /** Timers that start or fall due at or before `at`. */
  dueBy(at: Millis): DueTimer[] {
    const due: DueTimer[] = [];
    for (const timer of this.#timers) {
      const boundary = Math.floor(at / timer.everyMs) * timer.everyMs;
      if (timer.last !== null && boundary <= timer.last) continue;
      const fires = timer.last !== null;
      timer.last = boundary;
      due.push({ name: timer.name, dueAt: boundary, fires, stateKey: timer.stateKey });
    }
    return due;
  }
}
