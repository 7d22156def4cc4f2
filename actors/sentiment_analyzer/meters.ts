import { type AnalyzerStatusRow } from "../../db/tables/sentiment.ts";
import type { Millis } from "../../runtime/clock/clock.ts";
import { LATENCY_BOUNDS_S } from "../domain/analyzer_latency.ts";
import { isoTime } from "../domain/iso_time.ts";
import type { Analyzer } from "./analyzers/analyzer.ts";

interface Meter {
  seconds: number;
  readonly buckets: number[];
  state: string;
  since: string;
  /** As it was told last. */
  told: string;
}

const REASON_MAX = 500;

/** How each analyser of a chain does: its health, and how long its judgements took. */
export class AnalyzerMeters {
  readonly #meters = new Map<string, Meter>();

  /** @param known rows of an earlier life, whose counts go on */
  constructor(
    private readonly analyzers: readonly Analyzer[],
    known: readonly AnalyzerStatusRow[],
  ) {
    for (const { name } of analyzers) {
      const row = known.find(({ analyzer }) => analyzer === name);
      const fits = row?.buckets.length === LATENCY_BOUNDS_S.length + 1;
      this.#meters.set(name, {
        seconds: fits ? row.seconds : 0,
        buckets: fits ? [...row.buckets] : new Array(LATENCY_BOUNDS_S.length + 1).fill(0),
        state: row?.state ?? "",
        since: row?.since ?? "",
        told: "",
      });
    }
  }

  /** Notes a judgement that took so many ms. */
  judged(analyzer: string, tookMs: number): void {
    const meter = this.#meters.get(analyzer);
    if (meter === undefined) return;
    const seconds = Math.max(0, tookMs) / 1_000;
    meter.seconds += seconds;
    LATENCY_BOUNDS_S.forEach((bound, i) => {
      if (seconds <= bound) meter.buckets[i]!++;
    });
    meter.buckets[LATENCY_BOUNDS_S.length]!++;
  }

  /** Rows of those about whom something changed since they were told last. */
  changed(now: Millis): AnalyzerStatusRow[] {
    return this.analyzers.map((analyzer, place) => this.#row(analyzer, place, now))
      .filter((row) => {
        const meter = this.#meters.get(row.analyzer)!;
        const text = JSON.stringify(row);
        if (text === meter.told) return false;
        meter.told = text;
        return true;
      });
  }

  #row(analyzer: Analyzer, place: number, now: Millis): AnalyzerStatusRow {
    const meter = this.#meters.get(analyzer.name)!;
    const health = analyzer.health();
    if (health.state !== meter.state) {
      meter.state = health.state;
      meter.since = isoTime(now);
    }
    return {
      analyzer: analyzer.name,
      place,
      state: health.state,
      reason: health.state === "ready" ? null : health.reason.slice(0, REASON_MAX),
      since: meter.since,
      seconds: meter.seconds,
      buckets: [...meter.buckets],
    };
  }
}
