import { signalEvidence, type SignalEvidenceRow } from "../../db/tables/lineage.ts";
import { signals, signalVotes, strategies } from "../../db/tables/signals.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { isoTime } from "../domain/iso_time.ts";
import type { Signal } from "../domain/signal.ts";
import type { SignalRules } from "./rules.ts";

/** Records a signal with every vote, and what it rested on. */
export function writeSignal(
  ctx: RowWriter,
  signal: Signal,
  evidence: SignalEvidenceRow,
  at: Millis,
): void {
  const { signalId, ticker, timeframe, side, score, threshold, price, expiresAt } = signal;
  ctx.write(signals, {
    signal_id: signalId,
    at: isoTime(at),
    expires_at: isoTime(expiresAt),
    ticker,
    timeframe,
    side,
    score,
    threshold,
    price,
  });
  ctx.write(signalEvidence, evidence);
  for (const { strategy, direction, strength, weight, reason } of signal.votes) {
    ctx.write(signalVotes, {
      signal_id: signalId,
      strategy,
      direction,
      strength,
      weight,
      reason_code: reason.code,
      reason: reason.numbers,
    });
  }
}

/** Records every strategy on the shelf with the weight and parameters in force. */
export function writeStrategies(ctx: RowWriter, { members, shelf }: SignalRules, at: Millis): void {
  for (const { name, prepare } of shelf) {
    const member = members.find(({ strategy }) => strategy.name === name);
    ctx.write(strategies, {
      strategy: name,
      enabled: member !== undefined,
      weight: member?.weight ?? 0,
      parameters: (member?.strategy ?? prepare({})).params,
      updated_at: isoTime(at),
    });
  }
}
