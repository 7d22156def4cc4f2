import type { Millis } from "../../../runtime/clock/clock.ts";
import type { Control, Mark, TradingCommand } from "../../domain/controls.ts";
import type { RiskLimits } from "../../domain/risk_limits.ts";
import { type Clearing, newClearing, type Scope } from "./clearing.ts";
import { type Controls, limitsWith } from "./state.ts";

/** Most clearings under way at once. */
const CLEARINGS_MAX = 100;

/** What of the book a command is judged by. */
export interface CommandFacts {
  /** Whether the book has the order open. */
  hasOrder(clientOrderId: string): boolean;
  /** Whether the book holds, or has an order in, the ticker. */
  isInvolved(ticker: string): boolean;
  /** The configuration's limits. */
  readonly configured: RiskLimits;
  /** System time. */
  readonly now: Millis;
}

/** What came of a command, in one sentence. */
export interface Answer {
  readonly status: "running" | "done" | "refused";
  readonly controls: Controls;
  readonly sentence: string;
  /** What has begun to be emptied; null: nothing. */
  readonly begun: Clearing | null;
  /** Clearings that go on as part of what has begun. */
  readonly absorbed: readonly Clearing[];
}

/** Carries out a command as far as it needs no broker. The same command again changes nothing more. */
export function onCommand(
  controls: Controls,
  control: Control & { readonly command: TradingCommand },
  facts: CommandFacts,
): Answer {
  const { command } = control;
  const { commandId, by, reason, at } = control;
  const mark: Mark = { commandId, by, reason, at };
  switch (command.kind) {
    case "pause":
      if (controls.paused !== null) {
        return done(controls, `No entries: that is so already, ${sinceWords(controls.paused)}.`);
      }
      return done({ ...controls, paused: mark }, "No new entries from now on; exits go on.");
    case "resume":
      return resume(controls);
    case "lock": {
      const { ticker } = command;
      const locked = { ...controls.locked, [ticker]: controls.locked[ticker] ?? mark };
      return done({ ...controls, locked }, `No new entries in ${ticker} from now on.`);
    }
    case "unlock": {
      const { [command.ticker]: lock, ...locked } = controls.locked;
      return done(
        { ...controls, locked },
        lock === undefined
          ? `${command.ticker} was not locked.`
          : `${command.ticker} may be entered again.`,
      );
    }
    case "halt":
      return halt(controls, mark, facts.now);
    case "close":
      return facts.isInvolved(command.ticker)
        ? begin(controls, mark, { kind: "ticker", ticker: command.ticker }, facts.now)
        : done(controls, `Nothing is held and no order is open in ${command.ticker}.`);
    case "cancel":
      return facts.hasOrder(command.orderId)
        ? begin(controls, mark, { kind: "order", orderId: command.orderId }, facts.now)
        : refused(controls, `There is no open order ${command.orderId} in our book.`);
    case "limits":
      return limits(controls, command, facts.configured);
  }
}

function resume(controls: Controls): Answer {
  const { halt, paused } = controls;
  if (halt !== null && halt.phase !== "confirmed") {
    return refused(
      controls,
      `The halt is not confirmed yet, and goes on until it is. ${halt.report.sentence}`,
    );
  }
  if (halt === null && paused === null) return done(controls, "Nothing was paused.");
  return done({ ...controls, halt: null, paused: null }, "Entries may be made again.");
}

function halt(controls: Controls, mark: Mark, handledAt: Millis): Answer {
  const before = controls.halt;
  const paused = controls.paused ?? mark;
  if (before !== null && before.phase !== "confirmed") {
    const going = joined(before, mark, handledAt);
    return {
      status: "running",
      controls: { ...controls, paused, halt: going },
      sentence: `A halt is under way already, ${sinceWords({ ...before, at: before.startedAt })}.`,
      begun: going,
      absorbed: [],
    };
  }
  const begun = newClearing({ scope: { kind: "all" }, asked: [{ ...mark, handledAt }] }, mark);
  return {
    status: "running",
    controls: { ...controls, paused, halt: begun, clearings: [] },
    sentence: "Everything of ours is being cancelled and closed.",
    begun,
    absorbed: controls.clearings,
  };
}

function begin(controls: Controls, mark: Mark, scope: Scope, handledAt: Millis): Answer {
  const { halt, clearings } = controls;
  if (halt !== null && halt.phase !== "confirmed") {
    return refused(controls, "A halt is under way: it cancels and closes everything.");
  }
  const what = JSON.stringify(scope);
  const same = clearings.find((clearing) => JSON.stringify(clearing.scope) === what);
  if (same !== undefined) {
    const going = joined(same, mark, handledAt);
    return {
      status: "running",
      controls: {
        ...controls,
        clearings: clearings.map((each) => each === same ? going : each),
      },
      sentence: "That is under way already.",
      begun: going,
      absorbed: [],
    };
  }
  if (clearings.length >= CLEARINGS_MAX) {
    return refused(controls, `${CLEARINGS_MAX} such commands are under way; halt ends them all.`);
  }
  const begun = newClearing({ scope, asked: [{ ...mark, handledAt }] }, mark);
  const sentence = scope.kind === "ticker"
    ? `Orders in ${scope.ticker} are being cancelled and its position closed.`
    : "The order is being cancelled.";
  return {
    status: "running",
    controls: { ...controls, clearings: [...clearings, begun] },
    sentence,
    begun,
    absorbed: [],
  };
}

/** The first command stays the one that it goes by. */
function joined(clearing: Clearing, mark: Mark, handledAt: Millis): Clearing {
  const [first, ...others] = clearing.asked;
  const later = [...others, { ...mark, handledAt }].slice(-63);
  return { ...clearing, asked: first === undefined ? later : [first, ...later] };
}

function limits(
  controls: Controls,
  { base, changes: asked }: Extract<TradingCommand, { kind: "limits" }>,
  configured: RiskLimits,
): Answer {
  const { version, changes: before } = controls.limits;
  if (base !== version) {
    return refused(
      controls,
      `The change was made from version ${base} of the limits, and version ${version} applies now: ` +
        `look at them again.`,
    );
  }
  const merged = { ...before, ...asked };
  const changes = Object.fromEntries(
    Object.entries(merged).filter(([name, value]) =>
      // Null puts a limit back to the configuration's, but an allowlist of null lets everything in.
      value !== null || name === "allowlist"
    ),
  );
  const checked = limitsWith(configured, changes);
  if (!checked.success) {
    const faults = checked.error.issues.slice(0, 5).map(({ path, message }) =>
      `${path.join(".") || "limits"}: ${message}`
    );
    return refused(controls, `These limits cannot be: ${faults.join("; ")}.`);
  }
  if (JSON.stringify(changes) === JSON.stringify(before)) {
    return done(controls, `The limits are these already; version ${version} stays.`);
  }
  const now = { version: version + 1, changes };
  const names = Object.keys(asked).join(", ");
  return done({ ...controls, limits: now }, `Version ${now.version} of the limits: ${names}.`);
}

function sinceWords({ by, at }: Pick<Mark, "by" | "at">): string {
  return `by ${by} since ${Temporal.Instant.fromEpochMilliseconds(at)}`;
}

function done(controls: Controls, sentence: string): Answer {
  return { status: "done", controls, sentence, begun: null, absorbed: [] };
}

function refused(controls: Controls, sentence: string): Answer {
  return { status: "refused", controls, sentence, begun: null, absorbed: [] };
}
