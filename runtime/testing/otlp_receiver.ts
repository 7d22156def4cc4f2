import { z } from "zod";

const value = z.looseObject({ stringValue: z.string().optional() });
const place = { traceId: z.string(), spanId: z.string() };
const span = z.looseObject({
  ...place,
  parentSpanId: z.string().optional(),
  name: z.string(),
  startTimeUnixNano: z.string(),
  endTimeUnixNano: z.string(),
  links: z.array(z.looseObject(place)).default([]),
  attributes: z.array(z.object({ key: z.string(), value })).default([]),
});
/** A span as it arrived. */
export type ReceivedSpan = z.output<typeof span>;

const requestSchema = z.object({
  resourceSpans: z.array(z.looseObject({
    resource: z.looseObject({ attributes: z.array(z.object({ key: z.string(), value })) }),
    scopeSpans: z.array(z.looseObject({ spans: z.array(span) })),
  })),
});

/** An OTLP/HTTP receiver of traces for tests. */
export class OtlpReceiver implements AsyncDisposable {
  readonly spans: ReceivedSpan[] = [];
  readonly services = new Set<string>();
  readonly headers: Headers[] = [];
  /** What it answers instead of taking spans; null: it takes them. */
  refuses: number | null = null;
  readonly #server: Deno.HttpServer<Deno.NetAddr>;

  constructor() {
    const options = { hostname: "127.0.0.1", port: 0, onListen: () => {} };
    this.#server = Deno.serve(options, (request) => this.#take(request));
  }

  get url(): string {
    return `http://127.0.0.1:${this.#server.addr.port}`;
  }

  /** Value of an attribute of a span. */
  static attribute(span: ReceivedSpan, name: string): string | undefined {
    return span.attributes.find(({ key }) => key === name)?.value.stringValue;
  }

  async #take(request: Request): Promise<Response> {
    const body = await request.text();
    if (this.refuses !== null) return new Response(null, { status: this.refuses });
    if (new URL(request.url).pathname !== "/v1/traces") return new Response(null, { status: 404 });
    this.headers.push(request.headers);
    for (const { resource, scopeSpans } of requestSchema.parse(JSON.parse(body)).resourceSpans) {
      for (const { key, value } of resource.attributes) {
        if (key === "service.name") this.services.add(value.stringValue ?? "");
      }
      for (const scope of scopeSpans) this.spans.push(...scope.spans);
    }
    return Response.json({});
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#server.shutdown();
  }
}
