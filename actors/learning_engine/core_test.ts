import assert from "node:assert/strict";
import { learningRulesFor, learningRulesSchema } from "./config.ts";
import { onCommand } from "./commands.ts";
import {
  HEARD_MAX,
  type Learning,
  newLearning,
  onMembers,
  onSessionClosed,
  onShadow,
  onSignal,
  onTrade,
  weightsOf,
} from "./core.ts";
import { signalOf, tradeOf, voteOf } from "./testing/messages.ts";

const MEMBERS = { members: [{ strategy: "a", weight: 0.5 }, { strategy: "b", weight: 0.5 }] };
const ORIGIN = { commandId: "c1", by: "operator", at: 5, effectiveAt: 9 };

function engine(trades = 1): Learning {
  const learning = newLearning(learningRulesSchema.parse(learningRulesFor(trades)));
  onMembers(learning, MEMBERS);
  return learning;
}

/** A round trip that `strategy` alone voted for. */
function roundTrip(learning: Learning, number: number, strategy: string, exit: string) {
  onSignal(learning, signalOf(`s${number}`, "buy", [voteOf(strategy, 1, 0.5)]), number);
  onTrade(learning, tradeOf(number, "buy", "10", "100"), number);
  return onTrade(learning, tradeOf(number + 1, "sell", "10", exit), number + 1);
}

Deno.test("a round trip is credited to whoever voted for its entry", () => {
  const learning = engine();
  const [trip] = roundTrip(learning, 1, "a", "110");
  assert.deepEqual(trip!.shares, [{ strategy: "a", share: 1 }]);
  assert.equal(learning.ledger.evidence["a"]!.credit, 0.1);
  assert.equal(learning.ledger.evidence["b"], undefined);
});

Deno.test("a strategy that never trades recovers by what its shadow earns", () => {
  const learning = engine();
  roundTrip(learning, 1, "a", "99");
  for (let i = 0; i < 10; i++) {
    const trip = { ticker: "AAPL", side: "buy", enteredAt: 1, exitedAt: 2 } as const;
    onShadow(learning, { ...trip, strategy: "b", entryPrice: 100, exitPrice: 101, profit: 0.01 });
  }
  const adjustment = onSessionClosed(learning, 10, 20);
  assert.equal(adjustment!.outcome, "learned");
  const [a, b] = weightsOf(learning)!;
  assert.ok(b!.weight > a!.weight);
});

Deno.test("fills of an order go on being credited when its signal has long been forgotten", () => {
  const learning = engine();
  onSignal(learning, signalOf("s1", "buy", [voteOf("a", 1, 0.5)]), 1);
  onTrade(learning, tradeOf(1, "buy", "4", "100"), 2);
  for (let i = 0; i <= HEARD_MAX; i++) onSignal(learning, signalOf(`x${i}`, "buy", []), 3 + i);
  onTrade(learning, tradeOf(2, "buy", "6", "100", "0", { signalId: "s1" }), 200);
  const trips = onTrade(learning, tradeOf(3, "sell", "10", "101"), 201);
  assert.deepEqual(trips.map(({ shares }) => shares.map(({ strategy }) => strategy)), [["a"], [
    "a",
  ]]);
});

Deno.test("frozen weights stand still, and what was learned moves them once they may", () => {
  const learning = engine();
  const frozen = onCommand(learning, { kind: "freeze" }, ORIGIN);
  assert.ok(frozen.ok && frozen.adjustment.outcome === "freeze");
  roundTrip(learning, 1, "a", "110");
  roundTrip(learning, 3, "b", "95");
  assert.equal(onSessionClosed(learning, 10, 20)!.outcome, "frozen");
  assert.deepEqual(weightsOf(learning)!.map(({ weight }) => weight), [0.5, 0.5]);
  onCommand(learning, { kind: "unfreeze" }, ORIGIN);
  assert.equal(onSessionClosed(learning, 30, 40)!.outcome, "learned");
  assert.ok(weightsOf(learning)![0]!.weight > 0.5);
});

Deno.test("a reset goes back to the weights of the configuration and counts trades anew", () => {
  const learning = engine();
  roundTrip(learning, 1, "a", "110");
  roundTrip(learning, 3, "b", "95");
  onSessionClosed(learning, 10, 20);
  assert.notEqual(weightsOf(learning)![0]!.weight, 0.5);
  onCommand(learning, { kind: "reset" }, ORIGIN);
  assert.deepEqual(weightsOf(learning), MEMBERS.members);
  assert.equal(onSessionClosed(learning, 30, 40)!.outcome, "not_enough_trades");
});

Deno.test("an operator's weights are taken where every member has one and they come to 1", () => {
  const learning = engine();
  const weights = [{ strategy: "b", weight: 0.9 }, { strategy: "a", weight: 0.1 }];
  const done = onCommand(learning, { kind: "override", weights }, ORIGIN);
  assert.ok(done.ok);
  assert.match(done.adjustment.reason, /operator set the weights: .*a 50.0 % to 10.0 %/);
  assert.deepEqual(weightsOf(learning)!.map(({ weight }) => weight), [0.1, 0.9]);
  const wrong = [
    [{ strategy: "a", weight: 1 }],
    [{ strategy: "a", weight: 0.5 }, { strategy: "b", weight: 0.6 }],
    [{ strategy: "a", weight: 0.5 }, { strategy: "c", weight: 0.5 }],
  ];
  for (const each of wrong) {
    const refused = onCommand(learning, { kind: "override", weights: each }, ORIGIN);
    assert.ok(!refused.ok && refused.reason.length > 20);
  }
  assert.deepEqual(weightsOf(learning)!.map(({ weight }) => weight), [0.1, 0.9]);
});

Deno.test("other members than before begin anew; the same ones change nothing", () => {
  const learning = engine();
  roundTrip(learning, 1, "a", "110");
  roundTrip(learning, 3, "b", "95");
  onSessionClosed(learning, 10, 20);
  const learnt = weightsOf(learning);
  assert.equal(onMembers(learning, MEMBERS), false);
  assert.deepEqual(weightsOf(learning), learnt);
  const others = { members: [...MEMBERS.members.slice(1), { strategy: "c", weight: 0.5 }] };
  assert.equal(onMembers(learning, others), true);
  assert.deepEqual(weightsOf(learning), others.members);
});
