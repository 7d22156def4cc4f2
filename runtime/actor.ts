import type { TraceChoice } from "./delivery/message_trace.ts";
import type { z } from "zod";
import type { Millis, Randomness, SystemClock } from "./clock/clock.ts";
import type { Json, Store, Table, TableRow } from "./delivery/store.ts";
import type { Mailbox } from "./mailbox/mailbox.ts";
import type { StreamDef } from "./stream.ts";
import type { Logger } from "./telemetry/log.ts";

/**
 * What a handler may answer; anything thrown is a crash and the supervisor's business.
 * Answer `retry` or `discard` before changing state or collecting effects: theirs are dropped.
 */
export type Outcome =
  | { readonly kind: "done" }
  /** Not now: come back after `afterMs` (system time). Later messages of the same key wait behind it. */
  | { readonly kind: "retry"; readonly afterMs: number; readonly reason: string }
  /** Not wanted: consumed without effect, and counted. */
  | { readonly kind: "discard"; readonly reason: string };

/** Handled. */
export const done: Outcome = { kind: "done" };
/** See {@link Outcome}. */
export const retry = (afterMs: number, reason: string): Outcome => ({
  kind: "retry",
  afterMs,
  reason,
});
/** See {@link Outcome}. */
export const discard = (reason: string): Outcome => ({ kind: "discard", reason });

/** What every message in a handler's hands has. */
export interface MessageMeta {
  readonly id: string;
  /** Market time at which the fact became knowable. */
  readonly at: Millis;
  readonly key: string;
  readonly correlationId: string;
  readonly traceparent: string | null;
}

/** A message of one of the consumed streams, told apart by `from` (the stream) and `type`. */
export type StreamMessage<S extends StreamDef> = S extends StreamDef ? {
    [T in keyof S["types"] & string]: MessageMeta & {
      readonly from: S["name"];
      readonly type: T;
      readonly payload: z.output<S["types"][T]>;
    };
  }[keyof S["types"] & string]
  : never;

/** A timer that fell due. A jump of time over several due moments fires it once, with the last. */
export type TimerMessage<Name extends string> = {
  [N in Name]: MessageMeta & {
    readonly from: "timer";
    readonly type: N;
    readonly dueAt: Millis;
  };
}[Name];

/** A message that the actor's own source pushed in. */
export type LocalMessage<L extends LocalSchemas> = {
  [T in keyof L & string]: MessageMeta & {
    readonly from: "local";
    readonly type: T;
    readonly payload: z.output<L[T]>;
  };
}[keyof L & string];

/** The answer to an outside effect that an earlier message asked for. */
export type EffectMessage<E extends Effects<never>> = {
  [T in keyof E & string]: MessageMeta & {
    readonly from: "effect";
    readonly type: T;
    readonly request: Parameters<E[T]>[1];
    readonly result: Awaited<ReturnType<E[T]>>;
  };
}[keyof E & string];

/** Schemas of what an actor's own source pushes in, by message type. */
export type LocalSchemas = Readonly<Record<string, z.ZodType>>;

/**
 * Outside effects (a broker, a webhook): performed after the batch that asked for them is
 * committed, once the lease has been checked again, at least once: each needs an idempotency key.
 */
export type Effects<State> = Readonly<
  Record<string, (state: State, request: never) => Promise<unknown>>
>;

/** A timer's period. */
export interface TimerDef {
  readonly everyMs: number;
  /** `market`: fires on ticks of market time and is part of the order. `system`: infrastructure. */
  readonly clock: "market" | "system";
}

/** What an actor has while it starts, and keeps. */
export interface Env<Config, Resources, E extends Effects<never>> {
  readonly config: Config;
  /** What the actor remembered by `ctx.remember`, as of its last commit. */
  readonly recalled: ReadonlyMap<string, Json>;
  readonly resources: Resources & HostResources;
  readonly clock: SystemClock;
  readonly randomness: Randomness;
  readonly log: Logger;
  /** Aborts when the actor is to stop. */
  readonly signal: AbortSignal;
  /** Asks for an outside effect whose answer a predecessor did not live to see. */
  perform<N extends keyof E & string>(
    name: N,
    request: Parameters<E[N]>[1],
    meta: MessageMeta,
  ): void;
}

/** What the host itself needs; actors rarely touch these directly. */
export interface HostResources {
  readonly mailbox: Mailbox;
  readonly store: Store;
}

/** Whoever takes rows to write; a handler's {@link Context} does. */
export interface RowWriter {
  /** Writes a row. */
  write<Row extends TableRow>(table: Table<Row>, row: Row): void;
}

/** How a message is published. */
export interface PublishOptions {
  /** Partition key. */
  readonly key: string;
  /** Market time; the cause's by default. */
  readonly at?: Millis;
  /** Identity of the message; derived from the cause by default. */
  readonly id?: string;
  /** The trace that it belongs to; the cause's by default. Nothing comes of it where none are kept. */
  readonly trace?: TraceChoice;
}

/** What a handler may do. Everything is collected and performed when the batch commits, or not at all. */
export interface Context<Out extends StreamDef, E extends Effects<never>> extends RowWriter {
  /** Publishes a message; returns its id. `at` defaults to the cause's, `id` is derived from the cause. */
  publish<S extends Out, T extends keyof S["types"] & string>(
    stream: S,
    type: T,
    payload: z.input<S["types"][T]>,
    options: PublishOptions,
  ): string;
  /** Keeps durable state under a key (null: forgets it). */
  remember(key: string, value: Json | null): void;
  /** Asks for an outside effect; its answer comes as a message before any other is handled. */
  perform<N extends keyof E & string>(name: N, request: Parameters<E[N]>[1]): void;
  /** Commits before the next message is handled. */
  endBatch(): void;
  /** Promises that everything published later is later than `at`. Only with `watermarks: "manual"`. */
  watermark(at: Millis): void;
  readonly log: Logger;
}

/** Where an actor's own source puts what comes from outside. */
export interface Inlet<L extends LocalSchemas> {
  /**
   * Hands a message to the actor. Waits while consumers of the actor's streams are too far behind;
   * resolves when the message's effects are committed, rejects when the actor stops.
   */
  push<T extends keyof L & string>(type: T, payload: z.input<L[T]>): Promise<void>;
}

/** Everything there is to know about an actor. */
export interface ActorDef<
  In extends StreamDef = StreamDef,
  Out extends StreamDef = StreamDef,
  ConfigSchema extends z.ZodType = z.ZodType,
  State = unknown,
  E extends Effects<never> = Effects<never>,
  L extends LocalSchemas = LocalSchemas,
  T extends string = string,
  Resources = unknown,
> {
  readonly name: string;
  readonly consumes: readonly In[];
  readonly produces: readonly Out[];
  readonly config: ConfigSchema;
  /**
   * `by-key`: a message that must wait holds back only its own key.
   * `total`: one order for everything; a message that must wait holds back all.
   */
  readonly order: "by-key" | "total";
  /**
   * `forward` (default): the host promises downstream what its inputs promise it.
   * `manual`: the actor is a source of market time or feeds back, and calls `ctx.watermark`.
   */
  readonly watermarks?: "forward" | "manual";
  /** Schemas of what the actor's own source pushes in. */
  readonly local?: L;
  readonly timers?: Readonly<Record<T, TimerDef>>;
  /** Rehydrates the state from what was committed. */
  start(env: Env<z.output<ConfigSchema>, Resources, E>): Promise<State> | State;
  /** Performers of outside effects, by name. Annotate their parameters: `state` is the actor's state. */
  readonly effects?: E;
  /** Handles one message. May change `state` in place; what it must survive goes through `ctx`. */
  handle(
    state: State,
    message: StreamMessage<In> | TimerMessage<T> | LocalMessage<L> | EffectMessage<E>,
    ctx: Context<Out, E>,
  ): Outcome | Promise<Outcome>;
  /** Brings in what comes from outside, until the signal aborts. */
  source?(
    state: State,
    inlet: Inlet<L>,
    env: Env<z.output<ConfigSchema>, Resources, E>,
  ): Promise<void>;
  /** Lets go of what `start` took. */
  stop?(state: State): Promise<void> | void;
}

/** Any actor, where its types no longer matter (hosts, topologies). */
export type AnyActorDef =
  & Omit<ActorDef, "start" | "handle" | "source" | "stop" | "effects" | "local">
  & {
    readonly local?: LocalSchemas;
    readonly effects?: Readonly<Record<string, (state: never, request: never) => Promise<unknown>>>;
    start(env: never): unknown;
    handle(state: never, message: never, ctx: never): Outcome | Promise<Outcome>;
    source?(state: never, inlet: never, env: never): Promise<void>;
    stop?(state: never): Promise<void> | void;
  };

/**
 * Makes a `defineActor` whose actors find `Resources` (beside mailbox and store) in their `env`.
 * Defining an actor only checks and infers types: handling a stream that is not consumed, or
 * publishing a payload that its stream does not know, does not compile.
 */
export function createDefineActor<Resources = unknown>() {
  return function defineActor<
    const In extends StreamDef,
    const Out extends StreamDef,
    ConfigSchema extends z.ZodType,
    State,
    E extends Effects<never> = Record<never, never>,
    const L extends LocalSchemas = Record<never, never>,
    T extends string = never,
  >(
    def: ActorDef<In, Out, ConfigSchema, State, E, L, T, Resources>,
  ): ActorDef<In, Out, ConfigSchema, State, E, L, T, Resources> {
    return def;
  };
}

/** {@link createDefineActor} without further resources. */
export const defineActor = createDefineActor();
