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

  /** Sends an order of any type. A broker without it must refuse it as unsupported. */
  const send = ({ broker, now }: BrokerHarness, id: string, terms: ContractTerms) =>
    broker.submitOrder(approvedEarlier({
      clientOrderId: id,
      signalId: `signal of ${id}`,
      ticker: "AAPL",
      timeInForce: "gtc",
      referencePrice: price(100),
      decidedAt: now(),
      ...terms,
    }));

  const refuses = async (harness: BrokerHarness, terms: ContractTerms) => {
    const result = await send(harness, "unable", terms);
    assert.ok(
      result.outcome === "rejected" && result.code === "unsupported",
      JSON.stringify(result),
    );
  };

  contract("a limit order waits for its price, and is never filled beyond it", async (harness) => {
    const terms = { type: "limit", limitPrice: price(99), ...buyTen } as const;
    if (!harness.broker.capabilities.orderTypes.has("limit")) return refuses(harness, terms);
    await harness.trade("AAPL", 100);
    assert.equal((await send(harness, "a", terms)).outcome, "accepted");
    assert.deepEqual(await harness.trade("AAPL", 100), []);
    const [report] = await harness.trade("AAPL", 98);
    assert.equal(report?.status, "filled");
    assert.ok(decimal(report.lastPrice).lte(99));
  });

  contract("a stop order waits until its price is reached", async (harness) => {
    const terms = { type: "stop", stopPrice: price(102), ...buyTen } as const;
    if (!harness.broker.capabilities.orderTypes.has("stop")) return refuses(harness, terms);
    await harness.trade("AAPL", 100);
    assert.equal((await send(harness, "a", terms)).outcome, "accepted");
    assert.deepEqual(await harness.trade("AAPL", 101), []);
    assert.equal((await harness.trade("AAPL", 103))[0]?.status, "filled");
  });

  contract("a stop with a limit is not filled beyond the limit", async (harness) => {
    const terms = {
      type: "stop_limit",
      stopPrice: price(102),
      limitPrice: price(102.5),
      ...buyTen,
    } as const;
    if (!harness.broker.capabilities.orderTypes.has("stop_limit")) return refuses(harness, terms);
    await harness.trade("AAPL", 100);
    assert.equal((await send(harness, "a", terms)).outcome, "accepted");
    assert.deepEqual(await harness.trade("AAPL", 103), []);
    const [report] = await harness.trade("AAPL", 102);
    assert.ok(report?.status === "filled" && decimal(report.lastPrice).lte(102.5));
  });

  contract("a trailing stop follows the price up and sells when it comes back", async (harness) => {
    const trail = { by: "amount", amount: price(2) } as const;
    const terms = { type: "trailing_stop", trail, side: "sell", quantity: quantity(10) } as const;
    if (!harness.broker.capabilities.orderTypes.has("trailing_stop")) {
      return refuses(harness, terms);
    }
    await harness.trade("AAPL", 100);
    await submit(harness, "held", "buy", 10, 100);
    await harness.trade("AAPL", 100);
    assert.equal((await send(harness, "a", terms)).outcome, "accepted");
    assert.deepEqual(await harness.trade("AAPL", 105), []);
    assert.deepEqual(await harness.trade("AAPL", 104), []);
    assert.equal((await harness.trade("AAPL", 102.5))[0]?.status, "filled");
  });

  contract(
    "of the two exits of a bracket one is filled and the other cancelled",
    async (harness) => {
      const { broker } = harness;
      const bracket = {
        takeProfit: { limitPrice: price(110) },
        stopLoss: { stopPrice: price(95) },
      };
      const terms = { type: "market", bracket, ...buyTen } as const;
      if (!broker.capabilities.brackets) return refuses(harness, terms);
      await harness.trade("AAPL", 100);
      assert.equal((await send(harness, "a", terms)).outcome, "accepted");
      await harness.trade("AAPL", 100);
      assert.equal((await broker.listOpenOrders()).length, 2);
      const told = await harness.trade("AAPL", 94);
      assert.deepEqual(told.map(({ status }) => status), ["filled", "cancelled"]);
      assert.deepEqual(await broker.listOpenOrders(), []);
      assert.deepEqual(await broker.getPositions(), []);
    },
  );

  contract("of a pair of exits one is filled and the other cancelled", async (harness) => {
    const { broker } = harness;
    const oco = { stopLoss: { stopPrice: price(95) } };
    const terms = {
      type: "limit",
      limitPrice: price(110),
      oco,
      side: "sell",
      quantity: quantity(10),
    } as const;
    if (!broker.capabilities.pairs) return refuses(harness, terms);
    await harness.trade("AAPL", 100);
    await submit(harness, "held", "buy", 10, 100);
    await harness.trade("AAPL", 100);
    assert.equal((await send(harness, "a", terms)).outcome, "accepted");
    const told = await harness.trade("AAPL", 111);
    assert.deepEqual(told.map(({ status }) => status), ["filled", "cancelled"]);
    assert.deepEqual(await broker.getPositions(), []);
  });

  contract("a replaced order works under its new id and its new terms only", async (harness) => {
    const { broker, now } = harness;
    await harness.trade("AAPL", 100);
    const changes = () => ({ clientOrderId: "b", limitPrice: price(101), decidedAt: now() });
    if (!broker.capabilities.replace || !broker.capabilities.orderTypes.has("limit")) {
      await submit(harness, "a", "buy", 10, 100);
      const result = await broker.replaceOrder("a", changes());
      assert.ok(result.outcome === "rejected" && result.code === "unsupported");
      return;
    }
    await send(harness, "a", { type: "limit", limitPrice: price(90), ...buyTen });
    assert.equal((await broker.replaceOrder("a", changes())).outcome, "accepted");
    assert.equal((await broker.getOrder("a"))?.status, "replaced");
    assert.deepEqual((await harness.trade("AAPL", 100)).map((r) => r.clientOrderId), ["b"]);
    assert.equal((await broker.getPositions())[0]?.quantity, "10");
    assert.equal((await broker.replaceOrder("never", changes())).outcome, "unknown_order");
  });
}

/** What an order of the suite adds to the common fields. */
type ContractTerms = {
  [Type in Order["type"]]: Omit<
    Extract<Order, { type: Type }>,
    "clientOrderId" | "signalId" | "ticker" | "referencePrice" | "decidedAt" | "timeInForce"
  >;
}[Order["type"]];
const buyTen = { side: "buy", quantity: quantity(10) } as const;
