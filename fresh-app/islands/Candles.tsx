import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { BarView, NewsView, TradeView } from "../api/views.ts";
import { BarTable } from "../components/BarTable.tsx";
import { Pins } from "../components/Pins.tsx";
import { Section } from "../components/parts.tsx";
import { candlesOf, newsMarks, tradeMarks } from "../live/candles.ts";
import { type CandleChart, makeChart } from "../live/chart.ts";
import { useReader, useTopic } from "../live/hooks.ts";
import { tellBars } from "../words/bars.ts";
import type { Reader } from "../words/reader.ts";

/** The bars of one ticker with our trades and the news on it. What is drawn loads when it is in sight. */
export function Candles(
  { ticker, tickers, bars: then, reader: given }: {
    /** Null: there are no bars of any yet. */
    ticker: string | null;
    tickers: readonly string[];
    /** The newest first; null: they could not be read. */
    bars: readonly BarView[] | null;
    reader: Reader;
  },
) {
  const reader = useReader(given);
  const [chosen, choose] = useState(ticker);
  const choice = (
    <form method="get" action="/">
      <label>
        Ticker{" "}
        <select
          name="ticker"
          value={chosen ?? ""}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          {tickers.map((each) => (
            <option key={each} value={each} selected={each === chosen}>{each}</option>
          ))}
        </select>
      </label>
      <noscript>
        <button type="submit">Show</button>
      </noscript>
    </form>
  );
  return (
    <Section id="candles" heading="Bars, trades and news" end={chosen === null ? null : choice}>
      {chosen === null
        ? (
          <p class="empty">
            There are no bars yet. The first that the market data tells stand here.
          </p>
        )
        : <Ticker key={chosen} ticker={chosen} bars={then ?? []} reader={reader} />}
    </Section>
  );
}

function Ticker(
  { ticker, bars: then, reader }: { ticker: string; bars: readonly BarView[]; reader: Reader },
) {
  const box = useRef<HTMLDivElement>(null);
  const isSeen = useSeen(box);
  const chart = useChart(box, isSeen, reader);
  const bars = useTopicItems<BarView>(`bars:${ticker}`, isSeen) ??
    then.filter((bar) => bar.ticker === ticker);
  const trades = useTopicItems<TradeView>(`trades:${ticker}`, isSeen);
  const news = useTopicItems<NewsView>(`news:${ticker}`, isSeen);
  const candles = useMemo(() => candlesOf(bars), [bars]);
  const pinned = useMemo(() => newsMarks(candles, news ?? []), [candles, news]);
  useEffect(() => {
    if (candles.length > 0) chart?.draw(candles, tradeMarks(candles, trades ?? []));
  }, [chart, candles, trades]);
  const sentence = tellBars(ticker, bars, reader);
  return (
    <figure class="live">
      <div class="candles" ref={box} role="img" aria-label={sentence} />
      {chart === null ? null : <Pins chart={chart} marks={pinned} reader={reader} />}
      <figcaption class="note">
        {sentence} {chart === null ? null : (
          <>
            △ bought, ▼ sold; headlines hang below the bar in which they became known. Chart by{" "}
            <a href="https://www.tradingview.com/" rel="noreferrer">TradingView</a>.
          </>
        )}
      </figcaption>
      <BarTable ticker={ticker} bars={bars} reader={reader} />
    </figure>
  );
}

/** The items of a topic, once it is wanted. */
function useTopicItems<Item>(topic: string, isWanted: boolean): readonly Item[] | null {
  const known = useTopic(isWanted ? topic : null);
  // The server told them by the same type.
  return known === null ? null : known.window.items as readonly Item[];
}

/** Whether the element has been in sight. */
function useSeen(box: { readonly current: HTMLElement | null }): boolean {
  const [isSeen, setSeen] = useState(false);
  useEffect(() => {
    if (box.current === null) return;
    const observer = new IntersectionObserver((entries) => {
      if (!entries.some(({ isIntersecting }) => isIntersecting)) return;
      setSeen(true);
      observer.disconnect();
    });
    observer.observe(box.current);
    return () => observer.disconnect();
  }, []);
  return isSeen;
}

/** The chart in the element, once it is wanted and its library is there. */
function useChart(
  box: { readonly current: HTMLElement | null },
  isWanted: boolean,
  reader: Reader,
): CandleChart | null {
  const [chart, setChart] = useState<CandleChart | null>(null);
  useEffect(() => {
    if (!isWanted || box.current === null) return;
    let made: CandleChart | null = null;
    const over = new AbortController();
    const colours = matchMedia("(prefers-color-scheme: dark)");
    void makeChart(box.current, reader).then((chart) => {
      if (over.signal.aborted) return chart.remove();
      made = chart;
      colours.addEventListener("change", () => chart.recolour(), { signal: over.signal });
      setChart(chart);
    });
    return () => {
      over.abort();
      made?.remove();
      setChart(null);
    };
  }, [isWanted, reader]);
  return chart;
}
