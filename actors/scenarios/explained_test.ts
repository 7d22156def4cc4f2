import assert from "node:assert/strict";
import { join } from "node:path";
import { nextSession } from "../domain/calendar.ts";
import { decimal } from "../domain/money.ts";
import { type LineageView, lineageView } from "../../fresh-app/api/lineage_views.ts";
import type { Records } from "../../fresh-app/api/ports.ts";
import { tellSummary, tellTitle } from "../../fresh-app/words/lineage_telling.ts";
import { inHome } from "./testing/home.ts";
import { recordMarket } from "./testing/recording.ts";
import { everyItem, withReplayedRecords } from "./testing/replayed_records.ts";
import { replayToEnd } from "./testing/replay_process.ts";

const MINUTE = 60_000;

/** Two stories that please, one of them told twice, then two that do not; nothing about NVDA. */
const STORIES = [
  ["wire", 90, "Apple ($AAPL) beats profit estimates and raises its full-year outlook"],
  ["daily", 91, "Apple ($AAPL) beats profit estimates and raises its full-year outlook"],
  ["wire", 92, "Apple ($AAPL) posts record quarterly revenue, tops forecasts"],
  ["wire", 220, "Apple ($AAPL) cuts its outlook after weak demand, shares plunge"],
  ["daily", 221, "Apple ($AAPL) misses estimates, warns of steep losses and layoffs"],
] as const;

async function writeNews(folder: string): Promise<string> {
  const { open } = nextSession(Date.UTC(2025, 2, 3));
  const lines = STORIES.map(([source, minute, title], i) => {
    const at = new Date(open + minute * MINUTE + 7_000).toISOString();
    return JSON.stringify({ id: `story-${i}`, source, title, publishedAt: at, firstSeenAt: at });
  });
  const path = join(folder, "news.jsonl");
  await Deno.writeTextFile(path, lines.join("\n") + "\n");
  return path;
}

Deno.test("after a replay every fill is explained from the headlines to the weights", async () => {
  const recording = await recordMarket({ seed: 7, sessions: 2 });
  const folder = await Deno.makeTempDir({ prefix: "pitboss-news-" });
  try {
    const news = await writeNews(folder);
    await inHome(async (home) => {
      await replayToEnd({ home, recording: { ...recording, news } });
      await withReplayedRecords(home, async (records) => {
        const lineages = await everyFillExplained(records);
        await newsDrivenStory(records, lineages);
        await otherIdsLeadThere(records, lineages);
      });
    });
  } finally {
    await recording.remove();
    await Deno.remove(folder, { recursive: true });
  }
});

/** The property: whatever was filled, on news or on bars alone, nothing of its way is missing. */
async function everyFillExplained(records: Records): Promise<LineageView[]> {
  const trades = await everyItem((page) => records.trades(page));
  const held = new Set(
    (await records.positions()).filter(({ quantity }) => quantity !== "0")
      .map(({ ticker }) => ticker),
  );
  const lineages: LineageView[] = [];
  for (const trade of trades) {
    const found = await records.lineage(trade.tradeId);
    const lineage = lineageView.parse(found);
    const about = `${trade.tradeId} ${JSON.stringify(lineage.missing)}`;
    assert.ok(lineage.complete, about);
    assert.ok(lineage.missing.every(({ part }) => part === "round_trip"), about);
    assert.equal(lineage.missing.length > 0, lineage.stage === "holding", about);
    if (lineage.stage === "holding") assert.ok(held.has(trade.ticker), about);
    explainsItself(lineage);
    const [order] = lineage.orders;
    assert.ok(order!.fills.some(({ tradeId }) => tradeId === trade.tradeId));
    lineages.push(lineage);
  }
  assert.ok(lineages.length > 10, `only ${lineages.length} fills`);
  const onBarsAlone = lineages.filter(({ headlines }) => headlines.length === 0);
  assert.ok(onBarsAlone.length > 0 && onBarsAlone.length < lineages.length);
  return lineages;
}

/** Votes make the score, risk was asked, the order went its way, and the fills made the result. */
function explainsItself({ signal, decision, orders, roundTrips, counterfactuals }: LineageView) {
  const sum = signal!.votes.reduce((total, { contribution }) => total + contribution, 0);
  assert.ok(Math.abs(sum - signal!.score) < 1e-12);
  assert.equal(decision!.outcome, "placed");
  assert.ok(decision!.checks.length >= 3 && decision!.checks.every(({ passed }) => passed));
  const [order] = orders;
  assert.equal(decision!.sizing === null, order!.closing);
  if (decision!.sizing !== null) assert.equal(decision!.sizing.quantity, order!.quantity);
  assert.deepEqual(order!.states.map(({ status }) => status), ["intended", "accepted", "filled"]);
  for (const { role, side, entryValue, exitValue, fees, pnl, other } of roundTrips) {
    assert.equal(role === "closed", order!.closing);
    const gross = side === "buy"
      ? decimal(exitValue).minus(entryValue)
      : decimal(entryValue).minus(exitValue);
    assert.equal(pnl, gross.minus(fees).toFixed());
    assert.ok(other.fill !== null && other.signal !== null);
  }
  for (const what of counterfactuals) assert.notEqual(what.outcome, "unknown");
}

/** One trade on the headlines of the recording, told from the first of them to the weights. */
async function newsDrivenStory(
  records: Records,
  lineages: readonly LineageView[],
): Promise<void> {
  const onNews = lineages.find(({ headlines, orders, stage }) =>
    !orders[0]!.closing && stage === "closed" &&
    headlines.some(({ without }) => without?.outcome === "no_signal")
  );
  assert.ok(onNews !== undefined, "no trade was decided by a headline");
  const [lead] = onNews.headlines;
  const told = STORIES.find(([, , title]) => title === lead!.title);
  assert.deepEqual([lead!.source, onNews.ticker], [told![0], "AAPL"]);
  const copied = onNews.headlines.find(({ copies }) => copies.length > 0);
  assert.deepEqual(copied?.copies.map(({ source }) => source), ["daily"]);
  assert.equal(lead!.sentiment!.analyzer, "offline");
  assert.deepEqual(lead!.sentiment!.tickers, ["AAPL"]);
  assert.ok(onNews.signal!.votes.some(({ strategy }) => strategy === "news_driven"));
  const { sentence } = lead!.without!;
  assert.match(sentence, /^no signal: [+−]0\.\d\d instead of [+−]0\.\d\d, and it takes [+−]0\.30$/);
  assert.match(tellTitle(onNews), /^Bought \d+ AAPL on good news, sold .+ later$/);
  assert.match(tellSummary(onNews), /All \d+ checks passed; .* It (made|lost) \$\d/);
  assert.equal(onNews.result!.open, false);
  assert.equal(onNews.adjustment!.outcome, "not_enough_trades");
  assert.deepEqual(onNews.stages.map(({ stage }) => stage), [
    "published",
    "scored",
    "waited_for_bar",
    "decided",
    "accepted",
    "filled",
  ]);
  const story = await records.lineage(lead!.articleId);
  assert.deepEqual([story!.kind, story!.headlines[0]!.articleId], ["article", lead!.articleId]);
  assert.ok(story!.signal !== null && story!.orders.length > 0);
}

/** Order, signal and round trip are other names of the same decision; what nobody has is null. */
async function otherIdsLeadThere(
  records: Records,
  lineages: readonly LineageView[],
): Promise<void> {
  const closed = lineages.find(({ stage, orders }) => stage === "closed" && !orders[0]!.closing)!;
  const [order] = closed.orders;
  const ids = [order!.orderId, closed.signal!.signalId, closed.roundTrips[0]!.tripId];
  const found = await Promise.all(ids.map((id) => records.lineage(id)));
  assert.deepEqual(found.map((each) => each?.kind), ["order", "signal", "round_trip"]);
  for (const each of found) {
    assert.deepEqual({ ...each, id: "", kind: "" }, { ...closed, id: "", kind: "" });
  }
  assert.equal(await records.lineage("nobody's"), null);
}
