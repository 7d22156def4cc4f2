import type { Millis } from "../clock/clock.ts";
import type { LogFields, LogLevel } from "../telemetry/log.ts";
import type { Failure } from "./protocol.ts";

/** Something that happened to one child. */
export type ChildEvent =
  & {
    readonly at: Millis;
    readonly group: string;
    readonly child: string;
    /** Counts the child's lives, from 1. */
    readonly incarnation: number;
  }
  & (
    /** Its first life began. */
    | { readonly kind: "started" }
    /** A later life began. */
    | { readonly kind: "restarted" }
    /** It is at work under this lease epoch. */
    | { readonly kind: "ready"; readonly epoch: number }
    /** No sign of life for this long; it was told to end and is ignored from now on. */
    | { readonly kind: "hung"; readonly silentMs: number }
    /** It died. Null: it will not be restarted. */
    | { readonly kind: "crashed"; readonly failure: Failure; readonly restartInMs: number | null }
    /** It reached its end. */
    | { readonly kind: "finished" }
    /** It went down as told; `forced`: only by being killed. */
    | { readonly kind: "stopped"; readonly forced: boolean; readonly failure: Failure | null }
  );

/** Something that happened to a group. */
export type GroupEvent = {
  readonly at: Millis;
  readonly group: string;
  /** `gave_up`: restarts do not help. `withdrawn`: a group that it depends on gave up. */
  readonly kind: "gave_up" | "withdrawn";
  readonly reason: string;
};

/** Something that happened to the whole. */
export type SystemEvent =
  | { readonly at: Millis; readonly kind: "stopping"; readonly reason: string }
  | { readonly at: Millis; readonly kind: "all_stopped" };

/** What a supervisor tells the world, in order. */
export type LifecycleEvent = ChildEvent | GroupEvent | SystemEvent;

/** A lifecycle event as a log record says it. */
export function describe(
  event: LifecycleEvent,
): { readonly level: LogLevel; readonly message: string; readonly fields: LogFields } {
  const { level, message } = sentence(event);
  const fields = {
    event: event.kind,
    ..."group" in event ? { group: event.group } : {},
    ..."child" in event ? { child: event.child, incarnation: event.incarnation } : {},
  };
  return { level, message, fields };
}

function sentence(event: LifecycleEvent): { level: LogLevel; message: string } {
  switch (event.kind) {
    case "started":
      return { level: "debug", message: `${event.child} starts` };
    case "restarted":
      return {
        level: "info",
        message: `${event.child} starts again (life ${event.incarnation})`,
      };
    case "ready":
      return { level: "info", message: `${event.child} is ready` };
    case "hung":
      return {
        level: "error",
        message:
          `${event.child} has given no sign of life for ${event.silentMs} ms. A thread in a ` +
          `synchronous loop cannot be ended from outside: it is abandoned and ignored`,
      };
    case "crashed":
      return {
        level: "error",
        message: `${event.child} crashed: ${event.failure.name}: ${event.failure.message}; ` +
          (event.restartInMs === null ? "not restarted" : `restart in ${event.restartInMs} ms`),
      };
    case "finished":
      return { level: "info", message: `${event.child} has finished` };
    case "stopped":
      return {
        level: event.forced || event.failure !== null ? "warn" : "debug",
        message: `${event.child} stopped` +
          (event.forced ? ", killed after its deadline" : "") +
          (event.failure === null ? "" : `, failing: ${event.failure.message}`),
      };
    case "gave_up":
      return { level: "error", message: `group ${event.group} gave up: ${event.reason}` };
    case "withdrawn":
      return { level: "error", message: `group ${event.group} is withdrawn: ${event.reason}` };
    case "stopping":
      return { level: "info", message: `stopping: ${event.reason}` };
    case "all_stopped":
      return { level: "info", message: "everything is stopped" };
  }
}
