import type { CommandView, ControlsView } from "../../api/control_views.ts";
import type { OrderView, PositionView } from "../../api/views.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { Empty, SideMark, Time } from "../parts.tsx";

interface Listed {
  readonly reader: Reader;
  /** Whether whoever looks may command. */
  readonly mayAct: boolean;
}

/** A form that is nothing but a button. */
function Act(
  { command, name, value, label, words }: {
    command: string;
    name: string;
    value: string;
    label: string;
    /** What a screen reader says. */
    words: string;
  },
) {
  return (
    <form method="post" action={`/controls/${command}`}>
      <input type="hidden" name={name} value={value} />
      <button type="submit" class="link" aria-label={words}>{label}</button>
    </form>
  );
}

/** What is held, each with a way out. */
export function Held(
  { positions, reader, mayAct }: Listed & { positions: readonly PositionView[] },
) {
  if (positions.length === 0) return <Empty>Nothing is held.</Empty>;
  const figures = figuresOf(reader);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Ticker</th>
          <th scope="col" class="num">Shares</th>
          <th scope="col" class="num">Value</th>
          <th scope="col">
            <span class="vh">Close it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {positions.map(({ ticker, quantity, marketValue }) => (
          <tr key={ticker}>
            <td>
              <b>{ticker}</b>
            </td>
            <td class="num">{figures.shares(quantity)}</td>
            <td class="num">{figures.money(marketValue)}</td>
            <td class="num">
              {mayAct
                ? (
                  <Act
                    command="close"
                    name="ticker"
                    value={ticker}
                    label="Close"
                    words={`Cancel the orders in ${ticker} and close its position`}
                  />
                )
                : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Orders that may still fill. */
export function Open({ orders, reader, mayAct }: Listed & { orders: readonly OrderView[] }) {
  if (orders.length === 0) return <Empty>No order is open.</Empty>;
  const figures = figuresOf(reader);
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Order</th>
          <th scope="col" class="num">Filled</th>
          <th scope="col">
            <span class="vh">Cancel it</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {orders.map(({ clientOrderId, side, quantity, filledQuantity, ticker }) => (
          <tr key={clientOrderId}>
            <td>
              <SideMark side={side} /> {figures.shares(quantity)} <b>{ticker}</b>
            </td>
            <td class="num">{figures.shares(filledQuantity)} / {figures.shares(quantity)}</td>
            <td class="num">
              {mayAct
                ? (
                  <Act
                    command="cancel"
                    name="orderId"
                    value={clientOrderId}
                    label="Cancel"
                    words={`Cancel the order to ${side} ${quantity} ${ticker}`}
                  />
                )
                : null}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Tickers without entries. */
export function Locked(
  { locked, reader, mayAct, mayResume }: Listed & {
    locked: ControlsView["locked"];
    mayResume: boolean;
  },
) {
  return (
    <>
      {locked.length === 0 ? <Empty>No ticker is locked.</Empty> : (
        <ul class="plain">
          {locked.map(({ ticker, by, at, reason }) => (
            <li key={ticker}>
              <b>{ticker}</b> by {by} since <Time at={at} reader={reader} exact />
              {reason === "" ? "" : `: ${reason}`} {mayResume
                ? (
                  <Act
                    command="unlock"
                    name="ticker"
                    value={ticker}
                    label="Unlock"
                    words={`Let ${ticker} be entered again`}
                  />
                )
                : null}
            </li>
          ))}
        </ul>
      )}
      {mayAct
        ? (
          <form method="post" action="/controls/lock" class="filters">
            <label>
              Ticker
              <input name="ticker" type="text" required autocomplete="off" />
            </label>
            <label>
              Why
              <input name="reason" type="text" class="reason" />
            </label>
            <button type="submit">Lock: no entries</button>
          </form>
        )
        : null}
    </>
  );
}

const STATUS = { running: "under way", done: "done", refused: "refused" } as const;

/** The last commands, and what came of them. */
export function Commands(
  { commands, reader }: { commands: readonly CommandView[]; reader: Reader },
) {
  if (commands.length === 0) return <Empty>Nothing has been commanded yet.</Empty>;
  return (
    <div class="wrap">
      <table>
        <thead>
          <tr>
            <th scope="col">When</th>
            <th scope="col">Command</th>
            <th scope="col">By</th>
            <th scope="col">What came of it</th>
          </tr>
        </thead>
        <tbody>
          {commands.map((each) => (
            <tr key={each.commandId}>
              <td>
                <Time at={each.handledAt} reader={reader} exact />
              </td>
              <td>
                <b>{each.command.kind}</b> {aboutOf(each)}
              </td>
              <td>{each.by}{each.reason === "" ? "" : `: ${each.reason}`}</td>
              <td>
                <span class={each.status === "refused" ? "warn" : ""}>{STATUS[each.status]}</span>
                : {each.outcome}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function aboutOf({ command }: CommandView): string {
  if ("ticker" in command) return command.ticker;
  if (command.kind === "limits") return Object.keys(command.changes).join(", ");
  return "";
}
