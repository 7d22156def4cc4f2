import assert from "node:assert/strict";
import { controlCommands } from "../../db/tables/controls.ts";
import { adjustments, credits, roundTrips, weightsHistory } from "../../db/tables/learning.ts";
import { type ActorBench, type Given, testActor } from "../../runtime/testing/kit.ts";
import { nextSession, type Session } from "../domain/calendar.ts";
import { END_OF_TIME } from "../domain/market.ts";
import { clock, controls, shadows, signals, trades, weights } from "../domain/streams.ts";
import actor from "./actor.ts";
import { signalOf, tradeOf, voteOf } from "./testing/messages.ts";

const MINUTE = 60_000;
const SESSIONS = 4;
const INPUTS = [signals.name, shadows.name, trades.name, clock.name];
const config = { rules: { closesMin: 4, adjuster: { tripsMin: 2 } } };

const sessions: Session[] = [];
for (let i = 0; i < SESSIONS; i++) {
  sessions.push(nextSession(sessions.at(-1)?.open ?? Date.UTC(2026, 0, 5)));
}

/** Sessions in which `good` earns and `bad` loses, each with three round trips of each. */
function story(): Given[] {
  const members = {
    members: [{ strategy: "bad", weight: 0.5 }, { strategy: "good", weight: 0.5 }],
  };
  const first = sessions[0]!.open + MINUTE;
  const given: Given[] = [
    { stream: clock.name, type: "tick", payload: { phase: "trading" }, at: first },
    { stream: shadows.name, type: "members", payload: members, at: first },
  ];
  let number = 0;
  for (const { open, close } of sessions) {
    for (let trip = 0; trip < 6; trip++) {
      const at = open + (trip + 1) * 10 * MINUTE;
      const strategy = trip % 2 === 0 ? "good" : "bad";
      const exit = strategy === "good" ? "101" : "99.5";
      const [entryId, exitId] = [`s${++number}`, `s${++number}`];
      given.push(
        signal(at, entryId, "buy", strategy),
        fill(at + MINUTE, number - 1, "buy", "100", entryId),
        shadow(at + 4 * MINUTE, strategy, strategy === "good" ? 0.01 : -0.005),
        signal(at + 5 * MINUTE, exitId, "sell", strategy),
        fill(at + 6 * MINUTE, number, "sell", exit, exitId),
      );
    }
    // The last fill becomes known with the close itself.
    given.push(
      fill(close, ++number, "buy", "100", `s${number}`),
      { stream: clock.name, type: "tick", payload: { phase: "trading" }, at: close },
      { stream: clock.name, type: "tick", payload: { phase: "trading" }, at: close + 1 },
    );
  }
  return given.sort((a, b) => a.at - b.at);
}

function signal(at: number, id: string, side: "buy" | "sell", strategy: string): Given {
  const payload = signalOf(id, side, [voteOf(strategy, side === "buy" ? 1 : -1, 0.5)]);
  return { stream: signals.name, type: "signal", payload, at, key: "AAPL" };
}

function fill(
  at: number,
  number: number,
  side: "buy" | "sell",
  price: string,
  signalId: string,
): Given {
  const payload = tradeOf(number, side, "10", price, "0.05", { signalId });
  return { stream: trades.name, type: "trade", payload, at, key: "AAPL" };
}

function shadow(at: number, strategy: string, profit: number): Given {
  const exitPrice = 100 * (1 + profit);
  return {
    stream: shadows.name,
    type: "shadow",
    payload: {
      strategy,
      ticker: "AAPL",
      side: "buy",
      enteredAt: at,
      exitedAt: at,
      entryPrice: 100,
      exitPrice,
      profit,
    },
    at,
    key: "AAPL",
  };
}

async function tell(bench: ActorBench, messages: readonly Given[], between = async () => {}) {
  for (const [i, message] of messages.entries()) {
    await bench.give(message);
    await between();
    if (messages[i + 1]?.at === message.at) continue;
    for (const name of INPUTS) {
      await bench.watermark(name, message.at);
      await between();
    }
  }
}

function learned(bench: ActorBench) {
  return {
    weights: bench.published(weights.name).map(({ id, at, payload }) => ({ id, at, payload })),
    promised: bench.promised(weights.name),
    trips: bench.rows(roundTrips),
    credits: bench.rows(credits),
    adjustments: bench.rows(adjustments),
    history: bench.rows(weightsHistory),
  };
}

Deno.test("the first tick of time is enough for a promise up to the second session's open", async () => {
  await using bench = await testActor(actor, { config });
  const at = sessions[0]!.open + MINUTE;
  // Nothing is promised on the other inputs: they wait for this promise themselves.
  await bench.give({ stream: clock.name, type: "tick", payload: { phase: "trading" }, at });
  await bench.advance(1_000);
  assert.equal(bench.promised(weights.name), sessions[1]!.open - 1);
});

Deno.test("what a session taught applies from the next open, and counts its last fill", async () => {
  await using bench = await testActor(actor, { config });
  await tell(bench, story());
  const told = bench.published(weights.name);
  assert.ok(told.length >= 2);
  const [first, second] = told.map(({ at }) => at);
  assert.deepEqual([first, second], [sessions[1]!.open, sessions[2]!.open]);
  const shares = told.map(({ payload }) =>
    weights.types.weights.parse(payload).weights.find(({ strategy }) => strategy === "good")!.weight
  );
  assert.ok(shares[0]! > 0.5 && shares[1]! > shares[0]!, `${shares}`);
  const after = nextSession(sessions.at(-1)!.open);
  assert.equal(bench.promised(weights.name), nextSession(after.open).open - 1);
  assert.equal(bench.rows(adjustments).length, SESSIONS);
  assert.deepEqual(bench.rows(adjustments)[0]!.outcome, "learned");
});

Deno.test("a crash after any message, or before any promise, counts each close exactly once", async () => {
  const messages = story();
  await using undisturbed = await testActor(actor, { config });
  await tell(undisturbed, messages);
  await using disturbed = await testActor(actor, { config });
  await tell(disturbed, messages, async () => {
    await disturbed.crash();
    await disturbed.restart();
  });
  const trips = undisturbed.rows(roundTrips).length;
  assert.ok(trips >= 6 * SESSIONS, `${trips} round trips show too little`);
  assert.deepEqual(learned(disturbed), learned(undisturbed));
});

Deno.test("with too few trades no weight moves, and the record says so", async () => {
  await using bench = await testActor(actor, { config: { rules: { closesMin: 1_000 } } });
  await tell(bench, story());
  assert.deepEqual(bench.published(weights.name), []);
  for (const { outcome, reason } of bench.rows(adjustments)) {
    assert.equal(outcome, "not_enough_trades");
    assert.match(reason, /of 1000 round trips are closed/);
  }
});

Deno.test("at the end of time everything is promised", async () => {
  await using bench = await testActor(actor, { config });
  await tell(bench, story());
  const at = sessions.at(-1)!.close + 2;
  await bench.give({ stream: clock.name, type: "tick", payload: { phase: "end" }, at });
  for (const name of INPUTS) await bench.watermark(name, END_OF_TIME);
  assert.equal(bench.promised(weights.name), END_OF_TIME);
});

Deno.test("an operator's commands are carried out and recorded, and apply from the open that is still free", async () => {
  await using bench = await testActor(actor, { config: { ...config, account: "SIM-1" } });
  const command = (commandId: string, asked: unknown) =>
    bench.give({
      stream: controls.name,
      type: "command",
      at: 0,
      id: commandId,
      payload: { commandId, by: "tester", reason: "a test", at: 1, command: asked },
    });
  const outcome = (id: string) => bench.rows(controlCommands).find((row) => row.command_id === id);
  await command("too-early", { kind: "freeze" });
  assert.equal(outcome("too-early")?.status, "refused");

  const messages = story();
  await tell(bench, messages.filter(({ at }) => at <= sessions[0]!.close + 1));
  const before = bench.published(weights.name).length;
  const given = [{ strategy: "bad", weight: 0.9 }, { strategy: "good", weight: 0.1 }];
  await command("override", { kind: "override", weights: given });
  await command("override", { kind: "override", weights: given });
  const told = bench.published(weights.name).slice(before);
  assert.deepEqual(
    told.map(({ at, payload }) => [at, weights.types.weights.parse(payload)]),
    // The session is closed: what applies from the next open has been promised already.
    [[sessions[2]!.open, {
      adjustmentId: told[0]!.id,
      kind: "override",
      weights: given,
    }]],
  );
  assert.deepEqual(
    [outcome("override")?.status, outcome("override")?.account, outcome("override")?.requested_by],
    ["done", "SIM-1", "tester"],
  );
  await command("wrong", { kind: "override", weights: given.slice(1) });
  assert.match(outcome("wrong")!.outcome, /every strategy that takes part needs a weight/);
  await command("freeze", { kind: "freeze" });
  await command("not-ours", { kind: "pause" });
  assert.equal(outcome("not-ours"), undefined);
  await bench.crash();
  await bench.restart();
  const frozenAt = bench.published(weights.name).length;
  await tell(bench, messages.filter(({ at }) => at > sessions[0]!.close + 1));
  assert.equal(bench.published(weights.name).length, frozenAt, "frozen weights moved");
  assert.ok(bench.rows(adjustments).some(({ outcome }) => outcome === "frozen"));
});
