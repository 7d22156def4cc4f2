import { page } from "fresh";
import { EquityChart } from "../components/EquityChart.tsx";
import { Section, Unreadable } from "../components/parts.tsx";
import { LiveRefusals, LiveStories } from "../islands/LiveStories.tsx";
import {
  LiveHeadlines,
  LiveOpenOrders,
  LivePositions,
  LiveSignals,
} from "../islands/LiveTables.tsx";
import { VoteKey } from "../components/VoteBar.tsx";
import { type Range, RANGES, readCurve } from "../data/curve.ts";
import { part } from "../data/part.ts";
import { define } from "../utils.ts";

const SHOWN = { signals: 8, trades: 8, news: 6, rejections: 5 } as const;

/** Reads what the overview shows; a part that cannot be read is null. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const { backend } = state;
    const { records, status } = backend.ports;
    const first = (limit: number) => ({ limit, cursor: null });
    const asked = url.searchParams.get("range");
    const range: Range = asked !== null && Object.hasOwn(RANGES, asked) ? asked as Range : "1D";
    const marketTime = await part(backend, status.marketTime());
    const [curve, positions, orders, signals, trades, news, rejections] = await Promise.all([
      marketTime === null ? null : part(backend, readCurve(records, marketTime, range)),
      part(backend, records.positions()),
      part(backend, records.openOrders()),
      part(backend, records.signals(first(SHOWN.signals))),
      part(backend, records.trades(first(SHOWN.trades))),
      part(backend, records.news({ ...first(SHOWN.news), ticker: null })),
      part(backend, records.rejections(first(SHOWN.rejections))),
    ]);
    return page({ range, curve, positions, orders, signals, trades, news, rejections });
  },
});

export default define.page<typeof handler>(({ data, state: { reader, frame } }) => {
  const shared = { reader, today: frame.marketTime };
  const { range, curve, positions, orders, signals, trades, news, rejections } = data;
  return (
    <>
      <h1 class="vh">Overview</h1>
      <div class="cols">
        <div>
          <EquityChart curve={curve} range={range} reader={reader} />
          <Section id="trades" heading="Latest trades" end={<a href="/trades">All trades</a>}>
            {trades === null
              ? <Unreadable what="Trades" />
              : <LiveStories topic="trades" most={SHOWN.trades} items={trades.items} {...shared} />}
          </Section>
          <Section id="refused" heading="Refused by risk">
            {rejections === null ? <Unreadable what="Refusals" /> : (
              <LiveRefusals
                topic="rejections"
                most={SHOWN.rejections}
                items={rejections.items}
                {...shared}
              />
            )}
          </Section>
        </div>
        <div class="side">
          <Section id="positions" heading="Positions">
            {positions === null
              ? <Unreadable what="Positions" />
              : <LivePositions topic="positions" items={positions} {...shared} />}
          </Section>
          <Section id="orders" heading="Open orders" end={<a href="/orders">All orders</a>}>
            {orders === null
              ? <Unreadable what="Orders" />
              : <LiveOpenOrders topic="orders:open" items={orders} {...shared} />}
          </Section>
          <Section id="signals" heading="Latest signals" end={<a href="/signals">All signals</a>}>
            {signals === null ? <Unreadable what="Signals" /> : (
              <LiveSignals
                topic="signals"
                most={SHOWN.signals}
                items={signals.items}
                {...shared}
              />
            )}
            <VoteKey names={["momentum", "mean_reversion", "news_driven"]} />
          </Section>
          <Section
            id="news"
            heading="Latest headlines"
            note="sentiment −1 to +1 · confidence"
            end={<a href="/news">All news</a>}
          >
            {news === null
              ? <Unreadable what="News" />
              : <LiveHeadlines topic="news" most={SHOWN.news} items={news.items} {...shared} />}
          </Section>
        </div>
      </div>
    </>
  );
});
