import assert from "node:assert/strict";
import { decodeEnvelope, WATERMARK } from "../../envelope.ts";
import type { World } from "../world.ts";
import { simulate, type Topology } from "./simulate.ts";
import { type Workload, workshopActors, type WorkshopResources } from "./workshop_actors.ts";
import { payments, prepared, prices, shelf } from "./workshop_streams.ts";

/** A bank that applies a payment once per key. */
export class Bank {
  /** Every payment that was applied, in order. */
  readonly applied: { readonly key: string; readonly price: number }[] = [];
  readonly #receipts = new Map<string, string>();

  pay(key: string, price: number): Promise<string> {
    return this.#receipts.has(key)
      ? Promise.resolve(this.#receipts.get(key)!)
      : this.transfer(key, price);
  }

  /** Applies a payment without asking whether it was applied before. */
  transfer(key: string, price: number): Promise<string> {
    this.applied.push({ key, price });
    this.#receipts.set(key, `receipt for ${key}`);
    return Promise.resolve(this.#receipts.get(key)!);
  }
}

/** A supplier that some jobs must ask twice or three times. */
class Supplier {
  readonly #asked = new Map<number, number>();

  ready(n: number): boolean {
    const asked = this.#asked.get(n) ?? 0;
    this.#asked.set(n, asked + 1);
    return asked >= (n < 0 ? 2 : [0, 0, 2, 0, 1, 0][n % 6]!);
  }
}

/** The workload of the simulations in the tests: some 300 messages are handled. */
export const WORKLOAD: Workload = { jobs: 36, ticks: 20, tickMs: 60 };

/** What a run has produced: everything that must not depend on what went wrong meanwhile. */
export type Outcome = Readonly<Record<string, readonly unknown[]>>;

/**
 * A workshop to be simulated: sources, an actor by key that puts messages off, one in total order
 * that blocks, a sink with an outside effect, and a loop of feedback. With `expected`, its outcome
 * must be that, to the letter.
 */
export function workshop(load: Workload = WORKLOAD, expected?: Outcome): Topology {
  const bank = new Bank();
  const supplier = new Supplier();
  let applied = 0;
  const seen = new Set<string>();
  return {
    actors: workshopActors(load).map((def) => ({ def })),
    resources: (lifeline): WorkshopResources => ({ bank: lifeline.wrap("bank", bank), supplier }),
    invariants: [
      (world) => {
        if (bank.applied.length === applied) return;
        const asked = new Set(world.store.rows(payments).map(({ id }) => id));
        for (const { key } of bank.applied.slice(applied)) {
          assert.ok(asked.has(key), `payment ${key} was made before it was committed`);
          assert.ok(!seen.has(key), `payment ${key} was made twice`);
          seen.add(key);
        }
        applied = bank.applied.length;
      },
    ],
    until: (world) =>
      applied >= load.jobs && world.store.rows(shelf).length >= load.jobs &&
      world.store.rows(prices).length >= load.jobs,
    async atEnd(world, faults) {
      assert.equal(applied, load.jobs, "every payment was made");
      for (const stream of world.streams) {
        const letters = world.broker.stream(stream).dead.count();
        assert.equal(letters, 0, `${stream} has dead letters`);
      }
      if (expected !== undefined) {
        assertSame(await outcomeOf(world), expected, faults["tailLost"] !== undefined);
      }
    },
  };
}

let undisturbed: Promise<Outcome> | undefined;

/** What comes of the {@link WORKLOAD} when nothing goes wrong. */
export function expectedOutcome(): Promise<Outcome> {
  return undisturbed ??= simulate({ ...workshop(), seed: 0, faults: null })
    .then(({ world }) => outcomeOf(world));
}

/**
 * The journals without watermarks and numbers, which depend on how messages were batched, and the
 * tables. What is ordered by key only is told by key.
 */
async function outcomeOf(world: World): Promise<Outcome> {
  const outcome: Record<string, readonly unknown[]> = {};
  const encoder = new TextEncoder();
  for (const stream of world.streams) {
    const rows = await world.store.outbox(stream, 0, Infinity);
    const messages = rows
      .map(({ body }) => decodeEnvelope(encoder.encode(body)))
      .filter(({ type }) => type !== WATERMARK)
      .map(({ id, type, at, key, payload }) => ({ id, type, at, key, payload }));
    outcome[stream] = stream === prepared.name
      ? messages.toSorted((a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0)
      : messages;
  }
  outcome[shelf.name] = world.store.rows(shelf);
  outcome[prices.name] = world.store.rows(prices);
  outcome[payments.name] = world.store.rows(payments);
  return outcome;
}

/**
 * Names the first thing that differs. A message that was parked when its mailbox lost it is handled
 * after its time was promised to be over, so its effects are a little later then.
 */
function assertSame(actual: Outcome, expected: Outcome, tailLost: boolean): void {
  const textOf = (part: string, each: unknown) =>
    tailLost && part === prepared.name && typeof each === "object"
      ? JSON.stringify({ ...each, at: "later" })
      : JSON.stringify(each);
  for (const [part, wanted] of Object.entries(expected)) {
    const found = actual[part] ?? [];
    for (let i = 0; i < Math.max(found.length, wanted.length); i++) {
      const [a, b] = [found[i], wanted[i]].map((each) => textOf(part, each));
      assert.ok(a === b, `${part} has ${a} where the undisturbed run has ${b}`);
    }
  }
}
