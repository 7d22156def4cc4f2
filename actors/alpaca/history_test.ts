import assert from "node:assert/strict";
import { VirtualClock } from "../../runtime/clock/virtual.ts";
import { newYorkMidnight, newYorkTime } from "../domain/new_york.ts";
import { barsWithin, corporateActions } from "./history.ts";
import { AlpacaShapeError } from "./mapper.ts";
import { AlpacaRefused, AlpacaUnavailable } from "./rest.ts";
import { RequestPace } from "./pace.ts";
import type { RestFault } from "./testing/faults.ts";
import { restOn } from "./testing/rest_client.ts";
import { AlpacaSimulator } from "./testing/simulator.ts";

const OPEN = newYorkTime("2026-07-27", 34_200_000)!;
const MINUTE = 60_000;
const unhurried = new AbortController().signal;

function simulator(minutes: number, ...symbols: readonly string[]): AlpacaSimulator {
  const alpaca = new AlpacaSimulator();
  alpaca.plan.now = OPEN + 86_400_000;
  for (const symbol of symbols) {
    for (let i = 0; i < minutes; i++) {
      alpaca.bar(symbol, barAt(i), { stream: false });
    }
  }
  return alpaca;
}

function barAt(i: number, price = 100 + i) {
  const startsAt = OPEN + i * MINUTE;
  return { startsAt, open: price, high: price + 1, low: price - 1, close: price, volume: 10 };
}

const minutes = (tickers: readonly string[], from = OPEN, through = OPEN + 86_400_000 - MINUTE) =>
  ({ tickers, timeframe: "1m", from, through, feed: "iex" }) as const;

Deno.test("bars come from every page, in our own words", async () => {
  await using alpaca = simulator(7, "AAPL", "MSFT");
  const { rest } = restOn(alpaca);
  const bars = await barsWithin(rest, { ...minutes(["MSFT", "AAPL"]), limit: 3 }, unhurried);
  assert.equal(bars.length, 14);
  assert.equal(alpaca.requests.length, 5);
  assert.deepEqual(bars[0], {
    ticker: "AAPL",
    timeframe: "1m",
    startsAt: OPEN,
    at: OPEN + MINUTE,
    open: 100,
    high: 101,
    low: 99,
    close: 100,
    volume: 10,
    warmup: false,
  });
  assert.deepEqual(bars.map(({ ticker }) => ticker).slice(6, 8), ["AAPL", "MSFT"]);
});

Deno.test("feed, adjustment, both ends and the date of the symbols are asked for as given", async () => {
  await using alpaca = simulator(5, "AAPL");
  alpaca.rest.splits.push({ symbol: "AAPL", from: OPEN + 3 * MINUTE, ratio: 2 });
  const { rest } = restOn(alpaca);
  const request = {
    ...minutes(["AAPL"], OPEN + MINUTE, OPEN + 3 * MINUTE),
    adjustment: "split",
    asof: "-",
  } as const;
  const bars = await barsWithin(rest, request, unhurried);
  assert.deepEqual(bars.map(({ close, volume }) => [close, volume]), [[50.5, 20], [51, 20], [
    103,
    10,
  ]]);
  const { searchParams } = alpaca.requests[0]!;
  assert.equal(searchParams.get("feed"), "iex");
  assert.equal(searchParams.get("adjustment"), "split");
  assert.equal(searchParams.get("asof"), "-");
  assert.equal(searchParams.get("timeframe"), "1Min");
  assert.equal(searchParams.get("limit"), "10000");
});

Deno.test("a ticker without bars, and no bars at all, are an empty answer", async () => {
  await using alpaca = simulator(0, "AAPL");
  const { rest } = restOn(alpaca);
  assert.deepEqual(await barsWithin(rest, minutes(["AAPL"]), unhurried), []);
});

Deno.test("a daily bar covers its session, an early close included", async () => {
  await using alpaca = simulator(0);
  const day = "2026-11-27";
  alpaca.rest.put("AAPL", { ...barAt(0), startsAt: newYorkMidnight(day) }, "1Day");
  alpaca.plan.now = newYorkMidnight("2026-12-01");
  const { rest } = restOn(alpaca);
  const request = { ...minutes(["AAPL"]), timeframe: "1d", through: newYorkMidnight(day) } as const;
  const [bar] = await barsWithin(rest, request, unhurried);
  assert.equal(bar?.startsAt, newYorkTime(day, 34_200_000));
  assert.equal(bar?.at, newYorkTime(day, 13 * 3_600_000));
});

for (
  const fault of [
    "429",
    "429_bare",
    "500",
    "504",
    "truncated",
    "not_json",
    "no_answer",
  ] satisfies RestFault[]
) {
  Deno.test(`no bar is lost or doubled where a page is answered by ${fault}`, async () => {
    await using alpaca = simulator(9, "AAPL");
    alpaca.faults.resetsAt = (alpaca.plan.now + 20_000) / 1000;
    const clock = new VirtualClock(alpaca.plan.now);
    const { rest, waits } = restOn(alpaca, clock, {});
    alpaca.faults.next(fault, fault);
    const bars = await barsWithin(rest, { ...minutes(["AAPL"]), limit: 4 }, unhurried);
    assert.deepEqual(bars.map(({ startsAt }) => (startsAt - OPEN) / MINUTE), [
      ...Array(9).keys(),
    ]);
    assert.equal(waits.length, 2);
    assert.ok(waits.every((wait) => wait >= 250), `never at once: ${waits}`);
    assert.equal(alpaca.faults.pending, 0);
  });
}

Deno.test("a 429 that says when there is room again is obeyed to the second", async () => {
  await using alpaca = simulator(1, "AAPL");
  alpaca.faults.resetsAt = (alpaca.plan.now + 42_000) / 1000;
  const { rest, waits, troubles } = restOn(alpaca);
  alpaca.faults.next("429");
  await barsWithin(rest, minutes(["AAPL"]), unhurried);
  assert.deepEqual(waits, [42_000]);
  assert.match(troubles[0] ?? "", /the 1m bars of AAPL: it answered 429/);
});

Deno.test("trouble that does not end is given up after eight attempts, with growing waits", async () => {
  await using alpaca = simulator(1, "AAPL");
  const { rest, waits } = restOn(alpaca);
  alpaca.faults.next(...Array<RestFault>(20).fill("500"));
  await assert.rejects(
    barsWithin(rest, minutes(["AAPL"]), unhurried),
    (error) =>
      error instanceof AlpacaUnavailable && /in 8 attempts: it answered 500/.test(error.message),
  );
  assert.equal(alpaca.requests.length, 8);
  assert.ok(waits.every((wait, i) => i === 0 || wait > waits[i - 1]!), `${waits}`);
});

Deno.test("refusals are told at once: keys, plan, symbol, page token", async () => {
  await using alpaca = simulator(1, "AAPL");
  const { rest } = restOn(alpaca);
  const rejects = (what: Promise<unknown>, status: number, message: RegExp) =>
    assert.rejects(
      what,
      (error) =>
        error instanceof AlpacaRefused && error.status === status && message.test(error.message),
    );
  const wrong = restOn(alpaca, undefined, { credentials: { keyId: "PKX", secret: "x" } });
  await rejects(barsWithin(wrong.rest, minutes(["AAPL"]), unhurried), 401, /Check APCA_API_KEY_ID/);
  const recent = { ...minutes(["AAPL"], OPEN, alpaca.plan.now), feed: "sip" } as const;
  await rejects(barsWithin(rest, recent, unhurried), 403, /subscription.*iex is free/);
  alpaca.rest.unknown.add("NOPE");
  await rejects(barsWithin(rest, minutes(["NOPE"]), unhurried), 400, /invalid symbol: NOPE/);
  const stale = { ...minutes(["AAPL"]), pageToken: "gone" };
  await rejects(barsWithin(rest, stale, unhurried), 400, /invalid page_token/);
  alpaca.faults.next("401_html");
  await rejects(barsWithin(rest, minutes(["AAPL"]), unhurried), 401, /key pair/);
  assert.equal(alpaca.requests.length, 5, "none of them is asked again");
});

Deno.test("an answer of another shape says which field is wrong", async () => {
  await using alpaca = simulator(1, "AAPL");
  const { rest } = restOn(alpaca);
  alpaca.faults.next("other_shape");
  await assert.rejects(
    barsWithin(rest, minutes(["AAPL"]), unhurried),
    (error) => error instanceof AlpacaShapeError && /bars\.AAPL\.0\./.test(error.message),
  );
});

Deno.test("splits, dividends and new symbols are read from every page", async () => {
  await using alpaca = simulator(0);
  const at = (date: string) => ({ id: date, cusip: "1", process_date: date, ex_date: date });
  alpaca.rest.actions.push(
    {
      kind: "forward_splits",
      action: { ...at("2026-03-02"), symbol: "AAPL", old_rate: 1, new_rate: 4 },
    },
    {
      kind: "reverse_splits",
      action: {
        ...at("2026-01-05"),
        symbol: "XYZ",
        old_cusip: "1",
        new_cusip: "2",
        old_rate: 10,
        new_rate: 1,
      },
    },
    { kind: "stock_dividends", action: { ...at("2026-02-03"), symbol: "KO", rate: 0.05 } },
    {
      kind: "cash_dividends",
      action: { ...at("2026-02-09"), symbol: "AAPL", rate: 0.26, special: false },
    },
    { kind: "name_changes", action: { ...at("2022-06-09"), old_symbol: "FB", new_symbol: "META" } },
  );
  const { rest } = restOn(alpaca);
  const tickers = ["AAPL", "XYZ", "KO", "META"];
  const actions = await corporateActions(rest, tickers, "2020-01-01", "2026-12-31", unhurried);
  assert.deepEqual(actions, {
    splits: [
      { ticker: "XYZ", date: "2026-01-05", ratio: 0.1 },
      { ticker: "KO", date: "2026-02-03", ratio: 1.05 },
      { ticker: "AAPL", date: "2026-03-02", ratio: 4 },
    ],
    dividends: [{ ticker: "AAPL", date: "2026-02-09", cash: 0.26 }],
    symbolChanges: [{ from: "FB", to: "META", date: "2022-06-09" }],
  });
});

Deno.test("whoever is told to stop while waiting stops at once", async () => {
  await using alpaca = simulator(1, "AAPL");
  const stop = new AbortController();
  const { rest } = restOn(alpaca, undefined, { onRetry: () => stop.abort(new Error("enough")) });
  alpaca.faults.next("500");
  await assert.rejects(barsWithin(rest, minutes(["AAPL"]), stop.signal), /enough/);
});

Deno.test("no minute sees more requests than are allowed, and none waits longer than it must", async () => {
  const clock = new VirtualClock();
  const pace = new RequestPace(clock, 3);
  const went: number[] = [];
  for (let i = 0; i < 8; i++) void pace.turn(unhurried).then(() => went.push(clock.now()));
  await clock.advance(200_000);
  assert.deepEqual(went, [0, 0, 0, 60_000, 60_000, 60_000, 120_000, 120_000]);
});
