import { page } from "fresh";
import { strategyForms } from "../../../actors/signal_generator/core.ts";
import { RunForm } from "../../components/backtest/RunForm.tsx";
import { Section } from "../../components/parts.tsx";
import { type Fields, fieldsOf, FIRST_FIELDS, readOrder } from "../../data/backtest_form.ts";
import { load } from "../../data/lists.ts";
import { LiveRuns } from "../../islands/LiveRuns.tsx";
import { define, type State } from "../../utils.ts";

/** Runs that are listed; the rest is in the API. */
const RUNS = 50;

const FORMS = strategyForms();

async function read({ backend }: State, fields: Fields, faults: readonly string[]) {
  const { items } = await load(backend.ports.backtests.list({ limit: RUNS, cursor: null }));
  return { fields, faults, runs: items };
}

/** The form and the runs; a form that is sent becomes a run, or comes back with its faults. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const given = Object.fromEntries(url.searchParams);
    const again = given.again === undefined
      ? null
      : await state.backend.ports.backtests.find(given.again);
    const first = again === null ? FIRST_FIELDS : fieldsOf(again.request);
    return page(await read(state, { ...first, ...given }, []));
  },
  async POST(ctx) {
    const { ports } = ctx.state.backend;
    const fields: Record<string, string> = {};
    for (const [name, value] of await ctx.req.formData()) {
      if (typeof value === "string") fields[name] = value.slice(0, 2_000);
    }
    const { order, faults } = readOrder(fields, FORMS);
    if (order === null) {
      const shown = await read(ctx.state, { ...FIRST_FIELDS, ...fields }, faults);
      return page(shown, { status: 400 });
    }
    const runId = ports.newId();
    await ports.backtests.request(runId, order);
    return ctx.redirect(`/backtests/${runId}`, 303);
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { fields, faults, runs } = data;
  const { reader, frame, principal } = state;
  return (
    <>
      <h1>Backtests</h1>
      <p class="read-text">
        The same cores as live, on bars of the past: an order that is given at a bar's close is
        filled at the next bar's open. Whatever a run says, ask what it would have been worth to
        hold, and how many settings were tried before it.
      </p>
      <Section id="ask" heading="Run one">
        {principal?.role === "operator"
          ? <RunForm fields={fields} forms={FORMS} faults={faults} />
          : (
            <p class="read-text">
              <a href="/sign-in?next=%2Fbacktests">Sign in</a>{" "}
              as an operator to run one here. In a terminal, <code>deno task backtest</code>{" "}
              does without signing in.
            </p>
          )}
      </Section>
      <Section id="runs" heading="Runs" note={`the last ${RUNS}`}>
        <LiveRuns topic="backtests" items={runs} reader={reader} today={frame.marketTime} />
      </Section>
    </>
  );
});
