import type { Randomness, SystemClock } from "../../runtime/clock/clock.ts";
import type { AlpacaCredentials } from "../alpaca/credentials.ts";
import { BrokerUnavailable } from "../trade_executor/brokers/broker.ts";
import type { BrokerConfig } from "../trade_executor/brokers/broker_config.ts";
import { openLiveBroker } from "../trade_executor/brokers/open.ts";
import { UserError, WorkFailed } from "./failures.ts";
import type { Settings } from "./settings.ts";

/** Who executes the orders of live prices, and where, as the settings say. */
export interface Brokerage {
  readonly credentials: AlpacaCredentials;
  readonly broker: BrokerConfig;
  /** Whose clock `market_clock` checks; null: the executor does, or the key pair is not for the host. */
  readonly clock: ({ readonly url: string } & AlpacaCredentials) | null;
}

/** Alpaca's trading hosts, with what the ids of their keys begin with. */
const HOSTS = [
  { name: "paper", hostname: "paper-api.alpaca.markets", keys: /^PK/ },
  { name: "live", hostname: "api.alpaca.markets", keys: /^AK/ },
] as const;
const PAPER_URL = `https://${HOSTS[0].hostname}`;
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/** The brokerage of the settings. Throws a {@link UserError} with everything that stands against it. */
export function brokerageOf(settings: Settings): Brokerage {
  const { mode, alpacaKeyId: keyId, alpacaSecret: secret, alpacaTradingUrl: baseUrl } = settings;
  const atAlpaca = settings.broker === "alpaca";
  const wrong: string[] = [];
  if (mode !== "paper") {
    wrong.push(`set TRADING_MODE=paper (it is ${mode}; deno task dev runs the demo)`);
  }
  if (keyId === undefined) wrong.push("set APCA_API_KEY_ID");
  if (secret === undefined) wrong.push("set APCA_API_SECRET_KEY");
  if (atAlpaca) wrong.push(...faultsOfAlpaca(keyId, baseUrl));
  if (wrong.length > 0 || keyId === undefined || secret === undefined) {
    throw new UserError(
      `deno task start cannot trade on live prices as it is set up: ${wrong.join("; ")}. ` +
        `A free paper account at Alpaca has a key pair.`,
    );
  }
  const credentials = { keyId, secret };
  if (!atAlpaca) {
    const fits = misplaced(keyId, baseUrl) === null;
    const clock = fits ? { url: baseUrl, ...credentials } : null;
    return { credentials, broker: { kind: "simulated" }, clock };
  }
  const streamUrl = new URL("/stream", baseUrl);
  streamUrl.protocol = streamUrl.protocol === "https:" ? "wss:" : "ws:";
  const place = { baseUrl, streamUrl: streamUrl.href };
  const broker: BrokerConfig = { kind: "alpaca", ...place, ...credentials, checksClock: true };
  return { credentials, broker, clock: null };
}

function faultsOfAlpaca(keyId: string | undefined, baseUrl: string): string[] {
  const { protocol, hostname } = new URL(baseUrl);
  const faults: string[] = [];
  const back = `leave TRADING_ALPACA_TRADING_URL out for ${PAPER_URL}`;
  if (HOSTS.some((host) => host.name === "live" && host.hostname === hostname)) {
    faults.push(`paper trading sends no order to the live host ${hostname}: ${back}`);
  }
  if (protocol === "http:" && !LOOPBACK.test(hostname)) {
    faults.push(`keys are not sent to ${hostname} in the clear: use https://, or ${back}`);
  }
  if (keyId?.startsWith("AK")) {
    faults.push("APCA_API_KEY_ID is the key of a live account: use that of a paper account (PK…)");
  } else if (keyId !== undefined) {
    const fault = misplaced(keyId, baseUrl);
    if (fault !== null) faults.push(fault);
  }
  return faults;
}

/** Why a key must not be sent to a trading host; null: it may be. */
function misplaced(keyId: string, baseUrl: string): string | null {
  const { hostname } = new URL(baseUrl);
  const host = HOSTS.find((each) => each.hostname === hostname);
  const owner = HOSTS.find(({ keys }) => keys.test(keyId));
  if (host === undefined || owner === undefined || host === owner) return null;
  return `APCA_API_KEY_ID is a key for ${owner.hostname}, and is not sent to ${hostname}`;
}

/**
 * The account that everything is booked under: the simulated exchange's, or the number that Alpaca
 * tells. Throws a sentence where Alpaca does not tell it: nothing is traded for nobody knows whom.
 */
export async function accountOf(
  { broker }: Brokerage,
  around: { readonly clock: SystemClock; readonly randomness: Randomness },
): Promise<string> {
  const live = openLiveBroker(broker, around);
  if (live === null) return "paper-simulated";
  try {
    return (await live.getAccount()).accountId;
  } catch (error) {
    if (!(error instanceof BrokerUnavailable)) throw error;
    throw new WorkFailed(
      `The account at Alpaca cannot be told, and nothing is traded for nobody knows whom. ` +
        error.message,
      { cause: error },
    );
  }
}
