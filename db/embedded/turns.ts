/** Whose turn it is with the one session: first come, first served, and never two at once. */
export class Turns {
  #holder: object | null = null;
  readonly #waiting: { readonly who: object; readonly start: () => void }[] = [];

  /** Resolves when it is `who`'s turn; at once when it is already. */
  take(who: object): Promise<void> {
    if (this.#holder === who) return Promise.resolve();
    if (this.#holder === null) {
      this.#holder = who;
      return Promise.resolve();
    }
    return new Promise((start) => this.#waiting.push({ who, start }));
  }

  /** Whether it is `who`'s turn. */
  has(who: object): boolean {
    return this.#holder === who;
  }

  /** Gives the turn to whoever waits longest. */
  pass(who: object): void {
    if (this.#holder !== who) return;
    const next = this.#waiting.shift();
    this.#holder = next?.who ?? null;
    next?.start();
  }
}
