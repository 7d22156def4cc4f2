import type { Sql } from "../client.ts";
import type { Database } from "../connect.ts";
import type { FillRow, OrderRow } from "../tables/execution.ts";
import type { AdjustmentRow } from "../tables/learning.ts";
import type { OrderStateRow, SignalDecisionRow, SignalEvidenceRow } from "../tables/lineage.ts";
import type { ArticleRow } from "../tables/news.ts";
import type { RiskRejectionRow } from "../tables/signals.ts";
import type { CreditedRoundTrip } from "./learning.ts";
import type { Judgement } from "./news.ts";
import { findSignals, type SignalWithVotes } from "./signals.ts";

/** What an id is the id of. */
export type LineageKind = "trade" | "order" | "signal" | "article" | "round_trip";

/** A story as it was told and judged. */
export interface ToldStory {
  /** The article that told it first; null: it is no longer stored. */
  readonly article: ArticleRow | null;
  /** Null: it is not judged, or no longer stored. */
  readonly judgement: Judgement | null;
  /** Articles that told the same, oldest first. */
  readonly copies: readonly ArticleRow[];
}

/** Everything that is stored about one decision, from the headlines to the weights. */
export interface LineageRows {
  readonly id: string;
  readonly kind: LineageKind;
  /** Stories by their id: those that stood behind the signal, and the one that was asked for. */
  readonly stories: ReadonlyMap<string, ToldStory>;
  /** The story that was asked for; null: something else was. */
  readonly storyId: string | null;
  /** Signals that the story stood behind, in order of time: the first of them, bounded. */
  readonly storySignals: readonly { readonly signal_id: string; readonly outcome: string | null }[];
  readonly signal: SignalWithVotes | null;
  readonly evidence: SignalEvidenceRow | null;
  readonly decision: SignalDecisionRow | null;
  readonly rejection: RiskRejectionRow | null;
  readonly orders: readonly OrderRow[];
  readonly states: readonly OrderStateRow[];
  readonly fills: readonly FillRow[];
  /** Round trips that this signal opened or closed, oldest first. */
  readonly trips: readonly CreditedRoundTrip[];
  /** The other side of those: executions, and signals by their id. */
  readonly otherFills: readonly FillRow[];
  readonly otherSignals: ReadonlyMap<string, SignalWithVotes>;
  /** The decision about the weights that came next after the last exit; null: none yet. */
  readonly adjustment: AdjustmentRow | null;
}

/** Signals after an article that are looked through for it. */
const SIGNALS_AFTER_MAX = 50;

/**
 * Everything about the decision that a trade, order, signal, article or round trip belongs to; null
 * where there is nothing of that id. Reads by keys and indexes alone, whatever the size of the tables.
 */
export async function findLineage(database: Database, id: string): Promise<LineageRows | null> {
  const found = await database.run((sql) => resolve(sql, id));
  if (found === null) return null;
  const { kind, order_id, story_id } = found;
  const storySignals = story_id === null
    ? []
    : await database.run((sql) => signalsBehind(sql, story_id));
  const signalId = story_id === null
    ? found.signal_id
    : (storySignals.find(({ outcome }) => outcome === "placed") ?? storySignals[0])?.signal_id ??
      null;
  const [decided, signals] = await Promise.all([
    database.run((sql) => readDecision(sql, signalId, order_id)),
    signalId === null ? null : findSignals(database, [signalId]),
  ]);
  const storyIds = new Set(decided.evidence?.stories.map((story) => story.storyId));
  if (story_id !== null) storyIds.add(story_id);
  const own = new Set(decided.fills.map(({ fill_id }) => fill_id));
  const trips = await database.run((sql) => readTrips(sql, signalId, [...own]));
  const paired = trips.flatMap(({ entry_trade_id, exit_trade_id }) =>
    [entry_trade_id, exit_trade_id].filter((each) => each !== null && !own.has(each))
  );
  const sides = trips.flatMap(({ entry_signal_id, exit_signal_id }) =>
    [entry_signal_id, exit_signal_id].filter((each) => each !== null)
  ).filter((each) => each !== signalId);
  const [stories, otherFills, otherSignals, adjustment] = await Promise.all([
    database.run((sql) => readStories(sql, [...storyIds])),
    database.run((sql) => readFills(sql, [...new Set(paired)])),
    sides.length === 0 ? new Map() : findSignals(database, [...new Set(sides)]),
    database.run((sql) => nextAdjustment(sql, trips.at(-1)?.exited_at ?? null)),
  ]);
  return {
    id,
    kind,
    stories,
    storyId: story_id,
    storySignals,
    signal: signalId === null ? null : signals?.get(signalId) ?? null,
    ...decided,
    trips,
    otherFills,
    otherSignals,
    adjustment,
  };
}

// Ids come as one JSON text, and are compared as an array: of a subquery the planner expects so many
// rows that it would rather read the whole table.

interface Found {
  readonly kind: LineageKind;
  readonly signal_id: string | null;
  readonly order_id: string | null;
  readonly story_id: string | null;
}

async function resolve(sql: Sql, id: string): Promise<Found | null> {
  const [found] = await sql<Found[]>`
    select 'trade' as kind, signal_id, order_id, null as story_id from fills where fill_id = ${id}
    union all
    select 'trade', o.signal_id, o.order_id, null
      from order_states s join orders o using (order_id) where s.report_id = ${id}
    union all
    select 'order', signal_id, order_id, null from orders where order_id = ${id}
    union all
    select 'signal', signal_id, null, null from signals where signal_id = ${id}
    union all
    select 'round_trip', entry_signal_id, null, null
      from learning_round_trips where trip_id = ${id}
    union all
    select 'article', null, null, story_id from articles where article_id = ${id}
    limit 1`;
  return found ?? null;
}

/** The first signals of a story's tickers in whose buffer it stood. */
function signalsBehind(sql: Sql, storyId: string) {
  return sql<{ signal_id: string; outcome: string | null }[]>`
    select s.signal_id, d.outcome
      from (
        select distinct t.ticker, min(j.at) as at
          from article_sentiments j join article_sentiment_tickers t using (article_id)
         where j.story_id = ${storyId} group by t.ticker
      ) k
      cross join lateral (
        select signal_id, at from signals
         where ticker = k.ticker and at >= k.at order by at, signal_id limit ${SIGNALS_AFTER_MAX}
      ) s
      join signal_evidence e on e.signal_id = s.signal_id
      left join signal_decisions d on d.signal_id = s.signal_id
     where position(to_json(${storyId}::text)::text in e.stories::text) > 0
     order by s.at, s.signal_id limit ${SIGNALS_AFTER_MAX}`;
}

async function readDecision(sql: Sql, signalId: string | null, orderId: string | null) {
  const orders = signalId === null
    ? await sql<OrderRow[]>`select * from orders where order_id = ${orderId}`
    : await sql<OrderRow[]>`
        select * from orders where signal_id = ${signalId} order by attempt, at, order_id`;
  const ids = JSON.stringify(orders.map(({ order_id }) => order_id));
  const [evidence, decision, rejection, states, fills] = await Promise.all([
    sql<SignalEvidenceRow[]>`select * from signal_evidence where signal_id = ${signalId}`,
    sql<SignalDecisionRow[]>`select * from signal_decisions where signal_id = ${signalId}`,
    sql<RiskRejectionRow[]>`select * from risk_rejections where rejection_id = ${signalId}`,
    sql<OrderStateRow[]>`
      select * from order_states
       where order_id = any(array(select json_array_elements_text(${ids}::text::json)))
       order by order_id, at, filled_quantity, known_at`,
    sql<FillRow[]>`
      select * from fills
       where order_id = any(array(select json_array_elements_text(${ids}::text::json)))
       order by at, cumulative_quantity, fill_id`,
  ]);
  return {
    orders: [...orders],
    states: [...states],
    fills: [...fills],
    evidence: evidence[0] ?? null,
    decision: decision[0] ?? null,
    rejection: rejection[0] ?? null,
  };
}

async function readTrips(
  sql: Sql,
  signalId: string | null,
  fills: readonly string[],
): Promise<CreditedRoundTrip[]> {
  const ids = JSON.stringify(fills);
  const rows = await sql<CreditedRoundTrip[]>`
    select t.*, coalesce((
             select json_agg(json_build_object(
                      'trip_id', c.trip_id, 'strategy', c.strategy, 'share', c.share,
                      'pnl', c.pnl::text) order by c.strategy)
               from learning_credits c where c.trip_id = t.trip_id), '[]') as credits
      from learning_round_trips t
     where t.trip_id = any(array(
       select trip_id from learning_round_trips where entry_signal_id = ${signalId}
       union
       select trip_id from learning_round_trips where exit_signal_id = ${signalId}
       union
       select trip_id from learning_round_trips
        where entry_trade_id = any(array(select json_array_elements_text(${ids}::text::json)))
       union
       select trip_id from learning_round_trips
        where exit_trade_id = any(array(select json_array_elements_text(${ids}::text::json)))))
     order by t.exited_at, t.trip_id`;
  return [...rows];
}

async function readFills(sql: Sql, ids: readonly (string | null)[]): Promise<FillRow[]> {
  if (ids.length === 0) return [];
  return [
    ...await sql<FillRow[]>`
      select * from fills
       where fill_id = any(array(select json_array_elements_text(${
      JSON.stringify(ids)
    }::text::json)))
       order by at, cumulative_quantity, fill_id`,
  ];
}

async function nextAdjustment(sql: Sql, since: string | null): Promise<AdjustmentRow | null> {
  if (since === null) return null;
  const [row] = await sql<AdjustmentRow[]>`
    select * from learning_adjustments
     where at >= ${since} and outcome in ('learned', 'not_enough_trades', 'frozen')
     order by at, adjustment_id limit 1`;
  return row ?? null;
}

async function readStories(
  sql: Sql,
  storyIds: readonly string[],
): Promise<ReadonlyMap<string, ToldStory>> {
  if (storyIds.length === 0) return new Map();
  const ids = JSON.stringify(storyIds);
  const [told, judgements] = await Promise.all([
    sql<ArticleRow[]>`
      select * from articles
       where story_id = any(array(select json_array_elements_text(${ids}::text::json)))
       order by at, article_id`,
    sql<Judgement[]>`
      select s.*, coalesce((
               select json_agg(t.ticker order by t.ticker)
                 from article_sentiment_tickers t where t.article_id = s.article_id), '[]') as tickers
        from article_sentiments s
       where s.article_id = any(array(select json_array_elements_text(${ids}::text::json)))`,
  ]);
  const judged = new Map(judgements.map((judgement) => [judgement.article_id, judgement]));
  const byStory = Map.groupBy(told, ({ story_id }) => story_id);
  return new Map(storyIds.map((storyId) => {
    const articles = byStory.get(storyId) ?? [];
    return [storyId, {
      article: articles.find(({ article_id }) => article_id === storyId) ?? articles[0] ?? null,
      judgement: judged.get(storyId) ?? null,
      copies: articles.filter(({ article_id }) => article_id !== storyId),
    }];
  }));
}
