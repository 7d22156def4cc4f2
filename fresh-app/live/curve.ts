import type { EquityView } from "../api/views.ts";

/** More points than this are not drawn. */
const POINTS_MAX = 240;

/**
 * The curve with what the account is worth now. A point of now moves along until it is as far from the
 * one before as points of this curve are; the oldest point goes where there would be too many.
 */
export function grown(
  curve: readonly EquityView[] | null,
  now: EquityView,
): readonly EquityView[] | null {
  if (curve === null || curve.length < 2) return curve;
  const [first, second, last] = [curve[0]!, curve[1]!, curve.at(-1)!];
  if (last.at > now.at || (last.at === now.at && last.equity === now.equity)) return curve;
  const step = Date.parse(second.at) - Date.parse(first.at);
  const before = curve.at(-2)!;
  const isNear = Date.parse(now.at) - Date.parse(before.at) < step;
  const next = [...isNear ? curve.slice(0, -1) : curve, now];
  return next.length > POINTS_MAX ? next.slice(1) : next;
}
