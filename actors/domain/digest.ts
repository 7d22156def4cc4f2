import { createHash } from "node:crypto";
import { compareOrder } from "../../runtime/delivery/merge.ts";
import type { Side } from "./signal.ts";
import { signals as signalStream, trades as tradeStream } from "./streams.ts";

/** What a digest keeps of a signal. */
export interface DigestSignal {
  /** Market time, milliseconds since the epoch. */
  readonly at: number;
  /** Number within `signals:generated`. */
  readonly seq: number;
  readonly ticker: string;
  readonly side: Side;
  readonly score: number;
}

/** What a digest keeps of a fill: an execution report with a quantity above zero. */
export interface DigestFill {
  readonly at: number;
  /** Number within `trades:executed`. */
  readonly seq: number;
  readonly ticker: string;
  readonly side: Side;
  /** Decimal text. */
  readonly quantity: string;
  readonly price: string;
  readonly fee: string;
}

/**
 * Fingerprint of what a run decided and what came of it: SHA-256, in hexadecimal, over one line of
 * JSON for each signal {at, ticker, side, score} and each fill {at, ticker, side, quantity, price,
 * fee} in the order of the system (market time, stream rank, ticker, number).
 */
export function runDigest(
  signals: Iterable<DigestSignal>,
  fills: Iterable<DigestFill>,
): string {
  const lines: { at: number; rank: number; key: string; seq: number; line: string }[] = [];
  for (const { at, seq, ticker, side, score } of signals) {
    const line = JSON.stringify({ at, ticker, side, score });
    lines.push({ at, rank: signalStream.rank, key: ticker, seq, line });
  }
  for (const { at, seq, ticker, side, quantity, price, fee } of fills) {
    const line = JSON.stringify({ at, ticker, side, quantity, price, fee });
    lines.push({ at, rank: tradeStream.rank, key: ticker, seq, line });
  }
  lines.sort(compareOrder);
  const hash = createHash("sha256");
  for (const { line } of lines) hash.update(line).update("\n");
  return hash.digest("hex");
}
