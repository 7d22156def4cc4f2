import assert from "node:assert/strict";
import { type Source, sourceItemSchema, type SourceMemory, sourceMemorySchema } from "./source.ts";
import { unhurried } from "./testing/server.ts";

/** A source to try, and the other side of it. */
export interface SourceHarness extends AsyncDisposable {
  /** A new instance of the same source, as after a restart. */
  make(): Source;
  /** The other side has one entry more, with this headline (markup as its format allows). */
  tell(headline: string): void | Promise<void>;
}

/** What every source promises; `start` gives a new other side that has nothing to tell yet. */
export function testSourceContract(
  name: string,
  start: () => SourceHarness | Promise<SourceHarness>,
): void {
  const contract = (sentence: string, fn: (harness: SourceHarness) => Promise<void>) =>
    Deno.test(`${name} source: ${sentence}`, async () => {
      await using harness = await start();
      await fn(harness);
    });

  contract("what is told is heard, once each and in words of ours", async (harness) => {
    const headlines = ["Fed holds rates", "Apple beats estimates", "Oil slips"];
    for (const headline of headlines) await harness.tell(headline);
    const { titles } = await drain(harness.make(), {});
    assert.deepEqual([...titles].sort(), [...headlines].sort());
  });

  contract("after a restart it goes on from what it remembered", async (harness) => {
    await harness.tell("Before");
    const first = await drain(harness.make(), {});
    await harness.tell("After");
    // What is remembered went through the database meanwhile.
    const memory = sourceMemorySchema.parse(JSON.parse(JSON.stringify(first.memory)));
    const second = await drain(harness.make(), memory);
    assert.ok(second.titles.has("After"));
  });

  contract("what was not remembered is told again: a crash loses nothing", async (harness) => {
    await harness.tell("One");
    await harness.tell("Two");
    const source = harness.make();
    const first = await drain(source, {});
    assert.deepEqual((await drain(source, {})).titles, first.titles);
    assert.deepEqual((await drain(harness.make(), {})).titles, first.titles);
  });

  contract("where nothing is new, nothing unheard of is told", async (harness) => {
    await harness.tell("Only this");
    const source = harness.make();
    const { memory } = await drain(source, {});
    const again = await drain(source, memory);
    assert.ok([...again.titles].every((title) => title === "Only this"));
  });

  contract("a memory that it cannot read is taken for none", async (harness) => {
    await harness.tell("Still there");
    for (const memory of [{ etag: 5 }, { next: "x", newestAt: {}, updatedAt: [null] }]) {
      assert.ok((await drain(harness.make(), memory)).titles.has("Still there"));
    }
  });

  contract("whoever aborts gets their own reason", async (harness) => {
    const reason = new Error("enough");
    await assert.rejects(harness.make().poll({}, AbortSignal.abort(reason)), reason);
  });

  contract("markup, scripts and control characters do not reach anybody", async (harness) => {
    await harness.tell("Fed \u0007 holds \u202erates <script>alert(1)</script><b>now</b>");
    const { titles } = await drain(harness.make(), {});
    assert.deepEqual([...titles], ["Fed holds rates now"]);
  });
}

/** Polls until nothing comes any more, and what was told on the way. */
async function drain(
  source: Source,
  from: SourceMemory,
): Promise<{ titles: Set<string>; memory: SourceMemory }> {
  let memory = from;
  const titles = new Set<string>();
  for (let polls = 0; polls < 10; polls++) {
    const outcome = await source.poll(memory, unhurried());
    assert.notEqual(outcome.kind, "failed", JSON.stringify(outcome));
    memory = sourceMemorySchema.parse(outcome.memory);
    if (outcome.kind !== "items") break;
    const before = titles.size;
    const told = outcome.items.map((item) => sourceItemSchema.parse(item).title);
    assert.equal(new Set(told).size, told.length, "an entry is told once a poll");
    for (const title of told) titles.add(title);
    if (titles.size === before) break;
  }
  return { titles, memory };
}
