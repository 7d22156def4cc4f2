import type {
  CandlestickData,
  IChartApi,
  ISeriesApi,
  ISeriesMarkersPluginApi,
  SeriesMarker,
  Time,
  UTCTimestamp,
} from "lightweight-charts";
import type { TradeView } from "../api/views.ts";
import { figuresOf, type Reader } from "../words/reader.ts";
import type { Candle, Mark } from "./candles.ts";

/** A chart of candles in a page. */
export interface CandleChart {
  /** Draws the bars and trades as they are now. */
  draw(candles: readonly Candle[], trades: readonly Mark<TradeView>[]): void;
  /** The colours of the page have changed. */
  recolour(): void;
  /** Where a bar is, in pixels from the left; null where it is out of sight. */
  placeOf(time: number): number | null;
  /** Of the part in which bars are drawn, in pixels. */
  width(): number;
  /** Calls back when bars are at other places. Returns how to stop. */
  onMove(moved: () => void): () => void;
  remove(): void;
}

/** Bars that are in sight in the beginning, and the room that is left after them. */
const SHOWN = 160;
const ROOM = 3;

type Library = typeof import("lightweight-charts");

/** Makes an empty chart in an element. The library comes with the first one: it is most of the code. */
export async function makeChart(box: HTMLElement, reader: Reader): Promise<CandleChart> {
  const library = await import("lightweight-charts");
  const chart = library.createChart(box, { autoSize: true, ...looks(library, box, reader) });
  const series = chart.addSeries(library.CandlestickSeries, seriesLooks(box));
  return chartOf(library, { box, reader, chart, series });
}

interface Parts {
  readonly box: HTMLElement;
  readonly reader: Reader;
  readonly chart: IChartApi;
  readonly series: ISeriesApi<"Candlestick">;
}

function chartOf(library: Library, { box, reader, chart, series }: Parts): CandleChart {
  const markers: ISeriesMarkersPluginApi<Time> = library.createSeriesMarkers(series, []);
  let drawn: readonly Candle[] = [];
  let trades: readonly Mark<TradeView>[] = [];
  const scale = chart.timeScale();
  return {
    draw(candles, marks) {
      const from = continuation(drawn, candles);
      if (from === null) series.setData(candles.map(dataOf));
      else for (const candle of candles.slice(from)) series.update(dataOf(candle));
      // As long as there is less than fits, all of it is shown; from then on it is the reader's.
      if (drawn.length < SHOWN) {
        const last = candles.length + ROOM;
        scale.setVisibleLogicalRange({ from: Math.max(0, candles.length - SHOWN), to: last });
      }
      drawn = candles;
      trades = marks;
      markers.setMarkers(markersOf(trades, box, reader));
    },
    recolour() {
      chart.applyOptions(looks(library, box, reader));
      series.applyOptions(seriesLooks(box));
      markers.setMarkers(markersOf(trades, box, reader));
    },
    placeOf: (time) => scale.timeToCoordinate(time as UTCTimestamp),
    width: () => scale.width(),
    onMove(moved) {
      scale.subscribeVisibleLogicalRangeChange(moved);
      scale.subscribeSizeChange(moved);
      return () => {
        scale.unsubscribeVisibleLogicalRangeChange(moved);
        scale.unsubscribeSizeChange(moved);
      };
    },
    remove: () => chart.remove(),
  };
}

/**
 * From where on `next` differs from what is drawn, if all before is the same or has merely grown old;
 * null where everything has to be drawn anew.
 */
function continuation(drawn: readonly Candle[], next: readonly Candle[]): number | null {
  const last = drawn.at(-1);
  const first = next[0];
  if (last === undefined || first === undefined) return null;
  const start = drawn.findIndex(({ time }) => time === first.time);
  if (start < 0) return null;
  const kept = drawn.slice(start, -1);
  const isSame = kept.every((candle, i) => {
    const other = next[i];
    return other !== undefined && other.time === candle.time && other.close === candle.close &&
      other.high === candle.high && other.low === candle.low && other.open === candle.open;
  });
  return isSame ? kept.length : null;
}

function dataOf({ time, ...prices }: Candle): CandlestickData {
  return { time: time as UTCTimestamp, ...prices };
}

function markersOf(
  trades: readonly Mark<TradeView>[],
  box: HTMLElement,
  reader: Reader,
): SeriesMarker<Time>[] {
  const figures = figuresOf(reader);
  return trades.map(({ time, item: { side, lastQuantity } }) => ({
    time: time as UTCTimestamp,
    position: side === "buy" ? "belowBar" : "aboveBar",
    shape: side === "buy" ? "arrowUp" : "arrowDown",
    color: token(box, side === "buy" ? "--up" : "--down"),
    text: `${side} ${figures.shares(lastQuantity)}`,
  }));
}

function seriesLooks(box: HTMLElement) {
  const [up, down] = [token(box, "--up"), token(box, "--down")];
  // Rising ones are hollow: colour is not all that tells them apart.
  return {
    upColor: token(box, "--paper"),
    borderUpColor: up,
    wickUpColor: up,
    downColor: down,
    borderDownColor: down,
    wickDownColor: down,
  };
}

function looks(library: Library, box: HTMLElement, reader: Reader) {
  const { locale, timeZone } = reader;
  const figures = figuresOf(reader);
  const time = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  const clock = new Intl.DateTimeFormat(locale, { timeZone, ...time });
  const day = new Intl.DateTimeFormat(locale, { timeZone, day: "numeric", month: "short" });
  const moment = (time: Time) => new Date(Number(time) * 1000);
  const grid = { color: token(box, "--c-grid") };
  const cross = { color: token(box, "--c-cross"), labelBackgroundColor: token(box, "--ink") };
  return {
    layout: {
      background: { type: library.ColorType.Solid, color: token(box, "--paper") },
      textColor: token(box, "--c-axis"),
      fontFamily: getComputedStyle(box).fontFamily,
      fontSize: 11,
      // Its style sheet would break the page's policy; the figure's caption names the maker.
      attributionLogo: false,
    },
    grid: { vertLines: grid, horzLines: grid },
    crosshair: { vertLine: cross, horzLine: cross },
    rightPriceScale: { borderColor: token(box, "--line") },
    timeScale: {
      borderColor: token(box, "--line"),
      timeVisible: true,
      tickMarkFormatter: (time: Time, kind: number) =>
        (kind < library.TickMarkType.Time ? day : clock).format(moment(time)),
    },
    localization: {
      locale,
      priceFormatter: (price: number) => figures.number(price),
      timeFormatter: (time: Time) => `${day.format(moment(time))} ${clock.format(moment(time))}`,
    },
    handleScroll: { mouseWheel: false, vertTouchDrag: false },
    handleScale: { mouseWheel: false },
  };
}

function token(box: HTMLElement, name: string): string {
  return getComputedStyle(box).getPropertyValue(name).trim();
}
