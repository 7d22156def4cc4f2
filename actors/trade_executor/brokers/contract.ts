import assert from "node:assert/strict";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { decimal, notional, price, quantity, sumUsd, type Usd } from "../../domain/money.ts";
import type { ExecutionReport, Order } from "../../domain/order.ts";
import type { Side } from "../../domain/signal.ts";
import { approvedEarlier } from "../risk/risk.ts";
import type { Broker } from "./broker.ts";

/** A broker to try, with a market that moves when it is told to. */
export interface BrokerHarness {
  readonly broker: Broker;
  /** What the account holds in the beginning, with no positions and no orders. */
  readonly startingCash: Usd;
  /** Market time: the decision time of orders that are sent now. */
  now(): Millis;
  /** Lets the market trade `ticker` at about `price`: fills what works there. Gives the reports of it. */
  trade(ticker: string, price: number): Promise<readonly ExecutionReport[]>;
  close(): Promise<void>;
}

/** What every broker promises. */
export function testBrokerContract(name: string, make: () => Promise<BrokerHarness>): void {
  const contract = (sentence: string, fn: (harness: BrokerHarness) => Promise<void>) =>
    Deno.test(`${name} broker: ${sentence}`, async () => {
      const harness = await make();
      try {
        await fn(harness);
      } finally {
        await harness.close();
      }
    });

  const submit = (
    { broker, now }: BrokerHarness,
    id: string,
    side: Side,
    shares: number,
    at: number,
    ticker = "AAPL",
  ) => {
    const order: Order = {
      clientOrderId: id,
      signalId: `signal of ${id}`,
      ticker,
      side,
      type: "market",
      timeInForce: "day",
      quantity: quantity(shares),
      referencePrice: price(at),
      decidedAt: now(),
    };
    return broker.submitOrder(approvedEarlier(order));
  };

  contract("a new account has its cash, nothing held and nothing working", async (harness) => {
    const account = await harness.broker.getAccount();
    assert.equal(account.cash, harness.startingCash);
    assert.equal(account.equity, harness.startingCash);
    assert.deepEqual(await harness.broker.getPositions(), []);
    assert.deepEqual(await harness.broker.listOpenOrders(), []);
    assert.equal(await harness.broker.getOrder("never sent"), null);
  });

  contract(
    "an accepted order works until the market trades, then cash and position follow",
    async (harness) => {
      const { broker, startingCash } = harness;
      await harness.trade("AAPL", 100);
      const result = await submit(harness, "a", "buy", 10, 100);
      assert.equal(result.outcome, "accepted");
      const [open] = await broker.listOpenOrders();
      assert.deepEqual([open?.clientOrderId, open?.status], ["a", "accepted"]);
      const reports = await harness.trade("AAPL", 101);
      const last = reports.at(-1)!;
      assert.deepEqual([last.status, last.cumulativeQuantity], ["filled", "10"]);
      assert.deepEqual(await broker.listOpenOrders(), []);
      assert.equal((await broker.getOrder("a"))?.status, "filled");
      const paid = reports.map((r) => sumUsd(notional(r.lastQuantity, r.lastPrice), r.fee));
      const { cash } = await broker.getAccount();
      assert.equal(sumUsd(cash, ...paid), startingCash);
      const [position, ...others] = await broker.getPositions();
      assert.deepEqual([position?.ticker, position?.quantity, others], ["AAPL", "10", []]);
    },
  );

  contract("reports add up, and each has an id of its own", async (harness) => {
    await harness.trade("AAPL", 100);
    await submit(harness, "a", "buy", 10, 100);
    const bought = await harness.trade("AAPL", 101);
    await submit(harness, "b", "sell", 4, 101);
    const sold = await harness.trade("AAPL", 102);
    for (const reports of [bought, sold]) {
      let filled = decimal(0);
      for (const report of reports) {
        filled = filled.plus(report.lastQuantity);
        assert.equal(report.cumulativeQuantity, filled.toString());
        assert.ok(report.executedAt <= report.at);
      }
    }
    const ids = [...bought, ...sold].map(({ reportId }) => reportId);
    assert.equal(new Set(ids).size, ids.length);
    assert.equal((await harness.broker.getPositions())[0]?.quantity, "6");
  });

  contract(
    "an order that is sent again under its id is a duplicate and executed once",
    async (harness) => {
      await harness.trade("AAPL", 100);
      await submit(harness, "a", "buy", 10, 100);
      assert.deepEqual(await submit(harness, "a", "buy", 10, 100), { outcome: "duplicate" });
      await harness.trade("AAPL", 101);
      assert.deepEqual(await submit(harness, "a", "buy", 10, 100), { outcome: "duplicate" });
      await harness.trade("AAPL", 101);
      assert.equal((await harness.broker.getPositions())[0]?.quantity, "10");
    },
  );

  contract(
    "an order beyond the buying power is rejected, working entries taken off",
    async (harness) => {
      const half = Math.floor(Number(harness.startingCash) / 100 * 0.6);
      await harness.trade("AAPL", 100);
      await harness.trade("MSFT", 100);
      assert.equal((await submit(harness, "a", "buy", half, 100)).outcome, "accepted");
      const result = await submit(harness, "b", "buy", half, 100, "MSFT");
      assert.ok(
        result.outcome === "rejected" && result.code === "buying_power",
        JSON.stringify(result),
      );
      assert.deepEqual((await harness.broker.listOpenOrders()).length, 1);
      await harness.trade("MSFT", 100);
      assert.deepEqual(await harness.broker.getPositions(), []);
    },
  );

  contract("no more is closed than is held, what works taken off", async (harness) => {
    await harness.trade("AAPL", 100);
    await submit(harness, "a", "buy", 10, 100);
    await harness.trade("AAPL", 100);
    const beyond = await submit(harness, "b", "sell", 11, 100);
    assert.ok(beyond.outcome === "rejected" && beyond.code === "insufficient_quantity");
    assert.equal((await submit(harness, "c", "sell", 6, 100)).outcome, "accepted");
    const again = await submit(harness, "d", "sell", 5, 100);
    assert.ok(again.outcome === "rejected" && again.code === "insufficient_quantity");
  });

  contract("an order against one that works in its ticker is rejected", async (harness) => {
    await harness.trade("AAPL", 100);
    await submit(harness, "a", "buy", 10, 100);
    await harness.trade("AAPL", 100);
    await submit(harness, "b", "buy", 10, 100);
    const result = await submit(harness, "c", "sell", 10, 100);
    assert.ok(result.outcome === "rejected" && result.code === "opposite_order");
  });

  contract(
    "a cancelled order is never filled; a filled or unknown one cannot be cancelled",
    async (harness) => {
      const { broker } = harness;
      await harness.trade("AAPL", 100);
      await submit(harness, "a", "buy", 10, 100);
      assert.deepEqual(await broker.cancelOrder("a", harness.now()), { outcome: "requested" });
      await harness.trade("AAPL", 100);
      assert.equal((await broker.getOrder("a"))?.status, "cancelled");
      assert.deepEqual(await broker.getPositions(), []);
      await submit(harness, "b", "buy", 10, 100);
      await harness.trade("AAPL", 100);
      assert.deepEqual(await broker.cancelOrder("b", harness.now()), {
        outcome: "too_late",
        status: "filled",
      });
      assert.deepEqual(await broker.cancelOrder("c", harness.now()), { outcome: "unknown_order" });
    },
  );
}
