/** How often signs of life are looked for, in milliseconds. */
export const WATCH_MS = 1_000;

/**
 * Who has been silent for too long, on a clock that never goes back. Time in which the supervisor
 * itself could not listen (its thread was busy, the process frozen, the machine asleep) does not
 * count against anyone.
 */
export class Heartbeats {
  readonly #heard = new Map<string, number>();
  #lookedAt: number;

  constructor(now: number) {
    this.#lookedAt = now;
  }

  /** A sign of life; the first one puts the name under watch. */
  heard(name: string, now: number): void {
    this.#heard.set(name, now);
  }

  /** To be called every {@link WATCH_MS}: how long each has been silent, in milliseconds. */
  look(now: number): Map<string, number> {
    const deafMs = Math.max(0, now - this.#lookedAt - WATCH_MS);
    this.#lookedAt = now;
    const silences = new Map<string, number>();
    for (const [name, at] of this.#heard) {
      const forgiven = Math.min(now, at + deafMs);
      this.#heard.set(name, forgiven);
      silences.set(name, now - forgiven);
    }
    return silences;
  }
}
