import type { RejectionView, TradeView } from "../api/views.ts";
import { LiveList, type LiveProps } from "../components/LiveList.tsx";
import { Refusals, TradeStories } from "../components/stories.tsx";
import { tellTrade } from "../words/telling.ts";

/** Executions in sentences, as they come. */
export function LiveStories(props: LiveProps<TradeView>) {
  return <LiveList {...props} id="tradeId" what="Trades" View={TradeStories} tell={tellTrade} />;
}

/** Refusals of risk, as they come. */
export function LiveRefusals(props: LiveProps<RejectionView>) {
  return (
    <LiveList
      {...props}
      id="rejectionId"
      what="Refusals"
      View={Refusals}
      tell={({ ticker, message }) => `Risk refused ${ticker}: ${message}`}
    />
  );
}
