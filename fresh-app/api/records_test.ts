import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { migrate } from "../../db/migrate.ts";
import { positions as positionsTable } from "../../db/tables/execution.ts";
import { fills, orders } from "../../db/tables/execution.ts";
import { marketData } from "../../db/tables/market.ts";
import { signals, signalVotes } from "../../db/tables/signals.ts";
import { forEachBackend } from "../../db/testing/backends.ts";
import { clearRows, commitRows, minute, sample, story, write } from "../../db/testing/rows.ts";
import { newsSample, newsStory } from "../../db/testing/news_rows.ts";
import { learningSample, learningStory } from "../../db/testing/learning_rows.ts";
import { portfolioStory } from "../../db/testing/portfolio_rows.ts";
import { adjustments } from "../../db/tables/learning.ts";
import { articles } from "../../db/tables/news.ts";
import type { RowWrite } from "../../runtime/delivery/store.ts";
import { createApi } from "./app.ts";
import { encodeCursor } from "./pages.ts";
import { databaseRecords } from "./records.ts";
import { HERE } from "../auth/testing/people.ts";
import { apiOptions, fakePorts } from "./testing/fakes.ts";
import * as views from "./views.ts";

const LISTS = {
  "/api/signals": views.signalView,
  "/api/trades": views.tradeView,
  "/api/orders": views.orderView,
  "/api/rejections": views.rejectionView,
  "/api/positions": views.positionView,
  "/api/strategies": views.strategyView,
  "/api/portfolio/history": views.snapshotView,
  "/api/portfolio/reconciliations": views.reconciliationView,
  "/api/strategies/adjustments": views.adjustmentView,
  "/api/strategies/round-trips": views.roundTripView,
  "/api/strategies/round-trips?ticker=AAPL": views.roundTripView,
  "/api/bars?ticker=AAPL": views.barView,
  "/api/news": views.newsView,
  "/api/news?ticker=AAPL": views.newsView,
  "/api/sources": views.sourceView,
  "/api/analyzers": views.analyzerView,
} as const;

await forEachBackend("the API", async (d) => void await migrate(d), (backend) => {
  const name = (sentence: string) => `the API on the ${backend.name} database: ${sentence}`;
  const client = async (rows: readonly RowWrite[]) => {
    await clearRows(backend.database);
    if (rows.length > 0) await commitRows(backend.database, rows);
    const ports = { ...fakePorts(), records: databaseRecords(backend.database, "SIM-1") };
    const app = createApi(ports, apiOptions(ports));
    const get = async (path: string) =>
      await app.request(path, { headers: { host: "localhost" } }, HERE);
    return {
      ports,
      get,
      json: async (path: string): Promise<unknown> => await (await get(path)).json(),
    };
  };
  const page = <Item extends z.ZodType>(item: Item) =>
    z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() });

  Deno.test(name("every list answers what its schema promises"), async () => {
    const { json } = await client([
      ...story(),
      ...newsStory(),
      ...learningStory(),
      ...portfolioStory(),
    ]);
    for (const [path, schema] of Object.entries(LISTS)) {
      assert.equal(page(schema).parse(await json(path)).items.length, 1, path);
    }
  });

  Deno.test(
    name("a strategy shows what it has earned and how it stood at the last close"),
    async () => {
      const frozen = learningSample.adjustment({ adjustment_id: "a2", at: minute(392) });
      const freeze = { ...frozen, outcome: "freeze" as const, asked_by: "operator", evidence: [] };
      const { json } = await client([...story(), ...learningStory(), write(adjustments, freeze)]);
      const { items: [strategy] } = page(views.strategyView).parse(await json("/api/strategies"));
      assert.deepEqual(strategy?.credit, { roundTrips: 1, pnl: "6.09" });
      assert.deepEqual(strategy?.learned, {
        at: minute(391),
        credit: 0.0062,
        creditTrips: 1,
        shadow: 0.001,
        shadowTrips: 2,
        score: 0.9,
        trips: 14,
        weight: 0.6,
      });
      const path = "/api/strategies/adjustments";
      const { items } = page(views.adjustmentView).parse(await json(path));
      assert.deepEqual(items.map(({ outcome, by }) => [outcome, by]), [
        ["freeze", "operator"],
        ["learned", null],
      ]);
    },
  );

  Deno.test(name("a trade is explained by its signal and votes"), async () => {
    const { json } = await client(story());
    const { items: [trade] } = page(views.tradeView).parse(await json("/api/trades"));
    assert.deepEqual(trade?.signal?.votes, [{
      strategy: "momentum",
      direction: 1,
      strength: 0.6666,
      weight: 0.5,
      contribution: 0.3333,
      reason: { code: "sma_cross", numbers: { fast: 92.81, slow: 92.7 } },
    }]);
    assert.equal(trade?.signalId, "s1");
    assert.equal(trade?.status, "filled");
    assert.deepEqual([trade?.lastQuantity, trade?.lastPrice, trade?.fee], [
      "10.5",
      "92.81",
      "0.0525",
    ]);
  });

  Deno.test(name("an execution that leaves some of its order is partial"), async () => {
    const part = { quantity: "4", cumulative_quantity: "4" };
    const left = { status: "partially_filled", filled_quantity: "4" } as const;
    const { json } = await client([
      write(signals, sample.signal()),
      write(orders, sample.order(left)),
      write(fills, sample.fill(part)),
    ]);
    const { items: [trade] } = page(views.tradeView).parse(await json("/api/trades"));
    assert.equal(trade?.status, "partially_filled");
  });

  Deno.test(name("a story is told once, with its judgement and its copies"), async () => {
    const { json } = await client(newsStory());
    const { items: [told, ...others] } = page(views.newsView).parse(await json("/api/news"));
    assert.deepEqual(others, []);
    assert.deepEqual([told?.articleId, told?.tickers, told?.ignored], ["a1", ["AAPL"], null]);
    assert.deepEqual([told?.sentiment?.label, told?.sentiment?.score], ["positive", 0.8]);
    assert.deepEqual(told?.copies.map(({ articleId, source }) => [articleId, source]), [
      ["a2", "wire"],
    ]);
    assert.deepEqual(await json("/api/news?ticker=KO"), { items: [], nextCursor: null });
  });

  Deno.test(name("a story that moves no decision says why"), async () => {
    const undated = { timing: "undated", published_at: null } as const;
    const { json } = await client([write(articles, newsSample.article(undated))]);
    const { items: [told] } = page(views.newsView).parse(await json("/api/news"));
    assert.match(told?.ignored ?? "", /no date with a zone/);
    assert.equal(told?.sentiment, null);
  });

  Deno.test(name("a source tells how it does"), async () => {
    const { json } = await client(newsStory());
    const { items: [source] } = page(views.sourceView).parse(await json("/api/sources"));
    assert.deepEqual([source?.health?.polls, source?.health?.newItems], [3, 5]);
    assert.equal(source?.health?.lastFailure?.code, "not_a_feed");
  });

  Deno.test(name("an analyser tells how it does, and how often its word stood"), async () => {
    const { json } = await client(newsStory());
    const { items: [analyzer] } = page(views.analyzerView).parse(await json("/api/analyzers"));
    assert.deepEqual([analyzer?.analyzer, analyzer?.state, analyzer?.judged], [
      "offline",
      "ready",
      1,
    ]);
    assert.deepEqual(analyzer?.latency.buckets.at(-1), { le: null, count: 1 });
  });

  Deno.test(name("an operator's order has no signal"), async () => {
    const { json } = await client([
      write(orders, sample.order({ signal_id: null })),
      write(fills, sample.fill({ signal_id: null })),
    ]);
    const { items: [trade] } = page(views.tradeView).parse(await json("/api/trades"));
    assert.deepEqual([trade?.signalId, trade?.signal], [null, null]);
  });

  Deno.test(name("equity is cash and positions, and profit is split exactly"), async () => {
    const sold = sample.position({
      ticker: "KO",
      quantity: "0",
      average_price: null,
      opened_at: null,
      realised_pnl: "12.34",
    });
    const { json } = await client([...story(), write(positionsTable, sold)]);
    const portfolio = views.portfolioView.parse(await json("/api/portfolio"));
    assert.deepEqual(portfolio, {
      at: minute(2),
      currency: "USD",
      startingCash: "100000",
      cash: "99025.4425",
      equity: "99999.8425",
      pnl: "-0.1575",
      realisedPnl: "-0.0525",
      unrealisedPnl: "-0.105",
    });
    const { items } = page(views.positionView).parse(await json("/api/positions"));
    assert.deepEqual(items.map(({ ticker, marketValue }) => [ticker, marketValue]), [[
      "AAPL",
      "974.4",
    ]]);
  });

  Deno.test(
    name("the account's worth at a moment is that of the last snapshot by then"),
    async () => {
      const { ports } = await client([...story(), ...portfolioStory()]);
      const [snapshot] = (await ports.records.snapshots({ limit: 1, cursor: null })).items;
      const at = Date.parse(snapshot!.at);
      assert.deepEqual(
        (await ports.records.equity([at + 60_000, at - 1, at])).map(({ equity }) => equity),
        ["100000", snapshot!.equity, snapshot!.equity],
      );
      assert.deepEqual(await ports.records.tickers(), ["AAPL"]);
      const { records } = (await client([])).ports;
      assert.deepEqual([await records.equity([at]), await records.tickers()], [[], []]);
    },
  );

  Deno.test(
    name("before the first entry of the ledger there are no amounts, and no error"),
    async () => {
      const { json, get } = await client([]);
      const portfolio = views.portfolioView.parse(await json("/api/portfolio"));
      assert.deepEqual([portfolio.at, portfolio.equity], [null, null]);
      for (const path of Object.keys(LISTS)) {
        assert.deepEqual(await json(path), { items: [], nextCursor: null }, path);
      }
      assert.match(await (await get("/metrics")).text(), /^trades_executed 0$/m);
    },
  );

  Deno.test(name("metrics count executions, refusals and articles by source"), async () => {
    const { get } = await client([...story(), ...newsStory()]);
    const text = await (await get("/metrics")).text();
    assert.match(text, /^trades_executed 1$/m);
    assert.match(text, /^articles_fetched\{source="wire"\} 1$/m);
    assert.match(text, /^rejections\{rule="[a-z_]+"\} 1$/m);
    assert.match(text, /^fill_latency_count 1$/m);
    assert.match(text, /^reconciliation_comparisons_total\{outcome="differed"\} 0$/m);
  });

  Deno.test(name("bars are those of the finest timeframe unless one is asked for"), async () => {
    const daily = { timeframe: "1d", starts_at: minute(-30), at: minute(360) };
    const { json } = await client([
      write(marketData, sample.bar({ ...daily, volume: 1e21 })),
      write(marketData, sample.bar({ timeframe: "5m", at: minute(5) })),
    ]);
    const timeframes = async (query: string) =>
      page(views.barView.extend({ volume: z.string() })).parse(
        await json(`/api/bars?ticker=AAPL${query}`),
      ).items.map(({ timeframe, volume }) => [timeframe, volume]);
    assert.deepEqual(await timeframes(""), [["5m", "1000"]]);
    assert.deepEqual(await timeframes("&timeframe=1d"), [["1d", "1000000000000000000000"]]);
    assert.deepEqual(await timeframes("&timeframe=1h"), []);
  });

  Deno.test(
    name("pages put together are the whole list, without doubles, newest first"),
    async () => {
      const { json } = await client(busyMorning());
      const paths = ["/api/signals?", "/api/trades?", "/api/orders?", "/api/bars?ticker=AAPL&"];
      const anything = page(z.looseObject({ at: z.string() }));
      for (const path of paths) {
        const whole = anything.parse(await json(`${path}limit=200`)).items;
        assert.equal(whole.length, 11, path);
        assert.deepEqual(whole.map(({ at }) => at), whole.map(({ at }) => at).toSorted().reverse());
        for (const limit of [1, 2, 5, 11]) {
          const walked: unknown[] = [];
          for (let cursor: string | null = "";;) {
            const part: z.output<typeof anything> = anything.parse(
              await json(`${path}limit=${limit}${cursor === "" ? "" : `&cursor=${cursor}`}`),
            );
            walked.push(...part.items);
            cursor = part.nextCursor;
            if (cursor === null) break;
          }
          assert.deepEqual(walked, whole, `${path} by ${limit}`);
        }
      }
    },
  );

  Deno.test(name("no cursor makes the database fail"), async () => {
    const { get, ports } = await client(story());
    const place = fc.oneof(
      fc.tuple(
        fc.oneof(fc.date({ noInvalidDate: true }).map((at) => at.toISOString()), fc.string()),
        fc.string({ unit: "binary", minLength: 1 }),
      ),
      fc.constantFrom(["0000-01-01T00:00:00.000Z", "a"], [minute(1), "a\0b"], [
        minute(1),
        "\ud800",
      ]),
      fc.jsonValue(),
    );
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...Object.keys(LISTS)), place, async (path, value) => {
        const cursor = encodeCursor(JSON.stringify(value));
        const response = await get(`${path}${path.includes("?") ? "&" : "?"}cursor=${cursor}`);
        const text = await response.text();
        assert.ok([200, 400].includes(response.status), `${cursor}: ${text}`);
      }),
      { numRuns: 200 },
    );
    assert.deepEqual(ports.logged, []);
  });
});

/** Eleven signals, orders, fills and bars, several of them at one moment. */
function busyMorning(): RowWrite[] {
  return Array.from({ length: 11 }, (_, i): RowWrite[] => {
    const ids = { signal_id: `s${i}`, order_id: `o${i}` };
    const at = minute(Math.floor(i / 3));
    return [
      write(signals, sample.signal({ signal_id: ids.signal_id, at })),
      write(signalVotes, sample.vote({ signal_id: ids.signal_id })),
      write(
        orders,
        sample.order({
          ...ids,
          client_order_id: `pb-${i}`,
          broker_order_id: `x-${i}`,
          at,
          updated_at: minute(9),
        }),
      ),
      write(fills, sample.fill({ ...ids, fill_id: `f${i}`, at, executed_at: at })),
      write(marketData, sample.bar({ starts_at: minute(i), at: minute(i + 1) })),
    ];
  }).flat();
}
