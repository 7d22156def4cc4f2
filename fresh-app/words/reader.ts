/** Who reads: how numbers are written, and by which clock times are told. */
export interface Reader {
  /** A BCP 47 tag. */
  readonly locale: string;
  /** IANA zone of the reader's clock; null until the browser has told it: New York then. */
  readonly zone: string | null;
}

const MINUS = "\u2212";
const NEW_YORK = "America/New_York";

/** Name of the cookie in which a browser tells its zone. */
export const ZONE_COOKIE = "zone";

/** Reads who asks from the headers of a request; what makes no sense is as if it were not said. */
export function readerOf(headers: Headers): Reader {
  const tag = headers.get("accept-language")?.split(/[,;]/)[0]?.trim() ?? "";
  const cookie = new RegExp(`(?:^|;\\s*)${ZONE_COOKIE}=([^;]*)`).exec(headers.get("cookie") ?? "");
  return { locale: isLocale(tag) ? tag : "en-US", zone: zoneOf(cookie?.[1]) };
}

function isLocale(tag: string): boolean {
  try {
    return tag.length <= 35 && Intl.NumberFormat.supportedLocalesOf(tag).length > 0;
  } catch {
    return false;
  }
}

function zoneOf(text: string | undefined): string | null {
  if (text === undefined || text.length > 128) return null;
  try {
    const zone = decodeURIComponent(text);
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return null;
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
  /** `14:32:17`, with the day where it is not that of `today`. */
  clock(at: string, today?: string | null): string;
  /** `Wed 11 Mar, 14:32:17.214`. */
  moment(at: string): string;
  /** The zone that times are told in: `New York`, `Europe/Berlin`. */
  readonly zoneName: string;
}

const made = new Map<string, Figures>();

/** The figures of a reader. */
export function figuresOf({ locale, zone }: Reader): Figures {
  const key = `${locale} ${zone}`;
  let figures = made.get(key);
  if (figures === undefined) {
    figures = makeFigures(locale, zone ?? NEW_YORK);
    // Readers are few; whoever invents many pays for it himself.
    if (made.size > 100) made.clear();
    made.set(key, figures);
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
  const exact = new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    ...time,
    fractionalSecondDigits: 3,
  });
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
    moment: (at) => exact.format(new Date(at)).replace(/\.000$/, ""),
    zoneName: timeZone === NEW_YORK ? "New York" : timeZone.replaceAll("_", " "),
  };
}

/** 1, 0 or −1 of a decimal text or a number, as it is shown with two places. */
export function signOf(value: string | number | null): 1 | 0 | -1 {
  const size = Number(value ?? 0);
  return Math.abs(size) < 0.005 ? 0 : size > 0 ? 1 : -1;
}
