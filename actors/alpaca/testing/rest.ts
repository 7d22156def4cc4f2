/** A bar as a test gives it to the simulator; times in milliseconds since the epoch. */
export interface SimBar {
  readonly startsAt: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A split as the simulator adjusts by it: new shares for one old, from a date of New York on. */
export interface SimSplit {
  readonly symbol: string;
  /** First moment at the new count, milliseconds since the epoch. */
  readonly from: number;
  readonly ratio: number;
}

/** What the simulated market-data account may see. */
export interface SimPlan {
  /** Whether SIP data is given without its delay of 15 minutes. */
  realtimeSip: boolean;
  /** The account's present, milliseconds since the epoch. */
  now: number;
}

const SIP_DELAY_MS = 900_000;
const PAGE_DEFAULT = 1_000;
const PAGE_MAX = 10_000;
const TIMEFRAME =
  /^(([1-9]|[1-5]\d)(Min|T)|([1-9]|1\d|2[0-3])(Hour|H)|1(Day|D|Week|W)|([1-4]|6|12)(Month|M))$/;
const ADJUSTMENTS = ["raw", "split", "dividend", "spin-off", "all"];

/** Alpaca's REST of historical bars and corporate actions, from what a test put there. */
export class SimMarketDataRest {
  readonly #bars = new Map<string, Map<number, SimBar>>();
  readonly splits: SimSplit[] = [];
  /** Symbols that the exchange never knew: asking for one is an error. */
  readonly unknown = new Set<string>();
  /** By kind as Alpaca names it (`forward_splits`, `cash_dividends`, `name_changes`, …). */
  readonly actions: {
    readonly kind: string;
    readonly action: Readonly<Record<string, unknown>>;
  }[] = [];

  constructor(readonly plan: SimPlan) {}

  /** Stores a bar, in place of one of the same start. */
  put(symbol: string, bar: SimBar, timeframe = "1Min"): void {
    const key = `${symbol}|${timeframe}`;
    const bars = this.#bars.get(key) ?? new Map<number, SimBar>();
    this.#bars.set(key, bars.set(bar.startsAt, bar));
  }

  /** Answers a request; null for a path that is not ours. */
  answer(url: URL): Response | null {
    const single = /^\/v2\/stocks\/([^/]+)\/bars$/.exec(url.pathname)?.[1] ?? null;
    if (single !== null) return this.#barsPage(url.searchParams, [single], single);
    if (url.pathname === "/v2/stocks/bars") {
      const symbols = url.searchParams.get("symbols")?.split(",") ?? [];
      return this.#barsPage(url.searchParams, symbols, null);
    }
    if (url.pathname === "/v1/corporate-actions") return this.#actionsPage(url.searchParams);
    return null;
  }

  #barsPage(query: URLSearchParams, symbols: readonly string[], single: string | null): Response {
    const refuse = (message: string, status = 400) => Response.json({ message }, { status });
    const timeframe = query.get("timeframe") ?? "";
    const limit = Number(query.get("limit") ?? PAGE_DEFAULT);
    const adjustments = (query.get("adjustment") ?? "raw").split(",");
    const feed = query.get("feed") ?? "sip";
    if (symbols.length === 0) return refuse("symbols is required");
    if (!TIMEFRAME.test(timeframe)) return refuse(`invalid timeframe: ${timeframe}`);
    if (!(limit >= 1 && limit <= PAGE_MAX)) return refuse("invalid limit");
    if (!["sip", "iex", "otc", "boats"].includes(feed)) return refuse(`invalid feed: ${feed}`);
    if (adjustments.some((each) => !ADJUSTMENTS.includes(each))) {
      return refuse("invalid adjustment");
    }
    const unknown = symbols.find((symbol) => this.unknown.has(symbol));
    if (unknown !== undefined) return refuse(`invalid symbol: ${unknown}`);
    const start = moment(query.get("start"), 0);
    const delay = feed === "sip" && !this.plan.realtimeSip ? SIP_DELAY_MS : 0;
    const end = moment(query.get("end"), this.plan.now - delay);
    if (start === null || end === null) return refuse("invalid time");
    if (query.has("end") && end > this.plan.now - delay) {
      return refuse("subscription does not permit querying recent SIP data", 403);
    }
    const all = [...symbols].sort().flatMap((symbol) => {
      const bars = [...this.#bars.get(`${symbol}|${timeframe}`)?.values() ?? []];
      bars.sort((a, b) => a.startsAt - b.startsAt);
      if (query.get("sort") === "desc") bars.reverse();
      const adjusted = adjustments.includes("split") || adjustments.includes("all");
      return bars.filter((bar) => bar.startsAt >= start && bar.startsAt <= end)
        .map((bar) => ({ symbol, bar: adjusted ? this.#adjusted(symbol, bar) : bar }));
    });
    const tokens = all.map(({ symbol, bar }) => btoa(`${symbol}|M|${nanoTime(bar.startsAt)}`));
    const token = query.get("page_token");
    const from = token === null ? 0 : tokens.indexOf(token) + 1;
    if (token !== null && from === 0) return refuse("invalid page_token");
    const page = all.slice(from, from + limit);
    const next = from + limit < all.length ? tokens[from + limit - 1]! : null;
    if (single !== null) {
      const bars = page.length === 0 ? null : page.map(({ bar }) => wireBar(bar));
      return Response.json({ symbol: single, bars, next_page_token: next });
    }
    const bars: Record<string, unknown[]> = {};
    for (const { symbol, bar } of page) (bars[symbol] ??= []).push(wireBar(bar));
    return Response.json({ bars: page.length === 0 ? null : bars, next_page_token: next });
  }

  #adjusted(symbol: string, bar: SimBar): SimBar {
    let ratio = 1;
    for (const split of this.splits) {
      if (split.symbol === symbol && bar.startsAt < split.from) ratio *= split.ratio;
    }
    const { startsAt, open, high, low, close, volume } = bar;
    return {
      startsAt,
      open: open / ratio,
      high: high / ratio,
      low: low / ratio,
      close: close / ratio,
      volume: volume * ratio,
    };
  }

  #actionsPage(query: URLSearchParams): Response {
    const limit = Number(query.get("limit") ?? 100);
    if (!(limit >= 1 && limit <= 1_000)) {
      return Response.json({ message: "invalid limit" }, { status: 400 });
    }
    const symbols = query.get("symbols")?.split(",") ?? null;
    const [start, end] = [query.get("start") ?? "", query.get("end") ?? "9999-12-31"];
    const wanted = query.get("types")?.split(",") ?? null;
    const all = this.actions.filter(({ kind, action }) => {
      const date = String(action.process_date);
      const names = [action.symbol, action.old_symbol, action.new_symbol].map(String);
      return date >= start && date <= end &&
        (wanted === null || wanted.includes(kind.replace(/s$/, ""))) &&
        (symbols === null || names.some((name) => symbols.includes(name)));
    }).sort((a, b) => String(a.action.process_date) < String(b.action.process_date) ? -1 : 1);
    const from = Number(atob(query.get("page_token") ?? btoa("0")));
    const grouped: Record<string, unknown[]> = {};
    for (const { kind, action } of all.slice(from, from + limit)) {
      (grouped[kind] ??= []).push(action);
    }
    const next = from + limit < all.length ? btoa(String(from + limit)) : null;
    return Response.json({ corporate_actions: grouped, next_page_token: next });
  }
}

/** A bar in Alpaca's words. */
export function wireBar(bar: SimBar) {
  const { startsAt, open, high, low, close, volume } = bar;
  return {
    t: new Date(startsAt).toISOString().replace(".000Z", "Z"),
    o: open,
    h: high,
    l: low,
    c: close,
    v: volume,
    n: 1,
    vw: (high + low + close) / 3,
  };
}

function moment(text: string | null, fallback: number): number | null {
  if (text === null) return fallback;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : at;
}

function nanoTime(at: number): string {
  return new Date(at).toISOString().replace("Z", "000000Z");
}
