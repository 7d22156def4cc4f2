import assert from "node:assert/strict";
import fc from "fast-check";
import { sumUsd, usd } from "../domain/money.ts";
import { creditsOf, sharesOf } from "./evaluator.ts";
import { voteOf } from "./testing/messages.ts";

Deno.test("credit goes to who voted for the entry, in proportion to weight and strength", () => {
  const votes = [
    voteOf("momentum", 1, 0.5),
    { ...voteOf("news", 1, 0.25), strength: 0.4 },
    voteOf("reversion", -1, 0.25),
    voteOf("silent", 0, 0.2),
    voteOf("unheard", 1, 0),
  ];
  const shares = sharesOf("buy", votes);
  assert.deepEqual(shares.map(({ strategy }) => strategy), ["momentum", "news"]);
  assert.ok(Math.abs(shares[0]!.share - 0.5 / 0.6) < 1e-12);
  assert.deepEqual(sharesOf("sell", votes), [{ strategy: "reversion", share: 1 }]);
});

Deno.test("credits come to the profit or loss, to the last digit", () => {
  const weights = fc.array(fc.double({ min: 0.001, max: 1, noNaN: true }), {
    minLength: 1,
    maxLength: 8,
  });
  fc.assert(fc.property(weights, fc.integer({ min: -1e9, max: 1e9 }), (all, cents) => {
    const pnl = usd(cents / 100);
    const shares = sharesOf("buy", all.map((weight, i) => voteOf(`s${i}`, 1, weight)));
    assert.equal(sumUsd(...creditsOf(pnl, shares).map((credit) => credit.pnl)), pnl);
  }));
});
