import type { ActorDepth } from "./mailbox_depths.ts";
import type { SystemSnapshot } from "../../actors/domain/system_status.ts";
import type { Totals } from "./ports.ts";
import type { AnalyzerView } from "./views.ts";

/** Everything that the metrics are made of; null where its source does not answer. */
export interface MetricSources {
  readonly totals: Totals | null;
  readonly depths: readonly ActorDepth[] | null;
  readonly deadLetters: ReadonlyMap<string, number> | null;
  readonly snapshot: SystemSnapshot | null;
  readonly analyzers: readonly AnalyzerView[] | null;
}

type Labels = Readonly<Record<string, string>>;
/** Labels, value, and for the parts of a histogram what is added to the metric's name. */
type Sample = readonly [Labels, number, suffix?: "_bucket" | "_sum" | "_count"];

interface Metric {
  readonly name: string;
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  /** The actor whose own it is, where it is one's: it is told where that actor runs. */
  readonly owner?: string;
  samples(sources: MetricSources): readonly Sample[];
}

const none: Labels = {};

/** Every metric of the gateway. The README's table is made of it. */
export const METRICS: readonly Metric[] = [
  {
    name: "trades_executed",
    type: "counter",
    help: "Executions of our orders.",
    owner: "trade_executor",
    samples: ({ totals }) => totals === null ? [] : [[none, totals.tradesExecuted]],
  },
  {
    name: "rejections",
    type: "counter",
    help: "Signals that a risk check refused.",
    owner: "trade_executor",
    samples: ({ totals }) => totals === null ? [] : [[none, totals.rejections]],
  },
  judgedBy("finbert", "FinBERT"),
  judgedBy("ollama", "Ollama"),
  judgedBy("offline", "the offline default"),
  {
    name: "sentiment_latency",
    type: "histogram",
    help: "Time from asking for a judgement to having it, in seconds, by whose word stood.",
    owner: "sentiment_analyzer",
    samples: ({ analyzers }) => (analyzers ?? []).flatMap(latencySamples),
  },
  {
    name: "analyzer_state",
    type: "gauge",
    help: "1 for the state that the analyser is in.",
    owner: "sentiment_analyzer",
    samples: ({ analyzers }) =>
      analyzers?.map(({ analyzer, state }) => [{ analyzer, state }, 1] as const) ?? [],
  },
  {
    name: "articles_fetched",
    type: "counter",
    help: "Articles of a source that were published, each once.",
    owner: "news_fetcher",
    samples: ({ totals }) =>
      [...totals?.articles ?? []].map(([source, count]) => [{ source }, count] as const),
  },
  {
    name: "mailbox_depth",
    type: "gauge",
    help: "Messages that a group has not acknowledged, pending and parked ones included.",
    samples: ({ depths }) => depthSamples(depths, "depth"),
  },
  {
    name: "mailbox_pending",
    type: "gauge",
    help: "Messages that are delivered to a group and not acknowledged.",
    samples: ({ depths }) => depthSamples(depths, "pending"),
  },
  {
    name: "mailbox_parked",
    type: "gauge",
    help: "Messages of a group that wait for a retry.",
    samples: ({ depths }) => depthSamples(depths, "parked"),
  },
  {
    name: "dead_letters",
    type: "gauge",
    help: "Messages of a stream that could not be handled and wait for a person.",
    samples: ({ deadLetters }) =>
      [...deadLetters ?? []].map(([stream, count]) => [{ stream }, count] as const),
  },
  {
    name: "actor_ready",
    type: "gauge",
    help: "1 where the actor is ready, 0 in any other state.",
    samples: ({ snapshot }) => actorSamples(snapshot, ({ state }) => state === "ready" ? 1 : 0),
  },
  {
    name: "actor_state",
    type: "gauge",
    help: "1 for the state that the actor is in.",
    samples: ({ snapshot }) =>
      snapshot?.actors.map(({ name, state }) => [{ actor: name, state }, 1] as const) ?? [],
  },
  {
    name: "actor_restarts",
    type: "counter",
    help: "How often the actor was started again since the system started.",
    samples: ({ snapshot }) => actorSamples(snapshot, ({ restarts }) => restarts),
  },
  {
    name: "actor_consumed",
    type: "counter",
    help: "Messages that the actor has consumed in its life.",
    samples: ({ snapshot }) => actorSamples(snapshot, ({ progress }) => progress.consumed),
  },
  {
    name: "actor_outbox",
    type: "gauge",
    help: "Committed messages of the actor that are not yet published.",
    samples: ({ snapshot }) => actorSamples(snapshot, ({ progress }) => progress.outbox),
  },
];

/**
 * The metrics in Prometheus' text format 0.0.4. A metric whose source does not answer is left out.
 * @param actors whose own metrics are told; null: everybody's
 */
export function exposition(
  sources: MetricSources,
  actors: ReadonlySet<string> | null = null,
): string {
  const told = METRICS.filter(({ owner }) =>
    actors === null || owner === undefined || actors.has(owner)
  );
  return told.map(({ name, type, help, samples }) => {
    const lines = samples(sources).map(([labels, value, suffix = ""]) =>
      `${name}${suffix}${labelText(labels)} ${value}\n`
    );
    return lines.length === 0
      ? ""
      : `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join("")}`;
  }).join("");
}

/** Zero where it is not set up: an alert on it need not know. */
function judgedBy(analyzer: string, title: string): Metric {
  return {
    name: `${analyzer}_count`,
    type: "counter",
    help: `Articles that ${title} judged.`,
    owner: "sentiment_analyzer",
    samples: ({ analyzers }) => {
      if (analyzers === null) return [];
      return [[none, analyzers.find((one) => one.analyzer === analyzer)?.judged ?? 0]];
    },
  };
}

function latencySamples({ analyzer, latency: { seconds, buckets } }: AnalyzerView): Sample[] {
  return [
    ...buckets.map(({ le, count }): Sample => [
      { analyzer, le: le === null ? "+Inf" : String(le) },
      count,
      "_bucket",
    ]),
    [{ analyzer }, seconds, "_sum"],
    [{ analyzer }, buckets.at(-1)?.count ?? 0, "_count"],
  ];
}

function depthSamples(
  depths: readonly ActorDepth[] | null,
  field: "depth" | "pending" | "parked",
): readonly Sample[] {
  return depths?.map(({ stream, group, [field]: count }) => [{ stream, group }, count] as const) ??
    [];
}

function actorSamples(
  snapshot: SystemSnapshot | null,
  value: (actor: SystemSnapshot["actors"][number]) => number,
): readonly Sample[] {
  return snapshot?.actors.map((actor) => [{ actor: actor.name }, value(actor)] as const) ?? [];
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
