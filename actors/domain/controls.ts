import { z } from "zod";
import { strategyWeightSchema } from "./learning.ts";
import { millisSchema, tickerSchema } from "./market.ts";

/** What an operator may ask of the learning engine. New weights apply from the next open, as learned ones do. */
export const learningCommandSchema = z.discriminatedUnion("kind", [
  /** The weights stand still; what happens is learned all the same. */
  z.strictObject({ kind: z.literal("freeze") }),
  z.strictObject({ kind: z.literal("unfreeze") }),
  /** Everything learned is forgotten: the weights of the configuration, and a new count of trades. */
  z.strictObject({ kind: z.literal("reset") }),
  /** These weights, one for each member, 1 together; learning goes on from there unless it is frozen. */
  z.strictObject({
    kind: z.literal("override"),
    weights: z.array(strategyWeightSchema).min(1).max(64),
  }),
]);
/** See {@link learningCommandSchema}. */
export type LearningCommand = z.output<typeof learningCommandSchema>;

const clientOrderId = z.string().min(1).max(128);

/** What an operator may ask of the trading itself. */
export const tradingCommandSchema = z.discriminatedUnion("kind", [
  /** No new entries; exits go on. */
  z.strictObject({ kind: z.literal("pause") }),
  /** Entries again; only once a halt is confirmed. */
  z.strictObject({ kind: z.literal("resume") }),
  /** Cancel everything, sell everything of ours, and stay paused. */
  z.strictObject({ kind: z.literal("halt") }),
  /** Cancel the ticker's orders and close its position. */
  z.strictObject({ kind: z.literal("close"), ticker: tickerSchema }),
  /** Cancel one order, by our id of it. */
  z.strictObject({ kind: z.literal("cancel"), orderId: clientOrderId }),
  /** No new entries in the ticker; exits go on. */
  z.strictObject({ kind: z.literal("lock"), ticker: tickerSchema }),
  z.strictObject({ kind: z.literal("unlock"), ticker: tickerSchema }),
  /** Other limits: those that are named change, null puts one back to the configuration's. */
  z.strictObject({
    kind: z.literal("limits"),
    /** The version that the change was made from; another one means that somebody was quicker. */
    base: z.int().nonnegative(),
    changes: z.record(z.string().min(1).max(64), z.json()),
  }),
]);
/** See {@link tradingCommandSchema}. */
export type TradingCommand = z.output<typeof tradingCommandSchema>;

/** Everything that can be commanded. */
export const commandSchema = z.discriminatedUnion("kind", [
  ...tradingCommandSchema.options,
  ...learningCommandSchema.options,
]);
/** See {@link commandSchema}. */
export type Command = z.output<typeof commandSchema>;
/** Names of the commands. */
export type CommandKind = Command["kind"];

/** Names of the commands, in the order in which they are documented. */
export const COMMAND_KINDS: readonly CommandKind[] = commandSchema.options.map(
  ({ shape }) => shape.kind.value,
);

const LEARNING_KINDS: ReadonlySet<CommandKind> = new Set(
  learningCommandSchema.options.map(({ shape }) => shape.kind.value),
);

/** Whether commands of this kind are the learning engine's. */
export function isLearningKind(kind: CommandKind): boolean {
  return LEARNING_KINDS.has(kind);
}

/** Whether a command is the learning engine's to carry out. */
export function isForLearning(command: Command): command is LearningCommand {
  return LEARNING_KINDS.has(command.kind);
}

/** A command's identity: it is the message's id too, and makes a repetition harmless. */
export const commandIdSchema = z.string().regex(/^[\w-]{1,48}$/);

/** A command with who asks, when and why. */
export const controlSchema = z.strictObject({
  commandId: commandIdSchema,
  by: z.string().min(1).max(100),
  reason: z.string().max(500),
  /** System time. */
  at: millisSchema,
  command: commandSchema,
});
/** See {@link controlSchema}. */
export type Control = z.output<typeof controlSchema>;

/** What came of a command so far. */
export const commandStatusSchema = z.enum(["running", "done", "refused"]);
/** See {@link commandStatusSchema}. */
export type CommandStatus = z.output<typeof commandStatusSchema>;

/** What keeps a halt, or another command that empties something, from being confirmed. */
export const remainderSchema = z.strictObject({
  what: z.enum(["order", "position", "broker"]),
  ticker: z.string().max(32).nullable(),
  orderId: clientOrderId.nullable(),
  /** One sentence for people. */
  why: z.string().min(1).max(600),
});
/** See {@link remainderSchema}. */
export type Remainder = z.output<typeof remainderSchema>;

/** What the broker was last seen to have of ours. */
export const clearingReportSchema = z.strictObject({
  openOrders: z.int().nonnegative(),
  positions: z.int().nonnegative(),
  /** System time at which the broker said that nothing is left; null: not yet. */
  confirmedAt: millisSchema.nullable(),
  remaining: z.array(remainderSchema).max(200),
  /** Of somebody else: left alone. */
  leftAlone: z.array(z.string().max(300)).max(200),
  /** All of it in one sentence. */
  sentence: z.string().min(1).max(2000),
});
/** See {@link clearingReportSchema}. */
export type ClearingReport = z.output<typeof clearingReportSchema>;

/** A mark that an operator, or a watchman, has set: who, when (system time), why. */
export const markSchema = z.strictObject({
  commandId: commandIdSchema,
  by: z.string().min(1).max(100),
  reason: z.string().max(500),
  at: millisSchema,
});
/** See {@link markSchema}. */
export type Mark = z.output<typeof markSchema>;
