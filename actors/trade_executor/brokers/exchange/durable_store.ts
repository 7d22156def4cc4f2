import type { Json, Lease, Store } from "../../../../runtime/delivery/store.ts";
import type { ExchangeStore } from "../simulated.ts";
import { type ExchangeRecords, exchangeRecordsSchema, NO_RECORDS } from "./book.ts";

/** Under which name the exchange holds its lease and keeps its book: it is nobody's subordinate. */
export const EXCHANGE = "simulated_exchange";

const KINDS = ["orders", "positions", "reports", "splits", "charges"] as const;

/**
 * Keeps the exchange's book as the exchange's own durable state, in transactions of its own: what
 * the executor commits or loses changes nothing here. Its lease fences an exchange that a hung
 * predecessor of the executor still has in hand.
 *
 * @param opening the book of an exchange that has never been used
 */
export async function durableExchangeStore(
  store: Store,
  holder: string,
  opening: ExchangeRecords,
): Promise<ExchangeStore> {
  // Whoever runs the executor owns the exchange; the executor's own lease decides who that is.
  const taken = await store.takeLease(EXCHANGE, holder, { force: true });
  if (!taken.taken) throw new Error(`the lease of ${EXCHANGE} was refused although it was forced`);
  const { lease } = taken;
  return {
    async load() {
      const { state } = await store.recover(EXCHANGE);
      return state.size === 0 ? opening : recordsOf(state, opening);
    },
    save: (records) => commitState(store, lease, stateOf(records)),
  };
}

function stateOf(records: ExchangeRecords): Map<string, Json> {
  const state = new Map<string, Json>();
  if (records.account !== null) state.set("account", records.account);
  for (const order of records.orders) state.set(`orders/${order.clientOrderId}`, order);
  for (const position of records.positions) state.set(`positions/${position.ticker}`, position);
  for (const report of records.reports) state.set(`reports/${report.report.reportId}`, report);
  for (const split of records.splits) state.set(`splits/${split.ticker}/${split.date}`, split);
  for (const charge of records.charges) state.set(`charges/${charge.chargeId}`, charge);
  return state;
}

function recordsOf(state: ReadonlyMap<string, Json>, opening: ExchangeRecords): ExchangeRecords {
  const found: Record<(typeof KINDS)[number], Json[]> = {
    orders: [],
    positions: [],
    reports: [],
    splits: [],
    charges: [],
  };
  for (const [key, value] of state) {
    const kind = KINDS.find((name) => key.startsWith(`${name}/`));
    if (kind !== undefined) found[kind].push(value);
  }
  // Before the first fill there are orders, but the account is still as it was opened.
  const account = state.get("account") ?? opening.account;
  return exchangeRecordsSchema.parse({ ...NO_RECORDS, ...found, account });
}

async function commitState(
  store: Store,
  lease: Lease,
  state: ReadonlyMap<string, Json>,
): Promise<void> {
  await store.commit(lease, {
    inbox: [],
    inputs: new Map(),
    outputs: new Map(),
    outbox: [],
    rows: [],
    state,
  });
}
