import assert from "node:assert/strict";
import type { OutboxRow, RowWrite } from "../../runtime/delivery/store.ts";
import { migrate } from "../migrate.ts";
import { forEachBackend } from "../testing/backends.ts";
import { clearRows, commitRows, minute, sample, story, write } from "../testing/rows.ts";
import { accountState, fills, orders, positions } from "../tables/execution.ts";
import { marketData } from "../tables/market.ts";
import { riskRejections, signals, signalVotes } from "../tables/signals.ts";
import { listBars, listBarSpans } from "./bars.ts";
import type { Page, PageRequest } from "./page.ts";
import { listPositions, readPortfolio } from "./portfolio.ts";
import { fillsInOrder, replaySummary, signalsInOrder } from "./replay_summary.ts";
import { findSignal, findSignals, listSignals, listStrategies } from "./signals.ts";
import { listOrders, listRejections, listTrades } from "./trades.ts";

/** Reads a list to its end in small pages. */
async function walk<Item>(
  list: (request: PageRequest) => Promise<Page<Item>>,
  limit: number,
): Promise<Item[]> {
  const items: Item[] = [];
  for (let cursor: string | null = null;;) {
    const page: Page<Item> = await list({ limit, cursor });
    assert.ok(page.items.length <= limit);
    items.push(...page.items);
    if (page.nextCursor === null) return items;
    cursor = page.nextCursor;
  }
}

/** Seven trades, two a minute, on two tickers. */
function busy(): RowWrite[] {
  return Array.from({ length: 7 }, (_, i): RowWrite[] => {
    const ids = { signal_id: `s${i}`, order_id: `o${i}` };
    const common = { ticker: i % 2 === 0 ? "AAPL" : "MSFT" };
    const at = minute(Math.floor(i / 2));
    return [
      write(signals, sample.signal({ ...common, signal_id: ids.signal_id, at })),
      write(signalVotes, sample.vote({ signal_id: ids.signal_id })),
      write(signalVotes, sample.vote({ signal_id: ids.signal_id, strategy: "mean_reversion" })),
      write(
        orders,
        sample.order({
          ...common,
          ...ids,
          client_order_id: `pb-${i}`,
          broker_order_id: `x-${i}`,
          at,
          updated_at: minute(9),
        }),
      ),
      write(fills, sample.fill({ ...common, ...ids, fill_id: `f${i}`, at, executed_at: at })),
    ];
  }).flat();
}

await forEachBackend("the repositories", async (d) => void await migrate(d), (backend) => {
  const name = (sentence: string) => `repositories on ${backend.name}: ${sentence}`;
  const fresh = async (rows: readonly RowWrite[], outbox: readonly OutboxRow[] = []) => {
    await clearRows(backend.database);
    const outputs = new Map(
      outbox.map((row) => [row.stream, { before: 0, seq: row.seq, watermark: null }]),
    );
    await commitRows(backend.database, rows, { outbox, outputs });
    return backend.database;
  };

  Deno.test(name("lists come newest first, complete and without repetition"), async () => {
    const database = await fresh(busy());
    const newestFirst = (prefix: string) => [6, 5, 4, 3, 2, 1, 0].map((i) => `${prefix}${i}`);
    for (const limit of [1, 2, 3, 7, 50]) {
      const found = await walk((request) => listSignals(database, request), limit);
      assert.deepEqual(found.map((row) => row.signal_id), newestFirst("s"));
      const trades = await walk((request) => listTrades(database, request), limit);
      assert.deepEqual(trades.map((row) => row.fill_id), newestFirst("f"));
      const placed = await walk((request) => listOrders(database, request), limit);
      assert.deepEqual(placed.map((row) => row.order_id), newestFirst("o"));
    }
  });

  Deno.test(name("lists of one ticker hold that ticker alone"), async () => {
    const database = await fresh(busy());
    const msft = (list: Page<{ ticker: string }>) => list.items.map((row) => row.ticker);
    const request = { ticker: "MSFT" };
    assert.deepEqual(msft(await listSignals(database, request)), ["MSFT", "MSFT", "MSFT"]);
    assert.deepEqual(msft(await listTrades(database, request)), ["MSFT", "MSFT", "MSFT"]);
    assert.deepEqual(msft(await listOrders(database, request)), ["MSFT", "MSFT", "MSFT"]);
    assert.deepEqual(msft(await listRejections(database, request)), []);
  });

  Deno.test(name("a trade comes with its order and signal"), async () => {
    const database = await fresh(story());
    const { items: [trade] } = await listTrades(database);
    assert.deepEqual(trade, {
      ...sample.fill(),
      client_order_id: "pb-o1",
      order_quantity: "10.5",
      order_status: "filled",
      ordered_at: minute(1),
      closing: false,
      signal_at: minute(1),
      signal_score: 1 / 3,
    });
  });

  Deno.test(name("a signal comes with every vote and with what risk said"), async () => {
    const second = sample.vote({ strategy: "mean_reversion", direction: 0, strength: 0 });
    const database = await fresh([...story(), write(signalVotes, second)]);
    const expected = {
      ...sample.signal(),
      votes: [second, sample.vote()],
      rejection: { rule: "stale_price", message: "the last price is 90 s old" },
    };
    assert.deepEqual((await listSignals(database)).items, [expected]);
    assert.deepEqual(await findSignal(database, "s1"), expected);
    assert.equal(await findSignal(database, "none"), null);
    assert.deepEqual(await findSignals(database, ["none", "s1"]), new Map([["s1", expected]]));
    assert.deepEqual(await findSignals(database, []), new Map());
    assert.deepEqual((await listRejections(database)).items, [sample.rejection()]);
    assert.deepEqual(await listStrategies(database), [sample.strategy()]);
  });

  Deno.test(name("bars come newest first, of one ticker and size"), async () => {
    const bars = [0, 1, 2].map((i) => sample.bar({ starts_at: minute(i), at: minute(i + 1) }));
    const others = [
      sample.bar({ ticker: "MSFT" }),
      sample.bar({ timeframe: "1d", at: minute(390) }),
    ];
    const database = await fresh([...bars, ...others].map((row) => write(marketData, row)));
    const wanted = { ticker: "AAPL", timeframe: "1m" };
    const found = await walk((request) => listBars(database, { ...wanted, ...request }), 2);
    assert.deepEqual(found, [...bars].reverse());
    assert.deepEqual(await listBarSpans(database, ["AAPL", "KO"], "1m"), [
      { ticker: "AAPL", first: minute(0), newest: minute(2) },
    ]);
  });

  Deno.test(name("equity is cash and what is held at the newest prices, exactly"), async () => {
    const database = await fresh([
      write(accountState, sample.account({ cash: "99000.10", starting_cash: "100000" })),
      // The newest bar is later than the row: it decides.
      write(positions, sample.position({ quantity: "10", average_price: "92.81" })),
      write(marketData, sample.bar({ starts_at: minute(4), at: minute(5), close: 92.85 })),
      // Sold short, and no later bar: the row's own mark.
      write(
        positions,
        sample.position({ ticker: "MSFT", quantity: "-2", average_price: "41", mark: "40.5" }),
      ),
      write(marketData, sample.bar({ ticker: "MSFT", low: 41, close: 41.2 })),
      // No price at all: at cost.
      write(
        positions,
        sample.position({ ticker: "NEW", quantity: "0.5", average_price: "10", mark: null }),
      ),
      write(
        positions,
        sample.position({
          ticker: "OLD",
          quantity: "0",
          average_price: null,
          opened_at: null,
          realised_pnl: "12.5",
        }),
      ),
    ]);
    const portfolio = await readPortfolio(database, "SIM-1");
    const valued = portfolio?.positions.map((
      position,
    ) => [position.ticker, position.last_price, position.market_value, position.open_pnl]);
    assert.deepEqual(valued, [
      ["AAPL", "92.85", "928.5", "0.4"],
      ["MSFT", "40.5", "-81", "1"],
      ["NEW", null, "5", "0"],
    ]);
    assert.equal(portfolio?.market_value, "852.5");
    assert.equal(portfolio?.equity, "99852.6");
    assert.equal(portfolio?.pnl, "-147.4");
    assert.deepEqual(await listPositions(database, "SIM-1"), portfolio?.positions);
    assert.equal(await readPortfolio(database, "nobody"), null);
  });

  Deno.test(name("a run is summed up by its messages and its rows"), async () => {
    const row = (stream: string, seq: number, messageId: string, type = "thing"): OutboxRow => ({
      stream,
      seq,
      key: "",
      messageId,
      type,
      at: seq,
      body: "{}",
    });
    const database = await fresh([...busy(), write(riskRejections, sample.rejection())], [
      row("market:bars", 1, "a"),
      row("market:bars", 2, "w1", "watermark"),
      row("market:bars", 3, "b"),
      row("market:bars", 4, "b"),
      row("clock:market", 1, "w2", "watermark"),
      row("signals:generated", 1, "c"),
    ]);
    assert.deepEqual(await replaySummary(database), {
      streams: { "market:bars": 2, "signals:generated": 1 },
      signals: 7,
      orders: 7,
      fills: 7,
      rejections: 1,
    });
  });

  Deno.test(name("signals and fills are told in the order of the system"), async () => {
    // Two parts of one order in one bar: the smaller cumulative quantity came first.
    const parts = ["4", "10.5"].map((cumulative_quantity, i) =>
      write(
        fills,
        sample.fill({
          fill_id: `z${9 - i}`,
          order_id: "o0",
          ticker: "AAPL",
          quantity: "4",
          cumulative_quantity,
          at: minute(20),
          executed_at: minute(20),
        }),
      )
    );
    const many = Array.from({ length: 1_200 }, (_, i) =>
      write(
        signals,
        sample.signal({
          signal_id: `m${i}`,
          at: minute(30),
          expires_at: minute(40),
          ticker: "ZZZ",
        }),
      ));
    const database = await fresh([...busy(), ...parts, ...many]);
    const told = await Array.fromAsync(signalsInOrder(database));
    assert.equal(told.length, 1_207);
    assert.deepEqual(told.map((one) => one.seq), told.map((_, i) => i + 1));
    assert.deepEqual(told.slice(0, 3), [
      { at: Date.parse(minute(0)), seq: 1, ticker: "AAPL", side: "buy", score: 1 / 3 },
      { at: Date.parse(minute(0)), seq: 2, ticker: "MSFT", side: "buy", score: 1 / 3 },
      { at: Date.parse(minute(1)), seq: 3, ticker: "AAPL", side: "buy", score: 1 / 3 },
    ]);
    const executed = await Array.fromAsync(fillsInOrder(database));
    assert.equal(executed.length, 9);
    assert.deepEqual(executed[0], {
      at: Date.parse(minute(0)),
      seq: 1,
      ticker: "AAPL",
      side: "buy",
      quantity: "10.5",
      price: "92.81",
      fee: "0.0525",
    });
    assert.deepEqual(
      executed.slice(-2).map((fill) => fill.at),
      Array(2).fill(Date.parse(minute(20))),
    );
  });
});
