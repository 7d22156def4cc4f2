import { z } from "zod";
import { systemRandomness } from "../../runtime/clock/system.ts";
import { PLACES } from "../topology.ts";
import { accountOf, brokerageOf } from "./brokerage.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
import { option } from "./options.ts";
import { refuseHalf } from "./plans/half.ts";
import { paperPlan } from "./plans/paper.ts";
import { serve } from "./serve.ts";
import { readSettings, SETTINGS_DOCS } from "./settings.ts";

const actorNames = z.array(z.enum(PLACES.map(({ name }) => name))).max(64).default([]);
const rule = "names of actors, separated by commas";

const options = {
  only: option(actorNames, { value: "ACTORS", doc: "run these actors here and no others", rule }),
  except: option(actorNames, {
    value: "ACTORS",
    doc: "run all actors but these, which another machine runs",
    rule,
  }),
};

export default defineCommand({
  name: "start",
  summary: "Trade the market as it happens, on paper",
  details:
    `With TRADING_MODE=paper: bars from Alpaca as they come, and orders to the simulated exchange,
which fills them on those bars, or with TRADING_BROKER=alpaca to the paper account itself. It needs
the key pair of an Alpaca account (a free paper account has one). Stop it with Ctrl-C; started again,
it brings the bars that were missed, compares its book with the account and goes on.

Several machines share one system on REDIS_URL and DATABASE_URL: --only and --except choose who runs
what. An actor that runs on one machine stands by on every other that was started with it, and goes
on there within seconds when the first is lost; no two ever act at once.`,
  options,
  examples: [
    "TRADING_MODE=paper TRADING_TICKERS=AAPL,MSFT deno task start",
    "TRADING_MODE=paper TRADING_BROKER=alpaca deno task start",
    "deno task start --only api_gateway,backtester",
  ],
  environment: SETTINGS_DOCS,
  kind: "server",
  async run(context) {
    const settings = readSettings(context.env);
    const here = chosen(context);
    const { mode } = settings;
    refuseHalf(
      "deno task start trades on live prices and",
      settings,
      here,
      mode === "paper" ? [] : [`TRADING_MODE=paper (it is ${mode}; deno task dev runs the demo)`],
    );
    const brokerage = brokerageOf(settings);
    const news = liveNews(settings, context.env, "system");
    const around = { clock: context.clock, randomness: systemRandomness };
    const account = await accountOf(brokerage, around);
    const isAlpaca = brokerage.broker.kind === "alpaca";
    const money = isAlpaca ? `Alpaca's paper account ${account}` : "simulated money";
    await serve(settings, context, {
      greeting: `Pitboss paper trading: live prices, ${money}`,
      here,
      planOf: (run) => paperPlan(run, account, brokerage, news),
    });
    context.note("Stopped. Nothing is left running; deno task start goes on from here.");
  },
});

/** The actors that are asked for; null: all. */
function chosen(
  { options: { only, except } }: CommandContext<typeof options>,
): readonly string[] | null {
  if (only.length > 0 && except.length > 0) {
    throw new UserError("--only and --except cannot be given together; choose one of them.");
  }
  if (only.length > 0) return only;
  if (except.length === 0) return null;
  const here = PLACES.map(({ name }) => name).filter((name) => !except.includes(name));
  if (here.length === 0) throw new UserError("--except leaves no actor to run; leave one out.");
  return here;
}
