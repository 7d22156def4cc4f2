import { z } from "zod";
import { readBarMessage, readStatusMessage } from "../../../alpaca/mapper.ts";
import type { TradingStatus } from "../../../domain/live_market.ts";
import type { Bar } from "../../../domain/market.ts";

/** What the market data stream tells beside the protocol's own messages. */
export type MarketEvent =
  /** A minute that is over, or one that late trades changed: which of the two, the ledger knows. */
  | { readonly kind: "bar"; readonly bar: Bar }
  | { readonly kind: "status"; readonly status: TradingStatus }
  /** A message of a known kind that cannot be used. */
  | { readonly kind: "unusable"; readonly why: string };

/** Reads one message of data; nothing for channels that are not subscribed. */
export function readMarketMessage(kind: string, message: unknown): readonly MarketEvent[] {
  if (kind === "b" || kind === "u") {
    const bar = readBarMessage(message);
    return [bar === null ? unusable("bar", message) : { kind: "bar", bar }];
  }
  if (kind === "s") {
    const status = readStatusMessage(message);
    return [status === null ? unusable("status", message) : { kind: "status", status }];
  }
  return [];
}

function unusable(what: string, message: unknown): MarketEvent {
  const symbol = z.object({ S: z.string().max(20) }).safeParse(message).data?.S ?? "no symbol";
  const why = `Alpaca's market data stream told a ${what} of ${symbol} that cannot be read; ` +
    `it is left out`;
  return { kind: "unusable", why };
}
