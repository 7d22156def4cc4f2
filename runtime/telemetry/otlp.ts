import { SpanKind, SpanStatusCode, TraceFlags } from "@opentelemetry/api";
import { OTLPTraceExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { resourceFromAttributes } from "@opentelemetry/resources";
import type { SystemClock } from "../clock/clock.ts";
import type { Logger } from "./log.ts";
import type { SpanRecord } from "./trace.ts";

/** Where spans go. */
export interface OtlpOptions {
  /** Base of an OTLP/HTTP receiver: `/v1/traces` is added. */
  readonly endpoint: string;
  /** Sent with every request: keys, tenants. */
  readonly headers: Readonly<Record<string, string>>;
  readonly serviceName: string;
  readonly clock: SystemClock;
  readonly log: Logger;
}

/** Spans that are sent together, at most. */
const BATCH_MAX = 512;
/** Spans that wait to be sent; what comes when there are so many is lost, and counted. */
const WAITING_MAX = 8_192;
const EVERY_MS = 2_000;

type Span = Parameters<OTLPTraceExporter["export"]>[0][number];

const KINDS = {
  internal: SpanKind.INTERNAL,
  producer: SpanKind.PRODUCER,
  consumer: SpanKind.CONSUMER,
  client: SpanKind.CLIENT,
} as const;

/**
 * Sends spans to an OTLP receiver, in batches. Telemetry never holds anything up: a receiver that is
 * away costs spans, and a warning.
 */
export class OtlpSpans {
  readonly #exporter: OTLPTraceExporter;
  readonly #resource: Span["resource"];
  readonly #waiting: SpanRecord[] = [];
  readonly #cancel: () => void;
  #sending: Promise<void> = Promise.resolve();
  #lost = 0;
  #isAway = false;

  constructor(private readonly options: OtlpOptions) {
    const { endpoint, headers, serviceName } = options;
    this.#exporter = new OTLPTraceExporter({
      url: `${endpoint.replace(/\/+$/, "")}/v1/traces`,
      headers: { ...headers },
      timeoutMillis: 5_000,
    });
    this.#resource = resourceFromAttributes({ "service.name": serviceName });
    this.#cancel = options.clock.every(EVERY_MS, () => void this.flush());
  }

  /** Takes spans to send soon. Never throws. */
  take(spans: readonly SpanRecord[]): void {
    const room = WAITING_MAX - this.#waiting.length;
    this.#waiting.push(...spans.slice(0, room));
    this.#lost += Math.max(0, spans.length - room);
    if (this.#waiting.length >= BATCH_MAX) void this.flush();
  }

  /** Sends what waits. Resolves when it was sent, or lost. */
  flush(): Promise<void> {
    return this.#sending = this.#sending.then(() => this.#send());
  }

  async close(): Promise<void> {
    this.#cancel();
    await this.flush();
    await this.#exporter.shutdown();
  }

  async #send(): Promise<void> {
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH_MAX);
      const error = await this.#export(batch);
      if (error !== null) this.#lost += batch.length;
      this.#tell(error);
      if (error !== null) return;
    }
  }

  #export(batch: readonly SpanRecord[]): Promise<Error | null> {
    return new Promise((resolve) =>
      this.#exporter.export(
        batch.map((span) => this.#spanOf(span)),
        ({ code, error }) => resolve(code === 0 ? null : error ?? new Error("it was refused")),
      )
    );
  }

  /** Once when spans begin to be lost, and once when they arrive again. */
  #tell(error: Error | null): void {
    const { log, endpoint } = this.options;
    if (error !== null && !this.#isAway) {
      log.warn(`spans cannot be sent to ${endpoint}, and are lost meanwhile: ${error.message}`);
    }
    if (error === null && this.#lost > 0) {
      log.warn(`${this.#lost} spans were lost while ${endpoint} was away`);
      this.#lost = 0;
    }
    this.#isAway = error !== null;
  }

  #spanOf(record: SpanRecord): Span {
    const { traceId, spanId, parentSpanId, name, kind, startAt, endAt, links, attributes } = record;
    const placeOf = (traceId: string, spanId: string) => ({
      traceId,
      spanId,
      traceFlags: TraceFlags.SAMPLED,
    });
    const parent = parentSpanId === null
      ? {}
      : { parentSpanContext: placeOf(traceId, parentSpanId) };
    return {
      name,
      kind: KINDS[kind],
      spanContext: () => placeOf(traceId, spanId),
      ...parent,
      startTime: hrTime(startAt),
      endTime: hrTime(endAt),
      duration: hrTime(endAt - startAt),
      status: { code: SpanStatusCode.UNSET },
      attributes,
      links: links.map((link) => ({ context: placeOf(link.traceId, link.spanId) })),
      events: [],
      ended: true,
      resource: this.#resource,
      instrumentationScope: { name: "pitboss" },
      droppedAttributesCount: 0,
      droppedEventsCount: 0,
      droppedLinksCount: 0,
    };
  }
}

/** Seconds and nanoseconds, as OpenTelemetry counts. */
function hrTime(ms: number): [number, number] {
  const seconds = Math.floor(ms / 1_000);
  return [seconds, Math.round((ms - seconds * 1_000) * 1e6)];
}
