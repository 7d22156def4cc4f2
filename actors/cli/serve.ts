import { join } from "node:path";
import { systemRandomness } from "../../runtime/clock/system.ts";
import { takeEnvironment } from "../../runtime/supervisor/secrets.ts";
import { createLogger } from "../../runtime/telemetry/log.ts";
import { createSink } from "../../runtime/telemetry/sinks.ts";
import { newEnrolmentCode } from "../../fresh-app/auth/enrolment.ts";
import { shownUrl } from "../api_gateway/server.ts";
import type { Plan } from "../plan.ts";
import { type RunningSystem, startSystem } from "../system.ts";
import type { CommandContext } from "./command.ts";
import { builtDashboard } from "./dashboard.ts";
import { UserError, WorkFailed } from "./failures.ts";
import { serveMetrics } from "./metrics_server.ts";
import { asUserError, refusalOf, statePlace } from "./open.ts";
import type { OptionSchemas } from "./options.ts";
import { runBackends } from "./run_backends.ts";
import type { Settings } from "./settings.ts";
import { authOf } from "./sign_in.ts";
import { checkStrategies } from "./strategy_choices.ts";
import { holdStateFolder } from "./state_folder.ts";

/** What {@link serve} adds to a plan. */
export type RunParts = Pick<
  Plan,
  "settings" | "backends" | "dashboard" | "here" | "installation"
>;

/** What is to be served. */
export interface Serving {
  /** What is run, told with the folder of its state. */
  readonly greeting: string;
  /** Actors that are run here; null or absent: the whole system. */
  readonly here?: readonly string[] | null;
  /** Folder below TRADING_HOME that is this run's alone; the whole of it where it is absent. */
  readonly folder?: string;
  planOf(run: RunParts): Plan;
}

/** Runs actors until the person or the machine asks them to stop. */
export async function serve<O extends OptionSchemas>(
  given: Settings,
  context: CommandContext<O>,
  { greeting, here = null, folder: below, planOf }: Serving,
): Promise<void> {
  const hasPages = here === null || here.includes("api_gateway");
  const settings = withPorts(given, hasPages);
  checkStrategies(settings);
  if (Deno.build.standalone) refuseProcesses(settings);
  // From here on no Worker finds a secret in the environment.
  takeEnvironment();
  const log = createSink({
    format: settings.logFormat,
    level: settings.logLevel,
    terminal: context.terminal,
    noColor: !context.color,
    write: context.note,
  });
  const folder = holdStateFolder(join(settings.home, below ?? ""));
  context.note(`${greeting}, state in ${folder.path}`);
  const [backends, dashboard] = await Promise.allSettled([
    runBackends(settings, statePlace(settings)),
    hasPages ? builtDashboard(settings.home, context.signal) : null,
  ]);
  if (backends.status === "rejected") throw backends.reason;
  const up = backends.value;
  try {
    if (dashboard.status === "rejected") throw dashboard.reason;
    const plan = planOf({
      settings,
      backends: up.backends,
      dashboard: dashboard.value,
      here,
      installation: folder.installation,
    });
    const system = await startSystem(plan, {
      clock: context.clock,
      randomness: systemRandomness,
      log,
    }).catch((error) => Promise.reject(asUserError(error)));
    try {
      const logger = createLogger("metrics", context.clock.now, log);
      const metrics = hasPages ? null : serveMetrics(plan, system, context.clock, logger);
      try {
        await runUntilTold(system, metrics?.url ?? shownUrl(settings.host, settings.port), {
          failed: up.failed,
          hasPages,
        }, context);
      } finally {
        await metrics?.close();
      }
    } finally {
      await system.close();
    }
  } finally {
    await up.close();
    folder.release();
  }
}

/** A binary is no Deno that could run another file in a process of its own. */
function refuseProcesses({ processes, finbertModel }: Settings): void {
  const set = [
    ...processes.length > 0 ? ["TRADING_PROCESSES"] : [],
    ...finbertModel === undefined ? [] : ["TRADING_FINBERT_MODEL"],
  ];
  if (set.length === 0) return;
  throw new UserError(
    `${set.join(" and ")} ${
      set.length === 1 ? "needs" : "need"
    } processes beside this one, which a ` +
      `binary cannot start. Unset ${set.length === 1 ? "it" : "them"}, or run it with Deno.`,
  );
}

/** Port 0 becomes one that is free, so that the address can be told and the gateway limited to it. */
function withPorts(settings: Settings, hasPages: boolean): Settings {
  const which = hasPages ? "port" : "metricsPort";
  if (settings[which] !== 0) return settings;
  try {
    using listener = Deno.listen({ hostname: settings.host, port: 0 });
    return { ...settings, [which]: listener.addr.port };
  } catch {
    // Whoever listens will say what is wrong with the address.
    return settings;
  }
}

/** Tells when it is up, then waits to be told to stop. Throws where it can never come up. */
async function runUntilTold<O extends OptionSchemas>(
  system: RunningSystem,
  url: string,
  { failed, hasPages }: { readonly failed: Promise<Error>; readonly hasPages: boolean },
  { signal, clock, note }: CommandContext<O>,
): Promise<void> {
  let isTold = false;
  let failure: Error | null = null;
  failed.then((error) => failure = error);
  while (!signal.aborted) {
    if (failure !== null) throw failure;
    const { condition, reasons, children } = system.status();
    if (condition === "running" && !isTold) {
      isTold = true;
      note(
        hasPages ? `All actors are ready. Open ${url}` : `Ready. Metrics and health are at ${url}`,
      );
      if (hasPages) await tellFirstCode(system.database, url, { clock, note });
    }
    if (!isTold && condition === "degraded") {
      throw refusalOf(children) ?? new WorkFailed(reasons.join("; "));
    }
    await clock.sleep(100, signal).catch(() => {});
  }
}

/** As long as nobody can sign in, tells whoever reads the terminal how to be the first. */
async function tellFirstCode(
  database: RunningSystem["database"],
  url: string,
  { clock, note }: Pick<CommandContext<OptionSchemas>, "clock" | "note">,
): Promise<void> {
  const auth = authOf(database, clock);
  if (await auth.store.hasOperator()) return;
  const { code } = await newEnrolmentCode(auth, { userName: "operator", role: "operator" });
  note(
    `Nobody can sign in yet. To be the operator, enter ${code} at ${url}/sign-in within the hour; ` +
      "deno task token enrol makes another code.",
  );
}
