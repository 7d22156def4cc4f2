import type { NewsSourceRow } from "../../../db/tables/news.ts";
import type { HostResources, Inlet } from "../../../runtime/actor.ts";
import type { Millis, Randomness, SystemClock } from "../../../runtime/clock/clock.ts";
import type { Logger } from "../../../runtime/telemetry/log.ts";
import type { SourceConfig } from "../sources/catalogue.ts";
import { afterHeard, afterPoll, afterTrouble, type SourceHealth } from "../sources/schedule.ts";
import type {
  SkippedEntry,
  Source,
  SourceFailure,
  SourceItem,
  SourceMemory,
} from "../sources/source.ts";
import { Bounded } from "./bounded.ts";
import type { LivePorts } from "./ports.ts";
import { markSeen, unseen } from "./seen.ts";
import { LOCAL, type SourceState, stateFor } from "./state.ts";

/** Pushed entries that wait to be stored at most; what is over is left to the next poll. */
const HEARD_MAX = 1_000;

/** Entries left out that are named in one line of the log at most. */
const LEFT_OUT_MAX = 10;

/** What live news works with. */
export interface LiveNews {
  readonly ports: LivePorts;
  /** By name of the source. */
  readonly states: Map<string, SourceState>;
  readonly resources: HostResources;
  readonly inlet: Inlet<typeof LOCAL>;
  readonly clock: SystemClock;
  readonly random: Randomness;
  readonly log: Logger;
  /** How many sources are asked at once. */
  readonly polls: Bounded;
}

/** Something that was pushed, or why nothing is. */
type Heard =
  | { readonly at: Millis; readonly items: readonly SourceItem[] }
  | { readonly at: Millis; readonly failure: SourceFailure };

/**
 * One source, polled when it is due and listened to where it can be, until the signal aborts. What
 * it tells is committed one answer after another, so that nothing is new twice.
 */
export class OneSource {
  readonly #source: Source;
  readonly #commits = new Bounded(1);
  /** What the last whole answer held that was left out. */
  #leftOut: ReadonlySet<string> = new Set();

  constructor(
    private readonly live: LiveNews,
    private readonly row: NewsSourceRow,
    private readonly config: SourceConfig,
  ) {
    this.#source = live.ports.create(config);
    const { clock, random, states } = live;
    states.set(row.source, stateFor(config, states.get(row.source), clock.now(), random));
  }

  /** Runs until the signal aborts; rejects where the actor cannot go on. */
  async run(signal: AbortSignal): Promise<void> {
    await Promise.all([this.#poll(signal), this.#listen(signal)]);
  }

  get #state(): SourceState {
    return this.live.states.get(this.row.source)!;
  }

  async #poll(signal: AbortSignal): Promise<void> {
    const { clock, polls } = this.live;
    while (!signal.aborted) {
      const waitMs = this.#state.health.nextPollAt - clock.now();
      // It rejects for one reason only: the signal, which the loop looks at.
      if (waitMs > 0) await clock.sleep(waitMs, signal).catch(() => {});
      if (!signal.aborted) await polls.run(() => this.#pollOnce(signal));
    }
  }

  async #pollOnce(signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const { clock, random } = this.live;
    let outcome;
    try {
      outcome = await this.#source.poll(this.#state.memory, signal);
    } catch (error) {
      if (signal.aborted) return;
      throw error;
    }
    const at = clock.now();
    const items = outcome.kind === "items" ? outcome.items : [];
    if (outcome.kind === "items") this.#tellLeftOut(outcome.skipped);
    const { everyMs } = this.config;
    await this.#commit(
      at,
      items,
      (health, newItems) => afterPoll(health, { outcome, at, newItems, everyMs }, random),
      outcome.memory,
    );
  }

  /** Says once which entries cannot be used, and why; most are told in poll after poll. */
  #tellLeftOut(skipped: readonly SkippedEntry[]): void {
    const news = skipped.map(({ what, why }) => `${what}: ${why}`);
    const fresh = news.filter((each) => !this.#leftOut.has(each));
    this.#leftOut = new Set(news);
    if (fresh.length === 0) return;
    const { source } = this.row;
    const entries = fresh.slice(0, LEFT_OUT_MAX).join("; ");
    this.live.log.info(`${fresh.length} entries of ${source} are left out`, { source, entries });
  }

  async #listen(signal: AbortSignal): Promise<void> {
    if (this.#source.listen === undefined) return;
    const waiting: Heard[] = [];
    let wake = () => {};
    const hear = (heard: Heard) => {
      if (waiting.length >= HEARD_MAX) return;
      waiting.push(heard);
      wake();
    };
    const stopped = new Promise<void>((resolve) => {
      signal.addEventListener("abort", () => resolve(), { once: true });
    });
    const listening = this.#source.listen(
      (items, at) => hear({ at, items }),
      signal,
      (failure, at) => hear({ at, failure }),
    );
    const storing = (async () => {
      while (!signal.aborted) {
        const next = waiting.shift();
        if (next !== undefined) await this.#hear(next);
        else await Promise.race([stopped, new Promise<void>((resolve) => wake = resolve)]);
      }
    })();
    await Promise.all([listening, storing]);
  }

  #hear(heard: Heard): Promise<void> {
    const { at } = heard;
    if ("failure" in heard) {
      return this.#commit(at, [], (health) => afterTrouble(health, heard.failure, at));
    }
    const items = heard.items.length;
    return this.#commit(
      at,
      heard.items,
      (health, newItems) => afterHeard(health, { items, newItems, at }),
    );
  }

  /** Memory, health and articles are committed together: a crash before it is as if never asked. */
  #commit(
    at: Millis,
    told: readonly SourceItem[],
    after: (health: SourceHealth, newItems: number) => SourceHealth,
    memory?: SourceMemory,
  ): Promise<void> {
    const { resources, inlet, states } = this.live;
    const { source, weight } = this.row;
    return this.#commits.run(async () => {
      const items = await unseen(resources, source, told, at);
      const before = this.#state;
      const state = {
        of: before.of,
        memory: memory ?? before.memory,
        health: after(before.health, items.length),
      };
      await inlet.push("polled", { source, weight, at, items, state });
      states.set(source, state);
      await markSeen(resources, source, items, at);
    });
  }
}
