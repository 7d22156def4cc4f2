import { z } from "zod";
import type { Measured } from "../delivery/measured.ts";
import type { LatencyCounts } from "../telemetry/latency.ts";
import type { LogRecord } from "../telemetry/log.ts";
import type { SpanRecord } from "../telemetry/trace.ts";
import type { Failure, FromHost, HostSpec, Progress, ToHost } from "./protocol.ts";

/** The protocol's messages as schemas: what arrives from another thread is checked before it is believed. */

const failure = z.strictObject({
  name: z.string(),
  message: z.string(),
  stack: z.string().optional(),
  restartable: z.boolean(),
}) satisfies z.ZodType<Failure>;

const latency = z.strictObject({
  seconds: z.number(),
  buckets: z.array(z.strictObject({ le: z.number().nullable(), count: z.number() })).max(64),
}) satisfies z.ZodType<LatencyCounts>;

const measured = z.strictObject({
  redelivered: z.number(),
  handling: latency,
  lag: latency.nullable(),
}) satisfies z.ZodType<Measured>;

const progress = z.strictObject({
  consumed: z.number(),
  marketTime: z.number().nullable(),
  outbox: z.number(),
  measured: measured.optional(),
}) satisfies z.ZodType<Progress>;

// A NaN in a log's field is worth reading, too.
const anyNumber = z.custom<number>((value) => typeof value === "number");

const logRecord = z.strictObject({
  at: z.number(),
  level: z.enum(["debug", "info", "warn", "error"]),
  source: z.string(),
  message: z.string(),
  fields: z.record(z.string(), z.union([z.string(), anyNumber, z.boolean(), z.null()])),
}) satisfies z.ZodType<LogRecord>;

const spanPlace = { traceId: z.string().length(32), spanId: z.string().length(16) };

const span = z.strictObject({
  ...spanPlace,
  parentSpanId: z.string().length(16).nullable(),
  name: z.string(),
  kind: z.enum(["internal", "producer", "consumer", "client"]),
  startAt: z.number(),
  endAt: z.number(),
  links: z.array(z.strictObject(spanPlace)),
  attributes: z.record(z.string(), z.union([z.string(), z.number()])),
}) satisfies z.ZodType<SpanRecord>;

const hostSpec = z.strictObject({
  actor: z.string(),
  holder: z.string(),
  force: z.boolean(),
  config: z.json(),
  connect: z.json(),
  produced: z.array(z.string()),
  patienceMs: z.number().nullable(),
  perturbSeed: z.number().nullable(),
  traceRatio: z.number().optional(),
}) satisfies z.ZodType<HostSpec>;

const fromHost = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("loaded") }),
  z.strictObject({ kind: z.literal("standby") }),
  z.strictObject({ kind: z.literal("ready"), epoch: z.number() }),
  z.strictObject({ kind: z.literal("heartbeat"), progress }),
  z.strictObject({ kind: z.literal("drained") }),
  z.strictObject({ kind: z.literal("goodbye"), failure: failure.nullable() }),
  z.strictObject({ kind: z.literal("log"), record: logRecord }),
  z.strictObject({ kind: z.literal("spans"), spans: z.array(span) }),
]) satisfies z.ZodType<FromHost>;

const toHost = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("start"), spec: hostSpec }),
  z.strictObject({ kind: z.literal("drain"), deadlineMs: z.number() }),
  z.strictObject({ kind: z.literal("stop"), deadlineMs: z.number() }),
]) satisfies z.ZodType<ToHost>;

/** Something arrived that is not part of the protocol; the message says what is wrong with it. */
export class ProtocolBreach extends Error {
  override readonly name = "ProtocolBreach";
}

/** What a host said. Throws a {@link ProtocolBreach}. */
export function readFromHost(value: unknown): FromHost {
  return read(fromHost, value, "the host");
}

/** What a supervisor said. Throws a {@link ProtocolBreach}. */
export function readToHost(value: unknown): ToHost {
  return read(toHost, value, "the supervisor");
}

function read<T>(schema: z.ZodType<T>, value: unknown, who: string): T {
  const { data, error } = schema.safeParse(value);
  if (data !== undefined) return data;
  const issue = error?.issues[0];
  throw new ProtocolBreach(
    `${who} sent a message that is not part of the protocol: ` +
      `${issue?.path.join(".") || "message"}: ${issue?.message}`,
  );
}
