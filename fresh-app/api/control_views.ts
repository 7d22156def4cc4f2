import { z } from "zod";
import {
  clearingReportSchema,
  commandSchema,
  commandStatusSchema,
} from "../../actors/domain/controls.ts";
import { tickerSchema } from "../../actors/domain/market.ts";
import { riskLimitsSchema } from "../../actors/domain/risk_limits.ts";
import { modeSchema } from "../../actors/domain/system_status.ts";

const moment = z.iso.datetime();

/** What was last seen at the broker of what is to be emptied. */
export const clearingReportView = clearingReportSchema.extend({
  /** When the broker said that nothing is left; null: not yet. System time. */
  confirmedAt: moment.nullable(),
});
export type ClearingReportView = z.output<typeof clearingReportView>;

/** A command, who gave it, and what came of it. Times are the system's. */
export const commandView = z.object({
  commandId: z.string().min(1),
  command: commandSchema,
  by: z.string(),
  reason: z.string(),
  requestedAt: moment,
  /** When it was taken in, and when something came of it last. */
  handledAt: moment,
  updatedAt: moment,
  status: commandStatusSchema,
  /** One sentence. */
  outcome: z.string(),
  /** Of commands that empty something. */
  report: clearingReportView.nullable(),
});
export type CommandView = z.output<typeof commandView>;

/** Something that is set: by whom, when and why. */
export const markView = z.object({
  commandId: z.string().min(1),
  by: z.string(),
  reason: z.string(),
  /** System time. */
  at: moment,
});
export type MarkView = z.output<typeof markView>;

/** A version of the limits. */
export const limitVersionView = z.object({
  version: z.int(),
  by: z.string(),
  reason: z.string(),
  at: moment,
  commandId: z.string(),
  /** What differed from the configuration. */
  changes: z.record(z.string(), z.json()),
});
export type LimitVersionView = z.output<typeof limitVersionView>;

/** What operators have set, and what they asked for last. */
export const controlsView = z.object({
  mode: modeSchema,
  account: z.string(),
  /** `trading`, `paused` (exits go on), `halting`, or `halted` (the broker has confirmed it). */
  state: z.enum(["trading", "paused", "halting", "halted"]),
  /** Null: entries go on. */
  paused: markView.nullable(),
  locked: z.array(markView.extend({ ticker: tickerSchema })),
  halt: markView.extend({ report: clearingReportView }).nullable(),
  limits: z.object({
    /** 0: those of the configuration. */
    version: z.int(),
    values: riskLimitsSchema,
    history: z.array(limitVersionView),
  }),
  /** The newest first. */
  commands: z.array(commandView),
});
export type ControlsView = z.output<typeof controlsView>;
