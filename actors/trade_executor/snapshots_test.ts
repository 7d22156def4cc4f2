import assert from "node:assert/strict";
import { sessionOf } from "../domain/calendar.ts";
import { usd } from "../domain/money.ts";
import { newBook } from "./book.ts";
import { type Broker, BrokerUnavailable } from "./brokers/broker.ts";
import { askBroker, bookOf, snapshotDue } from "./snapshots.ts";

const friday = sessionOf("2026-01-09")!;
const monday = sessionOf("2026-01-12")!;

Deno.test("a snapshot is due in the beginning and after each close, once", () => {
  assert.equal(snapshotDue(null, friday.open)?.cause, "begin");
  assert.equal(snapshotDue(friday.open, friday.close), null);
  const due = snapshotDue(friday.open, friday.close + 1);
  assert.deepEqual(due, { cause: "close", session: friday.date, at: friday.close + 1 });
  assert.equal(snapshotDue(friday.close + 1, monday.close), null);
  assert.equal(snapshotDue(friday.close + 1, monday.close + 1)?.session, monday.date);
});

Deno.test("a clock that jumped over several closes tells of the last", () => {
  assert.equal(snapshotDue(friday.open, monday.close + 1)?.session, monday.date);
  assert.equal(snapshotDue(friday.open, monday.close)?.session, friday.date);
});

Deno.test("a broker that does not answer is told of as such; a defect is not hidden", async () => {
  const failing = (error: Error): Pick<Broker, "getAccount" | "getPositions"> => ({
    getAccount: () => Promise.reject(error),
    getPositions: () => Promise.resolve([]),
  });
  const says = await askBroker(failing(new BrokerUnavailable("no answer within 10 s")));
  assert.deepEqual(says, { broker: null, unknown: "no answer within 10 s" });
  await assert.rejects(askBroker(failing(new TypeError("a defect"))), TypeError);
});

Deno.test("an empty book shows its cash alone", () => {
  assert.deepEqual(bookOf(newBook(usd(1000))), { startingCash: "1000", cash: "1000", tickers: [] });
});
