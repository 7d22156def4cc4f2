import { z } from "zod";
import { HttpError } from "fresh";
import { BadCursor, type Page } from "../api/ports.ts";
import { orderStatusSchema } from "../../actors/domain/order.ts";
import { tickerSchema } from "../../actors/domain/market.ts";

/** What a list's address says: which part of it, and which items. */
export const listQuery = z.object({
  ticker: tickerSchema.nullable().catch(null),
  status: orderStatusSchema.nullable().catch(null),
  cursor: z.string().min(1).max(512).nullable().catch(null),
});
/** See {@link listQuery}. */
export type ListQuery = z.output<typeof listQuery>;

/** Items of a page of a list. */
export const PAGE_ITEMS = 50;

/** Reads a list's address; a filter that makes no sense is as if it were not there. */
export function readList(url: URL): ListQuery & { readonly limit: number } {
  const given = (name: string) => url.searchParams.get(name)?.trim() || null;
  const ticker = given("ticker")?.toUpperCase() ?? null;
  const query = listQuery.parse({ ticker, status: given("status"), cursor: given("cursor") });
  return { ...query, limit: PAGE_ITEMS };
}

/** A page of a list, or the error page for an address that names none. */
export async function load<Item>(page: Promise<Page<Item>>): Promise<Page<Item>> {
  try {
    return await page;
  } catch (error) {
    if (error instanceof BadCursor) {
      throw new HttpError(400, "This address names no page of the list; begin at its first page.");
    }
    throw error;
  }
}

/**
 * The topic that a list's page follows; null where it stands still: what is further down the list, or
 * chosen by status, stays as it was when it was asked for.
 */
export function liveTopic(list: string, { ticker, status, cursor }: ListQuery): string | null {
  if (cursor !== null || status !== null) return null;
  return ticker === null ? list : `${list}:${ticker}`;
}
