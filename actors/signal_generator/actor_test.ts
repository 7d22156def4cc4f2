import assert from "node:assert/strict";
import { signals as signalsTable, strategies } from "../../db/tables/signals.ts";
import { type ActorBench, type Given, testActor } from "../../runtime/testing/kit.ts";
import { bars, clock, scoredNews, signals, weights } from "../domain/streams.ts";
import actor from "./actor.ts";
import { barAt, scored, type ToldStory, walk } from "./testing/market.ts";

const BARS = 80;
/** By number of the bar that each is knowable with. */
const STORIES: readonly (Omit<ToldStory, "at"> & { readonly bar: number })[] = [
  { bar: 2, id: "a", score: 0.9 },
  { bar: 3, id: "a-copy", story: "a", score: 0.9 },
  { bar: 9, id: "b", score: 0.8 },
  { bar: 20, id: "undated", score: -1, tradable: false },
  { bar: 40, id: "c", score: 0.9 },
  { bar: 41, id: "d", score: -0.9 },
  { bar: 60, id: "e", score: -1 },
  { bar: 60, id: "f", score: -1 },
  { bar: 61, id: "g", score: -1 },
];

/** Bars with the news of the same moment after them: the one order puts it before. */
function story({ withNews }: { readonly withNews: boolean }): Given[] {
  return walk(21, BARS).flatMap((close, i) => {
    const bar = barAt(i, close);
    const told = withNews ? STORIES.filter((each) => each.bar === i) : [];
    return [
      { stream: bars.name, type: "bar", payload: bar, at: bar.at, key: bar.ticker },
      ...told.map(({ bar: _, ...each }): Given => ({
        stream: scoredNews.name,
        type: "score",
        payload: scored({ ...each, at: bar.at }),
        at: bar.at,
        key: "AAPL",
      })),
    ];
  });
}

/** Gives the messages one by one, each followed by every input's promise of nothing earlier. */
async function tell(
  bench: ActorBench,
  messages: readonly Given[],
  between = async () => {},
): Promise<void> {
  for (const [i, message] of messages.entries()) {
    await bench.give(message);
    await between();
    if (messages[i + 1]?.at === message.at) continue;
    for (const { name } of [weights, scoredNews, bars, clock]) {
      await bench.watermark(name, message.at);
      await between();
    }
  }
}

function decided(bench: ActorBench) {
  return {
    signals: bench.published(signals.name).map(({ id, at, payload }) => ({ id, at, payload })),
    rows: bench.rows(signalsTable),
  };
}

Deno.test("a crash after any message, or between a message and its promise, changes no decision", async () => {
  const messages = story({ withNews: true });
  await using undisturbed = await testActor(actor, { config: {} });
  await tell(undisturbed, messages);
  await using disturbed = await testActor(actor, { config: {} });
  let crashes = 0;
  await tell(disturbed, messages, async () => {
    await disturbed.crash();
    await disturbed.restart();
    crashes++;
  });
  assert.ok(crashes > 300);
  assert.ok(decided(undisturbed).signals.length > 5, "nothing was decided, so nothing is shown");
  assert.deepEqual(decided(disturbed), decided(undisturbed));
  assert.equal(disturbed.deadLetters(scoredNews.name).length, 0);
});

Deno.test("taking the news away takes its votes away and changes what is decided", async () => {
  await using informed = await testActor(actor, { config: {} });
  await tell(informed, story({ withNews: true }));
  await using uninformed = await testActor(actor, { config: {} });
  await tell(uninformed, story({ withNews: false }));
  assert.notDeepEqual(decided(informed), decided(uninformed));
  const voters = (bench: ActorBench) =>
    new Set(
      bench.published(signals.name).flatMap(({ payload }) =>
        signals.types.signal.parse(payload).votes.map(({ strategy }) => strategy)
      ),
    );
  assert.ok(voters(informed).has("news_driven"));
  assert.ok(!voters(uninformed).has("news_driven"));
});

Deno.test("the table of strategies says which are in force, with their weights", async () => {
  await using bench = await testActor(actor, {
    config: { rules: { strategies: { mean_reversion: { enabled: false } } } },
  });
  await tell(bench, story({ withNews: true }).slice(0, 3));
  assert.deepEqual(
    bench.rows(strategies).filter(({ enabled }) => enabled).map((
      row,
    ) => [row.strategy, row.weight]),
    [["momentum", 1 / 2], ["news_driven", 1 / 2]],
  );
  const off = bench.rows(strategies).find(({ strategy }) => strategy === "mean_reversion");
  assert.deepEqual([off?.enabled, off?.weight, off?.parameters["period"]], [false, 0, 14]);
});
