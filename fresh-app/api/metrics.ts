import type { LatencyCounts } from "../../runtime/telemetry/latency.ts";
import type { Meters } from "../../db/repositories/meters.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import type { ActorStatus, SystemSnapshot } from "../../actors/domain/system_status.ts";
import type { ActorDepth } from "./mailbox_depths.ts";
import type { Totals } from "./ports.ts";
import type { AnalyzerView, PortfolioView } from "./views.ts";

/** Everything that the metrics are made of; null where its source does not answer. */
export interface MetricSources {
  readonly totals: Totals | null;
  readonly depths: readonly ActorDepth[] | null;
  readonly deadLetters: ReadonlyMap<string, number> | null;
  readonly snapshot: SystemSnapshot | null;
  readonly analyzers: readonly AnalyzerView[] | null;
  readonly meters: Meters | null;
  readonly portfolio: PortfolioView | null;
  readonly marketTime: Millis | null;
}

type Labels = Readonly<Record<string, string>>;
/** Labels, value, and for the parts of a histogram what is added to the metric's name. */
type Sample = readonly [Labels, number, suffix?: "_bucket" | "_sum" | "_count"];

interface Metric {
  readonly name: string;
  /**
   * `untyped`: a count that never falls, under a name without the suffix that Prometheus demands of a
   * counter. `rate()` and `increase()` work on it all the same.
   */
  readonly type: "counter" | "gauge" | "histogram" | "untyped";
  readonly help: string;
  /** Names of its labels, in order; `le` of a histogram is not among them. */
  readonly labels: readonly string[];
  /** The actor whose own it is, where it is one's: it is told where that actor runs. */
  readonly owner?: string;
  samples(sources: MetricSources): readonly Sample[];
}

const none: Labels = {};

/** Every metric there is. The gateway's README has a table of them. */
export const METRICS: readonly Metric[] = [
  {
    name: "articles_fetched",
    type: "untyped",
    help: "Articles of a source that were published, each once.",
    labels: ["source"],
    owner: "news_fetcher",
    samples: ({ totals }) =>
      [...totals?.articles ?? []].map(([source, count]) => [{ source }, count] as const),
  },
  judgedBy("finbert", "FinBERT"),
  judgedBy("ollama", "Ollama"),
  judgedBy("offline", "the offline default"),
  {
    name: "sentiment_latency",
    type: "histogram",
    help: "Seconds from asking for a judgement to having it, by whose word stood.",
    labels: ["analyzer"],
    owner: "sentiment_analyzer",
    samples: ({ analyzers }) =>
      (analyzers ?? []).flatMap(({ analyzer, latency }) => histogram({ analyzer }, latency)),
  },
  {
    name: "analyzer_state",
    type: "gauge",
    help: "1 for the state that the analyser is in.",
    labels: ["analyzer", "state"],
    owner: "sentiment_analyzer",
    samples: ({ analyzers }) =>
      analyzers?.map(({ analyzer, state }) => [{ analyzer, state }, 1] as const) ?? [],
  },
  {
    name: "strategy_evaluation_latency",
    type: "histogram",
    help: "Seconds that one message took all strategies, since the actor's present life began.",
    labels: [],
    owner: "signal_generator",
    samples: ({ snapshot }) =>
      measuredOf(snapshot).flatMap(({ name, measured }) =>
        name === "signal_generator" ? histogram(none, measured.handling) : []
      ),
  },
  {
    name: "rejections",
    type: "untyped",
    help: "Signals that a risk check refused, by its rule.",
    labels: ["rule"],
    owner: "trade_executor",
    samples: ({ totals }) =>
      [...totals?.rejections ?? []].map(([rule, count]) => [{ rule }, count] as const),
  },
  {
    name: "trades_executed",
    type: "untyped",
    help: "Executions of our orders.",
    labels: [],
    owner: "trade_executor",
    samples: ({ totals }) => totals === null ? [] : [[none, totals.tradesExecuted]],
  },
  {
    name: "fill_latency",
    type: "histogram",
    help: "Seconds of market time from an order's cause to when each of its executions was known.",
    labels: [],
    owner: "trade_executor",
    samples: ({ meters }) => meters === null ? [] : histogram(none, meters.fillLatency),
  },
  {
    name: "reconciliation_differences_total",
    type: "counter",
    help: "Differences that were found between our book and the broker's, by kind.",
    labels: ["kind"],
    owner: "trade_executor",
    samples: ({ meters }) =>
      [...meters?.differences ?? []].map(([kind, count]) => [{ kind }, count] as const),
  },
  {
    name: "reconciliation_comparisons_total",
    type: "counter",
    help: "Comparisons of our ledgers with the broker's after a session, by outcome.",
    labels: ["outcome"],
    owner: "portfolio_sync",
    samples: ({ meters }) =>
      meters === null ? [] : [
        [{ outcome: "agreed" }, meters.comparisons.agreed],
        [{ outcome: "differed" }, meters.comparisons.differed],
      ],
  },
  dollars("equity", "Cash and the market value of every position", "equity"),
  dollars("cash", "Cash of the account", "cash"),
  {
    name: "market_time_seconds",
    type: "gauge",
    help: "Market time that was reached, as Unix time.",
    labels: [],
    samples: ({ marketTime }) => marketTime === null ? [] : [[none, marketTime / 1_000]],
  },
  {
    name: "mailbox_depth",
    type: "gauge",
    help: "Messages that a group has not acknowledged, pending and parked ones included.",
    labels: ["stream", "group"],
    samples: ({ depths }) => depthSamples(depths, "depth"),
  },
  {
    name: "mailbox_pending",
    type: "gauge",
    help: "Messages that are delivered to a group and not acknowledged.",
    labels: ["stream", "group"],
    samples: ({ depths }) => depthSamples(depths, "pending"),
  },
  {
    name: "mailbox_parked",
    type: "gauge",
    help: "Messages of a group that wait for a retry.",
    labels: ["stream", "group"],
    samples: ({ depths }) => depthSamples(depths, "parked"),
  },
  {
    name: "mailbox_age_seconds",
    type: "gauge",
    help: "Market time that went by since the oldest message that waits for a group; 0 for none.",
    labels: ["stream", "group"],
    samples: ({ depths, marketTime }) =>
      depths?.map(({ stream, group, oldestAt }) => {
        const known = oldestAt !== null && marketTime !== null;
        return [{ stream, group }, known ? Math.max(0, marketTime - oldestAt) / 1_000 : 0] as const;
      }) ?? [],
  },
  {
    name: "mailbox_redeliveries_total",
    type: "counter",
    help:
      "Messages handled by an actor that had been delivered before, since its present life began.",
    labels: ["actor"],
    samples: ({ snapshot }) =>
      measuredOf(snapshot).map(({ name, measured }) =>
        [{ actor: name }, measured.redelivered] as const
      ),
  },
  {
    name: "dead_letters",
    type: "gauge",
    help: "Messages of a stream that could not be handled and wait for a person.",
    labels: ["stream"],
    samples: ({ deadLetters }) =>
      [...deadLetters ?? []].map(([stream, count]) => [{ stream }, count] as const),
  },
  {
    name: "handling_latency",
    type: "histogram",
    help: "Seconds that an actor's handler took for a message, since its present life began.",
    labels: ["actor"],
    samples: ({ snapshot }) =>
      measuredOf(snapshot).flatMap(({ name, measured }) =>
        histogram({ actor: name }, measured.handling)
      ),
  },
  {
    name: "end_to_end_latency",
    type: "histogram",
    help:
      "Seconds from a fact's being knowable to an actor's handling it, where market time is real.",
    labels: ["actor"],
    samples: ({ snapshot }) =>
      measuredOf(snapshot).flatMap(({ name, measured: { lag } }) =>
        lag === null ? [] : histogram({ actor: name }, lag)
      ),
  },
  {
    name: "actor_ready",
    type: "gauge",
    help: "1 where the actor is ready, 0 in any other state.",
    labels: ["actor"],
    samples: ({ snapshot }) => actorSamples(snapshot, ({ state }) => state === "ready" ? 1 : 0),
  },
  {
    name: "actor_state",
    type: "gauge",
    help: "1 for the state that the actor is in.",
    labels: ["actor", "state"],
    samples: ({ snapshot }) =>
      snapshot?.actors.map(({ name, state }) => [{ actor: name, state }, 1] as const) ?? [],
  },
  {
    name: "actor_restarts_total",
    type: "counter",
    help: "How often the actor was started again since the system started.",
    labels: ["actor"],
    samples: ({ snapshot }) => actorSamples(snapshot, ({ restarts }) => restarts),
  },
  {
    name: "actor_consumed_total",
    type: "counter",
    help: "Messages that the actor has consumed in its life.",
    labels: ["actor"],
    samples: ({ snapshot }) => actorSamples(snapshot, ({ progress }) => progress.consumed),
  },
  {
    name: "actor_outbox",
    type: "gauge",
    help: "Committed messages of the actor that are not yet published: how far its outbox lags.",
    labels: ["actor"],
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
    type: "untyped",
    help: `Articles that ${title} judged.`,
    labels: [],
    owner: "sentiment_analyzer",
    samples: ({ analyzers }) => {
      if (analyzers === null) return [];
      return [[none, analyzers.find((one) => one.analyzer === analyzer)?.judged ?? 0]];
    },
  };
}

/** An amount of the account; left out before its ledger begins. */
function dollars(name: string, help: string, field: "equity" | "cash"): Metric {
  return {
    name,
    type: "gauge",
    help: `${help}, in US dollars.`,
    labels: [],
    owner: "portfolio_sync",
    samples: ({ portfolio }) => {
      const amount = portfolio?.[field] ?? null;
      return amount === null ? [] : [[none, Number(amount)]];
    },
  };
}

function histogram(labels: Labels, { seconds, buckets }: LatencyCounts): Sample[] {
  return [
    ...buckets.map(({ le, count }): Sample => [
      { ...labels, le: le === null ? "+Inf" : String(le) },
      count,
      "_bucket",
    ]),
    [labels, seconds, "_sum"],
    [labels, buckets.at(-1)?.count ?? 0, "_count"],
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
  value: (actor: ActorStatus) => number,
): readonly Sample[] {
  return snapshot?.actors.map((actor) => [{ actor: actor.name }, value(actor)] as const) ?? [];
}

function measuredOf(snapshot: SystemSnapshot | null) {
  return (snapshot?.actors ?? []).flatMap(({ name, progress: { measured } }) =>
    measured === undefined ? [] : [{ name, measured }]
  );
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

function escaped(value: string): string {
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
