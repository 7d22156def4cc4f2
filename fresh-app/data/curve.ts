import type { Records } from "../api/ports.ts";
import type { EquityView } from "../api/views.ts";
import { type Range, RANGES } from "../words/ranges.ts";
import { previousSession, sessionAt } from "../../actors/domain/calendar.ts";

/** Points of the curve. */
const POINTS = 80;

/** The account's worth over the last sessions, evenly over the hours in which the market was open. */
export async function readCurve(
  records: Pick<Records, "equity">,
  marketTime: number,
  range: Range,
): Promise<readonly EquityView[]> {
  return await records.equity(momentsOf(marketTime, RANGES[range]));
}

function momentsOf(marketTime: number, sessions: number): number[] {
  const spans: { from: number; to: number }[] = [];
  let session = sessionAt(marketTime) ?? previousSession(marketTime);
  for (let i = 0; i < sessions; i++) {
    spans.unshift({ from: session.open, to: Math.min(session.close, marketTime) });
    session = previousSession(session.open - 1);
  }
  const per = Math.max(1, Math.floor(POINTS / spans.length));
  return spans.flatMap(({ from, to }) =>
    Array.from({ length: per + 1 }, (_, i) => Math.round(from + (to - from) * i / per))
  );
}
