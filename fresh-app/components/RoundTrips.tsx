import type { RoundTripView } from "../api/views.ts";
import { spaced } from "../words/names.ts";
import { figuresOf } from "../words/reader.ts";
import { Change, Empty, Explained, Time } from "./parts.tsx";
import type { TableProps } from "./tables.tsx";

/** Entries paired with their exits, the newest first, each with who is credited for it. */
export function RoundTrips({ items, reader, today }: TableProps<RoundTripView>) {
  const figures = figuresOf(reader);
  if (items.length === 0) {
    return (
      <Empty>
        Nothing is closed yet. Once a position is left again, what it earned stands here, with each
        strategy's part in it.
      </Empty>
    );
  }
  return (
    <div class="wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">Closed</th>
            <th scope="col">Round trip</th>
            <th scope="col" class="num">P&amp;L</th>
            <th scope="col" class="p2">Credited</th>
          </tr>
        </thead>
        <tbody>
          {items.map(({ tripId, exitedAt, side, quantity, ticker, pnl, credits }) => (
            <tr key={tripId}>
              <td class="nowrap">
                <Time at={exitedAt} today={today} reader={reader} />
              </td>
              <td class="nowrap">
                <Explained id={tripId}>
                  {side === "buy" ? "long" : "short"} {figures.shares(quantity)} <b>{ticker}</b>
                </Explained>
              </td>
              <td class="num">
                <Change value={pnl} reader={reader} />
              </td>
              <td class="p2">
                {credits.map(({ strategy, share }) =>
                  `${spaced(strategy)} ${figures.percent(share, 0)}`
                ).join(", ") || "nobody"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
