import { z } from "zod";
import { defineTable } from "../../runtime/delivery/store.ts";
import { nameColumn, timeColumn } from "./columns.ts";

/** A command, who gave it, and what came of it. Times are the system's. */
export const controlCommandRowSchema = z.strictObject({
  command_id: nameColumn,
  account: nameColumn,
  kind: nameColumn,
  command: z.json(),
  requested_by: nameColumn,
  reason: z.string(),
  requested_at: timeColumn,
  handled_at: timeColumn,
  updated_at: timeColumn,
  status: z.enum(["running", "done", "refused"]),
  /** One sentence. */
  outcome: nameColumn,
  /** What was last seen at the broker; null: the command needs no broker. */
  report: z.json(),
});
/** See {@link controlCommandRowSchema}. */
export type ControlCommandRow = z.output<typeof controlCommandRowSchema>;

/** Owned by `trade_executor`; commands to the learning engine are recorded by it. */
export const controlCommands = defineTable<ControlCommandRow>({
  name: "control_commands",
  schema: controlCommandRowSchema,
  key: ["command_id"],
  conflict: "replace",
});

/** What is set now. */
export const controlStateRowSchema = z.strictObject({
  account: nameColumn,
  /** Who paused it, when and why; null: it is not paused. */
  paused: z.json(),
  /** The same by ticker. */
  locked: z.json(),
  /** The halt that is under way or confirmed; null: none. */
  halt: z.json(),
  limits_version: z.int().min(0),
  /** All limits as they apply. */
  limits: z.json(),
  updated_at: timeColumn,
});
/** See {@link controlStateRowSchema}. */
export type ControlStateRow = z.output<typeof controlStateRowSchema>;

/** Owned by `trade_executor`. */
export const controlState = defineTable<ControlStateRow>({
  name: "control_state",
  schema: controlStateRowSchema,
  key: ["account"],
  conflict: "replace",
});

/** A version of the limits. */
export const limitVersionRowSchema = z.strictObject({
  account: nameColumn,
  version: z.int().positive(),
  /** What differs from the configuration. */
  changes: z.json(),
  /** All limits as they applied from then on. */
  limits: z.json(),
  command_id: nameColumn,
  set_by: nameColumn,
  reason: z.string(),
  at: timeColumn,
});
/** See {@link limitVersionRowSchema}. */
export type LimitVersionRow = z.output<typeof limitVersionRowSchema>;

/** Owned by `trade_executor`. */
export const limitVersions = defineTable<LimitVersionRow>({
  name: "risk_limit_versions",
  schema: limitVersionRowSchema,
  key: ["account", "version"],
  conflict: "keep",
});
