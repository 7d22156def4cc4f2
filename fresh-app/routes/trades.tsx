import { page } from "fresh";
import { ListFrame } from "../components/ListFrame.tsx";
import { TradesTable } from "../components/tables.tsx";
import { LiveTrades } from "../islands/LiveTables.tsx";
import { liveTopic, load, readList } from "../data/lists.ts";
import { define } from "../utils.ts";

/** Reads one page of executions. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const query = readList(url);
    return page({ query, list: await load(state.backend.ports.records.trades(query)) });
  },
});

export default define.page<typeof handler>(({ data: { query, list }, state }) => {
  const topic = liveTopic("trades", query);
  const { items, nextCursor } = list;
  const shown = { items, reader: state.reader, today: state.frame.marketTime };
  return (
    <ListFrame
      name="trades"
      heading="Trades"
      lead="Every execution of an order, the newest first. The bar shows how each strategy voted."
      query={query}
      nextCursor={nextCursor}
      exported
    >
      {topic === null ? <TradesTable {...shown} /> : <LiveTrades topic={topic} {...shown} />}
    </ListFrame>
  );
});
