import type { ExchangeStore } from "../simulated.ts";
import { type ExchangeRecords, splitKey } from "./book.ts";

/** Keeps an exchange in memory, for tests and for runs that need not survive. */
export function memoryExchangeStore(initial: ExchangeRecords): ExchangeStore {
  let account = initial.account;
  const orders = new Map(initial.orders.map((order) => [order.clientOrderId, order]));
  const positions = new Map(initial.positions.map((position) => [position.ticker, position]));
  const reports = new Map(initial.reports.map((entry) => [entry.report.reportId, entry]));
  const splits = new Map(
    initial.splits.map((split) => [splitKey(split.ticker, split.date), split]),
  );
  const charges = new Map(initial.charges.map((charge) => [charge.chargeId, charge]));
  return {
    load: () =>
      Promise.resolve({
        account,
        orders: [...orders.values()],
        positions: [...positions.values()],
        reports: [...reports.values()],
        splits: [...splits.values()],
        charges: [...charges.values()],
      }),
    save(records) {
      account = records.account ?? account;
      for (const order of records.orders) orders.set(order.clientOrderId, order);
      for (const position of records.positions) positions.set(position.ticker, position);
      for (const entry of records.reports) reports.set(entry.report.reportId, entry);
      for (const split of records.splits) splits.set(splitKey(split.ticker, split.date), split);
      for (const charge of records.charges) charges.set(charge.chargeId, charge);
      return Promise.resolve();
    },
  };
}
