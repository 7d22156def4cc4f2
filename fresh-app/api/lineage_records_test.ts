import assert from "node:assert/strict";
import { migrate } from "../../db/migrate.ts";
import { fills, orders } from "../../db/tables/execution.ts";
import { adjustments, credits, roundTrips } from "../../db/tables/learning.ts";
import { orderStates, signalDecisions, signalEvidence } from "../../db/tables/lineage.ts";
import { articles } from "../../db/tables/news.ts";
import { articleSentiments, articleSentimentTickers } from "../../db/tables/sentiment.ts";
import { signals, signalVotes } from "../../db/tables/signals.ts";
import { forEachBackend } from "../../db/testing/backends.ts";
import { learningSample } from "../../db/testing/learning_rows.ts";
import { clearRows, commitRows, minute, sample, write } from "../../db/testing/rows.ts";
import type { RowWrite } from "../../runtime/delivery/store.ts";
import { lineageView } from "./lineage_views.ts";
import { databaseRecords } from "./records.ts";
import { client as clientOf, problemOf } from "./testing/client.ts";
import { fakePorts } from "./testing/fakes.ts";
import { sampleLineage, sampleLineageRows } from "./testing/lineage.ts";

/** The sample's rows as they would be written, with those of a table left out or replaced. */
function written(without: readonly string[] = []): RowWrite[] {
  const rows = sampleLineageRows();
  const { votes, rejection: _rejection, ...signal } = rows.signal!;
  const { votes: _votes, rejection: _refused, ...exitSignal } = rows.otherSignals.get("s9")!;
  const exit = rows.otherFills[0]!;
  const told = rows.stories.get("a1")!;
  const { tickers, ...judgement } = told.judgement!;
  const exitOrder = sample.order({
    order_id: "o9",
    client_order_id: "pb-o9",
    broker_order_id: "x-9",
    signal_id: "s9",
    side: "sell",
    closing: true,
    quantity: exit.quantity,
    filled_quantity: exit.quantity,
    average_price: exit.price,
    at: minute(33),
    updated_at: minute(34),
  });
  return [
    write(articles, told.article!),
    ...told.copies.map((copy) => write(articles, copy)),
    write(articleSentiments, judgement),
    ...tickers.map((ticker) => write(articleSentimentTickers, { article_id: "a1", ticker })),
    write(signals, signal),
    write(signals, exitSignal),
    ...votes.map((vote) => write(signalVotes, vote)),
    write(signalEvidence, rows.evidence!),
    write(signalDecisions, rows.decision!),
    ...[...rows.orders, exitOrder].map((order) => write(orders, order)),
    ...rows.states.map((state) => write(orderStates, state)),
    ...[...rows.fills, exit].map((fill) => write(fills, fill)),
    ...rows.trips.map(({ credits: _credits, ...trip }) => write(roundTrips, trip)),
    ...rows.trips.flatMap((trip) => trip.credits.map((credit) => write(credits, credit))),
    write(adjustments, learningSample.adjustment()),
  ].filter(({ table }) => !without.includes(table.name));
}

await forEachBackend("lineages", async (d) => void await migrate(d), (backend) => {
  const name = (sentence: string) => `lineages on the ${backend.name} database: ${sentence}`;
  const over = async (rows: readonly RowWrite[]) => {
    await clearRows(backend.database);
    await commitRows(backend.database, rows);
    const get = clientOf({
      ...fakePorts(),
      records: databaseRecords(backend.database, "SIM-1"),
    });
    return {
      get,
      lineage: async (id: string) =>
        lineageView.strict().parse(await (await get(`/api/lineage/${id}`)).json()),
    };
  };

  Deno.test(name("every id of a decision gives the whole of it"), async () => {
    const { lineage } = await over(written());
    const expected = sampleLineage();
    const kinds = { f1: "trade", f2: "trade", o1: "order", s1: "signal", t2: "round_trip" };
    for (const [id, kind] of Object.entries(kinds)) {
      assert.deepEqual(await lineage(id), { ...expected, id, kind });
    }
    for (const id of ["a1", "a2"]) {
      assert.deepEqual(await lineage(id), { ...expected, id, kind: "article" });
    }
  });

  Deno.test(name("the exit tells of the entry that it closed"), async () => {
    const { lineage } = await over(written());
    const exit = await lineage("f9");
    assert.deepEqual([exit.stage, exit.signal?.signalId], ["closed", "s9"]);
    assert.deepEqual(
      exit.roundTrips.map(({ role, other }) => [role, other.fill?.tradeId, other.signal?.signalId]),
      [["closed", "f1", "s1"], ["closed", "f2", "s1"]],
    );
  });

  Deno.test(name("an operator's exit is told without a signal, and what it closed"), async () => {
    const rows = written(["orders", "fills"]);
    const exit = sample.fill({ fill_id: "f9", order_id: "o9", signal_id: null, side: "sell" });
    const order = sample.order({
      order_id: "o9",
      client_order_id: "pb-o9",
      broker_order_id: "x-9",
      signal_id: null,
      side: "sell",
      closing: true,
    });
    const state = { order_id: "o9", at: minute(1), known_at: minute(1), reason: null };
    const filled = { ...state, status: "filled", filled_quantity: "10.5" } as const;
    const kept = rows.filter(({ table }) => table.name !== "order_states");
    const { lineage } = await over([
      ...kept,
      write(orders, order),
      write(fills, exit),
      write(orderStates, { ...filled, report_id: "f9" }),
    ]);
    const told = await lineage("f9");
    assert.deepEqual([told.signal, told.complete, told.stage], [null, true, "closed"]);
    assert.deepEqual(told.roundTrips.map(({ role }) => role), ["closed", "closed"]);
  });

  Deno.test(name("an execution report that filled nothing leads to its order"), async () => {
    const cancelled = { order_id: "o1", status: "cancelled", filled_quantity: "0" } as const;
    const times = { at: minute(6), known_at: minute(6), reason: "the day is over" };
    const { lineage } = await over([
      write(signals, sample.signal()),
      write(
        orders,
        sample.order({ status: "cancelled", filled_quantity: "0", average_price: null }),
      ),
      write(orderStates, { ...cancelled, ...times, report_id: "report-1" }),
    ]);
    const told = await lineage("report-1");
    assert.deepEqual([told.kind, told.stage], ["trade", "unfilled"]);
    assert.equal(told.orders[0]?.states[0]?.reason, "the day is over");
  });

  Deno.test(name("what is still open is not there yet, and says so"), async () => {
    const { lineage } = await over(
      written(["learning_round_trips", "learning_credits", "learning_adjustments"]),
    );
    const { stage, complete, missing, result } = await lineage("f1");
    assert.deepEqual([stage, complete, result], ["holding", true, null]);
    assert.deepEqual(missing.map(({ part, state }) => [part, state]), [["round_trip", "pending"]]);
  });

  Deno.test(name("what was not kept is lost, and says so"), async () => {
    const bare = ["articles", "article_sentiments", "article_sentiment_tickers"];
    const { lineage } = await over(written([...bare, "signal_decisions", "order_states"]));
    const { complete, missing, headlines } = await lineage("f1");
    assert.equal(complete, false);
    assert.deepEqual(missing.map(({ part, state }) => `${state} ${part}`), [
      "lost headline",
      "lost decision",
      "lost order_states",
    ]);
    assert.deepEqual([headlines[0]?.title, headlines[0]?.stood?.score], [null, 0.8]);
  });

  Deno.test(name("a signal that was recorded without its evidence says so"), async () => {
    const { lineage } = await over([write(signals, sample.signal())]);
    const { stage, missing } = await lineage("s1");
    assert.equal(stage, "signalled");
    assert.deepEqual(missing.map(({ part, state }) => `${state} ${part}`), [
      "lost evidence",
      "pending decision",
    ]);
  });

  Deno.test(name("an id that nothing has is a problem that says what an id is"), async () => {
    const { get } = await over(written());
    for (const id of ["nobody", "x".repeat(200), "%00", "%F0%9F%98%80"]) {
      const { detail } = await problemOf(await get(`/api/lineage/${id}`), 404);
      assert.match(detail, /a lineage is that of a trade, order, signal, article or round trip/);
      assert.ok(detail.length < 250, detail);
    }
    await problemOf(await get("/api/lineage/f1?limit=1"), 400);
  });
});
