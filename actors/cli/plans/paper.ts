import { LIVE_LAG_MS, LIVE_SEED_SESSIONS, LIVE_STEP_MS, type Plan } from "../../plan.ts";
import type { RunParts } from "../serve.ts";
import type { Settings } from "../settings.ts";

/** The key pair of an Alpaca account. */
export interface Credentials {
  readonly keyId: string;
  readonly secret: string;
}

/** Actors of paper trading that need the key pair. */
const KEY_USERS = ["market_data", "market_clock"];

/** What stands for the key pair where no actor that is run here asks for it. */
const NO_KEYS: Credentials = { keyId: "", secret: "" };

/** The variables of the key pair that are not set although an actor that is run here needs them. */
export function missingKeys(settings: Settings, here: readonly string[] | null): string[] {
  if (here !== null && !KEY_USERS.some((name) => here.includes(name))) return [];
  const { alpacaKeyId, alpacaSecret } = settings;
  return [
    ...alpacaKeyId === undefined ? ["APCA_API_KEY_ID"] : [],
    ...alpacaSecret === undefined ? ["APCA_API_SECRET_KEY"] : [],
  ];
}

/** Paper trading: live bars and news, orders to the simulated exchange. */
export function paperPlan(run: RunParts, news: NonNullable<Plan["news"]>): Plan {
  const { settings } = run;
  const { alpacaKeyId: keyId, alpacaSecret: secret } = settings;
  const credentials = keyId === undefined || secret === undefined ? NO_KEYS : { keyId, secret };
  return {
    ...run,
    account: "paper-simulated",
    feed: {
      kind: "alpaca",
      tickers: [...settings.tickers],
      feed: settings.alpacaFeed,
      extendedHours: settings.extendedHours,
      seedSessions: LIVE_SEED_SESSIONS,
      dataUrl: settings.alpacaDataUrl,
      streamUrl: settings.alpacaStreamUrl,
      credentials,
    },
    news,
    timeline: {
      kind: "system",
      stepMs: LIVE_STEP_MS,
      lagMs: LIVE_LAG_MS,
      broker: { url: settings.alpacaTradingUrl, ...credentials },
    },
    speed: null,
    files: [],
    perturbSeed: null,
    without: [],
  };
}
