import { type Context, Hono } from "hono";
import { readActors } from "./actors.ts";
import { readDeadLetters } from "./dead_letters.ts";
import { pageOf } from "./pages.ts";
import type { ApiPorts, FilteredRequest, PageRequest } from "./ports.ts";
import { barsQuery, newsQuery, noQuery, ordersQuery, pageQuery, readQuery } from "./query.ts";
import { isLineageId, unknownLineage } from "./lineage/id.ts";
import type { AnalyzerView, PositionView, SourceView, StrategyView } from "./views.ts";

/** What is read under `/api`. Every list is `{ items, nextCursor }`, the newest first. */
export function apiRoutes(ports: ApiPorts): Hono {
  const { records } = ports;
  const api = new Hono();
  const list = (path: string, load: (page: PageRequest) => Promise<object>) =>
    api.get(path, async (c) => c.json(await load(pageAsked(c))));

  const filtered = (path: string, load: (request: FilteredRequest) => Promise<object>) =>
    api.get(path, async (c) => {
      const { ticker = null, ...page } = readQuery(newsQuery, c.req.url);
      return c.json(await load({ ticker, ...withCursor(page) }));
    });

  filtered("/signals", (request) => records.signals(request));
  filtered("/trades", (request) => records.trades(request));
  filtered("/rejections", (request) => records.rejections(request));
  api.get("/orders", async (c) => {
    const { ticker = null, status = null, ...page } = readQuery(ordersQuery, c.req.url);
    return c.json(await records.orders({ ticker, status, ...withCursor(page) }));
  });
  list("/positions", async (page) => pageOf(await records.positions(), byNewest, page));
  list("/strategies", async (page) => pageOf(await records.strategies(), byName, page));
  list("/portfolio/history", (page) => records.snapshots(page));
  list("/portfolio/reconciliations", (page) => records.reconciliations(page));
  list("/strategies/adjustments", (page) => records.adjustments(page));
  filtered("/strategies/round-trips", (request) => records.roundTrips(request));
  list("/sources", async (page) => pageOf(await records.sources(), bySource, page));
  list("/analyzers", async (page) => pageOf(await records.analyzers(), byAnalyzer, page));
  list("/actors", (page) => readActors(ports, page));
  list("/dead-letters", (page) => readDeadLetters(ports.mailbox.deadLetters, page));

  api.get("/bars", async (c) => {
    const { ticker, timeframe = null, ...page } = readQuery(barsQuery, c.req.url);
    return c.json(await records.bars({ ticker, timeframe, ...withCursor(page) }));
  });
  api.get("/news", async (c) => {
    const { ticker = null, ...page } = readQuery(newsQuery, c.req.url);
    return c.json(await records.news({ ticker, ...withCursor(page) }));
  });
  api.get("/lineage/:id", async (c) => {
    readQuery(noQuery, c.req.url);
    const id = c.req.param("id");
    const lineage = isLineageId(id) ? await records.lineage(id) : null;
    if (lineage === null) throw unknownLineage(id);
    return c.json(lineage);
  });
  api.get("/portfolio", async (c) => {
    readQuery(noQuery, c.req.url);
    return c.json(await records.portfolio());
  });
  return api;
}

function pageAsked(c: Context): PageRequest {
  return withCursor(readQuery(pageQuery, c.req.url));
}

function withCursor(page: { limit: number; cursor?: string | undefined }): PageRequest {
  return { limit: page.limit, cursor: page.cursor ?? null };
}

const byNewest = {
  key: ({ updatedAt, ticker }: PositionView) => JSON.stringify([updatedAt, ticker]),
  direction: "descending",
} as const;

const bySource = { key: ({ source }: SourceView) => source, direction: "ascending" } as const;

const byAnalyzer = {
  key: ({ analyzer }: AnalyzerView) => analyzer,
  direction: "ascending",
} as const;

const byName = { key: ({ name }: StrategyView) => name, direction: "ascending" } as const;
