import { VirtualClock } from "../../../runtime/clock/virtual.ts";
import { createLogger, type LogRecord } from "../../../runtime/telemetry/log.ts";
import { MemoryBroker } from "../../../runtime/mailbox/memory_streams.ts";
import type { Mailbox } from "../../../runtime/mailbox/mailbox.ts";
import type { SystemSnapshot } from "../../../actors/domain/system_status.ts";
import { fakeBacktests } from "./backtests.ts";
import { type FakeControls, fakeControls } from "./controls.ts";
import { fakeSources, sampleSources } from "./sources.ts";
import { memoryAuthStore } from "../../../db/auth/testing/memory_store.ts";
import { type AuthEnvironment, authEnvironment } from "../../auth/environment.ts";
import { countedSecrets } from "../../auth/testing/people.ts";
import { siteOf } from "../../auth/site.ts";
import type { ApiOptions } from "../app.ts";
import { pageOf } from "../pages.ts";
import type { ApiPorts, PageRequest, Records } from "../ports.ts";
import { allowedHosts } from "../shield.ts";
import { sampleLineage } from "./lineage.ts";
import * as sample from "./sample.ts";

/** Host names under which the fakes answer. */
export const HOSTS = allowedHosts("127.0.0.1", []);

/** The ports of an API in memory, and what a test may look at or turn. */
export interface FakePorts extends ApiPorts {
  readonly clock: VirtualClock;
  readonly mailbox: Mailbox;
  readonly logged: LogRecord[];
  readonly controls: FakeControls;
  /** Users, sessions and tokens, in memory. */
  readonly auth: AuthEnvironment;
  records: Records;
  snapshot: SystemSnapshot | null;
}

/** Ports over `count` signals, trades, orders, refusals and bars, in virtual time. */
export function fakePorts(count = 25): FakePorts {
  const clock = new VirtualClock(sample.SAMPLE_NOW);
  const logged: LogRecord[] = [];
  let ids = 0;
  const newId = () => `00000000-0000-4000-8000-${String(++ids).padStart(12, "0")}`;
  const log = createLogger("test", () => clock.now(), (record) => logged.push(record));
  const ports: FakePorts = {
    clock,
    auth: authEnvironment({
      store: memoryAuthStore(),
      clock,
      log,
      newId,
      newSecret: countedSecrets(),
    }),
    logged,
    records: fakeRecords(count),
    backtests: fakeBacktests(),
    controls: fakeControls(),
    sources: fakeSources(clock),
    snapshot: sample.sampleSnapshot,
    mailbox: new MemoryBroker().open(clock),
    streams: ["market:bars", "signals:generated"],
    log,
    newId,
    status: {
      snapshot: () => Promise.resolve(ports.snapshot),
      marketTime: () => Promise.resolve(sample.SAMPLE_MARKET_TIME),
    },
  };
  return ports;
}

/** Options of an API over these ports: a demo, unless told otherwise, which anybody here may read. */
export function apiOptions({ auth }: FakePorts, isOpenDemo = true, port = 8000): ApiOptions {
  return {
    hosts: HOSTS,
    timeoutMs: 10_000,
    auth,
    guarding: { isOpenDemo },
    siteOf: (host) => siteOf(host, { port, names: ["pit.example"], origins: [] }),
  };
}

/** Records of `count` items a list. */
export function fakeRecords(count: number): Records {
  const many = <Item>(make: (i: number) => Item) =>
    Array.from({ length: count }, (_, i) => make(i));
  const list = <Item>(make: (i: number) => Item, id: (item: Item) => string) => {
    const items = many(make).map((item, i) => ({ item, key: `${1e6 - i}/${id(item)}` }));
    return async (page: PageRequest) => {
      const order = { key: ({ key }: { key: string }) => key, direction: "descending" } as const;
      const { items: found, nextCursor } = pageOf<{ item: Item; key: string }>(items, order, page);
      return await Promise.resolve({ items: found.map(({ item }) => item), nextCursor });
    };
  };
  return {
    ping: () => Promise.resolve(),
    signals: list(sample.sampleSignal, ({ signalId }) => signalId),
    trades: list(sample.sampleTrade, ({ tradeId }) => tradeId),
    orders: list(sample.sampleOrder, ({ clientOrderId }) => clientOrderId),
    openOrders: () => Promise.resolve(count === 0 ? [] : [sample.sampleOrder(0)]),
    rejections: list(sample.sampleRejection, ({ rejectionId }) => rejectionId),
    bars: ({ ticker, ...page }) => list((i) => sample.sampleBar(ticker, i), ({ at }) => at)(page),
    tickers: () => Promise.resolve(count === 0 ? [] : ["AAPL", "KO", "MSFT"]),
    news: list(sample.sampleNews, ({ articleId }) => articleId),
    sources: () => Promise.resolve(sampleSources),
    analyzers: () => Promise.resolve(sample.sampleAnalyzers),
    positions: () => Promise.resolve(count === 0 ? [] : sample.samplePositions),
    meters: () => Promise.resolve(sample.sampleMeters),
    portfolio: () => Promise.resolve(sample.samplePortfolio),
    equity: (moments) =>
      Promise.resolve(
        moments.map((at, i) => ({ at: new Date(at).toISOString(), equity: String(100_000 + i) })),
      ),
    snapshots: list(sample.samplePortfolioSnapshot, ({ at }) => at),
    reconciliations: list(sample.sampleReconciliation, ({ at }) => at),
    adjustments: list(sample.sampleAdjustment, ({ adjustmentId }) => adjustmentId),
    roundTrips: list(sample.sampleRoundTrip, ({ tripId }) => tripId),
    strategies: () => Promise.resolve(sample.sampleStrategies),
    // The sample's story is that of every id but one.
    lineage: (id) => Promise.resolve(id === "unknown" ? null : { ...sampleLineage(), id }),
    totals: () =>
      Promise.resolve({
        tradesExecuted: count,
        rejections: new Map([["cooldown", count]]),
        articles: new Map(),
      }),
  };
}
