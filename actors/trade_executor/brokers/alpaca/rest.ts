import { ApiError, FetchError, trading } from "@alpacahq/alpaca-trade-api";
import type { Randomness, SystemClock } from "../../../../runtime/clock/clock.ts";
import type { AlpacaCredentials } from "../../../alpaca/credentials.ts";
import { RequestPace } from "../../../alpaca/pace.ts";
import { REQUESTS_PER_MINUTE } from "../../../alpaca/rest.ts";
import { BrokerUnavailable } from "../broker.ts";
import { errorSchema } from "./mapper.ts";

/** Bounds of requests to the trading host, in milliseconds. */
export const TRADING_LIMITS = {
  /** One attempt, to the last byte. */
  attemptMs: 10_000,
  /** Attempts at a question; a command has one, for repeating it is the executor's decision. */
  readAttemptsMax: 4,
  /** Waits between attempts at a question, doubling, with jitter. */
  waitMs: { first: 250, max: 4_000 },
  /** The longest that a 429's own word is obeyed. */
  obeyMsMax: 60_000,
} as const;

/** Where the account is, and what a client of it needs. */
export interface TradingRestOptions {
  readonly credentials: AlpacaCredentials;
  readonly clock: SystemClock;
  readonly random: Randomness;
  readonly baseUrl: string;
  /** Replaces the network; used by simulations. */
  readonly fetch?: typeof fetch;
  readonly requestsPerMinute?: number;
}

/** An answer that is certain: what was asked for, or a refusal. */
export type TradingAnswer =
  | { readonly ok: true; readonly json: unknown }
  | {
    readonly ok: false;
    readonly status: number;
    /** Alpaca's number; null where it gave none. */
    readonly code: number | null;
    readonly message: string;
  };

type Call = (init: { signal: AbortSignal }) => Promise<{ readonly raw: Response }>;

/**
 * Alpaca's trading REST through its SDK, paced by our clock. Whatever leaves the outcome open (no
 * answer, half of one, 429, 5xx) is thrown as {@link BrokerUnavailable}; the SDK's own retries are off.
 */
export class TradingRest {
  readonly orders: trading.OrdersApi;
  readonly positions: trading.PositionsApi;
  readonly accounts: trading.AccountsApi;
  readonly activities: trading.AccountActivitiesApi;
  readonly clockApi: trading.ClockApi;
  readonly #options: TradingRestOptions;
  readonly #pace: RequestPace;
  /** No request goes before this moment of the monotonic clock: Alpaca asked for a pause. */
  #restUntil = 0;

  constructor(options: TradingRestOptions) {
    this.#options = options;
    this.#pace = new RequestPace(options.clock, options.requestsPerMinute ?? REQUESTS_PER_MINUTE);
    const configuration = new trading.Configuration({
      ...options.credentials,
      basePath: options.baseUrl,
      timeoutMs: 0,
      ...options.fetch === undefined ? {} : { fetchApi: options.fetch },
    });
    this.orders = new trading.OrdersApi(configuration);
    this.positions = new trading.PositionsApi(configuration);
    this.accounts = new trading.AccountsApi(configuration);
    this.activities = new trading.AccountActivitiesApi(configuration);
    this.clockApi = new trading.ClockApi(configuration);
  }

  /** Gives a command, once. `what`: in messages, "order pb-1". */
  async command(what: string, call: Call): Promise<TradingAnswer> {
    await this.#turn();
    return await this.#attempt(what, call);
  }

  /** Asks a question, again where the answer did not come. */
  async question(what: string, call: Call): Promise<TradingAnswer> {
    const { clock, random } = this.#options;
    for (let attempt = 1;; attempt++) {
      try {
        return await this.command(what, call);
      } catch (error) {
        const isOver = attempt >= TRADING_LIMITS.readAttemptsMax;
        if (!(error instanceof BrokerUnavailable) || isOver) throw error;
        const { first, max } = TRADING_LIMITS.waitMs;
        const bound = Math.min(max, first * 2 ** (attempt - 1));
        await clock.sleep(Math.round(bound * (0.5 + random.next() / 2)));
      }
    }
  }

  async #turn(): Promise<void> {
    const { clock } = this.#options;
    const restMs = this.#restUntil - clock.monotonic();
    if (restMs > 0) await clock.sleep(restMs);
    await this.#pace.turn(NEVER);
  }

  async #attempt(what: string, call: Call): Promise<TradingAnswer> {
    const { clock } = this.#options;
    const overtime = new AbortController();
    const cancel = clock.after(TRADING_LIMITS.attemptMs, () => overtime.abort());
    try {
      const { raw } = await call({ signal: overtime.signal });
      const text = await raw.text();
      return { ok: true, json: text === "" ? null : JSON.parse(text) };
    } catch (error) {
      if (error instanceof ApiError) return this.#refused(what, error);
      const why = overtime.signal.aborted
        ? `no answer in ${TRADING_LIMITS.attemptMs / 1000} s`
        : error instanceof SyntaxError
        ? "its answer is no whole JSON"
        : reasonOf(error);
      throw new BrokerUnavailable(`What became of ${what} is unknown: ${why}.`, { cause: error });
    } finally {
      cancel();
    }
  }

  async #refused(what: string, error: ApiError): Promise<TradingAnswer> {
    const { status, response } = error;
    const { clock } = this.#options;
    if (status === 429) {
      const reset = Number(response.headers.get("x-ratelimit-reset") ?? NaN) * 1000 - clock.now();
      if (reset > 0) {
        const restMs = Math.min(reset, TRADING_LIMITS.obeyMsMax);
        this.#restUntil = clock.monotonic() + restMs;
      }
    }
    const isOpen = status === 408 || status === 425 || status === 429 || status >= 500;
    const body = errorSchema.safeParse(await bodyOf(response)).data;
    if (isOpen || body === undefined) {
      const said = `Alpaca answered ${status}`;
      throw new BrokerUnavailable(`What became of ${what} is unknown: ${said}.`, { cause: error });
    }
    if (status === 401) {
      throw new BrokerUnavailable(
        `Alpaca refuses the key pair (401: ${body.message}). Check APCA_API_KEY_ID and ` +
          `APCA_API_SECRET_KEY, and that they belong to this host.`,
        { cause: error },
      );
    }
    return { ok: false, status, code: body.code ?? null, message: body.message };
  }
}

const NEVER = new AbortController().signal;

async function bodyOf(response: Response): Promise<unknown> {
  try {
    return JSON.parse(await response.text());
  } catch {
    return null;
  }
}

function reasonOf(error: unknown): string {
  const cause = error instanceof FetchError ? error.cause : error;
  const text = cause instanceof Error ? cause.message : String(cause);
  return text.split("\n")[0]!.slice(0, 160);
}
