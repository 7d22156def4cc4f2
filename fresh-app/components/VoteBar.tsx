import type { VoteView } from "../api/views.ts";
import { spaced } from "../words/names.ts";
import { figuresOf, type Reader } from "../words/reader.ts";

const KINDS: Readonly<Record<string, string>> = {
  momentum: "v-m",
  mean_reversion: "v-r",
  news_driven: "v-n",
};

/** The look of a strategy's contribution: three have one of their own. */
export function voteClass(strategy: string): string {
  return KINDS[strategy] ?? "v-o";
}

/** Contributions stacked from the zero line: sell left, buy right, with ticks at the threshold. */
export function VoteBar(
  { votes, score, threshold, reader }: {
    votes: readonly VoteView[];
    score: number;
    threshold: number;
    reader: Reader;
  },
) {
  const figures = figuresOf(reader);
  const each = votes.map(({ strategy, contribution }) =>
    `${spaced(strategy)} ${figures.signed(contribution)}`
  );
  const reach = Math.max(threshold * 1.5, ...[1, -1].map((sign) => sumOf(votes, sign)), 0.01);
  const x = (value: number) => 60 + 58 * Math.max(-1, Math.min(1, value / reach));
  const ends = { up: 0, down: 0 };
  return (
    <svg class="vote" viewBox="0 0 120 14" role="img" aria-label={`votes: ${each.join(", ")}`}>
      {votes.filter(({ contribution }) => contribution !== 0).map(({ strategy, contribution }) => {
        const side = contribution > 0 ? "up" : "down";
        const from = ends[side];
        ends[side] += contribution;
        const [a, b] = [x(from), x(ends[side])];
        return (
          <rect
            class={voteClass(strategy)}
            x={Math.min(a, b).toFixed(1)}
            width={Math.max(0.8, Math.abs(a - b) - 0.8).toFixed(1)}
            y="3"
            height="8"
          />
        );
      })}
      <path class="v-zero" d="M60 0V14" />
      {[threshold, -threshold].map((at) => (
        <path class="v-zero" d={`M${x(at).toFixed(1)} 0V4M${x(at).toFixed(1)} 10V14`} />
      ))}
      <path class="v-sum" d={`M${x(score).toFixed(1)} 0V14`} />
    </svg>
  );
}

function sumOf(votes: readonly VoteView[], sign: number): number {
  return votes.reduce((sum, { contribution }) => sum + Math.max(0, contribution * sign), 0);
}

/** What the looks of the bars mean. */
export function VoteKey({ names }: { names: readonly string[] }) {
  return (
    <p class="key">
      {names.map((name) => (
        <span>
          <svg viewBox="0 0 12 8" aria-hidden="true">
            <rect class={voteClass(name)} x=".5" y=".5" width="11" height="7" />
          </svg>
          {spaced(name)}
        </span>
      ))}
    </p>
  );
}
