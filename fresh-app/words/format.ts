import type { Millis } from "../../runtime/clock/clock.ts";
import { decimal } from "../../actors/domain/money.ts";
import { NEW_YORK } from "../../actors/domain/new_york.ts";

const MINUS = "\u2212";
const MISSING = "\u2013";

/** A decimal text with thousands separated: `-1234.5` to `−1,234.50` with two places. */
export function grouped(value: string | number, places: number): string {
  const exact = decimal(value).toDecimalPlaces(places);
  const [whole = "0", fraction] = exact.abs().toFixed(places).split(".");
  const text = whole.replace(/\B(?=(\d{3})+$)/g, ",") +
    (fraction === undefined ? "" : `.${fraction}`);
  return exact.isNegative() && !exact.isZero() ? MINUS + text : text;
}

/** Dollars: `$1,234.50`, `−$7.38`. */
export function money(value: string): string {
  const text = grouped(value, 2);
  return text.startsWith(MINUS) ? `${MINUS}$${text.slice(1)}` : `$${text}`;
}

/** A change in dollars, with its sign: `+$412.58`, `−$7.38`, `$0.00`. */
export function signedMoney(value: string): string {
  return signOf(value) > 0 ? `+${money(value)}` : money(value);
}

/** 1, 0 or -1, after rounding to cents: what is shown as zero has no sign. */
export function signOf(value: string): 1 | 0 | -1 {
  const cents = decimal(value).toDecimalPlaces(2);
  return cents.isZero() ? 0 : cents.isNegative() ? -1 : 1;
}

/** A number of shares, without trailing zeros: `12`, `0.5`, `−3`. */
export function shares(value: string): string {
  const exact = decimal(value);
  return grouped(value, Math.min(exact.decimalPlaces(), 6));
}

/** A score, vote or weight change, signed, three places: `+0.384`. */
export function score(value: number): string {
  const text = grouped(value, 3);
  return Number(value.toFixed(3)) > 0 ? `+${text}` : text;
}

/** A number as indicators are told, without trailing zeros: `231.45`, `30`, `0.0123`. */
export function figure(value: number): string {
  if (!Number.isFinite(value)) return MISSING;
  const size = Math.abs(value);
  const exact = decimal(value).toDecimalPlaces(size >= 1000 ? 0 : size >= 1 ? 2 : 4);
  return grouped(value, exact.decimalPlaces());
}

/** A moment in New York: `Mon 9 Jun 2014 10:31:00`. */
export function marketMoment(at: Millis): string {
  return written(at, NEW_YORK, {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
}

/** A duration in two units at most: `14 min 17 s`, `92 ms`, `3 d 4 h`. */
export function duration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`;
  const units = [["d", 86_400], ["h", 3_600], ["min", 60], ["s", 1]] as const;
  let left = Math.floor(ms / 1000);
  const parts: string[] = [];
  for (const [name, size] of units) {
    const count = Math.floor(left / size);
    left -= count * size;
    if (count > 0) parts.push(`${count} ${name}`);
    else if (parts.length > 0) break;
    if (parts.length === 2) break;
  }
  return parts.join(" ");
}

function written(at: Millis, timeZone: string, date: Intl.DateTimeFormatOptions): string {
  const part = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat("en-GB", { timeZone, hourCycle: "h23", ...options }).format(at)
      .replaceAll(",", "");
  return `${part(date)} ${part({ hour: "2-digit", minute: "2-digit", second: "2-digit" })}`;
}
