import type { Context, Effects, MessageMeta, PublishOptions } from "../actor.ts";
import type { Millis } from "../clock/clock.ts";
import { derivedId } from "../clock/ids.ts";
import type { PayloadSchemas, StreamDef } from "../stream.ts";
import type { Logger } from "../telemetry/log.ts";
import type { Delivery } from "../mailbox/mailbox.ts";
import type { SpanRecord } from "../telemetry/trace.ts";
import type { MessageTrace } from "./message_trace.ts";
import type { Output } from "./output.ts";
import type {
  Batch,
  InboxRow,
  InputPosition,
  Json,
  OutboxRow,
  RowWrite,
  Table,
  TableRow,
} from "./store.ts";

/** An outside effect that was asked for, with the message that asked. */
export interface EffectRequest {
  readonly name: string;
  readonly request: unknown;
  readonly cause: MessageMeta;
}

interface Draft {
  readonly stream: string;
  readonly type: string;
  readonly payload: unknown;
  readonly id: string;
  readonly key: string;
  readonly at: Millis;
  readonly traceparent: string | null;
}

/**
 * What one message's handler asked for. Kept apart from the batch until the handler says `done`:
 * a message that is retried or discarded leaves nothing behind.
 */
export class MessageEffects implements Context<StreamDef, Effects<never>> {
  readonly drafts: Draft[] = [];
  readonly rows: RowWrite[] = [];
  readonly state = new Map<string, Json | null>();
  readonly requests: EffectRequest[] = [];
  readonly log: Logger;
  promised: Millis | null = null;
  ended = false;

  constructor(
    private readonly actor: string,
    readonly cause: MessageMeta,
    /** The earliest market time that may still be published. */
    private readonly atLeast: Millis,
    private readonly outputs: ReadonlyMap<string, Output>,
    private readonly manual: boolean,
    log: Logger,
    /** Null: no traces are kept. */
    readonly trace: MessageTrace | null = null,
  ) {
    this.log = trace === null ? log : trace.logger(log);
  }

  publish(
    stream: StreamDef<string, PayloadSchemas>,
    type: string,
    payload: unknown,
    options: PublishOptions,
  ): string {
    const output = this.outputs.get(stream.name);
    const schema = output?.def.types[type];
    if (schema === undefined) {
      throw new TypeError(`${this.actor} does not publish "${type}" on ${stream.name}`);
    }
    const parsed = schema.safeParse(payload);
    if (!parsed.success) {
      const issue = parsed.error.issues[0];
      throw new TypeError(
        `${this.actor} published a wrong ${type} on ${stream.name}: ` +
          `${issue?.path.join(".") || "payload"}: ${issue?.message}`,
      );
    }
    const id = options.id ?? derivedId(this.actor, this.cause.id, stream.name, this.drafts.length);
    const at = Math.max(options.at ?? this.cause.at, this.atLeast);
    const message = { stream: stream.name, type, id, key: options.key, at };
    const traceparent = this.trace === null
      ? this.cause.traceparent
      : this.trace.publish(message, options.trace);
    this.drafts.push({ ...message, payload: parsed.data, traceparent });
    return id;
  }

  write<Row extends TableRow>(table: Table<Row>, row: Row): void {
    // The row's own type ends here: the store only needs names and values.
    this.rows.push({ table: table as unknown as Table, row });
  }

  remember(key: string, value: Json | null): void {
    this.state.set(key, value);
  }

  perform(name: string, request: unknown): void {
    const cause = this.trace === null
      ? this.cause
      : { ...this.cause, traceparent: this.trace.traceparent };
    this.requests.push({ name, request, cause });
    this.ended = true;
  }

  endBatch(): void {
    this.ended = true;
  }

  watermark(at: Millis): void {
    if (!this.manual) {
      throw new TypeError(`${this.actor} forwards its watermarks; it cannot set one`);
    }
    this.promised = at;
  }
}

/** Collects the effects of up to a batch of messages, for one commit. */
export class BatchBuilder {
  readonly inbox: InboxRow[] = [];
  readonly outbox: OutboxRow[] = [];
  readonly rows: RowWrite[] = [];
  readonly state = new Map<string, Json | null>();
  readonly requests: EffectRequest[] = [];
  /** To tell once committed. */
  readonly spans: SpanRecord[] = [];
  /** To acknowledge once committed. */
  readonly deliveries: Delivery[] = [];
  /** To call once committed. */
  readonly settled: (() => void)[] = [];
  /** Messages handled, of whatever kind. */
  handled = 0;
  ended = false;

  constructor(private readonly outputs: ReadonlyMap<string, Output>) {}

  /** Takes over what a handled message asked for. */
  add(effects: MessageEffects): void {
    const { cause } = effects;
    for (const draft of effects.drafts) {
      const { stream, ...message } = draft;
      this.outbox.push(this.outputs.get(stream)!.row({
        ...message,
        causationId: cause.id,
        correlationId: cause.correlationId,
      }));
    }
    this.rows.push(...effects.rows);
    for (const [key, value] of effects.state) this.state.set(key, value);
    this.requests.push(...effects.requests);
    if (effects.promised !== null) this.promise(effects.promised);
    if (effects.ended) this.ended = true;
    if (effects.trace !== null) this.spans.push(...effects.trace.end());
  }

  /** Promises on every output that everything later is later than `at`; coalesced by the caller. */
  promise(at: Millis): void {
    for (const output of this.outputs.values()) {
      const row = output.promise(at);
      if (row !== null) this.outbox.push(row);
    }
  }

  /** Whether there is anything to commit, beside input positions. */
  get empty(): boolean {
    return this.handled === 0 && this.outbox.length === 0 && this.deliveries.length === 0 &&
      this.rows.length === 0 && this.state.size === 0 && this.requests.length === 0;
  }

  /** The batch as data. */
  build(inputs: ReadonlyMap<string, InputPosition>): Batch {
    const outputs = new Map<string, NonNullable<Output["change"]>>();
    for (const output of this.outputs.values()) {
      const change = output.change;
      if (change !== null) outputs.set(output.stream, change);
    }
    return {
      inbox: this.inbox,
      inputs,
      outputs,
      outbox: this.outbox,
      rows: this.rows,
      state: this.state,
    };
  }
}
