import type { MessageMeta } from "../actor.ts";
import type { Millis, SystemClock } from "../clock/clock.ts";
import type { LogFields, Logger } from "../telemetry/log.ts";
import {
  readTraceparent,
  rootOf,
  spanIdOf,
  type SpanPlace,
  type SpanRecord,
  traceparentOf,
  type Tracing,
} from "../telemetry/trace.ts";

/** Which trace a published message belongs to, where it is not that of its cause. */
export type TraceChoice =
  /** It begins one, or the batch that it is part of does; `becauseOf` names the traces that led to it. */
  | { readonly begins: string; readonly becauseOf?: readonly string[] }
  /** It goes on with one that was begun before. */
  | { readonly continues: string };

/** What a span is told of a message that is published. */
interface Publishing {
  readonly stream: string;
  readonly type: string;
  readonly id: string;
  readonly key: string;
  readonly at: Millis;
}

/** The trace of one message's handling: what is published meanwhile hangs from it. */
export class MessageTrace {
  readonly #spans: SpanRecord[] = [];
  readonly #begun = new Set<string>();
  readonly #startAt: Millis;
  readonly #startedAt: number;
  /** Our own span; null where the message belongs to no trace that is recorded. */
  readonly #own: SpanPlace | null;
  readonly #parent: SpanPlace | null;

  constructor(
    private readonly tracing: Tracing,
    private readonly clock: SystemClock,
    private readonly actor: string,
    private readonly cause: MessageMeta,
    private readonly about: { readonly from: string; readonly type: string },
  ) {
    this.#startAt = clock.now();
    this.#startedAt = clock.monotonic();
    const parent = readTraceparent(cause.traceparent);
    this.#parent = parent;
    this.#own = parent?.sampled === true ? { ...parent, spanId: spanIdOf(actor, cause.id) } : null;
  }

  /** What outside effects and whatever they bring about hang from. */
  get traceparent(): string | null {
    return this.#own === null ? this.cause.traceparent : traceparentOf(this.#own);
  }

  /** The `traceparent` of a message that is published. */
  publish(message: Publishing, choice: TraceChoice | undefined): string | null {
    if (choice === undefined) return this.traceparent;
    const { ratio } = this.tracing;
    if ("continues" in choice) {
      const root = rootOf(choice.continues, ratio);
      const place = { ...root, spanId: spanIdOf("published", message.id) };
      if (root.sampled) this.#add(place, root.spanId, message, this.#ownLink());
      return traceparentOf(place);
    }
    const root = rootOf(choice.begins, ratio);
    if (root.sampled && !this.#begun.has(choice.begins)) {
      this.#begun.add(choice.begins);
      const links = (choice.becauseOf ?? []).map((name) => rootOf(name, ratio))
        .filter(({ sampled }) => sampled);
      this.#add(root, null, message, [...this.#ownLink(), ...links]);
    }
    return traceparentOf(root);
  }

  /** Records of whoever handles it say where they belong. */
  logger(log: Logger): Logger {
    const own = this.#own;
    if (own === null) return log;
    const facts = { trace: own.traceId, span: own.spanId };
    const write = (level: keyof Logger) => (message: string, fields: LogFields = {}) =>
      log[level](message, { ...fields, ...facts });
    return {
      debug: write("debug"),
      info: write("info"),
      warn: write("warn"),
      error: write("error"),
    };
  }

  /** Every span, now that the handler has returned. */
  end(): SpanRecord[] {
    if (this.#own === null || this.#parent === null) return this.#spans;
    const { from, type } = this.about;
    const own: SpanRecord = {
      ...this.#times(this.#own),
      parentSpanId: this.#parent.spanId,
      name: `${this.actor} ${from} ${type}`,
      kind: "consumer",
      links: [],
      attributes: {
        "pitboss.actor": this.actor,
        "messaging.operation.type": "process",
        "messaging.destination.name": from,
        ...this.#attributes(this.cause),
      },
    };
    return [own, ...this.#spans];
  }

  #add(
    place: SpanPlace,
    parentSpanId: string | null,
    message: Publishing,
    links: SpanRecord["links"],
  ): void {
    const { stream, type } = message;
    this.#spans.push({
      ...this.#times(place),
      parentSpanId,
      name: `${stream} ${type}`,
      kind: "producer",
      links: links.map(({ traceId, spanId }) => ({ traceId, spanId })),
      attributes: {
        "pitboss.actor": this.actor,
        "messaging.operation.type": "send",
        "messaging.destination.name": stream,
        ...this.#attributes(message),
      },
    });
  }

  #ownLink(): SpanRecord["links"] {
    return this.#own === null ? [] : [this.#own];
  }

  #times({ traceId, spanId }: SpanPlace) {
    const took = this.clock.monotonic() - this.#startedAt;
    return { traceId, spanId, startAt: this.#startAt, endAt: this.#startAt + took };
  }

  #attributes({ id, key, at }: Pick<MessageMeta, "id" | "key" | "at">) {
    // What was knowable from the beginning of time has no date.
    const isDate = Math.abs(at) <= 8.64e15;
    return {
      "messaging.message.id": id,
      ...key === "" ? {} : { "pitboss.key": key },
      ...isDate ? { "pitboss.market_time": new Date(at).toISOString() } : {},
    };
  }
}
