import assert from "node:assert/strict";
import fc from "fast-check";
import { chooseNext, compareOrder, frontier, type MergeInput, type OrderKey } from "./merge.ts";

const key = (at: number, rank: number, key = "A", seq = 1): OrderKey => ({ at, rank, key, seq });

function input(
  stream: string,
  rank: number,
  headAt: number | null,
  watermark: number | null = null,
): MergeInput {
  return { stream, rank, head: headAt === null ? null : key(headAt, rank), watermark };
}

Deno.test("market time decides before rank, rank before key, key before seq", () => {
  const sorted = [
    key(1, 9, "Z", 9),
    key(2, 1, "Z", 9),
    key(2, 2, "A", 9),
    key(2, 2, "B", 1),
    key(2, 2, "B", 2),
  ];
  for (let i = 1; i < sorted.length; i++) {
    assert.ok(compareOrder(sorted[i - 1]!, sorted[i]!) < 0);
    assert.ok(compareOrder(sorted[i]!, sorted[i - 1]!) > 0);
  }
  assert.equal(compareOrder(sorted[0]!, { ...sorted[0]! }), 0);
});

const table: {
  readonly sentence: string;
  readonly inputs: MergeInput[];
  readonly expected: ReturnType<typeof chooseNext>;
}[] = [
  { sentence: "no inputs are empty", inputs: [], expected: { kind: "empty" } },
  {
    sentence: "inputs without messages are empty, whatever they promise",
    inputs: [input("a", 1, null, 50), input("b", 2, null)],
    expected: { kind: "empty" },
  },
  {
    sentence: "a single input waits for nobody",
    inputs: [input("a", 1, 10)],
    expected: { kind: "take", stream: "a" },
  },
  {
    sentence: "the earlier of two heads is taken",
    inputs: [input("a", 1, 11), input("b", 2, 10)],
    expected: { kind: "take", stream: "b" },
  },
  {
    sentence: "of two heads of one time the lower rank is taken",
    inputs: [input("b", 2, 10), input("a", 1, 10)],
    expected: { kind: "take", stream: "a" },
  },
  {
    sentence: "an input that has promised nothing is waited for",
    inputs: [input("a", 1, 10), input("b", 2, null)],
    expected: { kind: "wait", stream: "a", for: ["b"] },
  },
  {
    sentence: "an input that has promised up to the head's time is not waited for",
    inputs: [input("a", 2, 10), input("b", 1, null, 10)],
    expected: { kind: "take", stream: "a" },
  },
  {
    sentence:
      "an input whose next message could have the head's time is waited for if it goes first",
    inputs: [input("a", 2, 10), input("b", 1, null, 9)],
    expected: { kind: "wait", stream: "a", for: ["b"] },
  },
  {
    sentence:
      "an input whose next message could have the head's time is not waited for if it goes after",
    inputs: [input("a", 1, 10), input("b", 2, null, 9)],
    expected: { kind: "take", stream: "a" },
  },
  {
    sentence: "an input of the same rank is waited for: its key is not known",
    inputs: [input("a:0", 1, 10), input("a:1", 1, null, 9)],
    expected: { kind: "wait", stream: "a:0", for: ["a:1"] },
  },
  {
    sentence: "everything that is missing is named",
    inputs: [input("a", 1, 10), input("b", 2, null, 3), input("c", 3, null), input("d", 4, 11)],
    expected: { kind: "wait", stream: "a", for: ["b", "c"] },
  },
];

for (const { sentence, inputs, expected } of table) {
  Deno.test(`merge: ${sentence}`, () => assert.deepEqual(chooseNext(inputs), expected));
}

Deno.test("the frontier is the least of what the inputs promise", () => {
  assert.equal(frontier([{ watermark: 7 }, { watermark: 5 }, { watermark: 9 }]), 5);
});

Deno.test("nothing can be promised while one input promises nothing, or without inputs", () => {
  assert.equal(frontier([{ watermark: 7 }, { watermark: null }]), null);
  assert.equal(frontier([]), null);
  assert.equal(frontier([], [3]), null);
});

Deno.test("a message that is not finished holds the frontier just before it", () => {
  assert.equal(frontier([{ watermark: 7 }], [9, 4, 6]), 3);
  assert.equal(frontier([{ watermark: 7 }], [9]), 7);
});

/** What arrives on one stream: messages and promises, in the stream's own order. */
interface Script {
  readonly stream: string;
  readonly rank: number;
  readonly events: readonly ({ message: OrderKey } | { watermark: number })[];
}

/** Steps of market time between events; `promise` makes the event a watermark. */
const steps = fc.array(
  fc.record({
    step: fc.nat(3),
    key: fc.constantFrom("A", "B", "C"),
    promise: fc.boolean(),
  }),
  { maxLength: 12 },
);

/** Three streams of different ranks, and one of them in two partitions with keys of their own. */
const scripts = (sorted: boolean): fc.Arbitrary<Script[]> =>
  fc.tuple(steps, steps, steps, steps).map((all) =>
    all.map((list, index) => {
      const rank = index === 3 ? 2 : index;
      const partition = index === 3 ? "x" : "";
      return { stream: `s${index}`, rank, events: eventsOf(list, rank, partition, sorted) };
    })
  );

function eventsOf(
  list: readonly { step: number; key: string; promise: boolean }[],
  rank: number,
  partition: string,
  sorted: boolean,
): Script["events"] {
  const events: Script["events"][number][] = [];
  let at = 0;
  let promised = -1;
  let run: OrderKey[] = [];
  let seq = 0;
  const flush = () => {
    const order = sorted ? run.toSorted(compareOrder) : run;
    for (const message of order) events.push({ message: { ...message, seq: ++seq } });
    run = [];
  };
  for (const { step, key, promise } of list) {
    at += step;
    if (promise && at > promised) {
      flush();
      promised = at;
      events.push({ watermark: promised });
    } else run.push({ at: Math.max(at, promised + 1), rank, key: key + partition, seq: 0 });
  }
  flush();
  return events;
}

/** Plays the scripts in the interleaving that `picks` chooses; returns the order of handling. */
function play(scripts: readonly Script[], picks: Iterator<number>): OrderKey[] {
  const queues = scripts.map(({ stream, rank }) => ({
    stream,
    rank,
    watermark: null as number | null,
    queue: [] as Script["events"][number][],
  }));
  const left = scripts.map(({ events }) => [...events, { watermark: 1_000_000 }]);
  const handled: OrderKey[] = [];
  let promised = -Infinity;
  const drain = () => {
    for (;;) {
      for (const input of queues) {
        for (let first = input.queue[0]; first && "watermark" in first; first = input.queue[0]) {
          input.watermark = first.watermark;
          input.queue.shift();
        }
      }
      promised = Math.max(promised, frontier(queues) ?? -Infinity);
      const choice = chooseNext(queues.map(({ stream, rank, watermark, queue }) => {
        const head = queue[0] && "message" in queue[0] ? queue[0].message : null;
        return { stream, rank, watermark, head };
      }));
      if (choice.kind !== "take") return;
      const taken = queues.find((each) => each.stream === choice.stream)!.queue.shift()!;
      assert.ok("message" in taken);
      assert.ok(taken.message.at > promised, "the frontier has promised too much");
      handled.push(taken.message);
    }
  };
  while (left.some((events) => events.length > 0)) {
    const open = left.flatMap((events, index) => events.length > 0 ? [index] : []);
    const index = open[(picks.next().value ?? 0) % open.length]!;
    queues[index]!.queue.push(left[index]!.shift()!);
    drain();
  }
  return handled;
}

function inSequence(picks: readonly number[]): Iterator<number> {
  let next = 0;
  return { next: () => ({ done: false, value: picks[next++] ?? 0 }) };
}

Deno.test("whatever the interleaving of arrivals, messages are handled in sorted order", () => {
  fc.assert(
    fc.property(scripts(true), fc.array(fc.nat(99), { maxLength: 60 }), (scripts, picks) => {
      const all = scripts.flatMap(({ events }) =>
        events.flatMap((event) => "message" in event ? [event.message] : [])
      );
      assert.deepEqual(play(scripts, inSequence(picks)), all.toSorted(compareOrder));
    }),
    { numRuns: 300 },
  );
});

Deno.test("the order does not depend on the interleaving even where a stream is not sorted", () => {
  fc.assert(
    fc.property(
      scripts(false),
      fc.array(fc.nat(99), { maxLength: 60 }),
      fc.array(fc.nat(99), { maxLength: 60 }),
      (scripts, some, others) =>
        assert.deepEqual(play(scripts, inSequence(some)), play(scripts, inSequence(others))),
    ),
    { numRuns: 300 },
  );
});
