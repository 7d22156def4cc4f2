import type { OrdersRequest, Page, Records } from "../api/ports.ts";

/** A list that can be taken as CSV. */
interface Exported {
  readonly columns: readonly string[];
  read(records: Records, request: OrdersRequest): Promise<Page<object>>;
}

/** Lists by name, with the columns of their files: fields of the API's answers. */
export const EXPORTS: ReadonlyMap<string, Exported> = new Map<string, Exported>([
  ["trades", {
    columns: [
      ...["tradeId", "at", "executedAt", "ticker", "side", "lastQuantity", "lastPrice", "fee"],
      ...["cumulativeQuantity", "quantity", "orderId", "signalId"],
    ],
    read: (records, request) => records.trades(request),
  }],
  ["signals", {
    columns: ["signalId", "at", "ticker", "timeframe", "side", "score", "threshold", "price"],
    read: (records, request) => records.signals(request),
  }],
  ["orders", {
    columns: [
      ...["orderId", "clientOrderId", "at", "updatedAt", "ticker", "side", "type", "status"],
      ...["closing", "quantity", "filledQuantity", "averagePrice", "signalId", "reason"],
    ],
    read: (records, request) => records.orders(request),
  }],
]);

/** The most rows of one file. */
export const ROWS_MAX = 100_000;
const CHUNK = 200;

/** A list as CSV (RFC 4180), a chunk at a time, newest first; at most {@link ROWS_MAX} rows. */
export async function* csvOf(
  { columns, read }: Exported,
  records: Records,
  filter: Omit<OrdersRequest, "limit" | "cursor">,
): AsyncGenerator<string> {
  yield `${columns.join(",")}\r\n`;
  const { ticker = null, status = null } = filter;
  let cursor: string | null = null;
  for (let rows = 0; rows < ROWS_MAX; rows += CHUNK) {
    const page: Page<object> = await read(records, { ticker, status, limit: CHUNK, cursor });
    yield page.items.map((item) =>
      `${columns.map((name) => csvCell(Reflect.get(item, name))).join(",")}\r\n`
    ).join("");
    cursor = page.nextCursor;
    if (cursor === null) return;
  }
}

/**
 * A value as a cell. A text that a spreadsheet would take for a formula gets an apostrophe; numbers
 * keep their sign.
 */
export function csvCell(value: unknown): string {
  const text = value === null || value === undefined ? "" : String(value);
  const isNumber = /^-?\d+(\.\d+)?(e-?\d+)?$/.test(text);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
