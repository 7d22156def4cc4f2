/** Who reads: how numbers are written. Times are market time, New York. */
export interface Reader {
  /** A BCP 47 tag. */
  readonly locale: string;
}

const MINUS = "\u2212";
const timeZone = "America/New_York";

/** Reads who asks from the headers of a request; what makes no sense is as if it were not said. */
export function readerOf(headers: Headers): Reader {
  const tag = headers.get("accept-language")?.split(/[,;]/)[0]?.trim() ?? "";
  return { locale: isLocale(tag) ? tag : "en-US" };
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
  /** `14:32:17`, with the day where it is not that of `today`. */
  clock(at: string, today?: string | null): string;
  /** `Wed 11 Mar, 14:32:17.214`. */
  moment(at: string): string;
}

const made = new Map<string, Figures>();

/** The figures of a reader. */
export function figuresOf({ locale }: Reader): Figures {
  let figures = made.get(locale);
  if (figures === undefined) {
    figures = makeFigures(locale);
    // Readers are few; whoever invents many pays for it himself.
    if (made.size > 100) made.clear();
    made.set(locale, figures);
  }
  return figures;
}

function makeFigures(locale: string): Figures {
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
  };
}

/** 1, 0 or −1 of a decimal text or a number, as it is shown with two places. */
export function signOf(value: string | number | null): 1 | 0 | -1 {
  const size = Number(value ?? 0);
  return Math.abs(size) < 0.005 ? 0 : size > 0 ? 1 : -1;
}
