import { page } from "fresh";
import { ListFrame } from "../components/ListFrame.tsx";
import { NewsStories } from "../components/NewsStories.tsx";
import { Section } from "../components/parts.tsx";
import { LiveNews } from "../islands/LiveNews.tsx";
import type { AnalyzerView, SourceView } from "../api/views.ts";
import { liveTopic, load, readList } from "../data/lists.ts";
import { part } from "../data/part.ts";
import { define } from "../utils.ts";
import { figuresOf, type Reader } from "../words/reader.ts";

/** Reads one page of stories, and how the sources do. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const { records } = state.backend.ports;
    const query = readList(url);
    const [list, sources, analyzers] = await Promise.all([
      load(records.news(query)),
      part(state.backend, records.sources()),
      part(state.backend, records.analyzers()),
    ]);
    return page({ query, list, sources, analyzers });
  },
});

export default define.page<typeof handler>(({ data, state }) => {
  const { query, list, sources, analyzers } = data;
  const { reader, frame } = state;
  const topic = liveTopic("news", query);
  const shown = { items: list.items, reader, today: frame.marketTime };
  return (
    <ListFrame
      name="news"
      heading="News"
      lead="Each story once, with its copies folded in: what it means for a ticker, by which model, and how sure. A story that moves no decision says why."
      query={query}
      nextCursor={list.nextCursor}
    >
      {(sources ?? []).filter(({ health }) => (health?.failuresInRow ?? 0) > 0).map((source) => (
        <Failing source={source} />
      ))}
      {(analyzers ?? []).map((analyzer) => <Missing key={analyzer.analyzer} analyzer={analyzer} />)}
      {topic === null ? <NewsStories {...shown} /> : <LiveNews topic={topic} {...shown} />}
      <Sources sources={sources} reader={reader} />
    </ListFrame>
  );
});

function Failing({ source: { source, health } }: { source: SourceView }) {
  const count = health?.failuresInRow ?? 0;
  return (
    <p class="empty bad">
      {source} has failed {count === 1 ? "once" : `${count} times`} in a row:{" "}
      {health?.lastFailure?.message ?? "it gave no reason."}
    </p>
  );
}

const STATE_WORDS = {
  fetching: "is on its way",
  restarting: "is being started again",
  "left alone": "is left alone for a while",
  unavailable: "cannot be had",
} as const;

/** An analyser that cannot be had now, and why. */
function Missing({ analyzer: { analyzer, state, reason } }: { analyzer: AnalyzerView }) {
  if (state === "ready") return null;
  return (
    <p class="empty bad">
      {`The analyser ${analyzer} ${STATE_WORDS[state]}: ${reason ?? "it gave no reason"}. `}
      The next one judges meanwhile.
    </p>
  );
}

function Sources({ sources, reader }: { sources: readonly SourceView[] | null; reader: Reader }) {
  if (sources === null || sources.length === 0) return null;
  const figures = figuresOf(reader);
  return (
    <Section id="sources" heading="Sources" note={`${sources.length} known`}>
      <table>
        <thead>
          <tr>
            <th scope="col">Source</th>
            <th scope="col">State</th>
            <th scope="col" class="num">Weight</th>
            <th scope="col" class="num">Items</th>
            <th scope="col" class="num p2">Polls</th>
            <th scope="col" class="num p2">Errors</th>
          </tr>
        </thead>
        <tbody>
          {sources.map(({ source, enabled, weight, health }) => (
            <tr key={source}>
              <th scope="row">{source}</th>
              <td>
                {!enabled
                  ? "off"
                  : health === null
                  ? "never polled"
                  : health.failuresInRow > 0
                  ? <span class="warn">✕ failing</span>
                  : "well"}
              </td>
              <td class="num">{figures.number(weight)}</td>
              <td class="num">{figures.number(health?.newItems ?? null, 0)}</td>
              <td class="num p2">{figures.number(health?.polls ?? null, 0)}</td>
              <td class="num p2">{figures.number(health?.errors ?? null, 0)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
