import assert from "node:assert/strict";
import type { BarColumns } from "../../domain/bar_columns.ts";
import { readBars } from "../../domain/csv_bars.ts";
import { sessionOf } from "../../domain/calendar.ts";
import { testFeedContract } from "./contract.ts";
import { replayFeed } from "./replay.ts";

const friday = sessionOf("2014-06-06")!;
const monday = sessionOf("2014-06-09")!;

function recorded(ticker: string, ...times: string[]): BarColumns {
  const rows = times.map((time) => `${time},10,11,9,10.5,100`);
  const result = readBars(["t,o,h,l,c,v", ...rows].join("\n"), ticker, `${ticker}.csv`);
  assert.ok(result.ok);
  return result.value;
}

const minutes = ["2014-06-06T15:58:00", "2014-06-06T15:59:00", "2014-06-09T09:30:00"];
const splits = [
  { ticker: "AAPL", date: "2014-06-09", ratio: 7 },
  { ticker: "MSFT", date: "2014-06-09", ratio: 2 },
];
const make = () => replayFeed([recorded("BAC", ...minutes), recorded("AAPL", ...minutes)], splits);

testFeedContract("replay", () => ({ feed: make(), from: friday.open, through: monday.close }));

Deno.test("a recorded split is told at midnight, before the bars of its day, for watched tickers", () => {
  const told = make().read(friday.close, monday.close, false).map((
    { type, key, at },
  ) => [type, key, at]);
  assert.deepEqual(told, [
    ["split", "AAPL", monday.open - 9.5 * 3_600_000],
    ["bar", "AAPL", monday.open + 60_000],
    ["bar", "BAC", monday.open + 60_000],
  ]);
});

Deno.test("a ticker that is recorded twice is refused", () => {
  const twice = recorded("AAPL", ...minutes);
  assert.throws(() => replayFeed([twice, twice], []), /each ticker once, found AAPL, AAPL/);
});
