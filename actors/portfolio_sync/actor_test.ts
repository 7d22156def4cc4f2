import assert from "node:assert/strict";
import { portfolioReconciliations, portfolioSnapshots } from "../../db/tables/portfolio.ts";
import { type ActorBench, type Given, testActor } from "../../runtime/testing/kit.ts";
import { nextSession } from "../domain/calendar.ts";
import { decimal } from "../domain/money.ts";
import { accounts, bars, clock, portfolio, trades } from "../domain/streams.ts";
import actor from "./actor.ts";

const MINUTE = 60_000;
const INPUTS = [bars.name, clock.name, trades.name, accounts.name];
const { open, close, date } = nextSession(Date.UTC(2026, 0, 5));

function bar(minute: number, price: number): Given {
  const at = open + minute * MINUTE;
  const prices = { open: price, high: price, low: price, close: price };
  const span = { timeframe: "1m", startsAt: at - MINUTE, at, volume: 1, warmup: false };
  return {
    stream: bars.name,
    type: "bar",
    payload: { ticker: "AAPL", ...prices, ...span },
    at,
    key: "AAPL",
  };
}

function tick(at: number): Given {
  return { stream: clock.name, type: "tick", payload: { phase: "trading" }, at };
}

function trade(minute: number, side: "buy" | "sell", quantity: string, price: string): Given {
  const at = open + minute * MINUTE;
  const id = `t${minute}`;
  const payload = {
    tradeId: id,
    orderId: id,
    clientOrderId: id,
    signalId: id,
    ticker: "AAPL",
    side,
    status: "filled",
    lastQuantity: quantity,
    lastPrice: price,
    fee: "0.5",
    cumulativeQuantity: quantity,
    quantity,
    executedAt: at - MINUTE,
  };
  return { stream: trades.name, type: "trade", payload, at, key: "AAPL" };
}

/** What the executor tells; `cash` of the broker's account where it differs from the book's. */
function account(
  at: number,
  cash: string,
  held: string | null,
  broker: { readonly cash: string; readonly held: string | null } | null = { cash, held },
): Given {
  const cost = "500";
  const ticker = (quantity: string | null) =>
    quantity === null ? [] : [{ ticker: "AAPL", quantity, cost }];
  const rest = { realised: "0", fees: "0", mark: null };
  const payload = {
    account: "SIM-1",
    cause: at > close ? "close" : "begin",
    session: at > close ? date : null,
    book: {
      startingCash: "1000",
      cash,
      tickers: ticker(held).map((each) => ({ ...each, ...rest })),
    },
    broker: broker && { cash: broker.cash, held: ticker(broker.held) },
    unknown: broker === null ? "it does not answer" : null,
  };
  return { stream: accounts.name, type: "snapshot", payload, at, key: "SIM-1" };
}

function story(closing: Given): Given[] {
  return [
    bar(1, 100),
    tick(open + MINUTE),
    account(open + MINUTE, "1000", null),
    bar(2, 101),
    trade(2, "buy", "8", "100.5"),
    bar(5, 103),
    tick(open + 5 * MINUTE),
    bar(6, 104),
    trade(6, "sell", "3", "103.5"),
    tick(open + 7 * MINUTE),
    tick(close + 1),
    closing,
  ];
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

/** 1000 - 8 x 100.5 - 0.5 + 3 x 103.5 - 0.5. */
const CASH = "505.5";

Deno.test("snapshots come on schedule, after fills and after the close, and each adds up", async () => {
  await using bench = await testActor(actor, { config: {} });
  await tell(bench, story(account(close + 1, CASH, "5")));
  const rows = bench.rows(portfolioSnapshots);
  assert.deepEqual(
    rows.map(({ cause, equity, unrealised_pnl, realised_pnl, fees }) => [
      cause,
      equity,
      unrealised_pnl,
      realised_pnl,
      fees,
    ]),
    [
      ["fill", "1003.5", "4", "0", "0.5"],
      ["schedule", "1019.5", "20", "0", "0.5"],
      ["fill", "1025.5", "17.5", "9", "1"],
      ["close", "1025.5", "17.5", "9", "1"],
    ],
  );
  for (const { cash, equity, realised_pnl, unrealised_pnl, fees } of rows) {
    const earned = decimal(realised_pnl).plus(unrealised_pnl).minus(fees);
    assert.equal(decimal(equity).minus(1000).toFixed(), earned.toFixed());
    assert.ok(decimal(cash).lte(equity));
  }
  assert.equal(bench.published(portfolio.name).length, rows.length);
});

Deno.test("books that agree to the cent are recorded as such", async () => {
  await using bench = await testActor(actor, { config: {} });
  const almost = { cash: "505.504", held: "5" };
  await tell(bench, story(account(close + 1, CASH, "5", almost)));
  const [row] = bench.rows(portfolioReconciliations);
  assert.equal(row!.session, date);
  assert.equal(row!.agrees, true);
  assert.deepEqual(
    row!.items.map(({ what, trades, book, broker }) => [what, trades, book, broker]),
    [
      ["cash", CASH, CASH, "505.504"],
      ["shares", "5", "5", "5"],
    ],
  );
});

for (
  const [what, closing, meaning] of [
    ["a dividend", account(close + 1, CASH, "5", { cash: "506", held: "5" }), /dividend/],
    ["somebody else's share", account(close + 1, CASH, "5", { cash: CASH, held: "6" }), /somebody/],
    ["a trade that was never told of", account(close + 1, "405", "6"), /a trade is missing/],
  ] as const
) {
  Deno.test(`${what} is a difference, and the record says what it means`, async () => {
    await using bench = await testActor(actor, { config: {} });
    await tell(bench, story(closing));
    const [row] = bench.rows(portfolioReconciliations);
    assert.equal(row!.agrees, false);
    assert.match(row!.items.map((item) => item.meaning ?? "").join(" "), meaning);
    assert.ok(bench.logs.some(({ level, message }) => level === "error" && /agree/.test(message)));
  });
}

Deno.test("money that moved without a trade is booked, and is explained at the close", async () => {
  await using bench = await testActor(actor, { config: {} });
  const at = open + 7 * MINUTE;
  const about = { kind: "dividend", amount: "6", about: "DIV CDIV AAPL", ticker: "AAPL" };
  const payload = { account: "SIM-1", id: "a", ...about };
  const moved = { stream: accounts.name, type: "movement", payload, at, key: "SIM-1" };
  const cash = decimal(CASH).plus(6).toFixed();
  const messages = story(account(close + 1, cash, "5")).toSpliced(10, 0, moved);
  await tell(bench, messages, async () => {
    await bench.crash();
    await bench.restart();
  });
  const [row] = bench.rows(portfolioReconciliations);
  assert.equal(row!.agrees, true);
  const item = row!.items.find(({ what }) => what === "movement");
  assert.deepEqual([item!.ticker, item!.broker, item!.meaning], [
    "AAPL",
    "6",
    "dividend: DIV CDIV AAPL",
  ]);
});

Deno.test("a broker that cannot be asked leaves the comparison open", async () => {
  await using bench = await testActor(actor, { config: {} });
  await tell(bench, story(account(close + 1, CASH, "5", null)));
  const [row] = bench.rows(portfolioReconciliations);
  assert.equal(row!.agrees, false);
  assert.deepEqual(row!.items.map(({ broker, agrees }) => [broker, agrees]), [
    [null, true],
    [null, true],
  ]);
});

Deno.test("a crash after any message changes no figure", async () => {
  const messages = story(account(close + 1, CASH, "5"));
  await using undisturbed = await testActor(actor, { config: {} });
  await tell(undisturbed, messages);
  await using disturbed = await testActor(actor, { config: {} });
  await tell(disturbed, messages, async () => {
    await disturbed.crash();
    await disturbed.restart();
  });
  assert.deepEqual(disturbed.rows(portfolioSnapshots), undisturbed.rows(portfolioSnapshots));
  const reconciled = (bench: ActorBench) => bench.rows(portfolioReconciliations);
  assert.deepEqual(reconciled(disturbed), reconciled(undisturbed));
});
