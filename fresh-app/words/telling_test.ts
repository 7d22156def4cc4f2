import assert from "node:assert/strict";
import { sampleSignal, sampleTrade } from "../api/testing/sample.ts";
import { actorStateSchema } from "../../actors/domain/system_status.ts";
import { stateWord, tellReason, tellSignal, tellTrade, tellVote, wellness } from "./telling.ts";

Deno.test("a trade is told with its price, its part of the order and its fee", () => {
  const trade = sampleTrade(1);
  assert.equal(tellTrade(trade), "Bought 12 MSFT at $93.62, the whole order; the fee was $0.35.");
  assert.equal(
    tellTrade({ ...trade, side: "sell", lastQuantity: "5", cumulativeQuantity: "7" }),
    "Sold 5 MSFT at $93.62, so far 7 of 12; the fee was $0.35.",
  );
  assert.equal(
    tellTrade({ ...trade, lastQuantity: "5" }),
    "Bought 5 MSFT at $93.62, the rest of the order; the fee was $0.35.",
  );
});

Deno.test("a signal is told with its score, what was needed, and the strongest vote first", () => {
  assert.equal(
    tellSignal(sampleSignal(1)),
    "The votes came to +0.625, and buying takes +0.300. " +
      "Momentum voted buy with +0.315 (strength 0.63 × weight 0.50): the fast average (93.41) is " +
      "above the slow (93.02). " +
      "Mean reversion voted buy with +0.310 (strength 0.62 × weight 0.50): oversold, with an RSI " +
      "of 27.4, at or below 30.",
  );
  assert.match(
    tellSignal(sampleSignal(0)),
    /^The votes came to −0\.585, and selling takes −0\.300\./,
  );
});

Deno.test("a vote for neither side is told as no opinion", () => {
  const vote = { ...sampleSignal(1).votes[0]!, direction: 0 as const, contribution: 0 };
  assert.match(tellVote(vote), /^Mean reversion had no opinion: /);
});

Deno.test("a reason that nobody has words for is told by its code and numbers", () => {
  assert.equal(
    tellReason({ code: "gap_filled", numbers: { gap_size: 1.5, bars: 3 } }),
    "gap filled (gap size 1.5, bars 3)",
  );
  assert.equal(tellReason({ code: "month_end", numbers: {} }), "month end");
  assert.match(tellReason({ code: "oversold", numbers: {} }), /RSI of –/);
});

Deno.test("every state has a word, and only ready is well", () => {
  for (const state of actorStateSchema.options) {
    assert.ok(stateWord(state).length > 0);
    assert.equal(wellness(state) === "well", state === "ready");
  }
});
