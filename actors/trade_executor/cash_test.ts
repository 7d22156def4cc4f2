import assert from "node:assert/strict";
import { seededRandomness } from "../../runtime/clock/seeded.ts";
import { VirtualClock } from "../../runtime/clock/virtual.ts";
import { sessionOf } from "../domain/calendar.ts";
import { usd } from "../domain/money.ts";
import { newBook } from "./book.ts";
import { AlpacaBroker } from "./brokers/alpaca.ts";
import { SimAlpacaAccount } from "./brokers/alpaca/testing/account.ts";
import { localSocket, SimAlpaca } from "./brokers/alpaca/testing/simulator.ts";
import type { CashMovement } from "./brokers/broker.ts";
import { beginCash, cashDifferences, explainCash } from "./cash.ts";

const session = sessionOf("2014-06-05")!;

const movement = (id: string, change: Partial<CashMovement> = {}): CashMovement => ({
  id,
  at: 0,
  kind: "deposit",
  amount: usd(100),
  about: "CSD",
  ticker: null,
  order: null,
  ...change,
});

/** A book of 1,000 dollars beside a broker's cash and movements. */
function compared(cash: number, movements: readonly CashMovement[], booked: string[] = []) {
  const book = newBook(usd(1_000));
  book.risk = { ...book.risk, peakEquity: 1_000 };
  const ledger = beginCash(booked.map((id) => movement(id)), 0);
  return { book, found: explainCash(book, ledger, { cash: usd(cash), movements }, 1) };
}

Deno.test("a deposit is booked once, and is neither earned nor a new peak to lose from", () => {
  const { book, found } = compared(1_100, [movement("a")]);
  assert.deepEqual(found.account, { startingCash: "1100", cash: "1100" });
  assert.equal(found.risk.peakEquity, 1_100);
  assert.equal(found.unexplained, null);
  assert.deepEqual(cashDifferences(found, book).map(({ kind, action }) => [kind, action]), [
    ["cash_movement", "booked"],
  ]);
  assert.deepEqual(compared(1_000, [movement("a")], ["a"]).found.movements, []);
});

Deno.test("a dividend is earned, a fee is lost", () => {
  const fee = movement("b", { kind: "fee", amount: usd("-0.02"), about: "FEE TAF" });
  const dividend = movement("a", { kind: "dividend", amount: usd(5) });
  const { found } = compared(1_004.98, [dividend, fee]);
  assert.deepEqual(found.account, { startingCash: "1000", cash: "1004.98" });
  assert.equal(found.risk.peakEquity, 1_000);
});

Deno.test("somebody else's trade moves our cash; a trade of ours is in the book already", () => {
  const theirs = movement("a", { kind: "trade", amount: usd(-300), order: "by hand" });
  const ours = movement("b", { kind: "trade", amount: usd(-50), order: "pb-1" });
  const { found } = compared(700, [theirs, ours]);
  assert.deepEqual(found.movements, [theirs]);
  assert.equal(found.unexplained, null);
});

Deno.test("a movement that explains nothing waits until cash follows it", () => {
  const [early, late] = [movement("a", { amount: usd(-7) }), movement("b", { amount: usd(40) })];
  assert.deepEqual(compared(1_000, [early]).found.movements, []);
  assert.deepEqual(compared(1_040, [early, late]).found.movements, [late]);
  assert.deepEqual(compared(1_033, [early, late]).found.movements, [early, late]);
});

Deno.test("what no activity explains is told, and pauses trading", () => {
  const { book, found } = compared(993, []);
  assert.equal(found.unexplained, "-7");
  assert.equal(cashDifferences(found, book)[0]!.action, "trading_paused");
});

Deno.test("a cent for each execution of ours is rounding, and no more than that", () => {
  const ours = movement("b", { kind: "trade", amount: usd(-50), order: "pb-1" });
  const { found } = compared(999.99, [ours]);
  assert.deepEqual(found.movements.map(({ kind, amount }) => [kind, amount]), [
    ["rounding", "-0.01"],
  ]);
  assert.equal(found.unexplained, null);
  assert.equal(compared(999.98, [ours]).found.unexplained, "-0.02");
  assert.equal(compared(999.99, []).found.unexplained, "-0.01");
});

Deno.test("Alpaca's activities are read as movements of cash, all pages of them", async () => {
  const account = new SimAlpacaAccount(session.open);
  const alpaca = new SimAlpaca(account);
  const broker = new AlpacaBroker({
    credentials: alpaca.credentials,
    clock: new VirtualClock(session.open),
    random: seededRandomness(1),
    baseUrl: "http://alpaca.invalid",
    streamUrl: "ws://alpaca.invalid/stream",
    fetch: alpaca.localFetch,
    openSocket: () => localSocket(alpaca),
  });
  for (let i = 0; i < 120; i++) account.moveCash("INT", "0.01");
  account.moveCash("DIV", "2.5", { symbol: "KO", activity_sub_type: "CDIV" });
  account.moveCash("CSW", "-40", { status: "canceled" });
  account.foreignOrder("by hand", "KO", "3");
  account.trade("KO", 40);
  const since = { trades: session.open - 1, others: session.open - 1 };
  const found = await broker.movementsSince(since);
  assert.equal(found.filter(({ kind }) => kind === "interest").length, 120);
  assert.deepEqual(
    found.slice(120).map(({ kind, amount, ticker, order }) => [kind, amount, ticker, order]),
    [
      ["dividend", "2.5", "KO", null],
      ["trade", "-120", "KO", "by hand"],
    ],
  );
  assert.match(found[120]!.about, /^DIV CDIV KO/);
});
