import { nearestName } from "../../runtime/nearest.ts";
import { systemRandomness } from "../../runtime/clock/system.ts";
import type { Plan } from "../plan.ts";
import { PLACES } from "../topology.ts";
import { accountOf, brokerageOf } from "./brokerage.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError } from "./failures.ts";
import { liveNews } from "./live_news.ts";
import { demoNews, demoPlan } from "./plans/demo.ts";
import { refuseHalf } from "./plans/half.ts";
import { paperPlan } from "./plans/paper.ts";
import { type RunParts, serve } from "./serve.ts";
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
    const here = [...new Set(context.args.map(knownActor))];
    const name = here.join(", ");
    const settings = readSettings(context.env);
    const { mode } = settings;
    const known = mode === "demo" || mode === "paper";
    const missing = known ? [] : [`TRADING_MODE=demo or paper (it is ${mode})`];
    refuseHalf(`deno task actor ${here.join(" ")}`, settings, here, missing);
    const plan = mode === "paper" ? await paper(context, settings) : demo(context, settings);
    await serve(settings, context, {
      greeting: `Pitboss ${settings.mode}, ${name} alone`,
      here,
      folder: `actors/${here.join("+")}`,
      planOf: plan,
    });
    context.note(`Stopped: ${name}. Started again, it goes on from here.`);
  },
});

function knownActor(name: string): string {
  const names = PLACES.map((place) => place.name);
  if (names.includes(name)) return name;
  const near = nearestName(name, names);
  const guess = near === null ? "" : ` Did you mean ${near}?`;
  throw new UserError(
    `There is no actor ${JSON.stringify(name)}.${guess} There are ${names.join(", ")}.`,
  );
}

type PlanOf = (run: RunParts) => Plan;

function demo(
  { env }: Pick<CommandContext<Record<never, never>>, "env">,
  settings: Settings,
): PlanOf {
  const news = demoNews(settings, env);
  return (run) => demoPlan(run, news, settings.demoSpeed);
}

async function paper(
  { env, clock }: Pick<CommandContext<Record<never, never>>, "env" | "clock">,
  settings: Settings,
): Promise<PlanOf> {
  const brokerage = brokerageOf(settings);
  const news = liveNews(settings, env, "system");
  const account = await accountOf(brokerage, { clock, randomness: systemRandomness });
  return (run) => paperPlan(run, account, brokerage, news);
}
