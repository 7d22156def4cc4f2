import type { Reason } from "./signal.ts";

/**
 * The sentences behind the codes of reasons, for after "because"; `{name}` stands for the number of
 * that name. Strategies give codes and numbers only, so that what is stored needs no language.
 */
export const REASON_WORDS: Readonly<Record<string, string>> = {
  fast_average_above_slow: "the fast average ({fast}) is above the slow ({slow})",
  fast_average_below_slow: "the fast average ({fast}) is below the slow ({slow})",
  fast_average_crossed_above_slow: "the fast average ({fast}) has crossed above the slow ({slow})",
  fast_average_crossed_below_slow: "the fast average ({fast}) has crossed below the slow ({slow})",
  oversold: "oversold, with an RSI of {rsi}, at or below {limit}",
  overbought: "overbought, with an RSI of {rsi}, at or above {limit}",
  good_news:
    "good news: {stories} stories with a score of {score}, believed with a confidence of {confidence}",
  bad_news:
    "bad news: {stories} stories with a score of {score}, believed with a confidence of {confidence}",
  broke_above_channel:
    "closed at {close}, above the highest price before it ({limit}), by {ranges} average ranges",
  broke_below_channel:
    "closed at {close}, below the lowest price before it ({limit}), by {ranges} average ranges",
  steady_rise: "rose {deviations} standard deviations, at a yearly volatility of {volatility}",
  steady_fall: "fell {deviations} standard deviations, at a yearly volatility of {volatility}",
};

/** A reason in words; one whose code nobody knows by its code and numbers. */
export function wordReason(
  { code, numbers }: Reason,
  figure: (value: number) => string = plainFigure,
): string {
  const words = REASON_WORDS[code];
  if (words !== undefined) {
    return words.replaceAll(/\{(\w+)\}/g, (_, name: string) => figure(numbers[name] ?? NaN));
  }
  const spaced = (name: string) => name.replaceAll("_", " ");
  const facts = Object.entries(numbers).map(([name, value]) => `${spaced(name)} ${figure(value)}`);
  return facts.length === 0 ? spaced(code) : `${spaced(code)} (${facts.join(", ")})`;
}

function plainFigure(value: number): string {
  return Number.isInteger(value) ? String(value) : value.toPrecision(4);
}
