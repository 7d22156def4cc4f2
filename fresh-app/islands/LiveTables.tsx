import type { NewsView, OrderView, PositionView, SignalView, TradeView } from "../api/views.ts";
import { LiveList, type LiveProps } from "../components/LiveList.tsx";
import {
  Headlines,
  OrdersTable,
  PositionsTable,
  SignalsTable,
  type TableProps,
  TradesTable,
} from "../components/tables.tsx";

/** Executions as they come. */
export function LiveTrades(props: LiveProps<TradeView>) {
  return (
    <LiveList
      {...props}
      id="tradeId"
      what="Trades"
      View={TradesTable}
      tell={({ side, lastQuantity, ticker, lastPrice }, figures) =>
        `${side === "buy" ? "Bought" : "Sold"} ${figures.shares(lastQuantity)} ${ticker} at ${
          figures.money(lastPrice)
        }`}
    />
  );
}

/** Signals as they come, and what risk said to them. */
export function LiveSignals(props: LiveProps<SignalView>) {
  return <LiveList {...props} id="signalId" what="Signals" View={SignalsTable} />;
}

/** Orders as they stand. */
export function LiveOrders(props: LiveProps<OrderView>) {
  return <LiveList {...props} id="orderId" what="Orders" View={OrdersTable} />;
}

/** Orders that work. */
export function LiveOpenOrders(props: LiveProps<OrderView>) {
  return <LiveList {...props} id="orderId" what="Orders" View={OpenOrders} />;
}

function OpenOrders(props: TableProps<OrderView>) {
  return <OrdersTable {...props} open />;
}

/** What is held, at its last price. */
export function LivePositions(props: LiveProps<PositionView>) {
  return <LiveList {...props} id="ticker" what="Positions" View={PositionsTable} />;
}

/** Headlines in short, as they come and are judged. */
export function LiveHeadlines(props: LiveProps<NewsView>) {
  return <LiveList {...props} id="articleId" what="News" View={Headlines} />;
}
