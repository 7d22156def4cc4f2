import { page } from "fresh";
import { ListFrame } from "../components/ListFrame.tsx";
import { OrdersTable } from "../components/tables.tsx";
import { LiveOrders } from "../islands/LiveTables.tsx";
import { liveTopic, load, readList } from "../data/lists.ts";
import { define } from "../utils.ts";

/** Reads one page of orders. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const query = readList(url);
    return page({ query, list: await load(state.backend.ports.records.orders(query)) });
  },
});

export default define.page<typeof handler>(({ data: { query, list }, state }) => {
  const topic = liveTopic("orders", query);
  const { items, nextCursor } = list;
  const shown = { items, reader: state.reader, today: state.frame.marketTime };
  return (
    <ListFrame
      name="orders"
      heading="Orders"
      lead="Every order as it stands. Orders that reduce a position are marked as closing."
      query={query}
      nextCursor={nextCursor}
      exported
      withStatus
    >
      {topic === null ? <OrdersTable {...shown} /> : <LiveOrders topic={topic} {...shown} />}
    </ListFrame>
  );
});
