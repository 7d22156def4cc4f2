import type { RejectionView, TradeView } from "../api/views.ts";
import { spaced } from "../words/names.ts";
import type { Reader } from "../words/reader.ts";
import { tellSignal, tellTrade } from "../words/telling.ts";
import { Empty, Explained, SideMark, Time } from "./parts.tsx";
import { useRows } from "./rows.tsx";

interface StoryProps<Item> {
  readonly items: readonly Item[];
  readonly reader: Reader;
  readonly today: string | null;
}

/** Executions in sentences, each with the signal and the votes that led to it. */
export function TradeStories({ items, reader, today }: StoryProps<TradeView>) {
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
    <ol class="story">
      {rows(items, (trade) => (
        <li key={trade.tradeId}>
          <span class="when">
            <Time at={trade.at} today={today} reader={reader} />
          </span>
          <span class="rail" />
          <div class="what">
            <p class="s">
              <Explained id={trade.tradeId}>
                <b>{tellTrade(trade)}</b>
              </Explained>
            </p>
            <p class="mid">
              {trade.signal === null
                ? "No signal of ours stands behind it, or it is no longer stored."
                : tellSignal(trade.signal)}
            </p>
          </div>
        </li>
      ))}
    </ol>
  );
}

/** Signals that risk refused, with the rule that they broke. */
export function Refusals({ items, reader, today }: StoryProps<RejectionView>) {
  const rows = useRows<RejectionView>(reader, today);
  if (items.length === 0) {
    return (
      <Empty>
        Nothing has been refused. When a risk rule stops a signal, the rule and what it found stand
        here.
      </Empty>
    );
  }
  return (
    <ul class="hl">
      {rows(items, (refusal) => (
        <li key={refusal.rejectionId}>
          <Time at={refusal.at} today={today} reader={reader} />
          <b>{refusal.ticker}</b>
          <span>
            <Explained id={refusal.signalId}>{spaced(refusal.rule)}</Explained>
            <span class="src">{refusal.message}</span>
          </span>
          <span class="s">
            <SideMark side={refusal.side} />
          </span>
        </li>
      ))}
    </ul>
  );
}
