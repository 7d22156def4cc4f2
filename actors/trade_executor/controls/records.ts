import { controlState, limitVersions } from "../../../db/tables/controls.ts";
import type { RowWriter } from "../../../runtime/actor.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { isoTime } from "../../domain/iso_time.ts";
import type { Control } from "../../domain/controls.ts";
import type { RiskLimits } from "../../domain/risk_limits.ts";
import type { Controls } from "./state.ts";

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
