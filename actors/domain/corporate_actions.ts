import { z } from "zod";
import { type Split, splitSchema, tickerSchema } from "./market.ts";

/** A dividend in cash: whoever holds the share before its ex-date gets it. */
export const dividendSchema = z.strictObject({
  ticker: tickerSchema,
  /** Ex-date, `YYYY-MM-DD`, New York: the first session without the claim. */
  date: z.iso.date(),
  /** USD for each share, counted in the shares of the ex-date. */
  cash: z.number().positive().finite(),
});

/** See {@link dividendSchema}. */
export type Dividend = z.output<typeof dividendSchema>;

/** A company that trades under another symbol from a date on. */
export const symbolChangeSchema = z.strictObject({
  from: tickerSchema,
  to: tickerSchema,
  /** First session under the new symbol, `YYYY-MM-DD`, New York. */
  date: z.iso.date(),
});

/** See {@link symbolChangeSchema}. */
export type SymbolChange = z.output<typeof symbolChangeSchema>;

/** Everything that changes what an old price means, or whose it is. */
export const corporateActionsSchema = z.strictObject({
  splits: z.array(splitSchema),
  dividends: z.array(dividendSchema),
  symbolChanges: z.array(symbolChangeSchema),
});

/** See {@link corporateActionsSchema}; each list in order of date, then ticker. */
export interface CorporateActions {
  readonly splits: readonly Split[];
  readonly dividends: readonly Dividend[];
  readonly symbolChanges: readonly SymbolChange[];
}

/**
 * The symbol under which a ticker trades today: the changes applied in order of date.
 */
export function currentSymbol(ticker: string, changes: readonly SymbolChange[]): string {
  let symbol = ticker;
  const ordered = [...changes].sort((a, b) => a.date < b.date ? -1 : a.date > b.date ? 1 : 0);
  for (const { from, to } of ordered) if (from === symbol) symbol = to;
  return symbol;
}
