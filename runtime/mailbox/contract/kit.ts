import assert from "node:assert/strict";
import type { SystemClock } from "../../clock/clock.ts";
import {
  type ConsumeOptions,
  type Consumer,
  type Delivery,
  type Mailbox,
  MailboxUnavailable,
  type StreamEntry,
} from "../mailbox.ts";

/** One backing (a folder, a server, a broker in memory) on which a contract case runs. */
export interface MailboxHarness {
  /**
   * A mailbox on the backing, as another process would open it. `clock` replaces the harness's own,
   * for example by {@link hungClock}. The suite closes what it opens.
   */
  open(options?: { readonly clock?: SystemClock }): Mailbox | Promise<Mailbox>;
  /** The system clock that the mailboxes were given. */
  readonly clock: SystemClock;
  /** Lets `ms` of that clock pass: virtual time advances, real time is waited for. */
  passTime(ms: number): Promise<void>;
  /** A silence after which a competing consumer counts as dead: long enough for timers to be kept. */
  readonly claimAfterMs: number;
  /** Restarts the server behind the mailboxes, where there is one. Resolves when it answers again. */
  restart?(): Promise<void>;
  /** Removes the backing. */
  close(): Promise<void>;
}

/** Makes a fresh, empty backing for one case. */
export type MakeHarness = () => MailboxHarness | Promise<MailboxHarness>;

/** What a contract case works with. */
export interface Bench extends MailboxHarness {
  open(options?: { readonly clock?: SystemClock }): Promise<Mailbox>;
  /** Opens a mailbox and joins: one call for a new incarnation. */
  join(options: Partial<ConsumeOptions> & { consumer: string }): Promise<Consumer>;
}

/** Registers a contract case. */
export type Case = (title: string, run: (bench: Bench) => Promise<void>) => void;

/** The stream that cases use unless they say otherwise. */
export const STREAM = "market:bars";
/** The group that cases use unless they say otherwise. */
export const GROUP = "signals";

/** How a suite registers its cases: each gets a fresh backing, and closes all it opened. */
export function casesFor(name: string, make: MakeHarness): Case {
  return (title, run) => {
    Deno.test(`${name}: ${title}`, async () => {
      const harness = await make();
      try {
        await withBench(harness, run);
      } finally {
        await harness.close();
      }
    });
  };
}

/** `TRADING_TEST_QUICK=1`: the everyday subset, in which long cases are shortened. */
export const QUICK = Deno.env.get("TRADING_TEST_QUICK") === "1";

/** Runs `run` on a harness, and closes every mailbox that it opened. */
export async function withBench(
  harness: MailboxHarness,
  run: (bench: Bench) => Promise<void>,
): Promise<void> {
  const opened: Mailbox[] = [];
  const bench: Bench = {
    clock: harness.clock,
    claimAfterMs: harness.claimAfterMs,
    passTime: (ms) => harness.passTime(ms),
    ...(harness.restart && { restart: () => harness.restart!() }),
    close: () => harness.close(),
    async open(options) {
      const mailbox = await harness.open(options);
      opened.push(mailbox);
      return mailbox;
    },
    async join(options) {
      const mailbox = await bench.open();
      return await mailbox.consume({ ...exclusive(options.consumer), ...options });
    },
  };
  try {
    await run(bench);
  } finally {
    await whileTimePasses(bench, Promise.all(opened.map((mailbox) => mailbox.close(1_000))));
  }
}

/** Options of an exclusive consumer of the usual stream and group. */
export function exclusive(consumer: string): ConsumeOptions {
  return { streams: [STREAM], group: GROUP, consumer, exclusive: true };
}

const encoder = new TextEncoder();

/** An entry whose body names it. */
export function entry(seq: number, key = "AAPL"): StreamEntry {
  return { seq, key, body: encoder.encode(`${key} #${seq}`) };
}

/** Entries `from` to `to`, with the keys given in turn. */
export function entries(
  from: number,
  to: number,
  keys: readonly string[] = ["AAPL"],
): StreamEntry[] {
  const list: StreamEntry[] = [];
  for (let seq = from; seq <= to; seq++) list.push(entry(seq, keys[(seq - from) % keys.length]!));
  return list;
}

/** The seqs of entries or deliveries. */
export function seqs(list: readonly { readonly seq: number }[]): number[] {
  return list.map((each) => each.seq);
}

/** Asserts that deliveries or entries are exactly what was published. */
export function assertSame(found: readonly StreamEntry[], expected: readonly StreamEntry[]): void {
  const plain = (list: readonly StreamEntry[]) =>
    list.map(({ seq, key, body }) => ({ seq, key, body: [...body] }));
  assert.deepEqual(plain(found), plain(expected));
}

/**
 * Receives until `count` deliveries are in hand. A mailbox may hand them out in several portions;
 * it may not withhold any.
 */
export async function take(
  bench: Bench,
  consumer: Consumer,
  count: number,
  streams?: readonly string[],
): Promise<Delivery[]> {
  const taken: Delivery[] = [];
  for (let idle = 0; taken.length < count; idle++) {
    assert.ok(idle < 100, `${taken.length} of ${count} deliveries came: ${seqs(taken)}`);
    const options = { max: count - taken.length, waitMs: 0, ...(streams && { streams }) };
    const portion = await retried(bench, () => consumer.receive(options));
    assert.ok(portion.length <= options.max, "a batch is never larger than `max`");
    if (portion.length > 0) idle = 0;
    else await bench.passTime(1);
    taken.push(...portion);
  }
  return taken;
}

/** Asserts that nothing is to be had now. */
export async function nothing(consumer: Consumer, streams?: readonly string[]): Promise<void> {
  for (let i = 0; i < 2; i++) {
    const found = await consumer.receive({ max: 10, waitMs: 0, ...(streams && { streams }) });
    assert.deepEqual(seqs(found), [], "nothing may be delivered now");
  }
}

/** Lets time pass in small steps until the promise settles; throws after `limitMs` of it. */
export async function whileTimePasses<T>(
  bench: Pick<MailboxHarness, "passTime">,
  promise: Promise<T>,
  limitMs = 10_000,
): Promise<T> {
  let settled = false;
  const settle = () => {
    settled = true;
  };
  promise.then(settle, settle);
  await bench.passTime(0);
  for (let passed = 0; !settled; passed += 10) {
    assert.ok(passed < limitMs, `not settled after ${limitMs} ms`);
    await bench.passTime(10);
  }
  return await promise;
}

/** Tries again while the mailbox is unavailable, for at most 20 s of the bench's time. */
export async function retried<T>(
  bench: Pick<MailboxHarness, "passTime">,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let tries = 0;; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof MailboxUnavailable) || tries === 200) throw error;
      await bench.passTime(100);
    }
  }
}

/** The clock of a process that hangs: time goes on around it, its own timers never fire. */
export function hungClock(clock: SystemClock): SystemClock {
  return {
    now: () => clock.now(),
    monotonic: () => clock.monotonic(),
    sleep: () => new Promise(() => {}),
    after: () => () => {},
    every: () => () => {},
  };
}
