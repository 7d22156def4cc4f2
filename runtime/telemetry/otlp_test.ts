import assert from "node:assert/strict";
import { VirtualClock } from "../clock/virtual.ts";
import { OtlpReceiver } from "../testing/otlp_receiver.ts";
import { createLogger } from "./log.ts";
import { OtlpSpans } from "./otlp.ts";
import type { SpanRecord } from "./trace.ts";

const record: SpanRecord = {
  traceId: "0af7651916cd43dd8448eb211c80319c",
  spanId: "b7ad6b7169203331",
  parentSpanId: "00f067aa0ba902b7",
  name: "market:bars bar",
  kind: "producer",
  startAt: 1_700_000_000_000,
  endAt: 1_700_000_000_012.5,
  links: [{ traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7" }],
  attributes: { "pitboss.actor": "market_data" },
};

function sender(receiver: OtlpReceiver) {
  const clock = new VirtualClock();
  const said: string[] = [];
  const log = createLogger("telemetry", () => clock.now(), ({ message }) => said.push(message));
  const headers = { "x-tenant": "pit" };
  const options = { endpoint: `${receiver.url}/`, headers, serviceName: "pitboss", clock, log };
  return { spans: new OtlpSpans(options), said };
}

Deno.test("a span arrives at an OTLP receiver as it was", async () => {
  await using receiver = new OtlpReceiver();
  const { spans, said } = sender(receiver);
  spans.take([record]);
  await spans.close();
  const [span] = receiver.spans;
  assert.equal(span?.traceId, record.traceId);
  assert.equal(span.spanId, record.spanId);
  assert.equal(span.parentSpanId, record.parentSpanId);
  assert.equal(span.name, record.name);
  assert.equal(span.startTimeUnixNano, "1700000000000000000");
  assert.equal(span.endTimeUnixNano, "1700000000012500000");
  assert.deepEqual(span.links.map(({ traceId, spanId }) => ({ traceId, spanId })), record.links);
  assert.equal(OtlpReceiver.attribute(span, "pitboss.actor"), "market_data");
  assert.deepEqual([...receiver.services], ["pitboss"]);
  assert.equal(receiver.headers[0]?.get("x-tenant"), "pit");
  assert.deepEqual(said, []);
});

Deno.test("a receiver that refuses costs spans and one warning, and nothing else", async () => {
  await using receiver = new OtlpReceiver();
  const { spans, said } = sender(receiver);
  receiver.refuses = 400;
  spans.take([record]);
  await spans.flush();
  spans.take([record]);
  await spans.flush();
  assert.equal(said.length, 1);
  assert.match(said[0]!, /^spans cannot be sent to http.* and are lost meanwhile/);
  receiver.refuses = null;
  spans.take([record]);
  await spans.close();
  assert.equal(receiver.spans.length, 1);
  assert.match(said[1]!, /^2 spans were lost/);
});
