import { HttpError } from "fresh";
import { runIdSchema } from "../../../../actors/domain/backtest.ts";
import { storedReport } from "../../../../actors/backtester/core.ts";
import { titleOf } from "../../../components/backtest/RunList.tsx";
import { define } from "../../../utils.ts";

/** A run's report as one HTML file. */
export const handler = define.handlers({
  async GET({ state, params }) {
    const { backtests } = state.backend.ports;
    const runId = runIdSchema.safeParse(params.id);
    const run = runId.success ? await backtests.find(runId.data) : null;
    const result = run?.status === "succeeded" ? await backtests.result(run.runId) : null;
    if (run === null || result === null || result === undefined) {
      throw new HttpError(404, "There is no backtest with that id that came to an end.");
    }
    return new Response(storedReport(result, `Pitboss: ${titleOf(run)}`), {
      headers: {
        "content-type": "text/html; charset=utf-8",
        "content-disposition": `attachment; filename="backtest-${run.runId}.html"`,
      },
    });
  },
});
