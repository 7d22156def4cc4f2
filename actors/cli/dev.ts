import { z } from "zod";
import { DEMO_FROM, DEMO_SEED_SESSIONS, DEMO_STEP_MS, type Plan } from "../plan.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { option } from "./options.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

const options = {
  speed: option(z.number().min(1).max(100_000).optional(), {
    value: "N",
    doc: "market time per real time (default TRADING_DEMO_SPEED)",
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
    const settings = readSettings(context.env);
    if (settings.mode !== "demo") {
      throw new UserError(
        `deno task dev runs the demo; TRADING_MODE is ${settings.mode}. ` +
          `Unset TRADING_MODE, or use deno task start for paper trading, or deno task replay for ` +
          `recorded bars.`,
      );
    }
    await serve(
      settings,
      context,
      "Pitboss demo: simulated money",
      (settings, backends) =>
        demoPlan(settings, backends, context.options.speed ?? settings.demoSpeed),
    );
    context.note("Stopped. Nothing is left running; deno task dev goes on from here.");
  },
});

function demoPlan(settings: Settings, backends: Plan["backends"], speed: number): Plan {
  return {
    settings,
    account: "demo",
    feed: { kind: "simulated", seed: settings.seed, tickers: [...settings.tickers] },
    news: { kind: "simulated", seed: settings.seed, tickers: [...settings.tickers] },
    timeline: {
      kind: "demo",
      from: DEMO_FROM,
      seedSessions: DEMO_SEED_SESSIONS,
      stepMs: DEMO_STEP_MS,
    },
    speed,
    files: [],
    backends,
    perturbSeed: null,
    without: [],
  };
}
