import type { SignalView } from "../../api/views.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { voteClass } from "../VoteBar.tsx";

const WIDTH = 560;

/** The contributions laid end to end from zero, with the threshold that the sum had to reach. */
export function SumBar({ signal, reader }: { signal: SignalView; reader: Reader }) {
  const figures = figuresOf(reader);
  const { votes, score, threshold, side } = signal;
  const sum = (sign: number) =>
    votes.reduce((total, { contribution }) => total + Math.max(0, contribution * sign), 0);
  const goal = side === "buy" ? threshold : -threshold;
  const high = Math.max(sum(1), score, goal, 0.02) * 1.12;
  const low = Math.min(-sum(-1), score, goal, -0.02) * 1.12;
  const x = (value: number) => WIDTH * (value - low) / (high - low);
  const ends = { up: 0, down: 0 };
  const bars = votes.filter(({ contribution }) => contribution !== 0)
    .toSorted((a, b) => Math.abs(b.contribution) - Math.abs(a.contribution));
  return (
    <svg
      class="sumbar"
      viewBox={`0 0 ${WIDTH} 60`}
      role="img"
      aria-label={`The contributions sum to ${figures.signed(score)}; it takes ${
        figures.signed(goal)
      }`}
    >
      {bars.map(({ strategy, contribution }) => {
        const way = contribution > 0 ? "up" : "down";
        const from = ends[way];
        ends[way] += contribution;
        const [a, b] = [x(from), x(ends[way])];
        return (
          <rect
            key={strategy}
            class={voteClass(strategy)}
            x={(Math.min(a, b) + 0.5).toFixed(1)}
            width={Math.max(1, Math.abs(a - b) - 1).toFixed(1)}
            y="18"
            height="10"
          />
        );
      })}
      <path class="zero" d={`M${x(0).toFixed(1)} 14V46`} />
      <path class="goal" d={`M${x(goal).toFixed(1)} 14V46`} />
      <rect
        class="total"
        x={Math.min(x(0), x(score)).toFixed(1)}
        width={Math.max(1, Math.abs(x(score) - x(0))).toFixed(1)}
        y="34"
        height="7"
      />
      <text class="t" x={x(0).toFixed(1)} y="10" text-anchor="middle">0</text>
      <text class="t" x={x(goal).toFixed(1)} y="10" text-anchor="middle">
        trade at {figures.signed(goal)}
      </text>
      <text class="b" x={held(x(score)).toFixed(1)} y="57" text-anchor="middle">
        {figures.signed(score)}
      </text>
    </svg>
  );
}

/** Kept inside, for a text of some width around it. */
function held(x: number): number {
  return Math.max(24, Math.min(WIDTH - 24, x));
}
