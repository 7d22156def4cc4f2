import assert from "node:assert/strict";
import fc from "fast-check";
import { isOpen } from "../../actors/domain/calendar.ts";
import { drawdownsOf } from "../components/EquityChart.tsx";
import { RANGES } from "../words/ranges.ts";
import { readCurve } from "./curve.ts";
import { todayOf } from "./today.ts";
import { samplePortfolio } from "../api/testing/sample.ts";

const NOON = Date.parse("2014-06-09T16:00:00Z");

const asked = async (range: keyof typeof RANGES) => {
  let moments: readonly number[] = [];
  await readCurve({ equity: (each) => Promise.resolve((moments = each, [])) }, NOON, range);
  return moments;
};

Deno.test("the curve asks for moments in order, within sessions, none after the market time", async () => {
  for (const range of Object.keys(RANGES) as (keyof typeof RANGES)[]) {
    const moments = await asked(range);
    assert.deepEqual(moments, [...moments].sort((a, b) => a - b));
    assert.equal(moments.at(-1), NOON);
    assert.ok(moments.every((at) => isOpen(at) || isOpen(at - 1)), range);
  }
});

Deno.test("a drawdown is never above zero, and is zero at every new peak", () => {
  fc.assert(fc.property(fc.array(fc.double({ min: 1, max: 1e9, noNaN: true })), (values) => {
    drawdownsOf(values).forEach((drawdown, i) => {
      const peak = Math.max(...values.slice(0, i + 1));
      assert.ok(drawdown <= 0);
      if (values[i] === peak) assert.equal(drawdown, 0);
    });
  }));
});

Deno.test("today's change is counted from the close before this session", async () => {
  const at: number[] = [];
  const records = {
    equity: (moments: readonly number[]) => {
      at.push(...moments);
      return Promise.resolve([{ at: "2014-06-06T20:00:00.000Z", equity: "100000" }]);
    },
  };
  const today = await todayOf(records, { ...samplePortfolio, equity: "100377.18" }, NOON);
  assert.deepEqual(at, [Date.parse("2014-06-06T20:00:00Z")]);
  assert.deepEqual(today, { from: "100000", pnl: "377.18", share: 0.0037718 });
  assert.equal(await todayOf(records, { ...samplePortfolio, equity: null }, NOON), null);
});
