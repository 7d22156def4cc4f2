import type { RegimeOptions } from "../../learning_engine/simulation/market.ts";
import type { Contest } from "../../learning_engine/simulation/run.ts";

const WIDTH = 760;
const HEIGHT = 300;
const MARGIN = { left: 64, right: 16, top: 34, bottom: 34 };
const COLOURS = ["#6b7280", "#b45309", "#7c3aed", "#047857"];

/** Two charts as one SVG document: weight of the present best strategy, and regret, by session. */
export function learningPlot(
  all: ReadonlyMap<string, readonly Contest[]>,
  { regimeSessions, sessions }: RegimeOptions,
): string {
  const lines = [...all].map(([name, contests]) => ({
    name,
    weight: means(contests.map(({ weightOfBest }) => weightOfBest)),
    regret: means(contests.map(({ regretBySession }) => regretBySession)).map((each) => each * 100),
  }));
  const changes: number[] = [];
  for (let at = regimeSessions; at < sessions; at += regimeSessions) changes.push(at);
  const regretMax = Math.max(...lines.flatMap(({ regret }) => regret));
  const charts = [
    chart(
      "Weight of the strategy that is best, mean of all markets",
      changes,
      1,
      0,
      lines.map(
        ({ weight }) => weight,
      ),
    ),
    chart(
      "Regret against the best strategy of each regime, % of the stake",
      changes,
      regretMax,
      HEIGHT,
      lines.map(({ regret }) => regret),
    ),
  ];
  const legend = lines.map(({ name }, i) => {
    const y = 2 * HEIGHT + 18 + 20 * i;
    return `<line x1="64" x2="92" y1="${y}" y2="${y}" stroke="${COLOURS[i]}" stroke-width="3"/>` +
      `<text x="100" y="${y + 4}">${name}</text>`;
  });
  const height = 2 * HEIGHT + 30 + 20 * lines.length;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" ` +
    `font-family="sans-serif" font-size="13"><rect width="100%" height="100%" fill="#fff"/>\n` +
    [...charts, ...legend].join("\n") + "\n</svg>\n";
}

function chart(
  title: string,
  changes: readonly number[],
  top: number,
  offset: number,
  series: readonly (readonly number[])[],
): string {
  const count = series[0]!.length;
  const [left, right] = [MARGIN.left, WIDTH - MARGIN.right];
  const [upper, lower] = [offset + MARGIN.top, offset + HEIGHT - MARGIN.bottom];
  const x = (i: number) => left + (right - left) * i / (count - 1);
  const y = (value: number) => lower - (lower - upper) * Math.max(0, value) / top;
  const paths = series.map((values, i) => {
    const points = values.map((value, at) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    return `<polyline fill="none" stroke="${COLOURS[i]}" stroke-width="2" points="${
      points.join(" ")
    }"/>`;
  });
  const marks = changes.map((at) =>
    `<line x1="${x(at)}" x2="${x(at)}" y1="${upper}" y2="${lower}" stroke="#9ca3af" ` +
    `stroke-dasharray="4 4"/>`
  );
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((part) =>
    `<text x="${left - 8}" y="${y(part * top) + 4}" text-anchor="end">${
      (part * top).toFixed(top > 10 ? 0 : 2)
    }</text>`
  );
  return [
    `<text x="${left}" y="${offset + 20}" font-weight="bold">${title}</text>`,
    `<line x1="${left}" x2="${right}" y1="${lower}" y2="${lower}" stroke="#111"/>`,
    `<text x="${right}" y="${lower + 20}" text-anchor="end">session ${count}; dashed: ` +
    `another strategy becomes the best</text>`,
    ...marks,
    ...ticks,
    ...paths,
  ].join("\n");
}

function means(series: readonly (readonly number[])[]): number[] {
  return series[0]!.map((_, i) =>
    series.reduce((sum, values) => sum + values[i]!, 0) / series.length
  );
}
