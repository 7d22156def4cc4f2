import type { Randomness, SystemClock } from "../../runtime/clock/clock.ts";
import type { AlpacaCredentials } from "../alpaca/credentials.ts";
import { BrokerUnavailable } from "../trade_executor/brokers/broker.ts";
import type { BrokerConfig } from "../trade_executor/brokers/broker_config.ts";
import { openLiveBroker } from "../trade_executor/brokers/open.ts";
import { WorkFailed } from "./failures.ts";
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

/** Actors of paper trading that need the key pair, whoever executes the orders. */
const KEY_USERS = ["market_data", "market_clock"];

/** What stands for the key pair where no actor that is run here asks for it. */
const NO_KEYS: AlpacaCredentials = { keyId: "", secret: "" };

/**
 * The variables of the key pair that are not set although they are needed by an actor that is run
 * here (null: all are), or by everybody: an account at Alpaca is known by asking Alpaca.
 */
export function missingKeys(settings: Settings, here: readonly string[] | null): string[] {
  const isAsked = here === null || KEY_USERS.some((name) => here.includes(name));
  if (!isAsked && settings.broker !== "alpaca") return [];
  const { alpacaKeyId, alpacaSecret } = settings;
  return [
    ...alpacaKeyId === undefined ? ["APCA_API_KEY_ID"] : [],
    ...alpacaSecret === undefined ? ["APCA_API_SECRET_KEY"] : [],
  ];
}

/** Everything that stands against orders at Alpaca as it is set up; nothing with another broker. */
export function faultsOfBroker(settings: Settings): string[] {
  if (settings.broker !== "alpaca") return [];
  return faultsOfAlpaca(settings.alpacaKeyId, settings.alpacaTradingUrl);
}

/** The brokerage of settings that nothing is missing of and that have no faults. */
export function brokerageOf(settings: Settings): Brokerage {
  const { alpacaKeyId: keyId, alpacaSecret: secret, alpacaTradingUrl: baseUrl } = settings;
  const credentials = keyId === undefined || secret === undefined ? NO_KEYS : { keyId, secret };
  if (settings.broker !== "alpaca") {
    const fits = misplaced(credentials.keyId, baseUrl) === null;
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
export function misplaced(keyId: string, baseUrl: string): string | null {
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
