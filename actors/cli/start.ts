import { LIVE_LAG_MS, LIVE_SEED_SESSIONS, LIVE_STEP_MS, type Plan } from "../plan.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
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
    const news = liveNews(settings, context.env, "system");
    await serve(
      settings,
      context,
      "Pitboss paper trading: live prices, simulated money",
      (settings, backends, dashboard) =>
        paperPlan(settings, news, backends, dashboard, credentials),
    );
    context.note("Stopped. Nothing is left running; deno task start goes on from here.");
  },
});

interface Credentials {
  readonly keyId: string;
  readonly secret: string;
}

/** The key pair, or everything that is missing, at once. */
function credentialsOf({ mode, alpacaKeyId, alpacaSecret }: Settings): Credentials {
  const missing: string[] = [];
  if (mode !== "paper") {
    missing.push(`TRADING_MODE=paper (it is ${mode}; deno task dev runs the demo)`);
  }
  if (alpacaKeyId === undefined) missing.push("APCA_API_KEY_ID");
  if (alpacaSecret === undefined) missing.push("APCA_API_SECRET_KEY");
  if (missing.length > 0 || alpacaKeyId === undefined || alpacaSecret === undefined) {
    throw new UserError(
      `deno task start trades on live prices and needs more than is set. Set ${
        missing.join(", ")
      }. A free paper account at Alpaca has a key pair.`,
    );
  }
  return { keyId: alpacaKeyId, secret: alpacaSecret };
}

function paperPlan(
  settings: Settings,
  news: NonNullable<Plan["news"]>,
  backends: Plan["backends"],
  dashboard: string,
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
    news,
    timeline: {
      kind: "system",
      stepMs: LIVE_STEP_MS,
      lagMs: LIVE_LAG_MS,
      broker: { url: settings.alpacaTradingUrl, ...credentials },
    },
    speed: null,
    files: [],
    backends,
    dashboard,
    perturbSeed: null,
    without: [],
  };
}
