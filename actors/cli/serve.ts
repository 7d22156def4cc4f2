import type { CommandContext } from "./command.ts";
import type { OptionSchemas } from "./options.ts";
import { systemRandomness } from "../../runtime/clock/system.ts";
import { takeEnvironment } from "../../runtime/supervisor/secrets.ts";
import { createSink } from "../../runtime/telemetry/sinks.ts";
import { newEnrolmentCode } from "../../fresh-app/auth/enrolment.ts";
import { shownUrl } from "../api_gateway/server.ts";
import type { Plan } from "../plan.ts";
import { type RunningSystem, startSystem } from "../system.ts";
import { WorkFailed } from "./failures.ts";
import { builtDashboard } from "./dashboard.ts";
import { asUserError, refusalOf, statePlace } from "./open.ts";
import { runBackends } from "./run_backends.ts";
import type { Settings } from "./settings.ts";
import { authOf } from "./sign_in.ts";
import { checkStrategies } from "./strategy_choices.ts";
import { holdStateFolder } from "./state_folder.ts";

/**
 * Runs the whole system until the person or the machine asks it to stop.
 * @param greeting what is run, told with the folder of its state
 */
export async function serve<O extends OptionSchemas>(
  given: Settings,
  context: CommandContext<O>,
  greeting: string,
  planOf: (settings: Settings, backends: Plan["backends"], dashboard: string) => Plan,
): Promise<void> {
  const settings = withPort(given);
  checkStrategies(settings);
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
  context.note(`${greeting}, state in ${folder.path}`);
  const [backends, dashboard] = await Promise.allSettled([
    runBackends(settings, statePlace(settings)),
    builtDashboard(settings.home, context.signal),
  ]);
  if (backends.status === "rejected") throw backends.reason;
  const up = backends.value;
  try {
    if (dashboard.status === "rejected") throw dashboard.reason;
    const system = await startSystem(planOf(settings, up.backends, dashboard.value), {
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
}

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

/** Tells when it is up, then waits to be told to stop. Throws where it can never come up. */
async function runUntilTold<O extends OptionSchemas>(
  system: RunningSystem,
  { host, port }: Settings,
  failed: Promise<Error>,
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
      note(`All actors are ready. Open ${shownUrl(host, port)}`);
      await tellFirstCode(system.database, shownUrl(host, port), { clock, note });
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
