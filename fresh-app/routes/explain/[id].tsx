import { HttpError, page } from "fresh";
import { Head } from "fresh/runtime";
import type { LineageView } from "../../api/lineage_views.ts";
import { isLineageId } from "../../api/lineage/id.ts";
import { RiskStep, SignalSteps } from "../../components/explain/DecisionSteps.tsx";
import { LineageGraph } from "../../components/explain/LineageGraph.tsx";
import { NewsSteps } from "../../components/explain/NewsSteps.tsx";
import { OrderSteps, ResultSteps } from "../../components/explain/OrderSteps.tsx";
import { Stages } from "../../components/explain/Stages.tsx";
import { Change, Section, Unreadable } from "../../components/parts.tsx";
import { part } from "../../data/part.ts";
import { define } from "../../utils.ts";
import { mattered, tellSummary, tellTitle } from "../../words/lineage_telling.ts";
import { spaced } from "../../words/names.ts";
import { figuresOf } from "../../words/reader.ts";

/** Reads the lineage of whatever has the id. Throws a 404 where nothing has. */
export const handler = define.handlers({
  async GET({ state: { backend }, params }) {
    const id = params.id ?? "";
    const found = isLineageId(id)
      ? await part(backend, backend.ports.records.lineage(id).then((lineage) => ({ lineage })))
      : { lineage: null };
    if (found === null) return page({ id, lineage: null });
    if (found.lineage !== null) return page({ id, lineage: found.lineage });
    throw new HttpError(
      404,
      "Nothing has this id: no trade, order, signal, article or round trip. What is listed on the " +
        "other pages links here.",
    );
  },
});

const LISTS: Readonly<Record<LineageView["kind"], readonly [string, string]>> = {
  trade: ["/trades", "Trades"],
  order: ["/orders", "Orders"],
  signal: ["/signals", "Signals"],
  article: ["/news", "News"],
  round_trip: ["/strategies", "Strategies"],
};

export default define.page<typeof handler>(({ data: { id, lineage }, state: { reader } }) => {
  if (lineage === null) {
    return (
      <>
        <h1>Explanation</h1>
        <Unreadable what="The lineage" />
      </>
    );
  }
  const [path, list] = LISTS[lineage.kind];
  const { signal, orders, result, stages, missing } = lineage;
  const lead = lineage.headlines[0];
  const first = lead === undefined || !mattered(lead) ? null : lead.firstSeenAt;
  const begun = first ?? signal?.at ?? orders[0]?.at ?? null;
  const frame = { reader, begun };
  return (
    <>
      <Head>
        <link key="explain" rel="stylesheet" href="/explain.css" />
      </Head>
      <div class="lead">
        <div>
          <p class="label">
            <a href={path}>{list}</a> · {spaced(lineage.kind)} <span class="mono">{id}</span>
          </p>
          <h1>{tellTitle(lineage)}</h1>
          <p>{tellSummary(lineage)}</p>
        </div>
        {result === null ? null : (
          <dl class="result">
            <div>
              <dt>{result.open ? "Profit so far, after costs" : "Profit after costs"}</dt>
              <dd>
                <Change value={result.pnl} reader={reader} />
              </dd>
            </div>
            <div>
              <dt>Return</dt>
              <dd>{figuresOf(reader).percentChange(result.return)}</dd>
            </div>
          </dl>
        )}
      </div>
      <Missing missing={missing} />
      <div class="explained">
        <section aria-label="The story">
          <ol class="story">
            <NewsSteps lineage={lineage} frame={frame} />
            {signal === null
              ? null
              : <SignalSteps lineage={lineage} signal={signal} frame={frame} />}
            <RiskStep lineage={lineage} frame={frame} />
            {orders.map((order) => <OrderSteps key={order.orderId} order={order} frame={frame} />)}
            <ResultSteps lineage={lineage} frame={frame} />
          </ol>
        </section>
        <aside class="aside" aria-label="Lineage and times">
          <Section id="lineage" heading="Lineage" note="each node leads to its step">
            <LineageGraph lineage={lineage} />
          </Section>
          {stages.length === 0 ? null : <Stages stages={stages} />}
          <AlsoBehind lineage={lineage} />
          <p class="label">
            As data: <a href={`/api/lineage/${encodeURIComponent(id)}`}>the whole lineage</a>
          </p>
        </aside>
      </div>
    </>
  );
});

function Missing({ missing }: Pick<LineageView, "missing">) {
  if (missing.length === 0) return null;
  return (
    <ul class="gaps" aria-label="What is missing">
      {missing.map(({ part, state, why }) => (
        <li key={part} class={state === "lost" ? "warn" : ""}>
          <b>{state === "lost" ? "Not stored" : "Not yet"}:</b> {why}
        </li>
      ))}
    </ul>
  );
}

function AlsoBehind({ lineage: { alsoBehind, kind } }: { lineage: LineageView }) {
  if (kind !== "article" || alsoBehind.length === 0) return null;
  const shown = alsoBehind.slice(0, 10);
  return (
    <Section
      id="also"
      heading="It also stood behind"
      note={`the first ${shown.length} of ${alsoBehind.length} signals`}
    >
      <ul class="heads">
        {shown.map(({ signalId, outcome }) => (
          <li key={signalId}>
            <a class="mono" href={`/explain/${signalId}`}>{signalId.slice(0, 12)}</a>
            <span class="dim">{outcome === null ? "not decided yet" : spaced(outcome)}</span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
