import assert from "node:assert/strict";
import { sampleLineage } from "../testing/lineage.ts";
import { lineageView } from "../lineage_views.ts";

Deno.test("a trade on a headline is told whole, from the story to the weights", () => {
  const lineage = sampleLineage();
  lineageView.parse(lineage);
  assert.deepEqual([lineage.stage, lineage.complete, lineage.missing], ["closed", true, []]);
  assert.equal(lineage.headlines[0]?.copies.length, 1);
  const { return: share, ...result } = lineage.result!;
  assert.deepEqual(result, { pnl: "60.72", fees: "0.4", open: false });
  assert.ok(Math.abs(share - 60.72 / 9932.68) < 1e-12);
  assert.equal(lineage.orders[0]?.slippage, "3.08");
  assert.deepEqual(lineage.orders[0]?.states.map(({ status, afterMs }) => [status, afterMs]), [
    ["intended", 0],
    ["accepted", 5],
    ["partially_filled", 812],
    ["filled", 1_020],
  ]);
});
