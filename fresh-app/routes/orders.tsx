import { page } from "fresh";
import { ListFrame } from "../components/ListFrame.tsx";
import { OrdersTable } from "../components/tables.tsx";
import { load, readList } from "../data/lists.ts";
import { define } from "../utils.ts";

/** Reads one page of orders. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const query = readList(url);
    return page({ query, list: await load(state.backend.ports.records.orders(query)) });
  },
});

export default define.page<typeof handler>(({ data: { query, list }, state }) => (
  <ListFrame
    name="orders"
    heading="Orders"
    lead="Every order as it stands. Orders that reduce a position are marked as closing."
    query={query}
    nextCursor={list.nextCursor}
    exported
    withStatus
  >
    <OrdersTable items={list.items} reader={state.reader} today={state.frame.marketTime} />
  </ListFrame>
));
