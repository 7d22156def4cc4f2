import { z } from "zod";
import type { Database } from "../../db/connect.ts";
import {
  findCommand,
  listCommands,
  listLimitVersions,
  readControlState,
} from "../../db/repositories/controls.ts";
import type { ControlCommandRow, LimitVersionRow } from "../../db/tables/controls.ts";
import { controlMessage } from "../../actors/domain/control_message.ts";
import {
  type ClearingReport,
  clearingReportSchema,
  commandSchema,
  type Mark,
  markSchema,
} from "../../actors/domain/controls.ts";
import { isoTime } from "../../actors/domain/iso_time.ts";
import { riskLimitsSchema } from "../../actors/domain/risk_limits.ts";
import { controls } from "../../actors/domain/streams.ts";
import type { Mode } from "../../actors/domain/system_status.ts";
import type { SystemClock } from "../../runtime/clock/clock.ts";
import type { Mailbox } from "../../runtime/mailbox/mailbox.ts";
import type { ClearingReportView, CommandView, LimitVersionView } from "./control_views.ts";
import type { Controls } from "./ports.ts";

/** What giving commands needs. */
export interface ControlBackend {
  readonly database: Database;
  readonly mailbox: Pick<Mailbox, "append">;
  readonly clock: SystemClock;
  readonly mode: Mode;
  readonly account: string;
}

/** How many commands and versions of the limits are shown. */
const SHOWN = 20;

const haltSchema = z.object({
  commandId: z.string(),
  by: z.string(),
  reason: z.string(),
  startedAt: z.int(),
  report: clearingReportSchema,
});

/** Controls as the executor records them; what is asked of it goes through its mailbox. */
export function storedControls(backend: ControlBackend): Controls {
  const { database, mailbox, clock, mode, account } = backend;
  return {
    async read() {
      const [state, history, commands] = await Promise.all([
        readControlState(database, account),
        listLimitVersions(database, account, SHOWN),
        listCommands(database, account, { limit: SHOWN }),
      ]);
      if (state === null) return null;
      const halt = state.halt === null ? null : haltSchema.parse(state.halt);
      const paused = state.paused === null ? null : markSchema.parse(state.paused);
      const locked = z.record(z.string(), markSchema).parse(state.locked);
      return {
        mode,
        account,
        state: halt === null
          ? paused === null ? "trading" : "paused"
          : halt.report.confirmedAt === null
          ? "halting"
          : "halted",
        paused: paused === null ? null : markOf(paused),
        locked: Object.entries(locked).map(([ticker, mark]) => ({ ticker, ...markOf(mark) })),
        halt: halt === null ? null : {
          ...markOf({ ...halt, at: halt.startedAt }),
          report: reportOf(halt.report),
        },
        limits: {
          version: state.limits_version,
          values: riskLimitsSchema.parse(state.limits),
          history: history.map(versionOf),
        },
        commands: commands.items.map(commandOf),
      };
    },
    async find(commandId) {
      const row = await findCommand(database, account, commandId);
      return row === null ? null : commandOf(row);
    },
    async give({ commandId, by, reason, command }) {
      const at = Math.floor(clock.now());
      const message = controlMessage({ commandId, by, reason, at, command });
      await mailbox.append(controls.name, [message]);
    },
  };
}

function markOf({ commandId, by, reason, at }: Mark) {
  return { commandId, by, reason, at: isoTime(at) };
}

function reportOf(report: ClearingReport): ClearingReportView {
  const { confirmedAt } = report;
  return { ...report, confirmedAt: confirmedAt === null ? null : isoTime(confirmedAt) };
}

function versionOf(row: LimitVersionRow): LimitVersionView {
  return {
    version: row.version,
    by: row.set_by,
    reason: row.reason,
    at: row.at,
    commandId: row.command_id,
    changes: z.record(z.string(), z.json()).parse(row.changes),
  };
}

function commandOf(row: ControlCommandRow): CommandView {
  return {
    commandId: row.command_id,
    command: commandSchema.parse(row.command),
    by: row.requested_by,
    reason: row.reason,
    requestedAt: row.requested_at,
    handledAt: row.handled_at,
    updatedAt: row.updated_at,
    status: row.status,
    outcome: row.outcome,
    report: row.report === null ? null : reportOf(clearingReportSchema.parse(row.report)),
  };
}
