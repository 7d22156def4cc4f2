import type { Store } from "../../../runtime/delivery/store.ts";
import { type DigestFill, type DigestSignal, runDigest } from "../../domain/digest.ts";
import { decimal, usd } from "../../domain/money.ts";
import { tradeSchema } from "../../domain/order.ts";
import { signalSchema } from "../../domain/signal.ts";
import { signals as signalStream, trades as tradeStream } from "../../domain/streams.ts";
import { journal } from "../../journal.ts";
import { PLACES } from "../../topology.ts";
import { equityOf } from "../../trade_executor/book.ts";
import { recallBook } from "../../trade_executor/durable_book.ts";
import { orders as orderTable } from "../../../db/tables/execution.ts";
import { riskRejections } from "../../../db/tables/signals.ts";

/** What came of a replay; the document that `replay --json` prints. */
export interface ReplaySummary {
  /** Identity of the run: the same inputs, options and code give the same. */
  readonly run: string;
  /** Fingerprint of every signal and fill, in the order of the system. */
  readonly digest: string;
  /** Distinct messages per stream, watermarks left out. */
  readonly streams: Readonly<Record<string, number>>;
  readonly signals: number;
  readonly orders: number;
  readonly fills: number;
  readonly rejections: number;
  /** Cash and positions at last prices, in US dollars. */
  readonly equity: string;
  /** First and last market time, ISO 8601. */
  readonly marketTime: { readonly from: string; readonly to: string };
}

/** Sums up a finished run from its journal and its tables. */
export async function summarize(
  run: string,
  store: Store,
  startingCash: string,
  span: { readonly from: number; readonly to: number },
): Promise<ReplaySummary> {
  const streams: Record<string, number> = {};
  const signals: DigestSignal[] = [];
  const fills: DigestFill[] = [];
  // What is asked for over HTTP is no part of a replay.
  const places = PLACES.filter(({ name }) => name !== "backtester");
  for (const { name } of places.flatMap(({ produces }) => produces)) {
    const ids = new Set<string>();
    for await (const { id, at, seq, payload } of journal(store, name)) {
      ids.add(id);
      if (name === signalStream.name) signals.push({ at, seq, ...signalSchema.parse(payload) });
      if (name === tradeStream.name) {
        const trade = tradeSchema.parse(payload);
        if (decimal(trade.lastQuantity).isZero()) continue;
        const { ticker, side, lastQuantity: quantity, lastPrice: price, fee } = trade;
        fills.push({ at, seq, ticker, side, quantity, price, fee });
      }
    }
    streams[name] = ids.size;
  }
  const { state } = await store.recover("trade_executor");
  const iso = (at: number) => new Date(at).toISOString();
  return {
    run,
    digest: runDigest(signals, fills),
    streams,
    signals: signals.length,
    orders: (await store.select(orderTable)).length,
    fills: fills.length,
    rejections: (await store.select(riskRejections)).length,
    equity: equityOf(recallBook(state, usd(startingCash))),
    marketTime: { from: iso(span.from), to: iso(span.to) },
  };
}

/** The summary for people. */
export function describeSummary(summary: ReplaySummary): string {
  const streams = Object.entries(summary.streams).map(([name, count]) =>
    `  ${name.padEnd(20)} ${count}`
  );
  return [
    `market time   ${summary.marketTime.from} to ${summary.marketTime.to}`,
    `signals       ${summary.signals}`,
    `orders        ${summary.orders}`,
    `fills         ${summary.fills}`,
    `rejections    ${summary.rejections}`,
    `equity        $${summary.equity}`,
    `digest        ${summary.digest}`,
    `messages`,
    ...streams,
  ].join("\n");
}
