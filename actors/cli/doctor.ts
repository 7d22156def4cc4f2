import { ConfigError } from "../../runtime/config.ts";
import { type Command, type CommandResult, defineCommand } from "./command.ts";
import { checkBroker } from "./doctor/broker.ts";
import { checkDatabase } from "./doctor/database.ts";
import { fault, type Finding, ok } from "./doctor/finding.ts";
import { checkInputs } from "./doctor/inputs.ts";
import { checkMachine } from "./doctor/machine.ts";
import { checkRedis } from "./doctor/redis.ts";
import { THIS_MACHINE, type World } from "./doctor/world.ts";
import { EXIT } from "./failures.ts";
import { missingServers } from "./plans/servers.ts";
import { readSettings, type Settings, SETTINGS_DOCS } from "./settings.ts";
import { count } from "./count.ts";

/** The `doctor` task on a machine of which this is known. */
export function doctorCommand(machine: Pick<World, "deno" | "freeBytes">): Command {
  return defineCommand({
    name: "doctor",
    summary: "Look for what is wrong with this installation, and say what mends it",
    details: `Checks the settings, Deno, ports, folders and disk; Redis (version, persistence,
eviction) and PostgreSQL (version, extensions, migrations); the broker's keys, account, clock and
market data; models, strategies and feeds of news: each as far as the settings use it. Changes
nothing, and may be run beside a running system. The exit code is 1 where anything is at fault.`,
    options: {},
    environment: SETTINGS_DOCS,
    async run({ env, clock, signal }) {
      let settings: Settings;
      try {
        settings = readSettings(env);
      } catch (error) {
        if (!(error instanceof ConfigError)) throw error;
        return reportOf(error.problems.map((found) => fault("settings", found, "see --help")));
      }
      const world: World = { settings, env, clock, signal, ...machine };
      const findings = await Promise.all([
        checkSettings(settings),
        ...[checkMachine, checkRedis, checkDatabase, checkBroker, checkInputs]
          .map((check) => check(world)),
      ]);
      return reportOf(findings.flat());
    },
  });
}

export default doctorCommand(THIS_MACHINE);

function checkSettings(settings: Settings): Finding[] {
  const missing = missingServers(settings, false);
  if (missing.length === 0) return [ok("settings", `mode ${settings.mode}`)];
  return missing.map((what) =>
    fault("settings", `Half a configuration: ${what} is missing.`, "set it")
  );
}

function reportOf(findings: readonly Finding[]): CommandResult {
  const faults = findings.filter(({ status }) => status === "fault").length;
  const warnings = findings.filter(({ status }) => status === "warning").length;
  const width = Math.max(...findings.map(({ check }) => check.length));
  const lines = findings.map(({ check, status, found, mend }) => {
    const tail = mend === null ? "" : `\n${" ".repeat(width + 11)}mend: ${mend}`;
    return `${status.padEnd(7)}  ${check.padEnd(width)}  ${found}${tail}`;
  });
  const sum = faults + warnings === 0
    ? "Nothing is wrong."
    : `${count(faults, "fault")}, ${count(warnings, "warning")}.`;
  const result = { json: { ok: faults === 0, findings }, text: [...lines, "", sum].join("\n") };
  return faults === 0 ? result : { ...result, failed: "", exitCode: EXIT.badInput };
}
