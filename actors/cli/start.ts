import { LIVE_LAG_MS, LIVE_SEED_SESSIONS, LIVE_STEP_MS, type Plan } from "../plan.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

export default defineCommand({
  name: "start",
  summary: "Trade the market as it happens, on paper",
  details:
    `With TRADING_MODE=paper: bars from Alpaca as they come, and orders to the simulated exchange,
which fills them on those bars. It needs the key pair of an Alpaca account (a free paper account has
one). Stop it with Ctrl-C; started again, it brings the bars that were missed and goes on.`,
  options: {},
  examples: ["TRADING_MODE=paper TRADING_TICKERS=AAPL,MSFT deno task start"],
  environment: SETTINGS_DOCS,
  kind: "server",
  async run(context) {
    const settings = readSettings(context.env);
    const credentials = credentialsOf(settings);
    await serve(
      settings,
      context,
      "Pitboss paper trading: live prices, simulated money",
      (settings, backends) => paperPlan(settings, backends, credentials),
    );
    context.note("Stopped. Nothing is left running; deno task start goes on from here.");
  },
});

interface Credentials {
  readonly keyId: string;
  readonly secret: string;
}

/** The key pair, or everything that is missing, at once. */
function credentialsOf({ mode, alpacaKeyId, alpacaSecretKey }: Settings): Credentials {
  const missing: string[] = [];
  if (mode !== "paper") {
    missing.push(`TRADING_MODE=paper (it is ${mode}; deno task dev runs the demo)`);
  }
  if (alpacaKeyId === undefined) missing.push("TRADING_ALPACA_KEY_ID");
  if (alpacaSecretKey === undefined) missing.push("TRADING_ALPACA_SECRET_KEY");
  if (missing.length > 0 || alpacaKeyId === undefined || alpacaSecretKey === undefined) {
    throw new UserError(
      `deno task start trades on live prices and needs more than is set. Set ${
        missing.join(", ")
      }. A free paper account at Alpaca has a key pair.`,
    );
  }
  return { keyId: alpacaKeyId, secret: alpacaSecretKey };
}

function paperPlan(
  settings: Settings,
  backends: Plan["backends"],
  credentials: Credentials,
): Plan {
  return {
    settings,
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
    news: null,
    timeline: {
      kind: "system",
      stepMs: LIVE_STEP_MS,
      lagMs: LIVE_LAG_MS,
      broker: { url: settings.alpacaTradingUrl, ...credentials },
    },
    speed: null,
    files: [],
    backends,
    perturbSeed: null,
    without: [],
  };
}
