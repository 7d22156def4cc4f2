import type { Millis } from "../clock/clock.ts";

/** A message that was taken and is not finished. */
interface HeldEntry {
  readonly seq: number;
  /** Its market time; null where its stream has no part in the order. */
  readonly at: Millis | null;
  /** System time until which it is parked; 0 when it is in hand. */
  readonly dueAt: Millis;
}

/**
 * Messages that were taken out of their place in the order and are not finished: parked, or come
 * back from there. They hold the watermark, and later messages of their key wait behind them.
 */
export class Held {
  readonly #keys = new Map<string, Map<number, HeldEntry>>();

  add(stream: string, key: string, entry: HeldEntry): void {
    const slot = slotOf(stream, key);
    let entries = this.#keys.get(slot);
    if (entries === undefined) this.#keys.set(slot, entries = new Map());
    entries.set(entry.seq, entry);
  }

  has(stream: string, key: string, seq: number): boolean {
    return this.#keys.get(slotOf(stream, key))?.has(seq) ?? false;
  }

  delete(stream: string, key: string, seq: number): void {
    const slot = slotOf(stream, key);
    const entries = this.#keys.get(slot);
    if (entries?.delete(seq) && entries.size === 0) this.#keys.delete(slot);
  }

  /** Until when an earlier message of the key keeps this one waiting; null when none does. */
  behind(stream: string, key: string, seq: number): Millis | null {
    let dueAt: Millis | null = null;
    for (const entry of this.#keys.get(slotOf(stream, key))?.values() ?? []) {
      if (entry.seq < seq) dueAt = Math.max(dueAt ?? entry.dueAt, entry.dueAt);
    }
    return dueAt;
  }

  /** Market times that must not be promised yet. */
  *times(): Iterable<Millis> {
    for (const entries of this.#keys.values()) {
      for (const { at } of entries.values()) if (at !== null) yield at;
    }
  }
}

function slotOf(stream: string, key: string): string {
  return `${stream}/${key}`;
}
