import { page } from "fresh";
import { Candles } from "../islands/Candles.tsx";
import { LiveEquity } from "../islands/LiveEquity.tsx";
import { Section } from "../components/parts.tsx";
import { LiveRefusals, LiveStories } from "../islands/LiveStories.tsx";
import {
  LiveHeadlines,
  LiveOpenOrders,
  LivePositions,
  LiveSignals,
} from "../islands/LiveTables.tsx";
import { VoteKey } from "../components/VoteBar.tsx";
import { readCurve } from "../data/curve.ts";
import { readChart } from "../data/chart.ts";
import { part } from "../data/part.ts";
import { define } from "../utils.ts";
import { readRange } from "../words/ranges.ts";

const SHOWN = { signals: 8, trades: 8, news: 6, rejections: 5 } as const;

/** Reads what the overview shows; a part that cannot be read is null. */
export const handler = define.handlers({
  async GET({ state, url }) {
    const { backend } = state;
    const { records, status } = backend.ports;
    const first = (limit: number) => ({ limit, cursor: null });
    const range = readRange(url.searchParams.get("range"));
    const marketTime = await part(backend, status.marketTime());
    const held = part(backend, records.positions());
    const [curve, chart, positions, orders, signals, trades, news, rejections] = await Promise.all([
      marketTime === null ? null : part(backend, readCurve(records, marketTime, range)),
      readChart(backend, url.searchParams.get("ticker"), held),
      held,
      part(backend, records.openOrders()),
      part(backend, records.signals(first(SHOWN.signals))),
      part(backend, records.trades(first(SHOWN.trades))),
      part(backend, records.news({ ...first(SHOWN.news), ticker: null })),
      part(backend, records.rejections(first(SHOWN.rejections))),
    ]);
    return page({ range, curve, chart, positions, orders, signals, trades, news, rejections });
  },
});

export default define.page<typeof handler>(({ data, state: { reader, frame } }) => {
  const shared = { reader, today: frame.marketTime };
  const { range, curve, chart, positions, orders, signals, trades, news, rejections } = data;
  return (
    <>
      <h1 class="vh">Overview</h1>
      <div class="cols">
        <div>
          <LiveEquity curve={curve} range={range} reader={reader} />
          <Candles {...chart} reader={reader} />
          <Section id="trades" heading="Latest trades" end={<a href="/trades">All trades</a>}>
            <LiveStories
              topic="trades"
              most={SHOWN.trades}
              items={trades?.items ?? null}
              {...shared}
            />
          </Section>
          <Section id="refused" heading="Refused by risk">
            <LiveRefusals
              topic="rejections"
              most={SHOWN.rejections}
              items={rejections?.items ?? null}
              {...shared}
            />
          </Section>
        </div>
        <div class="side">
          <Section id="positions" heading="Positions">
            <LivePositions topic="positions" items={positions} {...shared} />
          </Section>
          <Section id="orders" heading="Open orders" end={<a href="/orders">All orders</a>}>
            <LiveOpenOrders topic="orders:open" items={orders} {...shared} />
          </Section>
          <Section id="signals" heading="Latest signals" end={<a href="/signals">All signals</a>}>
            <LiveSignals
              topic="signals"
              most={SHOWN.signals}
              items={signals?.items ?? null}
              {...shared}
            />
            <VoteKey names={["momentum", "mean_reversion", "news_driven"]} />
          </Section>
          <Section
            id="news"
            heading="Latest headlines"
            note="sentiment −1 to +1 · confidence"
            end={<a href="/news">All news</a>}
          >
            <LiveHeadlines topic="news" most={SHOWN.news} items={news?.items ?? null} {...shared} />
          </Section>
        </div>
      </div>
    </>
  );
});
