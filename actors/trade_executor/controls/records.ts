import { controlCommands, controlState, limitVersions } from "../../../db/tables/controls.ts";
import type { RowWriter } from "../../../runtime/actor.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import type { ClearingReport, CommandStatus, Control } from "../../domain/controls.ts";
import { isoTime } from "../../domain/iso_time.ts";
import type { RiskLimits } from "../../domain/risk_limits.ts";
import type { Controls } from "./state.ts";

/** What came of a command so far. */
export interface Outcome {
  readonly status: CommandStatus;
  readonly sentence: string;
  readonly report: ClearingReport | null;
}

/** Records a command and what came of it. Times are the system's. */
export function writeCommand(
  ctx: RowWriter,
  account: string,
  { commandId, by, reason, at, command }: Control,
  handledAt: Millis,
  { status, sentence, report }: Outcome,
  updatedAt: Millis = handledAt,
): void {
  ctx.write(controlCommands, {
    command_id: commandId,
    account,
    kind: command.kind,
    command,
    requested_by: by,
    reason,
    requested_at: isoTime(at),
    handled_at: isoTime(handledAt),
    updated_at: isoTime(updatedAt),
    status,
    outcome: sentence,
    report,
  });
}

/** Records what is set now. */
export function writeControlState(
  ctx: RowWriter,
  account: string,
  controls: Controls,
  limits: RiskLimits,
  updatedAt: Millis,
): void {
  ctx.write(controlState, {
    account,
    paused: controls.paused,
    locked: controls.locked,
    halt: controls.halt,
    limits_version: controls.limits.version,
    limits,
    updated_at: isoTime(updatedAt),
  });
}

/** Records a version of the limits. */
export function writeLimitVersion(
  ctx: RowWriter,
  account: string,
  { version, changes }: Controls["limits"],
  limits: RiskLimits,
  { commandId, by, reason }: Control,
  at: Millis,
): void {
  ctx.write(limitVersions, {
    account,
    version,
    changes,
    limits,
    command_id: commandId,
    set_by: by,
    reason,
    at: isoTime(at),
  });
}
