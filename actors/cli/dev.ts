import { z } from "zod";
import type { Environment } from "../../runtime/config.ts";
import { DEMO_FROM, DEMO_SEED_SESSIONS, DEMO_STEP_MS, type Plan } from "../plan.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
import { option } from "./options.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

const options = {
  speed: option(z.number().min(1).max(100_000).optional(), {
    value: "N",
    doc: "market time per real time (default TRADING_DEMO_SPEED)",
  }),
  record: option(z.string().min(1).optional(), {
    value: "DIR",
    doc: "keep in DIR what live sources of news return (default TRADING_NEWS_RECORD)",
    rule: "the path of a folder",
  }),
};

export default defineCommand({
  name: "dev",
  summary: "Run the whole system on this machine, on simulated money",
  details: `Starts every actor on a simulated market, with nothing but this machine: mailboxes and
database live in TRADING_HOME (REDIS_URL and DATABASE_URL are honoured). Stop it with Ctrl-C; started
again, it goes on at the market time it had reached.`,
  options,
  environment: SETTINGS_DOCS,
  kind: "server",
  async run(context) {
    const given = readSettings(context.env);
    const settings = { ...given, newsRecord: context.options.record ?? given.newsRecord };
    if (settings.mode !== "demo") {
      throw new UserError(
        `deno task dev runs the demo; TRADING_MODE is ${settings.mode}. ` +
          `Unset TRADING_MODE, or use deno task start for paper trading, or deno task replay for ` +
          `recorded bars.`,
      );
    }
    if (settings.broker !== "simulated") {
      throw new UserError(
        `deno task dev trades simulated money on a simulated exchange; TRADING_BROKER is ` +
          `${settings.broker}. Unset TRADING_BROKER, or use deno task start with ` +
          `TRADING_MODE=paper.`,
      );
    }
    const news = demoNews(settings, context.env);
    const speed = context.options.speed ?? settings.demoSpeed;
    await serve(
      settings,
      context,
      "Pitboss demo: simulated money",
      (settings, backends, dashboard) => demoPlan(settings, news, backends, speed, dashboard),
    );
    context.note("Stopped. Nothing is left running; deno task dev goes on from here.");
  },
});

/** Generated news that precedes the simulated market's moves, or the world's where that is asked for. */
function demoNews(settings: Settings, env: Environment): NonNullable<Plan["news"]> {
  if (settings.newsLive) return liveNews(settings, env, "simulated");
  if (settings.newsRecord === undefined) {
    return { kind: "simulated", seed: settings.seed, tickers: [...settings.tickers] };
  }
  throw new UserError(
    "There is nothing to record: the demo's news is generated. Set TRADING_NEWS_LIVE=true for live " +
      "sources, or leave out --record and TRADING_NEWS_RECORD.",
  );
}

function demoPlan(
  settings: Settings,
  news: NonNullable<Plan["news"]>,
  backends: Plan["backends"],
  speed: number,
  dashboard: string,
): Plan {
  return {
    settings,
    account: "demo",
    broker: { kind: "simulated" },
    feed: { kind: "simulated", seed: settings.seed, tickers: [...settings.tickers] },
    news,
    timeline: {
      kind: "demo",
      from: DEMO_FROM,
      seedSessions: DEMO_SEED_SESSIONS,
      stepMs: DEMO_STEP_MS,
    },
    speed,
    files: [],
    backends,
    dashboard,
    perturbSeed: null,
    without: [],
  };
}
