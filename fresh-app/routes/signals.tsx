import { page } from "fresh";
import { ListFrame } from "../components/ListFrame.tsx";
import { SignalsTable } from "../components/tables.tsx";
import { LiveSignals } from "../islands/LiveTables.tsx";
import { liveTopic, load, readList } from "../data/lists.ts";
import { define } from "../utils.ts";

/** Reads one page of signals. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const query = readList(url);
    return page({ query, list: await load(state.backend.ports.records.signals(query)) });
  },
});

export default define.page<typeof handler>(({ data: { query, list }, state }) => {
  const topic = liveTopic("signals", query);
  const { items, nextCursor } = list;
  const shown = { items, reader: state.reader, today: state.frame.marketTime };
  return (
    <ListFrame
      name="signals"
      heading="Signals"
      lead="Every bar on which the strategies' votes reached the threshold, traded or refused."
      query={query}
      nextCursor={nextCursor}
      exported
    >
      {topic === null ? <SignalsTable {...shown} /> : <LiveSignals topic={topic} {...shown} />}
    </ListFrame>
  );
});
