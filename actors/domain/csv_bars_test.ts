import assert from "node:assert/strict";
import { skipLoudly } from "../../runtime/testing/skip.ts";
import { barAt, type BarColumns, countThrough } from "./bar_columns.ts";
import { PROBLEMS_MAX, readBars } from "./csv_bars.ts";
import { describeProblem } from "./csv_table.ts";
import { readSplits } from "./csv_splits.ts";
import { barSchema } from "./market.ts";
import { timelineOf } from "./timeline.ts";

const HEADER = "timestamp,open,high,low,close,volume";
const at = (iso: string) => Temporal.Instant.from(iso).epochMilliseconds;

function bars(...rows: string[]): BarColumns {
  const result = readBars([HEADER, ...rows].join("\n"), "AAPL", "AAPL.csv");
  assert.ok(result.ok, result.ok ? "" : result.problems.map(describeProblem).join("\n"));
  return result.value;
}

function problems(text: string): string[] {
  const result = readBars(text, "AAPL", "AAPL.csv");
  return result.ok ? [] : result.problems.map(describeProblem);
}

Deno.test("minute bars are stamped by their start in New York and known at their close", () => {
  const columns = bars(
    "2014-06-06T15:59:00,10,11,9,10.5,100",
    "2014-06-09T09:30:00,10,11,9,10.5,100",
    "2014-06-09T09:31:00,10.5,12,10,11,50",
  );
  assert.deepEqual(barAt(columns, 1, false), {
    ticker: "AAPL",
    timeframe: "1m",
    startsAt: at("2014-06-09T13:30:00Z"),
    at: at("2014-06-09T13:31:00Z"),
    open: 10,
    high: 11,
    low: 9,
    close: 10.5,
    volume: 100,
    warmup: false,
  });
  assert.ok(barSchema.safeParse(barAt(columns, 2, true)).success);
  assert.equal(countThrough(columns, at("2014-06-09T13:31:00Z")), 2);
  assert.throws(() => barAt(columns, 3, false), RangeError);
});

Deno.test("a daily bar spans the session of its date, early closes included", () => {
  for (const stamp of ["2014-07-03", "2014-07-03T00:00:00", "2014-07-03T04:00:00Z"]) {
    const columns = bars(`${stamp},10,11,9,10.5,100`);
    assert.equal(columns.timeframe, "1d");
    assert.equal(columns.startsAt[0], at("2014-07-03T13:30:00Z"));
    assert.equal(columns.at[0], at("2014-07-03T17:00:00Z"));
  }
  const holiday = bars("2014-07-04,10,11,9,10.5,100");
  assert.equal(holiday.at[0], at("2014-07-04T20:00:00Z"));
});

Deno.test("common spellings of headers and times are understood, other columns ignored", () => {
  const text = "\uFEFFDate,Open,High,Low,Close,Adj Close,Volume\r\n" +
    "2014-06-09 09:30,10,11,9,10.5,77,1e3\r\n\r\n2014-06-09 10:30-04:00,10,11,9,10.5,77,0\r\n";
  const result = readBars(text, "AAPL", "AAPL.csv");
  assert.ok(result.ok);
  assert.equal(result.value.timeframe, "1h");
  assert.equal(result.value.close[0], 10.5);
  assert.equal(result.value.volume[0], 1000);
  const short = readBars("t,o,h,l,c,v,n,vw\n2014-06-09T13:30:00Z,1,1,1,1,1,1,1", "A", "A.csv");
  assert.ok(!short.ok && /smallest step/.test(describeProblem(short.problems[0]!)));
});

Deno.test("every wrong row is told with its line, the rule, what was found and how to mend it", () => {
  const found = problems([
    HEADER,
    "2014-06-09T09:30:00,10,11,9,10.5,100",
    "2014-06-09T09:31:00,abc,11,9,10.5,100",
    "2014-06-09T09:32:00,10,9.5,9,10.5,100",
    "2014-06-09T09:33:00,10,11,10.2,10.5,100",
    "2014-06-09T09:34:00,10,11,9,0,-1",
    "2014-06-09T25:00:00,10,11,9,10,1",
    "2014-02-30T09:30:00,10,11,9,10,1",
    "yesterday,10,11,9,10,1",
    "2014-06-09T09:34:00,10,11,9,10,1",
    "2014-06-09T09:33:00,10,11,9,10,1",
    "2014-03-09T02:30:00,10,11,9,10,1",
  ].join("\n"));
  const expected = [
    /^AAPL\.csv, line 3: open is a number above 0; found "abc"\. Correct or remove the row\.$/,
    /line 4: high is the highest price of its bar; found "open 10, high 9\.5, low 9, close 10\.5"/,
    /line 5: low is the lowest/,
    /line 6: close is a number above 0; found "0"/,
    /line 6: volume is a number, 0 or more; found "-1"/,
    /line 7: a time lies between/,
    /line 8: a date exists/,
    /line 9: a time is written like 2014-06-09/,
    /line 10: a time appears once in a file; found "2014-06-09T09:34:00".*line 6/,
    /line 11: rows are in order of time/,
    /line 12: a time without an offset exists in New York/,
  ];
  assert.equal(found.length, expected.length, found.join("\n"));
  for (const [i, pattern] of expected.entries()) assert.match(found[i]!, pattern);
});

Deno.test("a row of the wrong length, an unclosed quote and a foreign header are told by line", () => {
  assert.match(problems(`${HEADER}\n2014-06-09,1,1,1,1`)[0]!, /line 2: a row has as many fields/);
  assert.match(problems(`${HEADER}\n2014-06-09,"1,1,1,1,1`)[0]!, /line 2: quotes must be closed/);
  assert.match(problems("a,b\n1,2")[0]!, /line 1: the header must name a timestamp column/);
  assert.match(problems("")[0]!, /line 1: a file starts with a header row/);
  assert.match(problems(HEADER)[0]!, /line 1: a file has at least one bar/);
});

Deno.test("dates among times and steps that are no bar size are refused", () => {
  assert.match(
    problems(`${HEADER}\n2014-06-09T09:30:00,1,1,1,1,1\n2014-06-10,1,1,1,1,1`)[0]!,
    /line 3: all rows have a time of day, or none has; found "2014-06-10"/,
  );
  assert.match(
    problems(`${HEADER}\n2014-06-09T09:30:00,1,1,1,1,1\n2014-06-09T09:37:00,1,1,1,1,1`)[0]!,
    /line 3: the smallest step between rows is the bar size, one of 1m.*found "420 s"/,
  );
});

Deno.test("a file full of errors tells the first ones", () => {
  const rows = Array.from({ length: 100 }, () => "never,0,0,0,0,0");
  assert.ok(problems([HEADER, ...rows].join("\n")).length <= PROBLEMS_MAX + 5);
});

Deno.test("splits are read in order, and a doubled or impossible one is told", () => {
  const read = readSplits("ticker,date,ratio\nIBM,2014-06-10,2\nAAPL,2014-06-09,7\n", "splits.csv");
  assert.deepEqual(read, {
    ok: true,
    value: [
      { ticker: "AAPL", date: "2014-06-09", ratio: 7 },
      { ticker: "IBM", date: "2014-06-10", ratio: 2 },
    ],
  });
  const wrong = readSplits(
    "ticker,date,ratio\naapl,2014-06-09,7\nA,2014-6-9,7\nA,2014-06-09,0\nB,2014-06-09,2\nB,2014-06-09,2",
    "splits.csv",
  );
  assert.ok(!wrong.ok);
  assert.deepEqual(wrong.problems.map(({ line }) => line), [2, 3, 4, 6]);
});

Deno.test("the timeline has every close and every split once, in order", () => {
  const one = bars("2014-06-09T09:30:00,1,1,1,1,1", "2014-06-09T09:31:00,1,1,1,1,1");
  const two = bars("2014-06-09T09:31:00,1,1,1,1,1", "2014-06-09T09:32:00,1,1,1,1,1");
  const timeline = timelineOf([one, two], [{ ticker: "AAPL", date: "2014-06-09", ratio: 7 }]);
  assert.deepEqual([...timeline], [
    at("2014-06-09T04:00:00Z"),
    at("2014-06-09T13:31:00Z"),
    at("2014-06-09T13:32:00Z"),
    at("2014-06-09T13:33:00Z"),
  ]);
});

const SHARED = new URL("../../../shared/data/", import.meta.url);
const shared = ["bars/minute", "bars/hour", "bars/daily", "aligned/hour-2014/bars"].flatMap(
  (dir) => {
    try {
      const folder = new URL(`${dir}/`, SHARED);
      return [...Deno.readDirSync(folder)].map(({ name }) => new URL(name, folder));
    } catch (error) {
      if (error instanceof Deno.errors.NotFound) return [];
      throw error;
    }
  },
);

const readWhole = "every recorded file of bars is read whole";
if (shared.length === 0) {
  skipLoudly(readWhole, "recordings", "put recorded bars into ../shared/data/bars");
} else {
  Deno.test(readWhole, () => {
    for (const url of shared) {
      const text = Deno.readTextFileSync(url);
      const result = readBars(text, "AAPL", url.pathname);
      assert.ok(result.ok, result.ok ? "" : describeProblem(result.problems[0]!));
      assert.equal(result.value.length, text.trimEnd().split("\n").length - 1);
      const folder = url.pathname.split("/").at(-2);
      const size = { minute: "1m", daily: "1d" }[folder ?? ""] ?? "1h";
      assert.equal(result.value.timeframe, size);
    }
  });
}
