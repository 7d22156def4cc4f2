import { HttpError } from "fresh";
import { runIdSchema } from "../../../../actors/domain/backtest.ts";
import { define } from "../../../utils.ts";

/** Calls a run off, or deletes one that is over. */
export const handler = define.handlers({
  async POST(ctx) {
    const { backtests } = ctx.state.backend.ports;
    const runId = runIdSchema.safeParse(ctx.params.id);
    if (!runId.success) throw new HttpError(404, "There is no backtest with that id.");
    const { action } = ctx.params;
    if (action === "cancel") {
      await backtests.cancel(runId.data);
      return ctx.redirect(`/backtests/${runId.data}`, 303);
    }
    if (action !== "delete") throw new HttpError(404, "A run is cancelled or deleted.");
    await backtests.remove(runId.data);
    return ctx.redirect("/backtests", 303);
  },
});
