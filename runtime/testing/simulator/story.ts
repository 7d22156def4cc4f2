import type { Millis } from "../../clock/clock.ts";

/**
 * What happened in a simulation, line by line. The latest lines are kept to be read; all of them
 * are in the digest, so that two runs can be compared.
 */
export class Story {
  readonly #kept: string[] = [];
  #count = 0;
  #hash = 0x811c9dc5;

  /** `kept`: how many lines are kept to be read. */
  constructor(private readonly now: () => Millis, private readonly kept: number) {}

  add(line: string): void {
    const text = `${this.now().toFixed(1)} ${line}`;
    for (let i = 0; i < text.length; i++) {
      this.#hash = Math.imul(this.#hash ^ text.charCodeAt(i), 0x01000193);
    }
    this.#kept[this.#count++ % this.kept] = text;
  }

  /** The latest lines, oldest first. */
  get lines(): string[] {
    const from = this.#count % this.kept;
    return this.#count <= this.kept
      ? [...this.#kept]
      : [...this.#kept.slice(from), ...this.#kept.slice(0, from)];
  }

  /** The same for two stories that are the same to the letter. */
  get digest(): string {
    return `${this.#count}:${(this.#hash >>> 0).toString(16)}`;
  }
}
