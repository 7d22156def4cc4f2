import type { LineageView } from "../../api/lineage_views.ts";
import { decimal } from "../../../actors/domain/money.ts";
import { counted } from "../../words/names.ts";
import { money, score, shares, signOf } from "../../words/format.ts";
import { mattered, tellProfit } from "../../words/lineage_telling.ts";
import { spaced } from "../../words/names.ts";

/** Width of the drawing: that of the narrowest page, so that its letters are never too small. */
const WIDTH = 328;
const HEIGHT = 36;
const GAP = 18;

interface Node {
  readonly href: string;
  readonly title: string;
  readonly note: string;
  readonly isKey?: boolean;
  /** Thickness of the line that leads on from it. */
  readonly weight?: number;
}

/** The way of a decision from headlines to weights, top to bottom; each node leads to its step. */
export function LineageGraph({ lineage }: { lineage: LineageView }) {
  const rows = rowsOf(lineage);
  const tops: number[] = [];
  let bottom = 2;
  for (const row of rows) {
    tops.push(bottom);
    bottom += Math.ceil(row.length / 3) * (HEIGHT + 6) - 6 + GAP;
  }
  const height = bottom - GAP + 2;
  const votes = rows.findIndex((row) => row[0]?.href === "#votes");
  const learned = lineage.adjustment !== null && votes >= 0;
  return (
    <svg
      class="graph"
      viewBox={`0 0 ${WIDTH} ${height}`}
      role="group"
      aria-label="The way of the decision; each node leads to its step"
    >
      {rows.slice(1).flatMap((row, i) =>
        rows[i]!.flatMap((from, a) =>
          row.map((_, b) => {
            const [x1, y1] = placeOf(rows[i]!.length, a, tops[i]!);
            const [x2, y2] = placeOf(row.length, b, tops[i + 1]!);
            const start = y1 + HEIGHT;
            const middle = (start + y2) / 2;
            return (
              <path
                key={`${i} ${a} ${b}`}
                class="e"
                stroke-width={(from.weight ?? 1.25).toFixed(2)}
                d={`M${x1} ${start}C${x1} ${middle} ${x2} ${middle} ${x2} ${y2}`}
              />
            );
          })
        )
      )}
      {learned ? <Feedback from={tops.at(-1)!} to={tops[votes]!} /> : null}
      {rows.flatMap((row, i) =>
        row.map((node, a) => {
          const [x, y, width] = placeOf(row.length, a, tops[i]!);
          return <Box key={`${i} ${a}`} node={node} x={x - width / 2} y={y} width={width} />;
        })
      )}
    </svg>
  );
}

function Box({ node, x, y, width }: { node: Node; x: number; y: number; width: number }) {
  const room = Math.floor((width - 14) / 5.9);
  return (
    <a href={node.href} class={node.isKey === true ? "k" : undefined}>
      <rect class="nb" x={x + 0.5} y={y + 0.5} width={width - 1} height={HEIGHT - 1} rx="2" />
      <text x={x + 8} y={y + 15}>{shortened(node.title, room)}</text>
      <text class="d" x={x + 8} y={y + 29}>{shortened(node.note, room)}</text>
    </a>
  );
}

/** From what was learned back to the votes that it bears on. */
function Feedback({ from, to }: { from: number; to: number }) {
  const x = WIDTH - 9;
  const end = to + HEIGHT + 1;
  return (
    <g aria-hidden="true">
      <path class="fb" d={`M${WIDTH / 2 + 102} ${from + HEIGHT / 2}H${x}V${end}`} />
      <path class="fb head" d={`M${x - 5} ${end + 6}L${x} ${end}L${x + 5} ${end + 6}`} />
    </g>
  );
}

/** Centre, top and width of the `i`-th of `count` nodes. */
function placeOf(count: number, i: number, top: number): [number, number, number] {
  const line = Math.floor(i / 3);
  const inLine = Math.min(3, count - line * 3);
  const width = inLine === 1 ? 204 : inLine === 2 ? 150 : 104;
  const space = inLine === 1 ? 0 : inLine === 2 ? 12 : 8;
  const left = (WIDTH - inLine * width - (inLine - 1) * space) / 2;
  return [left + (i % 3) * (width + space) + width / 2, top + line * (HEIGHT + 6), width];
}

function rowsOf(lineage: LineageView): Node[][] {
  const { headlines, signal, decision, orders, result, missing } = lineage;
  const rows: Node[][] = [];
  const lead = headlines[0];
  if (lead !== undefined && !mattered(lead)) {
    const many = headlines.length === 1 ? "1 headline" : `${headlines.length} headlines`;
    rows.push([{ href: "#headline", title: many, note: "none moved it" }]);
  } else if (lead !== undefined) {
    const many = headlines.length > 1 ? `${counted(headlines.length, "headline")}` : "Headline";
    const copies = lead.copies.length === 0 ? "" : `, ${lead.copies.length + 1} copies → 1`;
    rows.push([{
      href: "#headline",
      title: `${many}${copies}`,
      note: lead.source ?? "not stored",
    }]);
    if (lead.sentiment !== null) {
      const { score: mood, analyzer, confidence } = lead.sentiment;
      rows.push([{
        href: "#score",
        title: `Score ${arrow(mood)} ${signed(mood, 2)}`,
        note: `${analyzer}, confidence ${confidence.toFixed(2)}`,
      }]);
    }
  }
  if (signal !== null) {
    rows.push(signal.votes.map(({ strategy, direction, strength, weight, contribution }) => ({
      href: "#votes",
      title: `${spaced(strategy)} ${arrow(direction)}`,
      note: `${strength.toFixed(2)} × ${weight.toFixed(3)}`,
      weight: 0.8 + 6 * Math.min(0.4, Math.abs(contribution)),
    })));
    rows.push([{
      href: "#signal",
      title: `Signal ${arrow(signal.score)} ${score(signal.score)}`,
      note: `threshold ${signal.threshold.toFixed(3)}`,
      isKey: true,
    }]);
  }
  if (decision !== null) rows.push([riskNode(decision)]);
  const order = orders[0];
  if (order !== undefined) {
    rows.push([{
      href: "#order",
      title: `Order: ${order.side} ${shares(order.quantity)} ${order.ticker}`,
      note: spaced(order.status),
      isKey: true,
    }]);
    if (order.fills.length > 0) rows.push(fillNodes(order.fills));
  }
  if (result !== null) {
    const sign = signOf(result.pnl);
    rows.push([{
      href: "#result",
      title: `P&L ${arrow(sign)} ${tellProfit(result)}`,
      note: result.open ? "some is still held" : "closed",
      isKey: true,
    }]);
  } else if (missing.some(({ part }) => part === "round_trip")) {
    rows.push([{ href: "#result", title: "Still open", note: "no result yet" }]);
  }
  return rows;
}

function riskNode({ checks, outcome, sizing }: NonNullable<LineageView["decision"]>): Node {
  const passed = checks.filter((check) => check.passed).length;
  const href = "#risk";
  if (outcome === "nothing") return { href, title: "Nothing to do", note: "no order is needed" };
  const failed = checks.find((check) => !check.passed);
  if (failed !== undefined) {
    return { href, title: `Risk ✕ ${spaced(failed.rule)}`, note: `limit ${failed.limit}` };
  }
  return {
    href,
    title: `Risk ✓ ${passed} of ${checks.length}`,
    note: sizing === null ? "closes what is held" : `tightest: ${spaced(sizing.tightest.rule)}`,
  };
}

function fillNodes(fills: LineageView["orders"][number]["fills"]): Node[] {
  const told = (fill: (typeof fills)[number]): Node => ({
    href: "#fills",
    title: `Fill ${shares(fill.quantity)}`,
    note: `at ${money(fill.price)}`,
  });
  if (fills.length <= 3) return fills.map(told);
  const rest = fills.slice(2);
  const sum = rest.reduce((total, { quantity }) => total.plus(quantity), decimal(0));
  return [
    ...fills.slice(0, 2).map(told),
    { href: "#fills", title: `${rest.length} more`, note: `${shares(sum.toFixed())} shares` },
  ];
}

function arrow(value: number): string {
  return value > 0 ? "▲" : value < 0 ? "▼" : "–";
}

function signed(value: number, places: number): string {
  const text = Math.abs(value).toFixed(places);
  return Number(text) === 0 ? text : `${value > 0 ? "+" : "\u2212"}${text}`;
}

function shortened(text: string, room: number): string {
  return text.length <= room ? text : `${text.slice(0, room - 1)}…`;
}
