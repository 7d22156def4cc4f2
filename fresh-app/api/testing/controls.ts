import { riskLimitsSchema } from "../../../actors/domain/risk_limits.ts";
import type { CommandView, ControlsView } from "../control_views.ts";
import type { CommandGiven, Controls } from "../ports.ts";

/** Controls in memory, and what a test may look at or turn. */
export interface FakeControls extends Controls {
  /** Commands that were given, oldest first. */
  readonly given: CommandGiven[];
  /** What is set; null: the executor has not begun. */
  view: ControlsView | null;
  /** Whether commands are taken in. */
  takesIn: boolean;
}

const AT = "2026-03-11T18:32:17.000Z";

/** A command that was carried out. */
export function sampleCommand(
  given: CommandGiven,
  status: CommandView["status"] = "done",
): CommandView {
  const { commandId, by, reason, command } = given;
  const report = command.kind === "halt"
    ? {
      openOrders: 0,
      positions: 0,
      confirmedAt: AT,
      remaining: [],
      leftAlone: [],
      sentence: `0 open orders, 0 positions, confirmed at ${AT}.`,
    }
    : null;
  return {
    commandId,
    command,
    by,
    reason,
    requestedAt: AT,
    handledAt: AT,
    updatedAt: AT,
    status,
    outcome: report?.sentence ?? "No new entries from now on; exits go on.",
    report,
  };
}

/** Controls that carry out at once what they are asked for. */
export function fakeControls(): FakeControls {
  const given: CommandGiven[] = [];
  const controls: FakeControls = {
    given,
    takesIn: true,
    view: {
      mode: "demo",
      account: "demo",
      state: "trading",
      paused: null,
      locked: [],
      halt: null,
      limits: { version: 0, values: riskLimitsSchema.parse({}), history: [] },
      commands: [],
    },
    read: () => Promise.resolve(controls.view),
    find: (commandId) => {
      const found = given.find((each) => each.commandId === commandId);
      return Promise.resolve(
        found === undefined || !controls.takesIn ? null : sampleCommand(found),
      );
    },
    give: (command) => Promise.resolve(void given.push(command)),
  };
  return controls;
}
