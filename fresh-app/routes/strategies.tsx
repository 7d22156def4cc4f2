import { page } from "fresh";
import { Change, Empty, Section, Time } from "../components/parts.tsx";
import { RoundTrips } from "../components/RoundTrips.tsx";
import { voteClass } from "../components/VoteBar.tsx";
import { define } from "../utils.ts";
import { spaced } from "../words/names.ts";
import { figuresOf } from "../words/reader.ts";

/** Signals over which votes are summed up. */
const SUMMED = 200;
/** Decisions about the weights, and round trips, that are shown. */
const SHOWN = 20;

/** Reads the strategies and the votes that are summed up. */
export const handler = define.handlers({
  async GET({ state }) {
    const { records } = state.backend.ports;
    const [strategies, adjustments, signals, trips] = await Promise.all([
      records.strategies(),
      records.adjustments({ limit: SHOWN, cursor: null }),
      records.signals({ limit: SUMMED, cursor: null }),
      records.roundTrips({ limit: SHOWN, cursor: null }),
    ]);
    return page({
      strategies,
      adjustments: adjustments.items,
      signals: signals.items,
      trips: trips.items,
    });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { strategies, adjustments, signals, trips } = data;
  const { reader, frame } = state;
  const figures = figuresOf(reader);
  const votesOf = (name: string) =>
    signals.flatMap(({ side, votes }) => {
      const vote = votes.find(({ strategy }) => strategy === name);
      return vote === undefined || vote.direction === 0 ? [] : [{ side, vote }];
    });
  return (
    <>
      <h1>Strategies</h1>
      <p class="read-text">
        The ensemble's score is the sum of weight × direction × strength over the enabled
        strategies. Whoever abstains counts for nothing and strengthens nobody.
      </p>
      <Section
        id="weights"
        heading="Weights and votes"
        note={`votes in the last ${signals.length} signals`}
      >
        {strategies.length === 0
          ? <Empty>No strategy is known yet. They are written down when signals begin.</Empty>
          : (
            <div class="wrap">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Strategy</th>
                    <th scope="col">State</th>
                    <th scope="col" class="num">Weight</th>
                    <th scope="col" class="p2">
                      <span class="vh">Weight drawn</span>
                    </th>
                    <th scope="col" class="num">Voted</th>
                    <th scope="col" class="num p2">For the signal's side</th>
                    <th scope="col" class="num">Mean share of it</th>
                    <th scope="col" class="num">Earned</th>
                    <th scope="col" class="num p2">Alone, last session</th>
                    <th scope="col" class="num p2">Since</th>
                  </tr>
                </thead>
                <tbody>
                  {strategies.map(({ name, enabled, weight, updatedAt, credit, learned }) => {
                    const votes = votesOf(name);
                    const agreed = votes.filter(({ side, vote }) =>
                      (vote.direction === 1) === (side === "buy")
                    );
                    const mean = votes.length === 0
                      ? null
                      : votes.reduce((sum, { vote }) => sum + Math.abs(vote.contribution), 0) /
                        votes.length;
                    return (
                      <tr key={name}>
                        <th scope="row">{spaced(name)}</th>
                        <td class={enabled ? undefined : "dim"}>{enabled ? "enabled" : "off"}</td>
                        <td class="num">{enabled ? figures.number(weight, 3) : "–"}</td>
                        <td class="p2 votes">
                          <svg class="vote" viewBox="0 0 120 14" aria-hidden="true">
                            <rect
                              class={voteClass(name)}
                              x="0"
                              y="3"
                              height="8"
                              width={enabled ? Math.max(1, 120 * weight) : 0}
                            />
                          </svg>
                        </td>
                        <td class="num">{figures.number(votes.length, 0)}</td>
                        <td class="num p2">{figures.number(agreed.length, 0)}</td>
                        <td class="num">{mean === null ? "–" : figures.number(mean, 3)}</td>
                        <td class="num">
                          {credit.roundTrips === 0
                            ? "–"
                            : <Change value={credit.pnl} reader={reader} />}
                        </td>
                        <td class="num p2">
                          {learned === null || learned.shadowTrips === 0
                            ? "–"
                            : `${figures.signed(learned.shadow * 100, 2)} %`}
                        </td>
                        <td class="num p2">
                          <Time at={updatedAt} today={frame.marketTime} reader={reader} />
                        </td>
                      </tr>
                    );
                  })}
                </tbody>
              </table>
            </div>
          )}
      </Section>
      <Section
        id="learned"
        heading="What was learned"
        note={`the last ${adjustments.length} decisions; new weights apply from the next open`}
      >
        {adjustments.length === 0
          ? <Empty>Nothing is decided yet. The first decision comes after a session's close.</Empty>
          : (
            <div class="wrap">
              <table>
                <thead>
                  <tr>
                    <th scope="col">Decided</th>
                    <th scope="col">Outcome</th>
                    <th scope="col">Why</th>
                    <th scope="col" class="p2">By</th>
                  </tr>
                </thead>
                <tbody>
                  {adjustments.map(({ adjustmentId, at, outcome, reason, by }) => (
                    <tr key={adjustmentId}>
                      <td>
                        <Time at={at} today={frame.marketTime} reader={reader} />
                      </td>
                      <td>{spaced(outcome)}</td>
                      <td>{reason}</td>
                      <td class="p2">{by ?? "learning engine"}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
      </Section>
      <Section id="trips" heading="Round trips" note={`the last ${trips.length}`}>
        <RoundTrips items={trips} reader={reader} today={frame.marketTime} />
      </Section>
      <Section id="parameters" heading="Parameters" note="as they are in force">
        <div class="wrap">
          <table>
            <thead>
              <tr>
                <th scope="col">Strategy</th>
                <th scope="col">Parameter</th>
                <th scope="col" class="num">Value</th>
              </tr>
            </thead>
            <tbody>
              {strategies.filter(({ enabled }) => enabled).flatMap(({ name, parameters }) =>
                Object.entries(parameters).map(([parameter, value]) => (
                  <tr key={`${name} ${parameter}`}>
                    <th scope="row">{spaced(name)}</th>
                    <td class="mono">{parameter}</td>
                    <td class="num mono">{JSON.stringify(value)}</td>
                  </tr>
                ))
              )}
            </tbody>
          </table>
        </div>
      </Section>
    </>
  );
});
