import type { BacktestView } from "../api/views.ts";
import { RunList } from "../components/backtest/RunList.tsx";
import { LiveList, type LiveProps } from "../components/LiveList.tsx";

/** Runs as they go on. */
export function LiveRuns(props: LiveProps<BacktestView>) {
  return <LiveList {...props} id="runId" what="Backtests" View={RunList} />;
}
