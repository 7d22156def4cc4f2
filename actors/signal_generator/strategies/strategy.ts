import type { z } from "zod";
import type { Json } from "../../../runtime/delivery/store.ts";
import type { Bar } from "../../domain/market.ts";
import type { Reason } from "../../domain/signal.ts";
import type { TickerSentimentState } from "../../domain/ticker_sentiment.ts";

/** What a strategy thinks of a ticker at the close of a bar. */
export interface Opinion {
  /** 1 long, -1 short, 0 no opinion either way. */
  readonly direction: 1 | -1 | 0;
  /** From 0 to 1. */
  readonly strength: number;
  readonly reason: Reason;
}

/** What a strategy may look at: nothing that was not knowable at the bar's close. */
export interface StrategyContext {
  readonly bar: Bar;
  /** The last stories about the ticker that were knowable by then; read it with `sentimentAt`. */
  readonly news: TickerSentimentState;
}

/** What the author of a strategy writes: one file in this folder. */
export interface StrategyDefinition<Schema extends z.ZodType, State> {
  /** Unique; the name under which it is configured, votes and earns its weight. */
  readonly name: string;
  /** Takes part unless the configuration says otherwise. */
  readonly enabledByDefault: boolean;
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
  init(): StrategyMemory;
  evaluate(memory: StrategyMemory, context: StrategyContext): Opinion | null;
  onSplit(memory: StrategyMemory, ratio: number): void;
}

/** A strategy on the shelf. */
export interface Strategy {
  readonly name: string;
  readonly enabledByDefault: boolean;
  readonly paramsSchema: z.ZodType;
  /** Settles the parameters. Throws {@link InvalidStrategyParams}. */
  prepare(params: unknown): PreparedStrategy;
}

/** Parameters outside their schema. */
export class InvalidStrategyParams extends Error {
  override readonly name = "InvalidStrategyParams";
}

/** Puts a strategy on the shelf. The types of its memory and parameters end here. */
export function defineStrategy<Schema extends z.ZodType, State>(
  definition: StrategyDefinition<Schema, State>,
): Strategy {
  return {
    name: definition.name,
    enabledByDefault: definition.enabledByDefault,
    paramsSchema: definition.params,
    prepare(given) {
      const parsed = definition.params.safeParse(given);
      if (!parsed.success) {
        const issue = parsed.error.issues[0];
        throw new InvalidStrategyParams(
          `strategy ${definition.name}, parameter ${issue?.path.join(".") || "set"}: ` +
            `${issue?.message}; found ${JSON.stringify(given)}`,
        );
      }
      const params = parsed.data;
      // Only `init` makes memories, and they come back as they were: the casts cannot lie.
      const own = (memory: StrategyMemory) => memory as unknown as State;
      return {
        name: definition.name,
        params: params as StrategyParams,
        warmUp: definition.warmUp(params),
        init: () => definition.init(params) as unknown as StrategyMemory,
        evaluate: (memory, context) => definition.evaluate(own(memory), context, params),
        onSplit: (memory, ratio) => definition.onSplit(own(memory), ratio),
      };
    },
  };
}
