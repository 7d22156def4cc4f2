import { HttpError, page } from "fresh";
import { runIdSchema } from "../../../actors/domain/backtest.ts";
import { Lines } from "../../components/backtest/Lines.tsx";
import { Statistics } from "../../components/backtest/Report.tsx";
import { titleOf } from "../../components/backtest/RunList.tsx";
import { Empty, Section } from "../../components/parts.tsx";
import { storedResult } from "../../data/stored_result.ts";
import { define } from "../../utils.ts";

/** Runs that fit beside each other. */
const RUNS_MAX = 4;

/** Reads the runs that the address names; those without a result are left out. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const { backtests } = state.backend.ports;
    const ids = [...new Set(url.searchParams.getAll("run"))];
    if (ids.length > RUNS_MAX) {
      throw new HttpError(
        400,
        `At most ${RUNS_MAX} runs are compared, and these are ${ids.length}.`,
      );
    }
    const found = await Promise.all(ids.map(async (id) => {
      const run = runIdSchema.safeParse(id).success ? await backtests.find(id) : null;
      if (run?.status !== "succeeded") return [];
      const result = storedResult.parse(await backtests.result(id));
      return [{ name: `${titleOf(run)} (${id.slice(0, 4)})`, id, result }];
    }));
    return page({ runs: found.flat() });
  },
});

export default define.page<typeof handler>(({ data: { runs }, state: { reader } }) => (
  <>
    <p class="note">
      <a href="/backtests">Backtests</a>
    </p>
    <h1>Runs side by side</h1>
    {runs.length < 2
      ? <Empty>Choose at least two runs that came to an end in the list of backtests.</Empty>
      : (
        <>
          <Section id="equity" heading="What became of 100">
            <Lines
              curves={runs.map(({ name, result }) => ({ name, points: result.equity }))}
              reader={reader}
            />
          </Section>
          <Section id="statistics" heading="Statistics">
            <Statistics results={runs} reader={reader} />
          </Section>
        </>
      )}
  </>
));
