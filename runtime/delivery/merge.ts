import type { Millis } from "../clock/clock.ts";

/** A message's place in the one order of the system. */
export interface OrderKey {
  /** Market time. */
  readonly at: Millis;
  /** Rank of its stream. */
  readonly rank: number;
  /** Partition key. */
  readonly key: string;
  readonly seq: number;
}

/**
 * The one order: market time, then stream rank, then key, then seq. Live, replay and backtest all
 * sort by it.
 */
export function compareOrder(a: OrderKey, b: OrderKey): number {
  if (a.at !== b.at) return a.at - b.at;
  if (a.rank !== b.rank) return a.rank - b.rank;
  if (a.key !== b.key) return a.key < b.key ? -1 : 1;
  return a.seq - b.seq;
}

/** What the merge knows of one input. */
export interface MergeInput {
  readonly stream: string;
  readonly rank: number;
  /** The first message that is not handled yet. */
  readonly head: OrderKey | null;
  /** Everything later on this input has a later `at`; null: nothing is promised yet. */
  readonly watermark: Millis | null;
}

/** What the merge says. */
export type MergeChoice =
  /** Handle the head of this input. */
  | { readonly kind: "take"; readonly stream: string }
  /** The head of `stream` would be next, but these inputs could still bring something earlier. */
  | { readonly kind: "wait"; readonly stream: string; readonly for: readonly string[] }
  /** Nothing is there. */
  | { readonly kind: "empty" };

/**
 * Chooses the next message: the earliest head, once no other input can bring an earlier one.
 * An input that is empty is safe when its watermark has passed the candidate: the earliest it could
 * still bring is at `watermark + 1`, before all other keys of its rank.
 */
export function chooseNext(inputs: readonly MergeInput[]): MergeChoice {
  let first: MergeInput | null = null;
  for (const input of inputs) {
    if (input.head !== null && (first === null || compareOrder(input.head, first.head!) < 0)) {
      first = input;
    }
  }
  if (first === null) return { kind: "empty" };
  const head = first.head!;
  const missing: string[] = [];
  for (const input of inputs) {
    if (input.head !== null) continue;
    if (input.watermark === null) missing.push(input.stream);
    else {
      const earliestAt = input.watermark + 1;
      const safe = earliestAt > head.at || (earliestAt === head.at && input.rank > head.rank);
      if (!safe) missing.push(input.stream);
    }
  }
  return missing.length === 0
    ? { kind: "take", stream: first.stream }
    : { kind: "wait", stream: first.stream, for: missing };
}

/**
 * The market time up to which everything has been handled: what the actor can promise downstream.
 * Watermarks take effect at their place in the queue, so what is still queued is later than them.
 * `held` are market times of messages that were taken but are not finished (parked, or waiting for
 * the answer of an outside effect). Null while some input has promised nothing, or without inputs.
 */
export function frontier(
  inputs: readonly Pick<MergeInput, "watermark">[],
  held: Iterable<Millis> = [],
): Millis | null {
  let least = Infinity;
  for (const input of inputs) {
    if (input.watermark === null) return null;
    least = Math.min(least, input.watermark);
  }
  if (least === Infinity) return null;
  for (const at of held) least = Math.min(least, at - 1);
  return least;
}
