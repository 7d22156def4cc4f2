import type { ComponentChildren } from "preact";
import { orderStatusSchema } from "../../actors/domain/order.ts";
import type { ListQuery } from "../data/lists.ts";
import { spaced } from "../words/names.ts";

/** A list with its filters, which live in the address, and its pages. */
export function ListFrame(
  { name, heading, lead, query, nextCursor, withStatus, exported, children }: {
    /** Its path without the slash. */
    name: string;
    heading: string;
    lead: string;
    query: ListQuery;
    nextCursor: string | null;
    withStatus?: boolean;
    /** Whether it can be taken as CSV. */
    exported?: boolean;
    children: ComponentChildren;
  },
) {
  const { ticker, status, cursor } = query;
  const filter = new URLSearchParams();
  if (ticker !== null) filter.set("ticker", ticker);
  if (status !== null) filter.set("status", status);
  const at = (more: Record<string, string>) => {
    const search = new URLSearchParams([...filter, ...Object.entries(more)]).toString();
    return `/${name}${search === "" ? "" : `?${search}`}`;
  };
  const csv = filter.size === 0 ? "" : `?${filter}`;
  return (
    <>
      <h1>{heading}</h1>
      <p class="read-text">{lead}</p>
      <form class="filters" method="get" action={`/${name}`} role="search" aria-label="Filter">
        <label>
          Ticker
          <input type="text" name="ticker" value={ticker ?? ""} placeholder="all" maxLength={12} />
        </label>
        {withStatus !== true ? null : (
          <label>
            Status
            <select name="status">
              <option value="">all</option>
              {orderStatusSchema.options.map((each) => (
                <option value={each} selected={each === status}>{spaced(each)}</option>
              ))}
            </select>
          </label>
        )}
        <button type="submit">Show</button>
        {filter.size === 0 ? null : <a href={`/${name}`}>Show all</a>}
        {exported !== true ? null : <a href={`/export/${name}${csv}`} download>Download as CSV</a>}
      </form>
      <div class="wrap">{children}</div>
      <nav class="pager" aria-label="Pages">
        {cursor === null ? null : <a href={at({})}>Newest</a>}
        {nextCursor === null
          ? <span class="dim">This is the end of the list.</span>
          : <a href={at({ cursor: nextCursor })} rel="next">Older</a>}
      </nav>
    </>
  );
}
