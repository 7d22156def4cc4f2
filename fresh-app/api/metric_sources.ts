import { mailboxDepths } from "./mailbox_depths.ts";
import type { MetricSources } from "./metrics.ts";
import type { ApiPorts } from "./ports.ts";
import { within } from "./within.ts";

/** How long one source of metrics may take, in ms. */
const SOURCE_MS = 2_000;

/** What {@link metricSources} asks. */
export type MetricPorts =
  & Pick<ApiPorts, "mailbox" | "streams" | "clock" | "log">
  & {
    readonly status: ApiPorts["status"];
    readonly records: Pick<ApiPorts["records"], "totals" | "analyzers" | "meters" | "portfolio">;
  };

/** Asks everything that the metrics are made of; what is late or fails is null, and logged. */
export async function metricSources(ports: MetricPorts): Promise<MetricSources> {
  const { records, status } = ports;
  const [totals, depths, deadLetters, snapshot, analyzers, ...others] = await Promise.all([
    orNull(ports, records.totals()),
    orNull(ports, mailboxDepths(ports)),
    orNull(ports, deadLetterCounts(ports)),
    orNull(ports, status.snapshot()),
    orNull(ports, records.analyzers()),
    orNull(ports, records.meters()),
    orNull(ports, records.portfolio()),
    orNull(ports, status.marketTime()),
  ]);
  const [meters, portfolio, marketTime] = others;
  return {
    totals,
    depths,
    deadLetters,
    snapshot,
    analyzers,
    meters,
    portfolio,
    marketTime,
  };
}

async function deadLetterCounts({ mailbox, streams }: MetricPorts): Promise<Map<string, number>> {
  const counts = streams.map(async (stream) =>
    [stream, await mailbox.deadLetters.count(stream)] as const
  );
  return new Map(await Promise.all(counts));
}

/** What a source says, or null where it is late or fails: the other metrics are still worth having. */
async function orNull<T>(ports: MetricPorts, source: Promise<T>): Promise<T | null> {
  try {
    return await within(ports.clock, SOURCE_MS, source);
  } catch (error) {
    ports.log.warn("some metrics are missing", { cause: String(error) });
    return null;
  }
}
