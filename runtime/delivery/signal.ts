import type { SystemClock } from "../clock/clock.ts";

/** A flag that one loop raises and others wait for; a raise before a wait is not lost. */
export class Signal {
  #raised = false;
  #waiting = new Set<() => void>();

  raise(): void {
    this.#raised = true;
    for (const resolve of this.#waiting) resolve();
    this.#waiting.clear();
  }

  /** Resolves at the next (or an unseen) raise, or after `ms`. */
  async wait(clock: SystemClock, ms: number): Promise<void> {
    if (!this.#raised) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          cancel();
          resolve();
        };
        const cancel = clock.after(ms, () => {
          this.#waiting.delete(wake);
          resolve();
        });
        this.#waiting.add(wake);
      });
    }
    this.#raised = false;
  }
}
