import assert from "node:assert/strict";
import type { Randomness } from "../../clock/clock.ts";
import { seededRandomness } from "../../clock/seeded.ts";
import { systemClock } from "../../clock/system.ts";
import { type RedisServer, testWithRedisServer } from "../../testing/redis_server.ts";
import { rounds } from "../../testing/skip.ts";
import { entries, entry, exclusive } from "../contract/kit.ts";
import { type Consumer, type Delivery, type Mailbox, MailboxUnavailable } from "../mailbox.ts";
import { openRedisMailbox } from "../redis_streams.ts";
import { Link } from "./link.ts";
import { readTarget } from "./target.ts";

const MESSAGES = rounds(10_000, 1_000);
const STREAMS = ["bars:0", "bars:1", "bars:2", "bars:3"];
const TARGET = MESSAGES / STREAMS.length;
/** How likely a consumer is to die in the middle of a batch. */
const DEATHS = rounds(0.05, 0.4);
const PATIENCE = { timeoutMs: 3_000, silenceMs: 400 };
const STORY_MS = 90_000;

/** Everything that takes part, and a bound on how long it may take. */
class Stage {
  readonly #opened: Mailbox[] = [];
  readonly #until = systemClock.monotonic() + STORY_MS;

  constructor(readonly server: RedisServer, readonly random: Randomness) {}

  async open(): Promise<Mailbox> {
    const { url } = this.server;
    const options = { url, prefix: "story", clock: systemClock, ...PATIENCE };
    const mailbox = await this.retried(() => openRedisMailbox(options));
    this.#opened.push(mailbox);
    return mailbox;
  }

  /** Tries again while the server is away. */
  async retried<T>(attempt: () => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await attempt();
      } catch (error) {
        if (!(error instanceof MailboxUnavailable)) throw error;
        assert.ok(systemClock.monotonic() < this.#until, "the story comes to an end");
      }
    }
  }

  below(limit: number): number {
    return Math.floor(this.random.next() * limit);
  }

  close(): Promise<unknown> {
    return Promise.all(this.#opened.map((mailbox) => mailbox.close(500)));
  }
}

/** One stream with its producer, the consumer of the moment, and an idempotent sink. */
class Partition {
  readonly effects: number[] = [];
  deaths = 0;

  constructor(readonly stage: Stage, readonly stream: string) {}

  /** Publishes everything; after an unknown outcome it asks the stream where to go on. */
  async produce(): Promise<void> {
    const { stage, stream } = this;
    const mailbox = await stage.open();
    for (let published = 0; published < TARGET;) {
      // Stay just ahead of the consumer, so that trouble finds both at work.
      if (published - this.effects.length > 200) {
        await systemClock.sleep(1);
        continue;
      }
      const to = Math.min(TARGET, published + 1 + stage.below(64));
      try {
        const answer = await mailbox.publish(stream, published, entries(published + 1, to));
        assert.notEqual(answer.kind, "ahead", "nobody else writes to it");
        published = answer.kind === "gap" ? answer.last : to;
      } catch (error) {
        if (!(error instanceof MailboxUnavailable)) throw error;
        published = await stage.retried(() => mailbox.lastSeq(stream));
      }
    }
  }

  /** Consumes everything, through as many incarnations as it takes. */
  async consume(): Promise<void> {
    while (this.effects.length < TARGET) {
      const mailbox = await this.stage.open();
      const options = { ...exclusive(`incarnation ${this.deaths}`), streams: [this.stream] };
      const consumer = await this.stage.retried(() =>
        mailbox.consume({ ...options, attemptsMax: 1_000 })
      );
      await this.#live(consumer);
    }
  }

  /** Handles batches until everything is done, or death comes in the middle of one. */
  async #live(consumer: Consumer): Promise<void> {
    const { stage } = this;
    while (this.effects.length < TARGET) {
      const batch = await stage.retried(() => consumer.receive({ max: 64, waitMs: 200 }));
      const dies = batch.length > 0 && stage.random.next() < DEATHS;
      const handled = dies ? batch.slice(0, stage.below(batch.length)) : batch;
      for (const delivery of handled) {
        if (delivery.redelivered && stage.random.next() < 0.1) {
          await consumer.begin(delivery).catch(ignoreUnavailable);
        }
        this.#perform(delivery);
      }
      if (dies) {
        this.deaths++;
        return;
      }
      // An acknowledgement that fails is not repeated: the mailbox must bring the entries again.
      await consumer.ack(handled).catch(ignoreUnavailable);
    }
  }

  #perform(delivery: Delivery): void {
    const next = this.effects.length + 1;
    if (delivery.seq < next) {
      assert.ok(delivery.redelivered, `#${delivery.seq} came twice as if it were new`);
      return;
    }
    assert.equal(delivery.seq, next, "nothing is lost, nothing overtakes");
    assert.deepEqual(delivery.body, entry(delivery.seq).body);
    this.effects.push(delivery.seq);
  }
}

function ignoreUnavailable(error: unknown): void {
  if (!(error instanceof MailboxUnavailable)) throw error;
}

/** Kills, restarts, freezes, and cuts connections, spread over the story. */
async function trouble(stage: Stage, progress: () => number): Promise<number> {
  const { server } = stage;
  const admin = new Link(readTarget(server.url), systemClock, PATIENCE);
  const kill = async () => {
    await server.kill();
    await systemClock.sleep(stage.below(300));
    await server.restart();
  };
  const freeze = async () => {
    server.freeze();
    await systemClock.sleep(300 + stage.below(500));
    server.unfreeze();
  };
  const cut = () =>
    admin.send(
      (commands) => commands.call("CLIENT", "KILL", "TYPE", "normal", "SKIPME", "yes"),
      { repeatable: true },
    );
  const acts = [kill, cut, freeze, kill, cut, cut, kill, freeze, cut, kill];
  for (const [i, act] of acts.entries()) {
    while (progress() < (i + 0.5) / acts.length) await systemClock.sleep(2);
    await act();
  }
  admin.close();
  return acts.length;
}

testWithRedisServer(
  `${MESSAGES} messages through dying consumers and a Redis that is killed, frozen and cut off: none lost, none out of order, each effect once`,
  async (server) => {
    const stage = new Stage(server, seededRandomness(20_100_506));
    const partitions = STREAMS.map((stream) => new Partition(stage, stream));
    const done = () => partitions.reduce((sum, each) => sum + each.effects.length, 0);
    await Promise.all([
      ...partitions.flatMap((each) => [each.produce(), each.consume()]),
      trouble(stage, () => done() / MESSAGES),
    ]);
    for (const { effects } of partitions) {
      assert.deepEqual(effects, Array.from({ length: TARGET }, (_, i) => i + 1));
    }
    const deaths = partitions.reduce((sum, each) => sum + each.deaths, 0);
    assert.ok(deaths > 0, "somebody died");
    const heir = await stage.open();
    for (const stream of STREAMS) {
      const consumer = await heir.consume({ ...exclusive("heir"), streams: [stream] });
      const left = await consumer.receive({ max: 100, waitMs: 0 });
      await consumer.ack(left);
      const { last, groups } = await heir.depth(stream);
      assert.deepEqual({ last, depth: groups[0]!.depth }, { last: TARGET, depth: 0 });
      assert.equal(await heir.trim(stream), TARGET);
      assert.equal(await heir.deadLetters.count(stream), 0);
    }
    await stage.close();
  },
);
