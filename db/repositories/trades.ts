import type { Database } from "../connect.ts";
import type { FillRow, OrderRow } from "../tables/execution.ts";
import type { RiskRejectionRow } from "../tables/signals.ts";
import { type Page, pageOf, type PageRequest, readPage } from "./page.ts";

/** An execution with its order, and the signal that it goes back to. */
export interface TradeRow extends FillRow {
  readonly client_order_id: string;
  readonly order_quantity: string;
  readonly order_status: OrderRow["status"];
  /** When the order was decided. */
  readonly ordered_at: string;
  readonly closing: boolean;
  /** Null for an operator's order. */
  readonly signal_at: string | null;
  readonly signal_score: number | null;
}

/** What a list of one ticker or of all is asked by. */
export type ListRequest = PageRequest & { readonly ticker?: string | undefined };

/** Executions, newest first; of one ticker where one is given. */
export function listTrades(database: Database, request: ListRequest = {}): Promise<Page<TradeRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<TradeRow[]>`
      select f.*, o.client_order_id, o.quantity as order_quantity, o.status as order_status,
             o.at as ordered_at, o.closing, s.at as signal_at, s.score as signal_score
        from fills f
        join orders o using (order_id)
        left join signals s on s.signal_id = f.signal_id
       where true
         ${request.ticker === undefined ? sql`` : sql`and f.ticker = ${request.ticker}`}
         ${after === null ? sql`` : sql`and (f.at, f.fill_id) < (${after.at}, ${after.id})`}
       order by f.at desc, f.fill_id desc limit ${limit + 1}`;
    return pageOf(rows, limit, ({ at, fill_id }) => ({ at, id: fill_id }), (row) => row);
  });
}

/** Orders, newest first; of one ticker or one status where one is given. */
export function listOrders(
  database: Database,
  request: ListRequest & { readonly status?: OrderRow["status"] | undefined } = {},
): Promise<Page<OrderRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<OrderRow[]>`
      select * from orders
       where true
         ${request.ticker === undefined ? sql`` : sql`and ticker = ${request.ticker}`}
         ${request.status === undefined ? sql`` : sql`and status = ${request.status}`}
         ${after === null ? sql`` : sql`and (at, order_id) < (${after.at}, ${after.id})`}
       order by at desc, order_id desc limit ${limit + 1}`;
    return pageOf(rows, limit, ({ at, order_id }) => ({ at, id: order_id }), (row) => row);
  });
}

/** Most open orders that are told of. */
const OPEN_MAX = 200;

/** Orders of an account that may still fill, newest first. */
export function listOpenOrders(database: Database, account: string): Promise<OrderRow[]> {
  return database.run(async (sql) => [
    ...await sql<OrderRow[]>`
      select * from orders
       where account = ${account}
         and status in ('intended', 'submitted', 'accepted', 'partially_filled')
       order by at desc, order_id desc limit ${OPEN_MAX}`,
  ]);
}

/** What risk refused, newest first; of one ticker where one is given. */
export function listRejections(
  database: Database,
  request: ListRequest = {},
): Promise<Page<RiskRejectionRow>> {
  const { limit, after } = readPage(request);
  return database.run(async (sql) => {
    const rows = await sql<RiskRejectionRow[]>`
      select * from risk_rejections
       where true
         ${request.ticker === undefined ? sql`` : sql`and ticker = ${request.ticker}`}
         ${after === null ? sql`` : sql`and (at, rejection_id) < (${after.at}, ${after.id})`}
       order by at desc, rejection_id desc limit ${limit + 1}`;
    return pageOf(rows, limit, ({ at, rejection_id }) => ({ at, id: rejection_id }), (row) => row);
  });
}

/** How much there is of everything, over the whole life of the database. */
export interface TradingTotals {
  readonly trades: number;
  /** By the rule that refused. */
  readonly rejections: ReadonlyMap<string, number>;
}

/** Counts executions and refusals. Reads every row of the refusals, and every key of the fills. */
export function countTrading(database: Database): Promise<TradingTotals> {
  return database.run(async (sql) => {
    const [totals] = await sql<{ trades: number }[]>`select count(*) as trades from fills`;
    const refused = await sql<{ rule: string; count: number }[]>`
      select rule, count(*) as count from risk_rejections group by rule order by rule`;
    const rejections = new Map(refused.map(({ rule, count }) => [rule, count]));
    return { trades: totals!.trades, rejections };
  });
}
