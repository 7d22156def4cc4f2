import { useEffect, useState } from "preact/hooks";
import type { NewsView } from "../api/views.ts";
import { type Mark, pinsOf } from "../live/candles.ts";
import type { CandleChart } from "../live/chart.ts";
import { figuresOf, type Reader } from "../words/reader.ts";
import { Score } from "./parts.tsx";

/** Room for a label, in pixels. */
const LABEL = 170;
/** Height of a row of labels, in pixels. */
const ROW = 18;

/** Headlines below a chart, each under its bar; in rows, so that no label lies on another. */
export function Pins(
  { chart, marks, reader }: {
    chart: CandleChart;
    marks: readonly Mark<NewsView>[];
    reader: Reader;
  },
) {
  const [, moved] = useState(0);
  useEffect(() => chart.onMove(() => moved((count) => count + 1)), [chart]);
  // Places are known once what was drawn last has been laid out.
  useEffect(() => moved((count) => count + 1), [marks]);
  const placed = marks.flatMap(({ time, item }) => {
    const x = chart.placeOf(time);
    return x === null || x < 0 ? [] : [{ x, item }];
  });
  const pins = pinsOf(placed, LABEL, chart.width());
  const figures = figuresOf(reader);
  if (pins.length === 0) return <p class="note">No headlines in the bars that are in sight.</p>;
  const rows = 1 + Math.max(...pins.map(({ row }) => row ?? 0));
  return (
    <ul
      class="pins"
      style={{ height: `${rows * ROW + 8}px` }}
      aria-label="Headlines on the time axis"
    >
      {pins.map(({ x, row, item }) => (
        <li
          key={item.articleId}
          class={row === null ? "bare" : ""}
          style={{ left: `${x}px`, top: `${(row ?? 0) * ROW + 6}px` }}
          title={`${figures.clock(item.at)} ${item.title}`}
        >
          <span class="stem" aria-hidden="true" />
          {item.sentiment === null
            ? <span class="dim">–</span>
            : <Score value={item.sentiment.score} places={2} reader={reader} />}{" "}
          <span class={row === null ? "vh" : "say"}>{item.title}</span>
        </li>
      ))}
    </ul>
  );
}
