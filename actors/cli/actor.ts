import { nearestName } from "../../runtime/nearest.ts";
import { PLACES } from "../topology.ts";
import { defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
import { demoNews, demoPlan } from "./plans/demo.ts";
import { missingKeys, paperPlan } from "./plans/paper.ts";
import { missingServers } from "./plans/servers.ts";
import { serve } from "./serve.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";

export default defineCommand({
  name: "actor",
  summary: "Run one actor alone, in a process of its own",
  details:
    `Several names run together in that process. The actor shares REDIS_URL and DATABASE_URL with the rest of the system, which other
processes run: one deno task actor for each, or deno task start --except NAME. Started twice, the
second stands by and takes over when the first is lost. Its state is in TRADING_HOME/actors/NAME.
/metrics, /healthz and /readyz are on TRADING_METRICS_PORT; of api_gateway, on PORT. TRADING_MODE is
demo or paper. SIGTERM lets it finish what is under way.

Actors: ${PLACES.map(({ name }) => name).join(", ")}`,
  options: {},
  positionals: { value: "NAME...", doc: "the actor", min: 1, max: 64 },
  examples: ["REDIS_URL=… DATABASE_URL=… deno task actor signal_generator"],
  environment: SETTINGS_DOCS,
  kind: "server",
  async run(context) {
    const here = [...new Set(context.args.map(known))];
    const name = here.join(", ");
    const settings = readSettings(context.env);
    refuseHalf(here, settings);
    const isPaper = settings.mode === "paper";
    const news = isPaper
      ? liveNews(settings, context.env, "system")
      : demoNews(settings, context.env);
    await serve(settings, context, {
      greeting: `Pitboss ${settings.mode}, ${name} alone`,
      here,
      folder: `actors/${here.join("+")}`,
      planOf: (run) => isPaper ? paperPlan(run, news) : demoPlan(run, news, settings.demoSpeed),
    });
    context.note(`Stopped: ${name}. Started again, it goes on from here.`);
  },
});

function known(name: string): string {
  const names = PLACES.map((place) => place.name);
  if (names.includes(name)) return name;
  const near = nearestName(name, names);
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  throw new UserError(
    `There is no actor ${JSON.stringify(name)}.${guess} There are ${names.join(", ")}.`,
  );
}

/** Throws a {@link UserError} with everything that is missing, at once. */
function refuseHalf(here: readonly string[], settings: Settings): void {
  const { mode } = settings;
  const missing = [
    ...mode === "demo" || mode === "paper" ? [] : [`TRADING_MODE=demo or paper (it is ${mode})`],
    ...mode === "paper" ? missingKeys(settings, here) : [],
    ...missingServers(settings, true),
  ];
  if (missing.length > 0) {
    throw new UserError(
      `deno task actor ${here.join(" ")} needs more than is set. Set ${missing.join(", ")}.`,
    );
  }
}
