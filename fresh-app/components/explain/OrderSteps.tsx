import type { LineageOrderView, LineageTripView, LineageView } from "../../api/lineage_views.ts";
import { decimal } from "../../../actors/domain/money.ts";
import { duration } from "../../words/format.ts";
import { tellOutcome, tellSlippage } from "../../words/lineage_telling.ts";
import { spaced } from "../../words/names.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { Change, Time } from "../parts.tsx";
import { Facts, Step, type StepFrame } from "./Step.tsx";

/** An order with its states, and its executions. */
export function OrderSteps({ order, frame }: { order: LineageOrderView; frame: StepFrame }) {
  const figures = figuresOf(frame.reader);
  const accepted = order.states.find(({ status }) => status === "accepted");
  return (
    <>
      <Step
        id="order"
        heading="Order"
        actor="trade_executor"
        at={order.at}
        decisive
        frame={frame}
      >
        <p class="s">
          {order.side === "buy" ? "Buy" : "Sell"}{" "}
          <b>{figures.shares(order.quantity)} {order.ticker}</b>
          {order.type === "market" ? " at the market" : `, ${spaced(order.type)}`},{" "}
          {order.timeInForce === "day" ? "good for the day" : "good until cancelled"}
          {order.closing ? ", closing what is held" : ""}. {accepted === undefined
            ? "The broker has not accepted it yet."
            : `The broker accepted it ${duration(accepted.afterMs)} after it was written down.`}
          {order.reason === null ? "" : ` It ended because: ${order.reason}.`}
        </p>
        {order.states.length === 0 ? null : <States order={order} />}
        <Facts
          items={[
            ["price then", figures.number(order.referencePrice)],
            ["value", figures.money(decimal(order.referencePrice).times(order.quantity).toFixed())],
            ["our id", <span key="id" class="mono wraps">{order.clientOrderId}</span>],
          ]}
        />
      </Step>
      {order.fills.length === 0 ? null : (
        <Step
          id="fills"
          heading={order.fills.length === 1 ? "Fill" : "Fills"}
          actor="trade_executor"
          at={order.fills[0]!.at}
          frame={frame}
        >
          <p class="s">
            Filled{order.fills.length === 1 ? "" : ` in ${order.fills.length} parts`} at{" "}
            {figures.number(order.averagePrice, 3)}
            {order.fills.length === 1 ? "" : " on average"}. {tellSlippage(order)}
          </p>
          <Fills order={order} reader={frame.reader} />
        </Step>
      )}
    </>
  );
}

function States({ order }: { order: LineageOrderView }) {
  return (
    <ol class="states" aria-label="States of the order">
      {order.states.map(({ status, afterMs, filledQuantity }) => (
        <li key={`${status} ${filledQuantity}`}>
          {spaced(status)}{" "}
          <span class="dim">{afterMs === 0 ? "start" : `+${duration(afterMs)}`}</span>
        </li>
      ))}
    </ol>
  );
}

function Fills({ order, reader }: { order: LineageOrderView; reader: Reader }) {
  const figures = figuresOf(reader);
  const fees = order.fills.reduce((sum, { fee }) => sum.plus(fee), decimal(0)).toFixed();
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col">Fill</th>
          <th scope="col" class="num">Price</th>
          <th scope="col" class="num p2">Fee</th>
        </tr>
      </thead>
      <tbody>
        {order.fills.map((fill) => (
          <tr key={fill.tradeId}>
            <td class="nowrap">
              <Time at={fill.executedAt} today={order.at} reader={reader} />
            </td>
            <td>{figures.shares(fill.quantity)} of {figures.shares(order.quantity)}</td>
            <td class="num">{figures.number(fill.price, 3)}</td>
            <td class="num p2">{figures.money(fill.fee)}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <td>Average</td>
          <td>{figures.shares(order.filledQuantity)}</td>
          <td class="num">{figures.number(order.averagePrice, 3)}</td>
          <td class="num p2">{figures.money(fees)}</td>
        </tr>
      </tfoot>
    </table>
  );
}

/** What it earned, round trip by round trip, and what was learned of it. */
export function ResultSteps({ lineage, frame }: { lineage: LineageView; frame: StepFrame }) {
  const { result, roundTrips, adjustment, missing } = lineage;
  const open = missing.find(({ part }) => part === "round_trip");
  if (result === null) {
    return open === undefined ? null : (
      <Step
        id="result"
        heading="Profit and loss"
        actor="learning_engine"
        at={null}
        later
        frame={frame}
      >
        <p class="s">{open.why}</p>
      </Step>
    );
  }
  const last = roundTrips.at(-1)!;
  return (
    <>
      <Step
        id="result"
        heading="Profit and loss"
        actor="learning_engine"
        at={last.exitedAt}
        decisive
        frame={frame}
      >
        <p class="s">
          {tellOutcome(lineage)} {open === undefined ? "" : open.why}
        </p>
        <Trips trips={roundTrips} reader={frame.reader} />
      </Step>
      {adjustment === null ? <NotWeighed lineage={lineage} frame={frame} /> : (
        <Step
          id="weights"
          heading="Weight change"
          actor="learning_engine"
          at={adjustment.effectiveAt}
          later
          frame={frame}
        >
          <p class="s">
            Each strategy is credited for its part in the entry. What was decided after the close:
            {" "}
            {adjustment.reason}.
          </p>
          <Weights lineage={lineage} adjustment={adjustment} reader={frame.reader} />
        </Step>
      )}
    </>
  );
}

function NotWeighed({ lineage, frame }: { lineage: LineageView; frame: StepFrame }) {
  const pending = lineage.missing.find(({ part }) => part === "weights");
  if (pending === undefined) return null;
  return (
    <Step
      id="weights"
      heading="Weight change"
      actor="learning_engine"
      at={null}
      later
      frame={frame}
    >
      <p class="s">{pending.why}</p>
      <Credits trips={lineage.roundTrips} reader={frame.reader} />
    </Step>
  );
}

function Trips({ trips, reader }: { trips: readonly LineageTripView[]; reader: Reader }) {
  const figures = figuresOf(reader);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Other end</th>
          <th scope="col" class="num p2">Shares</th>
          <th scope="col" class="num p2">Entry</th>
          <th scope="col" class="num p2">Exit</th>
          <th scope="col" class="num p2">Fees</th>
          <th scope="col" class="num">P&amp;L</th>
          <th scope="col" class="num">Return</th>
        </tr>
      </thead>
      <tbody>
        {trips.map((trip) => {
          const at = trip.role === "opened" ? trip.exitedAt : trip.enteredAt;
          const signalId = trip.other.signal?.signalId;
          const told = `${trip.role === "opened" ? "closed" : "opened"}`;
          return (
            <tr key={trip.tripId}>
              <td>
                {told} <Time at={at} today={trip.exitedAt} reader={reader} />
                {signalId === undefined ? <span class="dim">, without a signal</span> : (
                  <>
                    {" "}
                    <a href={`/explain/${signalId}`}>
                      by {figures.signed(trip.other.signal!.score)}
                    </a>
                  </>
                )}
              </td>
              <td class="num p2">{figures.shares(trip.quantity)}</td>
              <td class="num p2">{figures.money(trip.entryValue)}</td>
              <td class="num p2">{figures.money(trip.exitValue)}</td>
              <td class="num p2">{figures.money(trip.fees)}</td>
              <td class="num">
                <Change value={trip.pnl} reader={reader} />
              </td>
              <td class="num">{figures.percentChange(trip.return)}</td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}

/** Credits by strategy, over all round trips. */
function creditsOf(trips: readonly LineageTripView[]): Map<string, string> {
  const sums = new Map<string, string>();
  for (const { strategy, pnl } of trips.flatMap(({ credits }) => credits)) {
    sums.set(strategy, decimal(sums.get(strategy) ?? 0).plus(pnl).toFixed());
  }
  return sums;
}

function Credits({ trips, reader }: { trips: readonly LineageTripView[]; reader: Reader }) {
  const credits = [...creditsOf(trips)];
  if (credits.length === 0) {
    return <p class="mid">No strategy voted for the entry, so nobody is credited.</p>;
  }
  return (
    <Facts
      items={credits.map(([strategy, pnl]) =>
        [spaced(strategy), <Change key={strategy} value={pnl} reader={reader} />] as const
      )}
    />
  );
}

function Weights(
  { lineage, adjustment, reader }: {
    lineage: LineageView;
    adjustment: NonNullable<LineageView["adjustment"]>;
    reader: Reader;
  },
) {
  const figures = figuresOf(reader);
  const credits = creditsOf(lineage.roundTrips);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Strategy</th>
          <th scope="col" class="num">Credit</th>
          <th scope="col" class="num p2">Weight</th>
          <th scope="col" class="num">From next open</th>
          <th scope="col" class="num">Change</th>
        </tr>
      </thead>
      <tbody>
        {adjustment.strategies.map(({ strategy, before, after }) => (
          <tr key={strategy}>
            <th scope="row" class="nowrap">{spaced(strategy)}</th>
            <td class="num">
              <Change value={credits.get(strategy) ?? "0"} reader={reader} />
            </td>
            <td class="num p2">{figures.number(before, 3)}</td>
            <td class="num">
              → <b>{figures.number(after, 3)}</b>
            </td>
            <td class="num">{figures.signed(after - before)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
