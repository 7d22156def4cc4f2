import assert from "node:assert/strict";
import { ConstraintViolated, type RowWrite, type Table } from "../../runtime/delivery/store.ts";
import { migrate } from "../migrate.ts";
import { PostgresStore } from "../postgres_store.ts";
import { forEachBackend } from "../testing/backends.ts";
import { clearRows, commitRows, minute, sample, story, write } from "../testing/rows.ts";
import { backtestRuns } from "./backtests.ts";
import { accountState, fills, orders, positions } from "./execution.ts";
import { marketData, marketTime, splits } from "./market.ts";
import { differences } from "./reconciliation.ts";
import { riskRejections, signals, signalVotes } from "./signals.ts";

/** Rows that must never be, and the rule that keeps them out. */
const wrong: [string, RowWrite, RegExp][] = [
  ["a difference of no ticker", write(differences, sample.difference({ ticker: "" })), /ticker/],
  [
    "a failed backtest without a reason",
    write(backtestRuns, sample.backtest({ status: "failed", result: null })),
    /tells_why/,
  ],
  [
    "a finished backtest without its result",
    write(backtestRuns, sample.backtest({ result: null })),
    /is_whole/,
  ],
  [
    "a backtest that is over without an end",
    write(backtestRuns, sample.backtest({ finished_at: null })),
    /run_ends/,
  ],
  [
    "a backtest beyond its bars",
    write(backtestRuns, sample.backtest({ bars_done: 391 })),
    /bars_total|check/,
  ],
  ["a bar whose high is below its close", write(marketData, sample.bar({ high: 92.7 })), /range/],
  ["a bar that ends before it begins", write(marketData, sample.bar({ at: minute(-1) })), /length/],
  ["a bar with an unknown size", write(marketData, sample.bar({ timeframe: "7m" })), /timeframe/],
  ["a split into no shares", write(splits, sample.split({ ratio: 0 })), /ratio/],
  [
    "market time before its beginning",
    write(marketTime, sample.marketTime({ at: minute(-1) })),
    /goes_on/,
  ],
  [
    "a signal below its threshold",
    write(signals, sample.signal({ signal_id: "s2", score: 0.29 })),
    /threshold/,
  ],
  [
    "a signal whose side is not its score's",
    write(signals, sample.signal({ signal_id: "s2", side: "sell" })),
    /threshold/,
  ],
  [
    "a vote beyond full strength",
    write(signalVotes, sample.vote({ strategy: "x", strength: 1.01 })),
    /strength/,
  ],
  [
    "a second vote of a strategy",
    write(signalVotes, sample.vote({ strength: 0.1 })),
    /signal_votes_pkey/,
  ],
  ["a vote without a signal", write(signalVotes, sample.vote({ signal_id: "none" })), /signal_id/],
  [
    "an order that is filled beyond its quantity",
    write(orders, sample.order({ filled_quantity: "10.500000001" })),
    /overfilled|status/,
  ],
  [
    "an order of nothing",
    write(orders, sample.order({ quantity: "0", filled_quantity: "0", average_price: null })),
    /quantity/,
  ],
  [
    "an order at a price that is not a number",
    write(orders, sample.order({ reference_price: "NaN" })),
    /reference_price/,
  ],
  [
    "an order that was sent twice under one id",
    write(orders, sample.order({ order_id: "o2", attempt: 2, broker_order_id: "x-2" })),
    /client_order_id/,
  ],
  [
    "a second order for one attempt at a signal",
    write(
      orders,
      sample.order({ order_id: "o2", client_order_id: "pb-o2", broker_order_id: "x-2" }),
    ),
    /attempt/,
  ],
  [
    "an accepted order that has fills",
    write(orders, sample.order({ status: "accepted" })),
    /status_fits/,
  ],
  [
    "a filled order that lacks some",
    write(orders, sample.order({ filled_quantity: "10" })),
    /status_fits/,
  ],
  [
    "an intent that the broker knows",
    write(
      orders,
      sample.order({ status: "intended", filled_quantity: "0", average_price: null }),
    ),
    /intent/,
  ],
  [
    "an order of an unknown status",
    write(orders, { ...sample.order(), status: "lost" as "filled" }),
    /status/,
  ],
  [
    "a market order with a limit",
    write(orders, sample.order({ limit_price: "90" })),
    /limit_fits_kind/,
  ],
  ["a limit order without its limit", write(orders, sample.order({ kind: "limit" })), /limit_fits/],
  ["a stop without its price", write(orders, sample.order({ kind: "stop" })), /stop_fits_kind/],
  [
    "a trailing stop with two distances",
    write(
      orders,
      sample.order({ kind: "trailing_stop", trail_amount: "1", trail_fraction: "0.1" }),
    ),
    /trail_fits_kind/,
  ],
  [
    "a market order outside sessions",
    write(orders, sample.order({ extended_hours: true })),
    /extended_is_limit/,
  ],
  [
    "an exit of nothing",
    write(orders, sample.order({ leg: "stop_loss" })),
    /leg_has_parent|leg_fits/,
  ],
  [
    "a stop that takes profits",
    write(
      orders,
      sample.order({ kind: "stop", stop_price: "90", parent_order_id: "o1", leg: "take_profit" }),
    ),
    /leg_fits_kind/,
  ],
  [
    "a fill without an order",
    write(fills, sample.fill({ fill_id: "f2", order_id: "none" })),
    /order/,
  ],
  [
    "a fill known before it happened",
    write(fills, sample.fill({ fill_id: "f2", executed_at: minute(3) })),
    /known_later/,
  ],
  [
    "a fill that is more than all fills",
    write(fills, sample.fill({ fill_id: "f2", cumulative_quantity: "1" })),
    /part/,
  ],
  ["the same fill twice", write(fills, sample.fill()), /fills_pkey/],
  [
    "a flat position with a price",
    write(positions, sample.position({ quantity: "0" })),
    /flat/,
  ],
  ["cash without end", write(accountState, sample.account({ cash: "Infinity" })), /cash/],
  [
    "a refusal of an unknown signal",
    write(riskRejections, sample.rejection({ rejection_id: "r2", signal_id: "none" })),
    /signal/,
  ],
  [
    "a time that is none",
    write(fills, sample.fill({ fill_id: "f2", at: "yesterday-ish" })),
    /fills/,
  ],
];

await forEachBackend("the trading tables", async (d) => void await migrate(d), (backend) => {
  const name = (sentence: string) => `tables on ${backend.name}: ${sentence}`;

  Deno.test(name("a whole story comes back as it was written"), async () => {
    await clearRows(backend.database);
    await commitRows(backend.database, story());
    const store = new PostgresStore(backend.database);
    for (const { table, row } of story()) {
      assert.deepEqual(await store.select(table), [row], table.name);
    }
  });

  Deno.test(name("rows may come before the rows that they refer to"), async () => {
    await clearRows(backend.database);
    await commitRows(backend.database, story().reverse());
    const rows = await new PostgresStore(backend.database).select(fills);
    assert.equal(rows.length, 1);
  });

  Deno.test(name("an order is rewritten as it goes on"), async () => {
    await clearRows(backend.database);
    const working = { filled_quantity: "0", average_price: null };
    const steps = [
      sample.order({
        ...working,
        status: "intended",
        broker_order_id: null,
        updated_at: minute(1),
      }),
      sample.order({ ...working, status: "submitted", broker_order_id: null }),
      sample.order({ ...working, status: "accepted" }),
      sample.order({ status: "partially_filled", filled_quantity: "4", average_price: "92.8" }),
      sample.order(),
    ];
    await commitRows(backend.database, [write(signals, sample.signal())]);
    for (const step of steps) await commitRows(backend.database, [write(orders, step)]);
    const store = new PostgresStore(backend.database);
    assert.deepEqual(await store.select(orders, { status: "filled" }), [steps.at(-1)]);
    assert.deepEqual(await store.select(orders, { status: ["intended", "submitted"] }), []);
  });

  for (const [what, row, rule] of wrong) {
    Deno.test(name(`${what} is refused, naming table and rule`), async () => {
      await clearRows(backend.database);
      await commitRows(backend.database, story());
      await assert.rejects(commitRows(backend.database, [row]), (error: Error) => {
        assert.ok(error instanceof ConstraintViolated, String(error));
        assert.match(error.message, rule);
        assert.match(error.message, new RegExp(`\\b${(row.table as Table).name}\\b`));
        return true;
      });
      const store = new PostgresStore(backend.database);
      const kept = story().filter((one) => one.table.name === row.table.name).map((one) => one.row);
      assert.deepEqual(await store.select(row.table), kept, "the story is as it was");
    });
  }
});
