import { LIVE_LAG_MS, LIVE_SEED_SESSIONS, LIVE_STEP_MS, type Plan } from "../plan.ts";
import { systemRandomness } from "../../runtime/clock/system.ts";
import { accountOf, type Brokerage, brokerageOf } from "./brokerage.ts";
import { defineCommand } from "./command.ts";
import { liveNews } from "./live_news.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

export default defineCommand({
  name: "start",
  summary: "Trade the market as it happens, on paper",
  details:
    `With TRADING_MODE=paper: bars from Alpaca as they come, and orders to the simulated exchange,
which fills them on those bars, or with TRADING_BROKER=alpaca to the paper account itself. It needs
the key pair of an Alpaca account (a free paper account has one). Stop it with Ctrl-C; started again,
it brings the bars that were missed, compares its book with the account and goes on.`,
  options: {},
  examples: [
    "TRADING_MODE=paper TRADING_TICKERS=AAPL,MSFT deno task start",
    "TRADING_MODE=paper TRADING_BROKER=alpaca deno task start",
  ],
  environment: SETTINGS_DOCS,
  kind: "server",
  async run(context) {
    const settings = readSettings(context.env);
    const brokerage = brokerageOf(settings);
    const news = liveNews(settings, context.env, "system");
    const around = { clock: context.clock, randomness: systemRandomness };
    const account = await accountOf(brokerage, around);
    const isAlpaca = brokerage.broker.kind === "alpaca";
    const money = isAlpaca ? `Alpaca's paper account ${account}` : "simulated money";
    await serve(
      settings,
      context,
      `Pitboss paper trading: live prices, ${money}`,
      (settings, backends, dashboard) =>
        paperPlan(settings, account, brokerage, news, backends, dashboard),
    );
    context.note("Stopped. Nothing is left running; deno task start goes on from here.");
  },
});

function paperPlan(
  settings: Settings,
  account: string,
  { broker, clock, credentials }: Brokerage,
  news: NonNullable<Plan["news"]>,
  backends: Plan["backends"],
  dashboard: string,
): Plan {
  return {
    settings,
    account,
    broker,
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
      broker: clock,
    },
    speed: null,
    files: [],
    backends,
    dashboard,
    perturbSeed: null,
    without: [],
  };
}
