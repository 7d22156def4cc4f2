import assert from "node:assert/strict";
import { type BarColumns, emptyColumns } from "../../domain/bar_columns.ts";
import { jumpWarnings } from "./jumps.ts";

function bars(...closes: number[]): BarColumns {
  const columns = emptyColumns("AAPL", "1d", closes.length);
  closes.forEach((close, i) => {
    columns.startsAt[i] = Date.UTC(2014, 5, 6 + i);
    // As data has it where a split falls into a bar: its open is still in the old unit.
    columns.open[i] = closes[Math.max(0, i - 1)]!;
    columns.close[i] = close;
  });
  return columns;
}

Deno.test("a price that falls to a seventh overnight is told with its time", () => {
  const [warning, ...others] = jumpWarnings(bars(645, 646, 92.7, 93));
  assert.match(warning!, /^AAPL: the price goes from 646 to 92\.7 at 2014-06-08/);
  assert.deepEqual(others, []);
});

Deno.test("a reverse split is told too, and a bad day is not", () => {
  assert.equal(jumpWarnings(bars(10, 100)).length, 1);
  assert.deepEqual(jumpWarnings(bars(100, 60, 100)), []);
});

Deno.test("a series that jumps with every bar is told of three times only", () => {
  assert.equal(jumpWarnings(bars(1, 10, 1, 10, 1, 10, 1)).length, 3);
});
