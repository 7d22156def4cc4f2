import { useEffect } from "preact/hooks";
import type { BacktestView } from "../api/views.ts";
import { stateOf } from "../components/backtest/RunList.tsx";
import { useList, useReader } from "../live/hooks.ts";
import type { Reader } from "../words/reader.ts";

/** How far a run has come; once it is over the page is asked for again, with its report. */
export function LiveRun({ run, reader: given }: { run: BacktestView; reader: Reader }) {
  const reader = useReader(given);
  const { items } = useList("backtests", { initial: [run], key: "runId", isHeld: false });
  const now = items?.find(({ runId }) => runId === run.runId) ?? run;
  const isOver = now.status !== "queued" && now.status !== "running";
  useEffect(() => {
    if (isOver) location.reload();
  }, [isOver]);
  const { done, total } = now.progress;
  return (
    <p class="read-text" role="status">
      <progress max={Math.max(1, total)} value={done} aria-label="Bars gone through" />{" "}
      {now.status === "queued" ? "waits for the runs before it" : stateOf(now, reader)}
    </p>
  );
}
