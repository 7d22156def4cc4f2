import type { z } from "zod";
import type { Json } from "../../../runtime/delivery/store.ts";
import type { Bar } from "../../domain/market.ts";
import { type Exits, exitsSchema, type Reason } from "../../domain/signal.ts";
import type { TickerSentimentState } from "../../domain/ticker_sentiment.ts";

/** What a strategy thinks of a ticker at the close of a bar. */
export interface Opinion {
  /** 1 long, -1 short, 0 no opinion either way. */
  readonly direction: 1 | -1 | 0;
  /** From 0 to 1. */
  readonly strength: number;
  /** A code and its numbers; `actors/domain/reason_words.ts` has the sentence. */
  readonly reason: Reason;
  /** Exits that depend on the market of the moment; in place of those of the definition. */
  readonly exits?: Exits;
}

/** What a strategy may look at: nothing that was not knowable at the bar's close. */
export interface StrategyContext {
  readonly bar: Bar;
  /** The last stories about the ticker that were knowable by then; read it with `sentimentAt`. */
  readonly news: TickerSentimentState;
}

/** What the author of a strategy writes: one file. */
export interface StrategyDefinition<Schema extends z.ZodType, State> {
  /** Unique; the name under which it is configured, votes and earns its weight. */
  readonly name: string;
  /** Takes part unless the configuration says otherwise. */
  readonly enabledByDefault: boolean;
  /** Used alone or not at all: a yardstick and no member of an ensemble. Default false. */
  readonly alone?: boolean;
  /** Every parameter with its default and its bounds. */
  readonly params: Schema;
  /** Bars that must have been seen before its opinions count. */
  warmUp(params: z.output<Schema>): number;
  /** Its memory of one ticker before the first bar: plain JSON. */
  init(params: z.output<Schema>): State;
  /**
   * Takes in a bar, updating the memory in place, and gives an opinion; null where it has none.
   * Nothing but memory, context and parameters may decide.
   */
  evaluate(state: State, context: StrategyContext, params: z.output<Schema>): Opinion | null;
  /** How its positions are left again, whatever it thinks by then. Default: by later votes only. */
  exits?(params: z.output<Schema>): Exits;
  /** Brings remembered prices to the new unit, in place, after a split of `ratio` new for one old. */
  onSplit(state: State, ratio: number): void;
}

declare const memory: unique symbol;
/** A strategy's memory of one ticker, opaque to everybody else. Plain JSON. */
export type StrategyMemory = { readonly [key: string]: Json } & { readonly [memory]: true };

/** Parameters of a strategy, defaults filled in, as they are shown and recorded. */
export type StrategyParams = Record<string, z.output<ReturnType<typeof z.json>>>;

/** A strategy with its parameters settled. */
export interface PreparedStrategy {
  readonly name: string;
  readonly params: StrategyParams;
  /** See {@link StrategyDefinition.warmUp}. */
  readonly warmUp: number;
  /** See {@link StrategyDefinition.exits}; null where there are none. */
  readonly exits: Exits | null;
  init(): StrategyMemory;
  /** Throws {@link FaultyStrategy} where it fails, or what it says is no opinion. */
  evaluate(memory: StrategyMemory, context: StrategyContext): Opinion | null;
  onSplit(memory: StrategyMemory, ratio: number): void;
}

/** A strategy on the shelf. */
export interface Strategy {
  readonly name: string;
  readonly enabledByDefault: boolean;
  readonly alone: boolean;
  /** Tells one text of it from another; null where the program's version does. */
  readonly version: string | null;
  readonly paramsSchema: z.ZodType;
  /** Settles the parameters. Throws {@link InvalidStrategyParams}. */
  prepare(params: unknown): PreparedStrategy;
}

/** Parameters outside their schema. Trying again is of no use. */
export class InvalidStrategyParams extends Error {
  override readonly name = "InvalidStrategyParams";
  readonly restartable = false;
}

/** A strategy that breaks the rules of strategies: a defect in its file. */
export class FaultyStrategy extends Error {
  override readonly name = "FaultyStrategy";
  readonly restartable = false;
}

/** Puts a strategy on the shelf. The types of its memory and parameters end here. */
export function defineStrategy<Schema extends z.ZodType, State>(
  definition: StrategyDefinition<Schema, State>,
): Strategy {
  const { name } = definition;
  return {
    name,
    enabledByDefault: definition.enabledByDefault,
    alone: definition.alone ?? false,
    version: null,
    paramsSchema: definition.params,
    prepare(given) {
      const params = settle(definition, given);
      // Only `init` makes memories, and they come back as they were: the casts cannot lie.
      const own = (memory: StrategyMemory) => memory as unknown as State;
      return {
        name,
        params: params as StrategyParams,
        warmUp: definition.warmUp(params),
        exits: checkedExits(name, definition.exits?.(params)),
        init: () => definition.init(params) as unknown as StrategyMemory,
        evaluate(memory, context) {
          let opinion: Opinion | null;
          try {
            opinion = definition.evaluate(own(memory), context, params);
          } catch (error) {
            throw failed(name, context.bar, error);
          }
          return checked(name, opinion);
        },
        onSplit: (memory, ratio) => definition.onSplit(own(memory), ratio),
      };
    },
  };
}

function settle<Schema extends z.ZodType, State>(
  { name, params }: StrategyDefinition<Schema, State>,
  given: unknown,
): z.output<Schema> {
  const parsed = params.safeParse(given);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new InvalidStrategyParams(
    `strategy ${name}, parameter ${issue?.path.join(".") || "set"}: ` +
      `${issue?.message}; found ${JSON.stringify(given)}`,
  );
}

function checkedExits(name: string, exits: Exits | undefined): Exits | null {
  if (exits === undefined) return null;
  const parsed = exitsSchema.safeParse(exits);
  if (parsed.success) return Object.keys(parsed.data).length === 0 ? null : parsed.data;
  const issue = parsed.error.issues[0];
  throw new FaultyStrategy(
    `strategy ${name}, exit ${issue?.path.join(".") || "set"}: ${issue?.message}; found ` +
      JSON.stringify(exits),
  );
}

/** What every opinion must be, wherever its author lives; checked by hand, for it is asked per bar. */
function checked(name: string, opinion: Opinion | null): Opinion | null {
  if (opinion === null) return null;
  if (typeof opinion !== "object") throw faulty(name, "shape is an object, or null", opinion);
  const { direction, strength, reason, exits } = opinion;
  if (direction !== 1 && direction !== -1 && direction !== 0) {
    throw faulty(name, "direction is 1, -1 or 0", direction);
  }
  if (!(strength >= 0 && strength <= 1)) {
    throw faulty(name, "strength is a number from 0 to 1", strength);
  }
  if (!isReason(reason)) {
    throw faulty(name, "reason is a code of 1 to 64 characters and finite numbers", reason);
  }
  if (exits !== undefined) checkedExits(name, exits);
  return opinion;
}

function isReason(reason: Reason): boolean {
  if (typeof reason?.code !== "string" || typeof reason.numbers !== "object") return false;
  if (reason.code.length === 0 || reason.code.length > 64) return false;
  for (const name in reason.numbers) if (!Number.isFinite(reason.numbers[name])) return false;
  return true;
}

function failed(name: string, { ticker, at }: Bar, error: unknown): FaultyStrategy {
  const said = error instanceof Error ? error.message : String(error);
  return new FaultyStrategy(
    `strategy ${name} failed on ${ticker}'s bar of ${new Date(at).toISOString()}: ${said}`,
    { cause: error },
  );
}

function faulty(name: string, rule: string, found: unknown): FaultyStrategy {
  const shown = typeof found === "number" ? String(found) : JSON.stringify(found);
  return new FaultyStrategy(`strategy ${name}: an opinion's ${rule}; found ${shown}`);
}
