/** A line of a chart: y by index, NaN where there is nothing. */
export interface Line {
  readonly values: ArrayLike<number>;
  readonly className: string;
}

/** Something marked in a chart. */
export interface Mark {
  /** Index along the lines. */
  readonly index: number;
  readonly value: number;
  readonly className: string;
  /** Shown when pointed at. */
  readonly title: string;
}

/** A chart's content. */
export interface Chart {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly marks: readonly Mark[];
  /** Text at the left and right end of the time axis. */
  readonly from: string;
  readonly to: string;
  readonly format: (value: number) => string;
}

const WIDTH = 1_000;
const HEIGHT = 260;
const LEFT = 70;
const BOTTOM = 24;
const TOP = 8;
/** Points of a line at the most: more than a screen has columns is of no use. */
const POINTS_MAX = 1_500;

/** A chart as inline SVG, which needs nothing from outside. */
export function chartSvg({ title, lines, marks, from, to, format }: Chart): string {
  const length = Math.max(...lines.map(({ values }) => values.length));
  let [low, high] = [Infinity, -Infinity];
  for (const { values } of lines) {
    for (let i = 0; i < values.length; i++) {
      if (values[i]! < low) low = values[i]!;
      if (values[i]! > high) high = values[i]!;
    }
  }
  for (const { value } of marks) [low, high] = [Math.min(low, value), Math.max(high, value)];
  if (!(high > low)) [low, high] = [low - 1, low + 1];
  const x = (i: number) => LEFT + i / Math.max(1, length - 1) * (WIDTH - LEFT - 8);
  const y = (value: number) => TOP + (high - value) / (high - low) * (HEIGHT - TOP - BOTTOM);
  const grid = [0, 0.25, 0.5, 0.75, 1].map((share) => {
    const value = low + share * (high - low);
    return `<line class="grid" x1="${LEFT}" x2="${WIDTH - 8}" y1="${n(y(value))}" y2="${
      n(y(value))
    }"/><text x="${LEFT - 6}" y="${n(y(value) + 4)}" text-anchor="end">${
      escape(format(value))
    }</text>`;
  });
  const paths = lines.map(({ values, className }) =>
    `<path class="${className}" d="${pathOf(values, x, y)}"/>`
  );
  const dots = marks.map(({ index, value, className, title }) =>
    `<circle class="${className}" cx="${n(x(index))}" cy="${n(y(value))}" r="3"><title>${
      escape(title)
    }</title></circle>`
  );
  return `<svg viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-label="${escape(title)}">` +
    grid.join("") + paths.join("") + dots.join("") +
    `<text x="${LEFT}" y="${HEIGHT - 6}">${escape(from)}</text>` +
    `<text x="${WIDTH - 8}" y="${HEIGHT - 6}" text-anchor="end">${escape(to)}</text></svg>`;
}

/** The least and greatest of each stretch of points, so that no spike is lost. */
function pathOf(
  values: ArrayLike<number>,
  x: (i: number) => number,
  y: (value: number) => number,
): string {
  const step = Math.max(1, Math.ceil(values.length / (POINTS_MAX / 2)));
  const points: string[] = [];
  for (let start = 0; start < values.length; start += step) {
    const end = Math.min(start + step, values.length);
    let [least, most] = [start, start];
    for (let i = start; i < end; i++) {
      if (values[i]! < values[least]!) least = i;
      if (values[i]! > values[most]!) most = i;
    }
    for (const i of new Set([Math.min(least, most), Math.max(least, most)])) {
      points.push(`${n(x(i))},${n(y(values[i]!))}`);
    }
  }
  return points.length === 0 ? "" : `M${points.join("L")}`;
}

const n = (value: number) => value.toFixed(1);

/** Text that is safe within HTML and attributes. */
export function escape(text: string): string {
  return text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);
}
