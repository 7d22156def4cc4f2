import type { NewsView, OrderView, PositionView, SignalView, TradeView } from "../api/views.ts";
import { spaced } from "../words/names.ts";
import { figuresOf, type Reader } from "../words/reader.ts";
import { Change, Empty, Explained, Score, SideMark, Time } from "./parts.tsx";
import { useRows } from "./rows.tsx";
import { VoteBar } from "./VoteBar.tsx";

/** What every table is told. */
export interface TableProps<Item> {
  readonly items: readonly Item[];
  readonly reader: Reader;
  /** Market time: moments of the same day are told without their date. */
  readonly today: string | null;
}

/** What is held, at its last price. */
export function PositionsTable({ items, reader }: TableProps<PositionView>) {
  const figures = figuresOf(reader);
  const rows = useRows<PositionView>(reader);
  if (items.length === 0) {
    return (
      <Empty>
        Nothing is held: all of the equity is cash. The next buy that fills stands here.
      </Empty>
    );
  }
  return (
    <table class="pos">
      <thead>
        <tr>
          <th scope="col">Ticker</th>
          <th scope="col" class="num">Shares</th>
          <th scope="col" class="num p2">Paid</th>
          <th scope="col" class="num p2">Last</th>
          <th scope="col" class="num">Value</th>
          <th scope="col" class="num">Open P&amp;L</th>
        </tr>
      </thead>
      <tbody>
        {rows(items, (position) => (
          <tr key={position.ticker}>
            <th scope="row" class="tick">{position.ticker}</th>
            <td class="num">{figures.shares(position.quantity)}</td>
            <td class="num p2">{figures.number(position.averagePrice, 3)}</td>
            <td class="num p2">{figures.number(position.marketPrice)}</td>
            <td class="num">{figures.money(position.marketValue)}</td>
            <td class="num">
              <Change value={position.unrealisedPnl} reader={reader} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Orders; the newest first. */
export function OrdersTable(
  { items, reader, today, open }: TableProps<OrderView> & { open?: boolean },
) {
  const figures = figuresOf(reader);
  const rows = useRows<OrderView>(reader, today);
  if (items.length === 0) {
    return (
      <Empty>
        {open === true
          ? "No order is working. An order fills at the next bar's open, so it is rarely here for long."
          : "No orders. Once risk approves a signal, its order stands here."}
      </Empty>
    );
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Order</th>
          <th scope="col" class="p2">Type</th>
          <th scope="col">Status</th>
          <th scope="col" class="num">Filled</th>
          <th scope="col" class="num p2">Average</th>
        </tr>
      </thead>
      <tbody>
        {rows(items, (order) => (
          <tr key={order.orderId}>
            <td class="nowrap">
              <Time at={order.at} today={today} reader={reader} />
            </td>
            <td class="nowrap">
              <Explained id={order.orderId}>
                <SideMark side={order.side} /> {figures.shares(order.quantity)}{" "}
                <b>{order.ticker}</b>
              </Explained>
            </td>
            <td class="p2">{spaced(order.type)}{order.closing ? ", closing" : ""}</td>
            <td title={order.reason ?? undefined}>{spaced(order.status)}</td>
            <td class="num">{figures.shares(order.filledQuantity)}</td>
            <td class="num p2">{figures.number(order.averagePrice, 3)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The ensemble's wishes. */
export function SignalsTable({ items, reader, today }: TableProps<SignalView>) {
  const figures = figuresOf(reader);
  const rows = useRows<SignalView>(reader, today);
  if (items.length === 0) {
    return (
      <Empty>
        No signal yet. The strategies first fill their windows with bars; from then on, every bar
        whose votes reach the threshold makes one.
      </Empty>
    );
  }
  return (
    <table class="sig">
      <thead>
        <tr>
          <th scope="col">Bar</th>
          <th scope="col">Ticker</th>
          <th scope="col">
            Votes<span class="p2">: sell · 0 · buy</span>
          </th>
          <th scope="col" class="num">Score</th>
          <th scope="col" class="num p2">Price</th>
          <th scope="col" class="num">Outcome</th>
        </tr>
      </thead>
      <tbody>
        {rows(items, (signal) => (
          <tr key={signal.signalId}>
            <td class="nowrap">
              <Time at={signal.at} today={today} reader={reader} />
            </td>
            <th scope="row" class="tick">{signal.ticker}</th>
            <td class="votes">
              <VoteBar {...signal} reader={reader} />
            </td>
            <td class="num">
              <Score value={signal.score} reader={reader} />
            </td>
            <td class="num p2">{figures.number(signal.price)}</td>
            <td class="num">
              <Explained id={signal.signalId}>
                {signal.rejection === null
                  ? `${signal.side} wish`
                  : <span class="warn" title={signal.rejection.message}>✕ refused</span>}
              </Explained>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Executions. */
export function TradesTable({ items, reader, today }: TableProps<TradeView>) {
  const figures = figuresOf(reader);
  const rows = useRows<TradeView>(reader, today);
  if (items.length === 0) {
    return (
      <Empty>
        Nothing has been traded yet. Once the votes on a ticker reach the threshold and risk agrees,
        the next bar fills the order, and the trade appears here with its reasons.
      </Empty>
    );
  }
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Trade</th>
          <th scope="col" class="num">Price</th>
          <th scope="col" class="num p2">Fee</th>
          <th scope="col" class="p2">
            Votes<span>: sell · 0 · buy</span>
          </th>
          <th scope="col" class="num p2">Score</th>
        </tr>
      </thead>
      <tbody>
        {rows(items, (trade) => (
          <tr key={trade.tradeId}>
            <td class="nowrap">
              <Time at={trade.at} today={today} reader={reader} />
            </td>
            <td class="nowrap">
              <Explained id={trade.tradeId}>
                <SideMark side={trade.side} /> {figures.shares(trade.lastQuantity)}{" "}
                <b>{trade.ticker}</b>
              </Explained>
              {trade.status === "filled" ? null : <span class="dim">, part</span>}
            </td>
            <td class="num">{figures.number(trade.lastPrice)}</td>
            <td class="num p2">{figures.money(trade.fee)}</td>
            <td class="p2 votes">
              {trade.signal === null
                ? <span class="dim">an exit of its own</span>
                : <VoteBar {...trade.signal} reader={reader} />}
            </td>
            <td class="num p2">
              {trade.signal === null ? "–" : <Score value={trade.signal.score} reader={reader} />}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Headlines in short, with what was made of them. */
export function Headlines({ items, reader, today }: TableProps<NewsView>) {
  const rows = useRows<NewsView>(reader, today);
  if (items.length === 0) {
    return (
      <Empty>
        No news yet. An article is judged once, whoever tells it; what it means for a ticker appears
        here.
      </Empty>
    );
  }
  return (
    <ul class="hl">
      {rows(items, (story) => (
        <li key={story.articleId}>
          <Time at={story.at} today={today} reader={reader} />
          <b>{story.tickers[0] ?? "–"}</b>
          <span>
            <Explained id={story.articleId}>{story.title}</Explained>
            <span class="src">{sourceWords(story)}</span>
          </span>
          <Judged story={story} reader={reader} />
        </li>
      ))}
    </ul>
  );
}

function sourceWords({ source, sentiment, copies, ignored }: NewsView): string {
  return [
    source,
    sentiment?.analyzer ?? "not judged yet",
    copies.length === 0
      ? null
      : `${copies.length} ${copies.length === 1 ? "copy" : "copies"}, counted once`,
    ignored === null ? null : "not traded on",
  ].filter((each) => each !== null).join(" · ");
}

/** What was made of a story: its score, and the confidence as a bar and a number. */
export function Judged({ story: { sentiment }, reader }: { story: NewsView; reader: Reader }) {
  if (sentiment === null) return <span class="s dim">–</span>;
  return (
    <span class="s">
      <Score value={sentiment.score} places={2} reader={reader} />
      <span class="label conf-line">
        <svg class="conf" viewBox="0 0 34 4" aria-hidden="true">
          <rect class="conf-all" width="34" height="4" />
          <rect class="conf-is" width={(34 * sentiment.confidence).toFixed(1)} height="4" />
        </svg>
        <span class="vh">confidence</span>
        {figuresOf(reader).number(sentiment.confidence)}
      </span>
    </span>
  );
}
