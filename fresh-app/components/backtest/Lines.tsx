import { figuresOf, type Reader } from "../../words/reader.ts";
import { drawdownsOf } from "../EquityChart.tsx";
import { Empty } from "../parts.tsx";

const W = 860, TOP = 10, H = 200, DD_TOP = 226, DD_H = 56, RIGHT = 76;
/** Points that a curve is drawn with; more than the screen has columns show nothing more. */
const POINTS = 800;

/** A run's equity over time. */
export interface Curve {
  readonly name: string;
  readonly points: readonly { readonly at: string; readonly equity: number }[];
}

/**
 * Equity of one run with its drawdown, or of several as what became of 100, with a sentence that says
 * the same. Curves are told apart by their strokes.
 */
export function Lines({ curves, reader }: { curves: readonly Curve[]; reader: Reader }) {
  const drawn = curves.filter(({ points }) => points.length > 1).map(({ name, points }) => {
    const every = Math.ceil(points.length / POINTS);
    const kept = points.filter((_, i) => i % every === 0 || i === points.length - 1);
    const first = kept[0]!.equity;
    const alone = curves.length === 1;
    return { name, kept, values: kept.map(({ equity }) => alone ? equity : equity / first * 100) };
  });
  if (drawn.length === 0) return <Empty>The run has no bars to draw.</Empty>;
  const figures = figuresOf(reader);
  const times = drawn.flatMap(({ kept }) => [Date.parse(kept[0]!.at), Date.parse(kept.at(-1)!.at)]);
  const [from, to] = [Math.min(...times), Math.max(...times)];
  const all = drawn.flatMap(({ values }) => [Math.min(...values), Math.max(...values)]);
  const [low, high] = [Math.min(...all), Math.max(...all)];
  const pad = Math.max((high - low) * 0.08, high * 0.0002, 0.01);
  const x = (at: string) => (W - RIGHT) * (Date.parse(at) - from) / Math.max(1, to - from);
  const y = (value: number) => TOP + H * (high + pad - value) / (high - low + 2 * pad);
  const sentence = drawn.map(({ name, values }) => {
    const deepest = Math.min(...drawdownsOf(values));
    const gained = values.at(-1)! / values[0]! - 1;
    return `${name}: ${figures.percentChange(gained)}, deepest drawdown ${
      figures.percent(Math.abs(deepest))
    }`;
  }).join("; ");
  const single = drawn.length === 1 ? drawn[0]! : null;
  return (
    <figure>
      <svg
        class="curve"
        viewBox={`0 0 ${W} ${single === null ? DD_TOP : 300}`}
        role="img"
        aria-label={sentence}
      >
        {[0.15, 0.5, 0.85].map((share) => low + (high - low) * share).map((value) => (
          <g key={value}>
            <path class="g-grid" d={`M0 ${y(value).toFixed(1)}H${W - RIGHT}`} />
            <text x={W - RIGHT + 8} y={y(value) + 4}>{figures.number(value, 0)}</text>
          </g>
        ))}
        {drawn.map(({ name, kept, values }, i) => (
          <path
            key={name}
            class="g-eq"
            stroke-dasharray={["", "6 3", "2 3", "9 3 2 3"][i % 4]}
            d={values.map((value, j) =>
              `${j === 0 ? "M" : "L"}${x(kept[j]!.at).toFixed(1)} ${y(value).toFixed(1)}`
            ).join("")}
          />
        ))}
        {single === null ? null : <Drawdown {...single} x={x} reader={reader} />}
      </svg>
      <figcaption class="note">{sentence}.</figcaption>
    </figure>
  );
}

function Drawdown(
  { kept, values, x, reader }: {
    kept: Curve["points"];
    values: readonly number[];
    x: (at: string) => number;
    reader: Reader;
  },
) {
  const figures = figuresOf(reader);
  const drawdowns = drawdownsOf(values);
  const deepest = Math.min(...drawdowns, -0.0001);
  const area = drawdowns.map((value, i) =>
    `L${x(kept[i]!.at).toFixed(1)} ${(DD_TOP + DD_H * value / deepest).toFixed(1)}`
  );
  return (
    <>
      <path class="g-dd" d={`M0 ${DD_TOP}${area.join("")}L${W - RIGHT} ${DD_TOP}Z`} />
      <path class="g-base" d={`M0 ${DD_TOP}H${W - RIGHT}`} />
      <text x={W - RIGHT + 8} y={DD_TOP + 4}>0%</text>
      <text x={W - RIGHT + 8} y={DD_TOP + DD_H + 4}>{figures.percentChange(deepest)}</text>
      <text x="0" y="298">{figures.day(kept[0]!.at)}</text>
      <text x={W - RIGHT} y="298" text-anchor="end">{figures.day(kept.at(-1)!.at)}</text>
    </>
  );
}
