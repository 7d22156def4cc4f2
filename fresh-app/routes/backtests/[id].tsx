import { HttpError, page } from "fresh";
import { runIdSchema } from "../../../actors/domain/backtest.ts";
import { Report } from "../../components/backtest/Report.tsx";
import { titleOf } from "../../components/backtest/RunList.tsx";
import { Time } from "../../components/parts.tsx";
import { storedResult } from "../../data/stored_result.ts";
import { LiveRun } from "../../islands/LiveRun.tsx";
import { define } from "../../utils.ts";

/** Reads a run, and its result where there is one. */
export const handler = define.handlers({
  async GET({ params, state }) {
    const { backtests } = state.backend.ports;
    const runId = runIdSchema.safeParse(params.id);
    if (!runId.success) throw new HttpError(404, "There is no backtest with that id.");
    const run = await backtests.find(runId.data);
    const result = run?.status === "succeeded"
      ? storedResult.parse(await backtests.result(runId.data))
      : null;
    return page({ runId: runId.data, run, result });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { runId, run, result } = data;
  const { reader, principal } = state;
  const back = (
    <p class="note">
      <a href="/backtests">Backtests</a> · run <span class="mono">{runId.slice(0, 8)}</span>
    </p>
  );
  if (run === null) {
    return (
      <>
        {back}
        <h1>A run that is not taken in yet</h1>
        <p class="read-text">
          The backtester has not taken it in, or it was deleted.{" "}
          <a href={`/backtests/${runId}`}>Look again</a>
        </p>
      </>
    );
  }
  const isOpen = run.status === "queued" || run.status === "running";
  const mayAct = principal?.role === "operator";
  return (
    <>
      {back}
      <h1>{titleOf(run)}</h1>
      {isOpen
        ? <LiveRun run={run} reader={reader} />
        : run.status === "failed"
        ? <p class="problem" role="status">It failed: {run.reason}</p>
        : result === null
        ? <p class="read-text" role="status">It was {run.status}.</p>
        : <Report result={result} reader={reader} />}
      <dl class="run-facts">
        <div>
          <dt>Asked for</dt>
          <dd>
            <Time at={run.requestedAt} reader={reader} exact />
          </dd>
        </div>
        <div>
          <dt>Bars</dt>
          <dd>{run.progress.total}</dd>
        </div>
        <div>
          <dt>Version</dt>
          <dd class="mono">{run.version}</dd>
        </div>
        <div>
          <dt>Digest of the bars</dt>
          <dd class="mono">{run.dataDigest?.slice(0, 16) ?? "–"}</dd>
        </div>
      </dl>
      <div class="filters">
        <a href={`/backtests?again=${runId}`}>Run again with changes</a>
        {result === null ? null : (
          <>
            <a href={`/api/backtest/${runId}/result`} download={`backtest-${runId}.json`}>JSON</a>
            <a href={`/export/backtests/${runId}`} download={`backtest-${runId}.html`}>
              Report as one HTML file
            </a>
          </>
        )}
        {!mayAct
          ? null
          : (
            <form method="post" action={`/backtests/${runId}/${isOpen ? "cancel" : "delete"}`}>
              <button type="submit">{isOpen ? "Call it off" : "Delete"}</button>
            </form>
          )}
      </div>
    </>
  );
});
