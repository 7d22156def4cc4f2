import * as streams from "../../../actors/domain/streams.ts";
import type { Backend } from "../../backend.ts";
import { readFrame } from "../../data/frame.ts";
import type { Json, Window } from "../../live/window.ts";
import type { Topic } from "../../live/topics.ts";
import { readActors } from "../actors.ts";
import type { Page } from "../ports.ts";

/** Newest items of a list that a topic shows. */
export const ITEMS = 50;

/** Newest bars of a ticker that a topic shows: a session of minutes. */
export const BARS = 390;

/** How a topic is read, and what gives notice that it may have changed. */
export interface Source {
  /** Names the id of an item. */
  readonly key: string;
  /** Streams whose messages, once published, are in the database. */
  readonly streams: readonly string[];
  /** Read again so often, whatever the streams say, in ms; absent: the streams say all. */
  readonly everyMs?: number;
  read(): Promise<Window>;
}

/** How a topic is read from the system behind the pages. */
export function sourceOf(backend: Backend, { kind, ticker }: Topic): Source {
  const { records, backtests } = backend.ports;
  const first = { limit: ITEMS, cursor: null, ticker };
  switch (kind) {
    case "signals":
      // Risk's refusal comes later than the signal: the executor's watermark tells of it.
      return list("signalId", [streams.signals, streams.trades], () => records.signals(first));
    case "trades":
      return list("tradeId", [streams.trades], () => records.trades(first));
    case "orders":
      return list("orderId", [streams.signals, streams.trades], () => records.orders(first));
    case "rejections":
      return list(
        "rejectionId",
        [streams.signals, streams.trades],
        () => records.rejections(first),
      );
    case "news":
      return list("articleId", [streams.rawNews, streams.scoredNews], () => records.news(first));
    case "bars":
      return list(
        "startsAt",
        [streams.bars],
        () => records.bars({ ticker: ticker ?? "", timeframe: null, limit: BARS, cursor: null }),
      );
    case "orders:open":
      return whole("orderId", [streams.signals, streams.trades], () => records.openOrders());
    case "positions":
      return whole("ticker", [streams.trades, streams.bars], () => records.positions());
    case "weights":
      return whole("name", [streams.weights], () => records.strategies());
    case "portfolio":
      return {
        ...list("", [streams.trades, streams.bars], NOTHING),
        read: async () => ({ fields: json(await records.portfolio()), items: [] }),
      };
    case "backtests":
      return list(
        "runId",
        [streams.backtestRequests, streams.backtestProgress],
        () => backtests.list({ limit: ITEMS, cursor: null }),
      );
    case "actors":
      return {
        ...list("name", [], NOTHING),
        everyMs: 1_000,
        async read() {
          const { items, nextCursor: _, ...fields } = await readActors(backend.ports, {
            limit: 200,
            cursor: null,
          });
          return { fields: json(fields), items: items.map(json) };
        },
      };
    case "frame":
      return {
        ...list("", [], NOTHING),
        everyMs: 1_000,
        read: async () => ({ fields: json(await readFrame(backend)), items: [] }),
      };
  }
}

const NOTHING = () => Promise.resolve({ items: [], nextCursor: null });

function list(
  key: string,
  notice: readonly { readonly name: string }[],
  read: () => Promise<Page<object>>,
): Source {
  return whole(key, notice, async () => (await read()).items);
}

function whole(
  key: string,
  notice: readonly { readonly name: string }[],
  read: () => Promise<readonly object[]>,
): Source {
  return {
    key,
    streams: notice.map(({ name }) => name),
    read: async () => ({ fields: {}, items: (await read()).map(json) }),
  };
}

/** An answer of the API as a JSON object: its schema says that it is one. */
function json(value: object): Json {
  return value as Json;
}
