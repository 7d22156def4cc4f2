import { z } from "zod";
import { PLACES } from "../topology.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
import { option } from "./options.ts";
import { missingKeys, paperPlan } from "./plans/paper.ts";
import { missingServers } from "./plans/servers.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

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
which fills them on those bars. It needs the key pair of an Alpaca account (a free paper account has
one). Stop it with Ctrl-C; started again, it brings the bars that were missed and goes on.

Several machines share one system on REDIS_URL and DATABASE_URL: --only and --except choose who runs
what. An actor that runs on one machine stands by on every other that was started with it, and goes
on there within seconds when the first is lost; no two ever act at once.`,
  options,
  examples: [
    "TRADING_MODE=paper TRADING_TICKERS=AAPL,MSFT deno task start",
    "deno task start --only api_gateway,backtester",
  ],
  environment: SETTINGS_DOCS,
  kind: "server",
  async run(context) {
    const settings = readSettings(context.env);
    const here = chosen(context);
    refuseHalf(settings, here);
    const news = liveNews(settings, context.env, "system");
    await serve(settings, context, {
      greeting: "Pitboss paper trading: live prices, simulated money",
      here,
      planOf: (run) => paperPlan(run, news),
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

/** Throws a {@link UserError} with everything that is missing, at once. */
function refuseHalf(settings: Settings, here: readonly string[] | null): void {
  const { mode } = settings;
  const missing = [
    ...mode === "paper" ? [] : [`TRADING_MODE=paper (it is ${mode}; deno task dev runs the demo)`],
    ...missingKeys(settings, here),
    ...missingServers(settings, here !== null),
  ];
  if (missing.length === 0) return;
  const keys = missing.some((name) => name.startsWith("APCA_"))
    ? " A free paper account at Alpaca has a key pair."
    : "";
  throw new UserError(
    `deno task start trades on live prices and needs more than is set. Set ${
      missing.join(", ")
    }.${keys}`,
  );
}
