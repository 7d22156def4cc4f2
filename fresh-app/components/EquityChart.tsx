import type { EquityView } from "../api/views.ts";
import { RANGES } from "../words/ranges.ts";
import { figuresOf, type Reader } from "../words/reader.ts";
import { Empty, Section, Unreadable } from "./parts.tsx";

const W = 860, TOP = 10, H = 190, DD_TOP = 214, DD_H = 56, RIGHT = 76;

/** Equity as a line and drawdown from its peak, with a sentence that gives the answer. */
export function EquityChart(
  { curve, range, reader }: {
    curve: readonly EquityView[] | null;
    range: string;
    reader: Reader;
  },
) {
  const end = (
    <span class="seg" role="group" aria-label="Range">
      {Object.keys(RANGES).map((each) => (
        <a
          href={each === "1D" ? "/" : `/?range=${each}`}
          key={each}
          aria-current={each === range}
        >
          {each}
        </a>
      ))}
    </span>
  );
  return (
    <Section id="equity" heading="Equity and drawdown" end={end}>
      {curve === null
        ? <Unreadable what="The account's history" />
        : curve.length < 2
        ? <Empty>The account has no history yet. It begins with the first bar of trading.</Empty>
        : <Drawing curve={curve} reader={reader} />}
    </Section>
  );
}

function Drawing({ curve, reader }: { curve: readonly EquityView[]; reader: Reader }) {
  const figures = figuresOf(reader);
  // Drawing only: what is said is told from the decimal texts.
  const values = curve.map(({ equity }) => Number(equity));
  const drawdowns = drawdownsOf(values);
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const pad = Math.max((high - low) * 0.08, high * 0.0002, 0.01);
  const x = (i: number) => (W - RIGHT) * i / (values.length - 1);
  const y = (value: number) => TOP + H * (high + pad - value) / (high - low + 2 * pad);
  const deepest = Math.min(...drawdowns);
  const dd = (value: number) => DD_TOP + DD_H * value / Math.min(deepest, -0.0001);
  const line = values.map((value, i) =>
    `${i === 0 ? "M" : "L"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`
  );
  const area = drawdowns.map((value, i) => `L${x(i).toFixed(1)} ${dd(value).toFixed(1)}`);
  const first = curve[0]!, last = curve.at(-1)!;
  const gained = Number(last.equity) - Number(first.equity);
  const sentence = `Equity went from ${figures.money(first.equity)} to ${
    figures.money(last.equity)
  }, ${figures.percentChange(gained / Number(first.equity))}; the deepest drawdown was ${
    figures.percent(Math.abs(deepest))
  }.`;
  const ticks = [0.15, 0.5, 0.85].map((share) => low + (high - low) * share);
  const lastY = y(values.at(-1)!);
  return (
    <figure>
      <svg class="curve" viewBox={`0 0 ${W} 300`} role="img" aria-label={sentence}>
        {ticks.map((value) => (
          <>
            <path class="g-grid" d={`M0 ${y(value).toFixed(1)}H${W - RIGHT}`} />
            {Math.abs(y(value) - lastY) < 14
              ? null
              : <text x={W - RIGHT + 8} y={y(value) + 4}>{figures.number(value, 0)}</text>}
          </>
        ))}
        <path class="g-eq" d={line.join("")} />
        <rect class="flag-box" x={W - RIGHT + 3} y={lastY - 8} width={RIGHT - 4} height="16" />
        <text class="flag-text" x={W - RIGHT + 8} y={lastY + 4}>{figures.number(last.equity)}</text>
        <path class="g-dd" d={`M0 ${DD_TOP}${area.join("")}L${W - RIGHT} ${DD_TOP}Z`} />
        <path class="g-base" d={`M0 ${DD_TOP}H${W - RIGHT}`} />
        <text x={W - RIGHT + 8} y={DD_TOP + 4}>0%</text>
        <text x={W - RIGHT + 8} y={DD_TOP + DD_H + 4}>{figures.percentChange(deepest)}</text>
        {[0, 0.5, 1].map((share) => {
          const i = Math.round((values.length - 1) * share);
          return (
            <text
              x={x(i)}
              y="296"
              text-anchor={share === 0 ? "start" : share === 1 ? "end" : "middle"}
            >
              {figures.clock(curve[i]!.at, null).slice(0, -3)}
            </text>
          );
        })}
      </svg>
      <figcaption class="note">{sentence}</figcaption>
    </figure>
  );
}

/** How far below its peak so far each value lies, as a share of that peak: 0 or less. */
export function drawdownsOf(values: readonly number[]): number[] {
  let peak = -Infinity;
  return values.map((value) => {
    peak = Math.max(peak, value);
    return peak > 0 ? value / peak - 1 : 0;
  });
}
