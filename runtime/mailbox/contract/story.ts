import assert from "node:assert/strict";
import type { Randomness } from "../../clock/clock.ts";
import { seededRandomness } from "../../clock/seeded.ts";
import type { Consumer, Delivery, Mailbox } from "../mailbox.ts";
import { type Bench, type Case, entries, entry, QUICK, retried } from "./kit.ts";

const MESSAGES = QUICK ? 1_000 : 10_000;
const PARTITIONS = ["news:0", "news:1", "news:2", "news:3"];
const BATCH = 64;

/** One partition: its producer, its consumer of the moment, and an idempotent sink. */
class Partition {
  /** Seq through which effects have been performed: what an inbox would remember. */
  applied = 0;
  kills = 0;
  #published = 0;
  #consumer: Consumer | undefined;

  constructor(
    readonly stream: string,
    readonly target: number,
    readonly bench: Bench,
    readonly producer: Mailbox,
    readonly random: Randomness,
  ) {}

  get done(): boolean {
    return this.applied === this.target && this.#published === this.target;
  }

  /** Publishes a batch; sometimes again, because the answer was lost. */
  async publish(): Promise<void> {
    const from = this.#published;
    const to = Math.min(this.target, from + 1 + this.#below(BATCH));
    if (to === from) return;
    const send = () => this.producer.publish(this.stream, from, entries(from + 1, to));
    const answer = await retried(this.bench, send);
    assert.equal(answer.kind, "stored");
    if (this.random.next() < 0.2) {
      assert.deepEqual(await retried(this.bench, send), { kind: "stored", stored: 0 });
    }
    this.#published = to;
  }

  /** Handles a batch; sometimes dies in the middle of it. */
  async consume(): Promise<void> {
    const consumer = this.#consumer ??= await this.#successor();
    const batch = await retried(this.bench, () => consumer.receive({ max: BATCH, waitMs: 0 }));
    const dies = this.random.next() < 0.1;
    const handled = dies ? batch.slice(0, this.#below(batch.length + 1)) : batch;
    for (const delivery of handled) {
      if (delivery.redelivered) {
        assert.equal(await retried(this.bench, () => consumer.begin(delivery)), true);
      }
      this.#apply(delivery);
    }
    if (!dies) {
      await retried(this.bench, () => consumer.ack(handled));
      return;
    }
    this.kills++;
    this.#consumer = await this.#successor();
    assert.equal(
      await retried(this.bench, () => consumer.ack(batch)),
      0,
      "the dead cannot acknowledge",
    );
  }

  #successor(): Promise<Consumer> {
    return retried(this.bench, () =>
      this.bench.join({
        streams: [this.stream],
        consumer: `incarnation ${this.kills}`,
        attemptsMax: 1_000,
      }));
  }

  #apply(delivery: Delivery): void {
    if (delivery.seq <= this.applied) {
      assert.ok(delivery.redelivered, "only a redelivery may come twice");
      return;
    }
    assert.equal(delivery.seq, this.applied + 1, "nothing is lost, nothing overtakes");
    assert.deepEqual(delivery.body, entry(delivery.seq).body);
    this.applied = delivery.seq;
  }

  #below(limit: number): number {
    return Math.floor(this.random.next() * limit);
  }
}

/** Thousands of messages through consumers that die at any moment. */
export function storyCases(contract: Case): void {
  contract(
    `${MESSAGES} messages through dying consumers: none lost, none out of order, each once`,
    async (bench) => {
      const random = seededRandomness(20_140_609);
      const producer = await bench.open();
      const target = MESSAGES / PARTITIONS.length;
      const partitions = PARTITIONS.map((stream) =>
        new Partition(stream, target, bench, producer, random)
      );
      const restartsAt = bench.restart === undefined ? [] : [0.33, 0.66].map((at) => at * MESSAGES);
      const restarts: Promise<void>[] = [];
      const applied = () => partitions.reduce((sum, each) => sum + each.applied, 0);
      for (let step = 0; !partitions.every((each) => each.done); step++) {
        assert.ok(step < MESSAGES * 10, "the story comes to an end");
        if (applied() >= (restartsAt[restarts.length] ?? Infinity)) restarts.push(bench.restart!());
        const partition = partitions[Math.floor(random.next() * partitions.length)]!;
        const dice = random.next();
        if (dice < 0.48) await partition.publish();
        else if (dice < 0.98) await partition.consume();
        else await retried(bench, () => producer.trim(partition.stream, { keep: 10 }));
        if (step % 10 === 0) await bench.passTime(1);
      }
      await Promise.all(restarts);
      assert.equal(restarts.length, restartsAt.length);
      assert.ok(partitions.some((each) => each.kills > 0), "somebody died");
      for (const { stream } of partitions) {
        assert.equal((await producer.depth(stream)).last, target);
        assert.equal(await producer.deadLetters.count(stream), 0);
      }
    },
  );
}
