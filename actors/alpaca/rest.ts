import { ApiError, FetchError, marketData, trading } from "@alpacahq/alpaca-trade-api";
import type { Randomness, SystemClock } from "../../runtime/clock/clock.ts";
import type { AlpacaCredentials } from "./credentials.ts";
import { RequestPace } from "./pace.ts";

/** Alpaca's market data host. */
export const ALPACA_DATA_URL = "https://data.alpaca.markets";

/** Alpaca's trading host for paper accounts. */
export const ALPACA_PAPER_URL = "https://paper-api.alpaca.markets";

/** Bounds of one request and of its repetitions. */
export const REST_LIMITS = {
  /** One attempt, to the last byte. */
  attemptMs: 30_000,
  attemptsMax: 8,
  /** Waits between attempts, doubling, with jitter. */
  waitMs: { first: 500, max: 60_000 },
  /** A request that asks to be left alone for longer is not waited for. */
  obeyMsMax: 120_000,
} as const;

/** Requests a minute of the free plan. */
export const REQUESTS_PER_MINUTE = 200;

/** Alpaca did not give what was asked, and asking again would not change that. */
export class AlpacaRefused extends Error {
  override readonly name = "AlpacaRefused";
  /** HTTP status. */
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.status = status;
  }
}

/** Alpaca could not be asked, or was in trouble, for as long as we tried. */
export class AlpacaUnavailable extends Error {
  override readonly name = "AlpacaUnavailable";
}

/** What {@link AlpacaRest} needs. */
export interface AlpacaRestOptions {
  readonly credentials: AlpacaCredentials;
  readonly clock: SystemClock;
  readonly random: Randomness;
  /** {@link ALPACA_DATA_URL} by default. */
  readonly baseUrl?: string;
  /** Where the list of assets is; {@link ALPACA_PAPER_URL} by default. Keys are for one trading host. */
  readonly tradingUrl?: string;
  readonly requestsPerMinute?: number;
  /** Told of every attempt that did not succeed and is made again. */
  readonly onRetry?: (why: string, waitMs: number) => void;
}

/** An answer of the SDK, before it is mapped. */
interface RawAnswer {
  readonly raw: Response;
}

/**
 * Alpaca's market data REST through its SDK, paced and repeated by our clock. Answers are JSON whose
 * shape nobody has looked at yet: see mapper.ts. The SDK's own retries and pacing are off, for they
 * run on the machine's clock and wait five seconds at most when told to wait a minute.
 */
export class AlpacaRest {
  readonly stocks: marketData.StockApi;
  readonly news: marketData.NewsApi;
  readonly corporateActions: marketData.CorporateActionsApi;
  readonly assets: trading.AssetsApi;
  readonly #options: AlpacaRestOptions;
  readonly #pace: RequestPace;

  constructor(options: AlpacaRestOptions) {
    this.#options = options;
    this.#pace = new RequestPace(options.clock, options.requestsPerMinute ?? REQUESTS_PER_MINUTE);
    const configuration = new marketData.Configuration({
      ...options.credentials,
      basePath: options.baseUrl ?? ALPACA_DATA_URL,
      timeoutMs: 0,
    });
    this.stocks = new marketData.StockApi(configuration);
    this.news = new marketData.NewsApi(configuration);
    this.corporateActions = new marketData.CorporateActionsApi(configuration);
    this.assets = new trading.AssetsApi(
      new trading.Configuration({
        ...options.credentials,
        basePath: options.tradingUrl ?? ALPACA_PAPER_URL,
        timeoutMs: 0,
      }),
    );
  }

  /**
   * Makes one call until it succeeds. Throws {@link AlpacaRefused}, {@link AlpacaUnavailable}, or the
   * signal's reason.
   * @param what what is asked for, in messages: "the bars of AAPL"
   */
  async json(
    what: string,
    call: (init: { signal: AbortSignal }) => Promise<RawAnswer>,
    signal: AbortSignal,
  ): Promise<unknown> {
    const { clock, random, onRetry } = this.#options;
    for (let attempt = 1;; attempt++) {
      await this.#pace.turn(signal);
      const outcome = await this.#attempt(what, call, signal);
      if (outcome.ok) return outcome.json;
      const { first, max } = REST_LIMITS.waitMs;
      const backoffMs = Math.min(max, first * 2 ** (attempt - 1)) * (0.5 + random.next() / 2);
      const waitMs = Math.round(Math.max(backoffMs, outcome.waitMs));
      if (attempt >= REST_LIMITS.attemptsMax || outcome.waitMs > REST_LIMITS.obeyMsMax) {
        throw new AlpacaUnavailable(
          `Alpaca did not give ${what} in ${attempt} attempts: ${outcome.why}. Try again later.`,
          { cause: outcome.cause },
        );
      }
      onRetry?.(`${what}: ${outcome.why}`, waitMs);
      await clock.sleep(waitMs, signal);
    }
  }

  async #attempt(
    what: string,
    call: (init: { signal: AbortSignal }) => Promise<RawAnswer>,
    signal: AbortSignal,
  ): Promise<
    | { readonly ok: true; readonly json: unknown }
    | { readonly ok: false; readonly why: string; readonly waitMs: number; readonly cause: unknown }
  > {
    const { clock } = this.#options;
    const overtime = new AbortController();
    const cancel = clock.after(REST_LIMITS.attemptMs, () => overtime.abort());
    let text: string;
    try {
      const answer = await call({ signal: AbortSignal.any([signal, overtime.signal]) });
      text = await answer.raw.text();
    } catch (error) {
      signal.throwIfAborted();
      const again = (why: string, waitMs = 0) => ({
        ok: false as const,
        why,
        waitMs,
        cause: error,
      });
      if (overtime.signal.aborted) return again(`no answer in ${REST_LIMITS.attemptMs / 1000} s`);
      if (error instanceof ApiError) {
        const why = `it answered ${error.status} (${firstLine(error.message)})`;
        if (isPassing(error.status)) return again(why, resetMs(error, clock.now()));
        throw new AlpacaRefused(error.status, refusal(what, error), { cause: error });
      }
      if (error instanceof FetchError || error instanceof TypeError) {
        return again(`it cannot be reached (${firstLine(causeOf(error))})`);
      }
      // The body broke off.
      return again(`its answer broke off (${firstLine(causeOf(error))})`);
    } finally {
      cancel();
    }
    try {
      return { ok: true, json: JSON.parse(text) };
    } catch (cause) {
      return { ok: false, why: "its answer is no whole JSON", waitMs: 0, cause };
    }
  }
}

function isPassing(status: number): boolean {
  return status === 408 || status === 425 || status === 429 || status >= 500;
}

/** `X-RateLimit-Reset` by our clock, or `Retry-After`; 0 where neither is there. */
function resetMs(error: ApiError, now: number): number {
  const reset = error.rateLimit?.reset;
  if (reset !== undefined && !error.response.headers.has("retry-after")) {
    return Math.max(0, reset.getTime() - now);
  }
  return error.response.headers.has("retry-after") ? error.retryAfterMs ?? 0 : 0;
}

function refusal(what: string, error: ApiError): string {
  const said = firstLine(error.message);
  if (error.status === 401) {
    return `Alpaca refuses the key pair (401: ${said}). Check APCA_API_KEY_ID and APCA_API_SECRET_KEY.`;
  }
  if (error.status === 403) {
    return `Alpaca does not give ${what} to this account (403: ${said}). ` +
      `Ask for another feed (iex is free) or for an older end.`;
  }
  return `Alpaca does not give ${what} (${error.status}: ${said}). Correct what is asked for.`;
}

function causeOf(error: unknown): string {
  const cause = error instanceof FetchError ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

function firstLine(text: string): string {
  const line = text.split("\n")[0] ?? "";
  return line.length > 160 ? `${line.slice(0, 157)}...` : line;
}
