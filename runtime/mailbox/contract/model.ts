import assert from "node:assert/strict";
import fc from "fast-check";
import type { Consumer, Delivery, Mailbox } from "../mailbox.ts";
import { type Bench, entry, exclusive, type MakeHarness, QUICK, STREAM, withBench } from "./kit.ts";

const ATTEMPTS_MAX = 3;
const RUNS = QUICK ? 20 : 60;

/** What the model knows of one entry. `waiting`: not in hand, to be delivered (again). */
interface Known {
  state: "waiting" | "held" | "acked" | "dead";
  readonly key: string;
  attempts: number;
  /** It was delivered before, so that it must come as a redelivery. */
  delivered: boolean;
  /** Not to be delivered before this time; null when the mailbox decides. */
  dueAt: number | null;
  /** It was a dead letter: outside the order guarantee. */
  replayed: boolean;
}

type Step =
  | { readonly op: "publish"; readonly keys: readonly string[] }
  | { readonly op: "receive"; readonly max: number }
  | { readonly op: "ack"; readonly picks: readonly number[] }
  | { readonly op: "begin" | "reject" | "replay"; readonly pick: number }
  | { readonly op: "park"; readonly pick: number; readonly delayMs: number }
  | { readonly op: "trim"; readonly keep: number }
  | { readonly op: "pass"; readonly ms: number }
  | { readonly op: "takeover" | "stale" };

const pick = fc.nat(9);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        op: fc.constant("publish" as const),
        keys: fc.array(fc.constantFrom("A", "B", "C"), { minLength: 1, maxLength: 5 }),
      }),
    },
    {
      weight: 5,
      arbitrary: fc.record({
        op: fc.constant("receive" as const),
        max: fc.integer({ min: 1, max: 6 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant("ack" as const),
        picks: fc.array(pick, { minLength: 1, maxLength: 4 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constant("park" as const),
        pick,
        delayMs: fc.integer({ min: 0, max: 40 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({
        op: fc.constantFrom("begin" as const, "reject" as const, "replay" as const),
        pick,
      }),
    },
    { weight: 1, arbitrary: fc.record({ op: fc.constant("trim" as const), keep: fc.nat(3) }) },
    { weight: 2, arbitrary: fc.record({ op: fc.constant("pass" as const), ms: fc.nat(30) }) },
    {
      weight: 2,
      arbitrary: fc.record({
        op: fc.constantFrom("takeover" as const, "stale" as const),
      }),
    },
  ),
  { minLength: 5, maxLength: 60 },
);

/** Drives a mailbox and checks every answer against what a reader of the interface would expect. */
class Driver {
  readonly #known = new Map<number, Known>();
  readonly #parkedKeys = new Set<string>();
  #hand: Delivery[] = [];
  #stale: { readonly consumer: Consumer; readonly hand: readonly Delivery[] } | undefined;
  #incarnation = 0;

  private constructor(
    readonly bench: Bench,
    readonly mailbox: Mailbox,
    private consumer: Consumer,
  ) {}

  static async start(bench: Bench): Promise<Driver> {
    const mailbox = await bench.open();
    return new Driver(bench, mailbox, await Driver.#join(mailbox, 0));
  }

  static #join(mailbox: Mailbox, incarnation: number): Promise<Consumer> {
    return mailbox.consume({ ...exclusive(`c${incarnation}`), attemptsMax: ATTEMPTS_MAX });
  }

  async perform(step: Step): Promise<void> {
    switch (step.op) {
      case "publish":
        return await this.#publish(step.keys);
      case "receive":
        return void await this.#receive(step.max);
      case "ack":
        return await this.#ack(step.picks);
      case "begin":
        return await this.#begin(this.#pick(step.pick));
      case "park":
        return await this.#park(this.#pick(step.pick), step.delayMs);
      case "reject":
        return await this.#reject(this.#pick(step.pick));
      case "replay":
        return await this.#replay(step.pick);
      case "trim":
        return void await this.mailbox.trim(STREAM, { keep: step.keep });
      case "pass":
        return await this.bench.passTime(step.ms);
      case "takeover":
        return await this.#takeover();
      case "stale":
        return await this.#checkStale();
    }
  }

  /** Whatever has not been settled is delivered again and again until it is. */
  async drain(): Promise<void> {
    await this.#takeover();
    await this.bench.passTime(60);
    for (let rounds = 0; this.#unsettled() > 0; rounds++) {
      assert.ok(rounds < 500, `${this.#unsettled()} entries never came`);
      if (await this.#receive(4) === 0) await this.bench.passTime(5);
      await this.#ack(this.#hand.map((_, i) => i));
    }
    assert.equal(await this.#receive(4), 0);
    const dead = [...this.#known.values()].filter((each) => each.state === "dead");
    assert.equal(await this.mailbox.deadLetters.count(STREAM), dead.length);
  }

  /** Undelivered, pending and parked together are what has not been settled. */
  async checkDepth(): Promise<void> {
    const { last, groups } = await this.mailbox.depth(STREAM);
    assert.equal(last, this.#known.size);
    assert.equal(groups[0]!.depth, this.#unsettled());
    assert.ok(groups[0]!.pending >= this.#hand.length);
  }

  async #publish(keys: readonly string[]): Promise<void> {
    const after = this.#known.size;
    const batch = keys.map((key, i) => entry(after + 1 + i, key));
    await this.mailbox.publish(STREAM, after, batch);
    for (const { seq, key } of batch) {
      this.#known.set(seq, {
        state: "waiting",
        key,
        attempts: 0,
        delivered: false,
        dueAt: null,
        replayed: false,
      });
    }
  }

  async #receive(max: number): Promise<number> {
    const batch = await this.consumer.receive({ max, waitMs: 0 });
    assert.ok(batch.length <= max);
    for (const delivery of batch) this.#checkDelivery(delivery);
    this.#hand.push(...batch);
    return batch.length;
  }

  #checkDelivery(delivery: Delivery): void {
    const { seq, key, body } = delivery;
    const known = this.#known.get(seq)!;
    assert.equal(known.state, "waiting", `#${seq} is ${known.state}`);
    assert.deepEqual({ key, body }, { key: known.key, body: entry(seq, known.key).body });
    assert.equal(delivery.attempts, known.attempts);
    if (known.delivered) assert.equal(delivery.redelivered, true);
    if (known.dueAt !== null) {
      assert.ok(this.bench.clock.now() >= known.dueAt, `#${seq} is not due`);
    }
    for (const [other, before] of this.#known) {
      if (other >= seq) break;
      if (known.replayed || before.replayed || before.state !== "waiting") continue;
      assert.notEqual(before.key, key, `#${seq} overtakes #${other} of its key`);
      const waitsForItsKey = before.delivered || this.#parkedKeys.has(before.key);
      assert.ok(waitsForItsKey, `#${seq} overtakes #${other} without a reason`);
    }
    known.state = "held";
    known.delivered = true;
    known.dueAt = null;
  }

  async #ack(picks: readonly number[]): Promise<void> {
    const chosen = picks.flatMap((each) => this.#pick(each) ?? []);
    const distinct = new Set(chosen);
    assert.equal(await this.consumer.ack(chosen), distinct.size);
    for (const delivery of distinct) this.#settle(delivery, "acked");
  }

  async #begin(delivery: Delivery | undefined): Promise<void> {
    if (delivery === undefined) return;
    const known = this.#known.get(delivery.seq)!;
    const left = known.attempts < ATTEMPTS_MAX;
    assert.equal(await this.consumer.begin(delivery), left);
    if (left) known.attempts++;
    else this.#settle(delivery, "dead");
  }

  async #park(delivery: Delivery | undefined, delayMs: number): Promise<void> {
    if (delivery === undefined) return;
    const dueAt = this.bench.clock.now() + delayMs;
    assert.equal(await this.consumer.park(delivery, dueAt), true);
    this.#settle(delivery, "waiting");
    this.#known.get(delivery.seq)!.dueAt = dueAt;
    this.#parkedKeys.add(delivery.key);
  }

  async #reject(delivery: Delivery | undefined): Promise<void> {
    if (delivery === undefined) return;
    assert.equal(await this.consumer.reject(delivery, "by the model"), true);
    this.#settle(delivery, "dead");
  }

  async #replay(index: number): Promise<void> {
    const dead = await this.mailbox.deadLetters.list(STREAM);
    const letter = dead[index % Math.max(1, dead.length)];
    if (letter === undefined) return;
    assert.equal(letter.attempts, this.#known.get(letter.seq)!.attempts);
    assert.equal(await this.mailbox.deadLetters.replay(STREAM, letter.id), true);
    Object.assign(this.#known.get(letter.seq)!, { state: "waiting", attempts: 0, replayed: true });
    // Until it is settled it may hold its key's successors, as a parked entry does.
    this.#parkedKeys.add(letter.key);
  }

  async #takeover(): Promise<void> {
    const consumer = await Driver.#join(this.mailbox, ++this.#incarnation);
    this.#stale = { consumer: this.consumer, hand: this.#hand };
    for (const { seq } of this.#hand) this.#known.get(seq)!.state = "waiting";
    this.#hand = [];
    this.consumer = consumer;
  }

  async #checkStale(): Promise<void> {
    if (this.#stale === undefined) return;
    const { consumer, hand } = this.#stale;
    assert.equal(await consumer.ack(hand), 0);
    assert.deepEqual(await consumer.receive({ max: 5, waitMs: 0 }), []);
    for (const delivery of hand) {
      assert.equal(await consumer.begin(delivery), false);
      assert.equal(await consumer.park(delivery, 0), false);
      assert.equal(await consumer.reject(delivery, "stale"), false);
    }
  }

  #pick(index: number): Delivery | undefined {
    return this.#hand[index % Math.max(1, this.#hand.length)];
  }

  #settle(delivery: Delivery, state: Known["state"]): void {
    this.#known.get(delivery.seq)!.state = state;
    this.#hand = this.#hand.filter((each) => each !== delivery);
  }

  #unsettled(): number {
    const open = (each: Known) => each.state === "waiting" || each.state === "held";
    return [...this.#known.values()].filter(open).length;
  }
}

/** Random sequences of calls against a reference model. */
export function modelCases(name: string, make: MakeHarness): void {
  Deno.test(`${name}: any sequence of calls keeps every guarantee`, async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const harness = await make();
        try {
          await withBench(harness, async (bench) => {
            const driver = await Driver.start(bench);
            for (const step of sequence) {
              await driver.perform(step);
              await driver.checkDepth();
            }
            await driver.drain();
          });
        } finally {
          await harness.close();
        }
      }),
      { numRuns: RUNS, endOnFailure: Deno.env.get("CI") !== undefined },
    );
  });
}
