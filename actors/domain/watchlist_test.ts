import assert from "node:assert/strict";
import fc from "fast-check";
import { plainWatchlist, readWatchlist } from "./watchlist.ts";

function problemsOf(value: unknown): readonly string[] {
  const read = readWatchlist(typeof value === "string" ? value : JSON.stringify(value), "w.json");
  assert.ok(!read.ok, "a mistake is refused");
  return read.problems;
}

Deno.test("what a ticker leaves open is as the list says, and the list is in order", () => {
  const read = readWatchlist(
    JSON.stringify({
      barSize: "5m",
      extendedHours: true,
      limits: { positionUsdMax: 10_000, orderUsdMax: 2_000 },
      tickers: ["TSLA", {
        ticker: "AAPL",
        extendedHours: false,
        limits: { positionUsdMax: 50_000, sharesMax: 100 },
      }],
    }),
    "w.json",
  );
  assert.deepEqual(read, {
    ok: true,
    value: {
      barSize: "5m",
      tickers: [
        {
          ticker: "AAPL",
          extendedHours: false,
          limits: { positionUsdMax: 50_000, orderUsdMax: 2_000, sharesMax: 100 },
        },
        {
          ticker: "TSLA",
          extendedHours: true,
          limits: { positionUsdMax: 10_000, orderUsdMax: 2_000 },
        },
      ],
    },
  });
});

Deno.test("symbols alone are a watchlist of minute bars within the session", () => {
  const read = plainWatchlist(["MSFT", "AAPL"], "TRADING_TICKERS");
  assert.ok(read.ok);
  assert.equal(read.value.barSize, "1m");
  assert.deepEqual(read.value.tickers[0], { ticker: "AAPL", extendedHours: false, limits: {} });
});

Deno.test("each mistake is one sentence with its place, its rule and what was found", () => {
  assert.deepEqual(problemsOf({ tickers: ["aapl"] }), [
    'w.json: tickers.0 must be a symbol in upper case, like AAPL or BRK.B; found "aapl".',
  ]);
  assert.deepEqual(problemsOf({ tickers: ["A"], barSize: "2m", extendedHours: "yes" }), [
    'w.json: barSize must be one of 1m, 5m, 15m, 30m, 1h, 1d; found "2m".',
    'w.json: extendedHours must be true or false; found "yes".',
  ]);
  assert.deepEqual(problemsOf({ tickers: [{ ticker: "A", limits: { positionUsdMax: -5 } }] }), [
    "w.json: tickers.0.limits.positionUsdMax must be an amount above 0 (USD); found -5.",
  ]);
  assert.deepEqual(problemsOf({ tickers: [{ ticker: "A", limits: { maxPosition: 5 } }] }), [
    'w.json: tickers.0.limits has no "maxPosition"; it may have positionUsdMax, orderUsdMax, ' +
    "sharesMax, equityShareMax.",
  ]);
  assert.deepEqual(problemsOf({ tickers: [{ symbol: "A" }] }).length, 1);
  assert.match(
    problemsOf({ tickers: [] })[0]!,
    /tickers must be a list of 1 to 1000 symbols.*found \[\]/,
  );
  assert.match(problemsOf({})[0]!, /tickers must be a list .*; found nothing/);
  assert.match(
    problemsOf({ tickers: ["A"], ticker: "B" })[0]!,
    /the list has no "ticker"; it may have barSize/,
  );
  assert.match(problemsOf({ tickers: ["A", "A"] })[0]!, /a ticker is watched once; A comes twice/);
  assert.match(
    problemsOf({ tickers: ["A"], barSize: "1d", extendedHours: true })[0]!,
    /daily bar covers the session/,
  );
  assert.match(
    problemsOf({ tickers: ["A"], limits: { equityShareMax: 1.5 } })[0]!,
    /above 0 and up to 1; found 1.5/,
  );
  assert.match(problemsOf("{")[0]!, /w\.json: a watchlist is JSON, like \{.*cannot be read/);
  assert.match(problemsOf("[]")[0]!, /the list must be an object like/);
  assert.match(problemsOf("null")[0]!, /the list must be an object like .*; found null/);
});

Deno.test("law: whatever the text is, the answer is a watchlist or sentences", () => {
  const check = (text: string) => {
    const read = readWatchlist(text, "w.json");
    if (read.ok) assert.ok(read.value.tickers.length > 0);
    else assert.ok(read.problems.every((each) => /^w\.json: .+\.$/s.test(each)));
  };
  fc.assert(fc.property(fc.json(), check));
  fc.assert(fc.property(
    fc.record({ tickers: fc.array(fc.jsonValue(), { maxLength: 3 }), limits: fc.jsonValue() }),
    (value) => check(JSON.stringify(value)),
  ));
});
