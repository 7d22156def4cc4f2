import { z } from "zod";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { option } from "./options.ts";
import { demoNews, demoPlan } from "./plans/demo.ts";
import { serve } from "./serve.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

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
    await serve(settings, context, {
      greeting: "Pitboss demo: simulated money",
      planOf: (run) => demoPlan(run, news, speed),
    });
    context.note("Stopped. Nothing is left running; deno task dev goes on from here.");
  },
});
