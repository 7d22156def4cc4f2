import { z } from "zod";
import { systemRandomness } from "../../runtime/clock/system.ts";
import type { Environment } from "../../runtime/config.ts";
import { takeEnvironment } from "../../runtime/supervisor/secrets.ts";
import { createSink } from "../../runtime/telemetry/sinks.ts";
import { DEMO_FROM, DEMO_SEED_SESSIONS, DEMO_STEP_MS, type Plan } from "../plan.ts";
import { shownUrl } from "../api_gateway/server.ts";
import { type RunningSystem, startSystem } from "../system.ts";
import { type CommandContext, defineCommand } from "./command.ts";
import { UserError, WorkFailed } from "./failures.ts";
import { builtDashboard } from "./dashboard.ts";
import { asUserError, refusalOf, statePlace } from "./open.ts";
import { liveNews } from "./live_news.ts";
import { option } from "./options.ts";
import { runBackends } from "./run_backends.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";
import { checkStrategies } from "./strategy_choices.ts";
import { holdStateFolder } from "./state_folder.ts";

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
    const settings = withPort({ ...given, newsRecord: context.options.record ?? given.newsRecord });
    if (settings.mode !== "demo") {
      throw new UserError(
        `deno task dev runs the demo; TRADING_MODE is ${settings.mode}. ` +
          `Unset TRADING_MODE, or use deno task replay for recorded bars.`,
      );
    }
    checkStrategies(settings);
    const news = demoNews(settings, context.env);
    // From here on no Worker finds a secret in the environment.
    takeEnvironment();
    const log = createSink({
      format: settings.logFormat,
      level: settings.logLevel,
      terminal: context.terminal,
      noColor: !context.color,
      write: context.note,
    });
    const folder = holdStateFolder(settings.home);
    context.note(`Pitboss demo: simulated money, state in ${folder.path}`);
    const [backends, dashboard] = await Promise.allSettled([
      runBackends(settings, statePlace(settings)),
      builtDashboard(settings.home, context.signal),
    ]);
    if (backends.status === "rejected") throw backends.reason;
    const up = backends.value;
    try {
      if (dashboard.status === "rejected") throw dashboard.reason;
      const speed = context.options.speed ?? settings.demoSpeed;
      const plan = demoPlan(settings, news, up.backends, speed, dashboard.value);
      const system = await startSystem(plan, {
        clock: context.clock,
        randomness: systemRandomness,
        log,
      }).catch((error) => Promise.reject(asUserError(error)));
      try {
        await runUntilTold(system, settings, up.failed, context);
      } finally {
        await system.close();
      }
    } finally {
      await up.close();
      folder.release();
    }
    context.note("Stopped. Nothing is left running; deno task dev goes on from here.");
  },
});

/** Port 0 becomes one that is free, so that the address can be told and the gateway limited to it. */
function withPort(settings: Settings): Settings {
  if (settings.port !== 0) return settings;
  try {
    using listener = Deno.listen({ hostname: settings.host, port: 0 });
    return { ...settings, port: listener.addr.port };
  } catch {
    // The gateway will say what is wrong with the address.
    return settings;
  }
}

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

/** Tells when it is up, then waits to be told to stop. Throws where it can never come up. */
async function runUntilTold(
  system: RunningSystem,
  { host, port }: Settings,
  failed: Promise<Error>,
  { signal, clock, note }: CommandContext<typeof options>,
): Promise<void> {
  let isTold = false;
  let failure: Error | null = null;
  failed.then((error) => failure = error);
  while (!signal.aborted) {
    if (failure !== null) throw failure;
    const { condition, reasons, children } = system.status();
    if (condition === "running" && !isTold) {
      isTold = true;
      note(`All actors are ready. Open ${shownUrl(host, port)}`);
    }
    if (!isTold && condition === "degraded") {
      throw refusalOf(children) ?? new WorkFailed(reasons.join("; "));
    }
    await clock.sleep(100, signal).catch(() => {});
  }
}
