import { controlCommands } from "../../db/tables/controls.ts";
import type { RowWriter } from "../../runtime/actor.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { ClearingReport, CommandStatus, Control } from "../domain/controls.ts";
import { isoTime } from "../domain/iso_time.ts";

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
