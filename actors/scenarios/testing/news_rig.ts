import type { Database } from "../../../db/connect.ts";
import { listNewsSources } from "../../../db/repositories/news_sources.ts";
import { PostgresStore } from "../../../db/postgres_store.ts";
import { articles, newsSources } from "../../../db/tables/news.ts";
import { articleSentiments } from "../../../db/tables/sentiment.ts";
import { clearRows } from "../../../db/testing/rows.ts";
import type { AnyActorDef } from "../../../runtime/actor.ts";
import { seededRandomness, seedOf } from "../../../runtime/clock/seeded.ts";
import { systemClock } from "../../../runtime/clock/system.ts";
import { ActorHost } from "../../../runtime/delivery/host.ts";
import type { Json } from "../../../runtime/delivery/store.ts";
import { decodeEnvelope, type Envelope, WATERMARK } from "../../../runtime/envelope.ts";
import type { Mailbox } from "../../../runtime/mailbox/mailbox.ts";
import { createLogger, type LogRecord } from "../../../runtime/telemetry/log.ts";
import { Lifeline } from "../../../runtime/testing/lifeline.ts";
import { createNewsFetcher } from "../../news_fetcher/actor.ts";
import { REREAD_MS } from "../../news_fetcher/live/all_sources.ts";
import { openLive } from "../../news_fetcher/live/open.ts";
import { FakeFeed } from "../../news_fetcher/sources/testing/feed.ts";
import { FakeServer } from "../../news_fetcher/sources/testing/server.ts";
import analyzer from "../../sentiment_analyzer/actor.ts";
import { SkippingClock } from "./skipping_clock.ts";

/** Longer than the interval of a source with all its jitter. */
export const NEXT_POLL_MS = 67_000;

/** Between two looks whether it is so: looking takes the machine's time too. */
const LOOK_EVERY_MS = 5;
/** While something is waited for, so much time is left out ... */
const SKIPPED_MS = 2_000;
/** ... so often, in ms of the machine's: what takes real time must not look late. */
const SKIP_EVERY_MS = 100;

/** How long anything may take that needs no time to be left out, in ms of the machine's. */
const PATIENCE_MS = 20_000;

/** Which call of an actor ends or stops it, the next time that it is made. */
export interface Accident {
  readonly actor: "news_fetcher" | "sentiment_analyzer";
  /** For example `source.poll`, `store.commit`, `mailbox.publish`, `consumer.ack`. */
  readonly call: string;
  /** `before`: the call has no effect. `after`: it has, but its caller never learns of it. */
  readonly when: "before" | "after";
  readonly what: "crash" | "hang";
}

/** Opens another connection to the same mailboxes. */
export type OpenMailbox = () => Mailbox | Promise<Mailbox>;

/** One life of an actor. */
export interface Life {
  readonly host: ActorHost;
  readonly lifeline: Lifeline;
  readonly mailbox: Mailbox;
  /** Why it ended by itself; null while it has not. */
  failure: Error | null;
}

/** The news fetcher and the sentiment analyser on real stores, and feeds that a test fills. */
export class NewsRig implements AsyncDisposable {
  readonly clock = new SkippingClock();
  readonly logs: LogRecord[] = [];
  readonly feeds = new Map<string, FakeFeed>();
  readonly store: PostgresStore;
  /** Entries that were told, over all feeds. */
  told = 0;
  /** How often fetchers have read the table of sources. */
  tableReads = 0;
  #accident: Accident | null = null;
  readonly #lives: Life[] = [];

  private constructor(
    readonly database: Database,
    /** For looking at; each life has one of its own. */
    readonly mailbox: Mailbox,
    readonly server: FakeServer,
    private readonly open: OpenMailbox,
  ) {
    this.store = new PostgresStore(database);
  }

  /** On an emptied database. */
  static async start(database: Database, open: OpenMailbox): Promise<NewsRig> {
    await clearRows(database);
    const server = FakeServer.start((seen) => {
      const feed = rig.feeds.get(seen.url.pathname.slice(1));
      return feed === undefined ? new Response(null, { status: 404 }) : feed.handler(seen);
    });
    const rig: NewsRig = new NewsRig(database, await open(), server, open);
    return rig;
  }

  /** A feed on the server; its name is its path. */
  feed(name: string): FakeFeed {
    const feed = this.feeds.get(name) ?? new FakeFeed();
    this.feeds.set(name, feed);
    return feed;
  }

  /** The description of a feed, as a source. */
  described(name: string): { [field: string]: Json } {
    return { kind: "rss", name, url: this.server.url(`/${name}`), everyMs: 60_000 };
  }

  /** Every feed tells one thing more. */
  tell(): void {
    for (const [name, feed] of this.feeds) {
      feed.tell(`Apple wins contract ${++this.told} and Microsoft loses it, says ${name}`);
    }
  }

  /** Starts the fetcher, which takes the lease from whoever has it. */
  async fetcher(sources: readonly Json[] = []): Promise<Life> {
    const def = createNewsFetcher(async (config, around) => {
      const ports = await openLive(config, around);
      return { create: (source) => life.lifeline.wrap("source", ports.create(source)) };
    });
    const feed = { kind: "live", allowedHosts: [this.server.host], sources };
    const life: Life = await this.#start(def, { feed });
    return life;
  }

  /** Starts the analyser, likewise. */
  analyzer(): Promise<Life> {
    return this.#start(analyzer, { finbert: null, ollama: null });
  }

  /** Plans an accident for the next call that fits. */
  plan(accident: Accident): void {
    this.#accident = accident;
  }

  /** Whether the planned accident is still to come. */
  get isPlanned(): boolean {
    return this.#accident !== null;
  }

  /** Waits until it is so, and leaves out a little time now and then. */
  async until(what: string, done: () => Promise<boolean>): Promise<void> {
    const started = systemClock.monotonic();
    let skipped = started;
    while (!await done()) {
      await systemClock.sleep(LOOK_EVERY_MS);
      if (systemClock.monotonic() - skipped > SKIP_EVERY_MS) {
        skipped = systemClock.monotonic();
        this.clock.skip(SKIPPED_MS);
      }
      const failure = this.#lives.find(({ failure }) => failure !== null)?.failure;
      if (systemClock.monotonic() - started > PATIENCE_MS) {
        throw new Error(`${what} did not come to be within ${PATIENCE_MS} ms`, { cause: failure });
      }
    }
  }

  /** Lets every source come to its next poll, and waits until each has been asked again. */
  async nextPolls(): Promise<void> {
    const before = new Map(await this.#polls());
    this.clock.skip(NEXT_POLL_MS);
    await this.until(
      "the next poll of every source",
      async () =>
        (await this.#polls()).every(([source, polls]) => polls > (before.get(source) ?? 0)),
    );
  }

  /** Lets the fetcher read its table once more, and finish what it took from it. */
  async reread(): Promise<void> {
    for (let i = 0; i < 2; i++) {
      const before = this.tableReads;
      this.clock.skip(REREAD_MS);
      await this.until("a look at the table", async () => {
        await this.published();
        return this.tableReads > before;
      });
    }
  }

  /** How many articles the table holds. */
  async published(): Promise<number> {
    return (await this.store.select(articles)).length;
  }

  /** How many of them are judged. */
  async judged(): Promise<number> {
    return (await this.store.select(articleSentiments)).length;
  }

  /** Messages of a stream, without watermarks. */
  async messages(stream: string): Promise<Envelope[]> {
    const entries = await this.mailbox.read(stream, 0, 10_000);
    return entries.map(({ body }) => decodeEnvelope(body)).filter(({ type }) => type !== WATERMARK);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#accident = null;
    for (const { host, lifeline, mailbox } of this.#lives) {
      if (lifeline.state === "frozen") lifeline.cut();
      if (lifeline.state === "alive") await host.stop().catch(() => {});
      lifeline.cut();
      await mailbox.close();
    }
    await this.server[Symbol.asyncDispose]();
    await this.mailbox.close();
  }

  async #polls(): Promise<[source: string, polls: number][]> {
    return (await listNewsSources(this.database)).filter(({ enabled }) => enabled)
      .map(({ source, health }) => [source, health?.polls ?? 0]);
  }

  async #start(def: AnyActorDef, config: Json): Promise<Life> {
    const mailbox = await this.open();
    const nth = this.#lives.length + 1;
    const meet = (call: string, when: "before" | "after", lifeline: Lifeline) => {
      const planned = this.#accident;
      if (planned?.actor !== def.name || planned.call !== call || planned.when !== when) return;
      this.#accident = null;
      if (planned.what === "hang") return lifeline.freeze();
      lifeline.cut();
      // The connections of what has died are gone with it.
      void mailbox.close();
    };
    const lifeline = new Lifeline(this.clock, [{
      before: ({ name }, line) => meet(name, "before", line),
      after: ({ name, args }, answer, line) => {
        if (name === "store.select" && args[0] === newsSources) this.tableReads++;
        meet(name, "after", line);
        return answer;
      },
    }]);
    const { clock } = lifeline;
    const host = new ActorHost(
      def,
      {
        holder: `${def.name}#${nth}`,
        force: true,
        config,
        produced: def.name === "sentiment_analyzer" ? ["news:raw"] : [],
        patienceMs: null,
      },
      {
        mailbox: lifeline.wrap("mailbox", mailbox),
        store: lifeline.wrap("store", this.store),
      },
      {
        clock,
        randomness: seededRandomness(seedOf(`${def.name}/${nth}`)),
        log: createLogger(def.name, () => clock.now(), (record) => this.logs.push(record)),
        bounds: { batchMax: 3 },
      },
    );
    const life: Life = { host, lifeline, mailbox, failure: null };
    host.finished.catch((error) => life.failure = error);
    host.ready.catch(() => {});
    this.#lives.push(life);
    return life;
  }
}
