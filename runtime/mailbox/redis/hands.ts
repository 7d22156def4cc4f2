import type { Delivery } from "../mailbox.ts";

/** What a consumer has been given and has not settled, by stream. */
export class Hands {
  readonly #held = new Map<string, Set<number>>();

  /** Notes deliveries that are handed out. */
  add(deliveries: readonly Delivery[]): void {
    for (const { stream, seq } of deliveries) {
      let seqs = this.#held.get(stream);
      if (seqs === undefined) this.#held.set(stream, seqs = new Set());
      seqs.add(seq);
    }
  }

  /** Forgets what was settled, or is no longer ours. */
  remove(stream: string, seqs: Iterable<number>): void {
    const held = this.#held.get(stream);
    for (const seq of seqs) held?.delete(seq);
  }

  /** The seqs in hand of a stream. */
  of(stream: string): readonly number[] {
    return [...this.#held.get(stream) ?? []];
  }
}
