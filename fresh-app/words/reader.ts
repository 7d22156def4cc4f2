/** Who reads: how numbers are written, and in which time zone. */
export interface Reader {
  /** A BCP 47 tag. */
  readonly locale: string;
  /** An IANA time zone; UTC until the reader's browser has told its own. */
  readonly timeZone: string;
}

const MINUS = "\u2212";
const MARKET_ZONE = "America/New_York";

/** The cookie in which a reader's browser tells its time zone. */
export const ZONE_COOKIE = "zone";

/** Reads who asks from the headers of a request; what makes no sense is as if it were not said. */
export function readerOf(headers: Headers): Reader {
  const tag = headers.get("accept-language")?.split(/[,;]/)[0]?.trim() ?? "";
  const zone = cookieOf(headers.get("cookie") ?? "", ZONE_COOKIE);
  return { locale: isLocale(tag) ? tag : "en-US", timeZone: isZone(zone) ? zone : "UTC" };
}

function cookieOf(header: string, name: string): string {
  const found = header.split(/;\s*/).find((each) => each.startsWith(`${name}=`));
  try {
    return decodeURIComponent(found?.slice(name.length + 1) ?? "");
  } catch {
    return "";
  }
}

function isZone(timeZone: string): boolean {
  if (!/^[A-Za-z][A-Za-z0-9_+/-]{1,63}$/.test(timeZone)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone });
    return true;
  } catch {
    return false;
  }
}

function isLocale(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

/** Numbers and times as one reader writes them. Decimal texts are never taken through a float. */
export interface Figures {
  /** `1,234.50`; a dash where there is nothing. */
  number(value: string | number | null, places?: number): string;
  /** `$1,234.50`. */
  money(value: string | number | null): string;
  /** `+$1,234.50`, `−$7.38`, `$0.00`. */
  change(value: string | number | null): string;
  /** `+0.384`. */
  signed(value: number | null, places?: number): string;
  /** `12.34%` of a share of 1. */
  percent(share: number | null, places?: number): string;
  /** The same with a sign: of a change. */
  percentChange(share: number | null, places?: number): string;
  /** A number of shares, without trailing zeros. */
  shares(value: string | number): string;
  /** `14:32:17` in the reader's zone, with the day where it is not that of `today`. */
  clock(at: string, today?: string | null): string;
  /** `Wed 11 Mar, 14:32:17.214` in the reader's zone. */
  moment(at: string): string;
  /** Its day in the reader's zone: `2026-03-11`. */
  day(at: string): string;
  /** {@link moment} in New York, where the market is. */
  marketMoment(at: string): string;
  /** `11 Mar 2026 14:32:17 UTC, 10:32:17 in New York`: what a time tells on hover. */
  elsewhere(at: string): string;
}

const made = new Map<string, Figures>();

/** The figures of a reader. */
export function figuresOf({ locale, timeZone }: Reader): Figures {
  const name = `${locale} ${timeZone}`;
  let figures = made.get(name);
  if (figures === undefined) {
    figures = makeFigures(locale, timeZone);
    // Readers are few; whoever invents many pays for it himself.
    if (made.size > 100) made.clear();
    made.set(name, figures);
  }
  return figures;
}

function makeFigures(locale: string, timeZone: string): Figures {
  const number = (options: Intl.NumberFormatOptions) => {
    const format = new Intl.NumberFormat(locale, options);
    return (value: string | number | null) =>
      value === null
        ? "\u2013"
        : format.format(value as `${number}`).replace(/^-|(?<=^\D)-/, MINUS);
  };
  const kept = new Map<string, (value: string | number | null) => string>();
  const with_ = (options: Intl.NumberFormatOptions) => {
    const key = JSON.stringify(options);
    const known = kept.get(key) ?? number(options);
    kept.set(key, known);
    return known;
  };
  const places = (count: number) => ({
    minimumFractionDigits: count,
    maximumFractionDigits: count,
  });
  const dollars = { style: "currency", currency: "USD", currencyDisplay: "narrowSymbol" } as const;
  const sign = { signDisplay: "exceptZero" } as const;
  const time = { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" } as const;
  const day = new Intl.DateTimeFormat("en-CA", { timeZone });
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone, ...time });
  const dated = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    day: "numeric",
    month: "short",
    ...time,
  });
  const exact = (timeZone: string) => {
    const format = new Intl.DateTimeFormat("en-GB", {
      timeZone,
      weekday: "short",
      day: "numeric",
      month: "short",
      ...time,
      fractionalSecondDigits: 3,
    });
    return (at: string) => format.format(new Date(at)).replace(/\.000$/, "");
  };
  const newYork = new Intl.DateTimeFormat("en-GB", { timeZone: MARKET_ZONE, ...time });
  return {
    number: (value, count = 2) => with_(places(count))(value),
    money: (value) => with_(dollars)(value),
    change: (value) => with_({ ...dollars, ...sign })(value),
    signed: (value, count = 3) => with_({ ...places(count), ...sign })(value),
    percent: (share, count = 2) => with_({ style: "percent", ...places(count) })(share),
    percentChange: (share, count = 2) =>
      with_({ style: "percent", ...places(count), ...sign })(share),
    shares: (value) => with_({ maximumFractionDigits: 6 })(value),
    clock(at, today = null) {
      const moment = new Date(at);
      return today !== null && day.format(moment) === day.format(new Date(today))
        ? clock.format(moment)
        : dated.format(moment).replace(",", "");
    },
    day: (at) => day.format(new Date(at)),
    moment: exact(timeZone),
    marketMoment: exact(MARKET_ZONE),
    elsewhere: (at) =>
      `${at.slice(0, 19).replace("T", " ")} UTC, ${newYork.format(new Date(at))} in New York`,
  };
}

/** 1, 0 or −1 of a decimal text or a number, as it is shown with two places. */
export function signOf(value: string | number | null): 1 | 0 | -1 {
  const size = Number(value ?? 0);
  return Math.abs(size) < 0.005 ? 0 : size > 0 ? 1 : -1;
}
