import { html } from "hono/html";
import type { SignalView } from "../../../fresh-app/api/views.ts";
import { counted, grouped, money, score, shares } from "./format.ts";
import type { PageData } from "./page_data.ts";
import {
  change,
  empty,
  type Html,
  moment,
  orDash,
  section,
  sideMark,
  unreadable,
} from "./parts.ts";
import { spaced, tellSignal, tellTrade, votesInShort } from "./telling.ts";

/** The latest executions, each with the signal and the votes that led to it. */
export function tradesSection({ trades, totals, marketTime }: PageData): Html {
  const note = noteOf(totals?.tradesExecuted, "execution");
  return section("trades", "Latest trades", note, list());

  function list(): Html {
    if (trades === null) return unreadable("Trades");
    if (trades.length === 0) {
      return empty(
        "Nothing has been traded yet. Once the strategies have seen enough bars, their votes on a " +
          "ticker may reach the threshold; if risk agrees, the next bar fills the order, and the " +
          "trade appears here with its reasons.",
      );
    }
    return html`
      <ol class="story">
        ${trades.map((trade) =>
          html`
            <li>
              ${moment(trade.at, marketTime)}
              <div>
                <p><b>${tellTrade(trade)}</b></p>
                <p class="mid">${trade.signal === null
                  ? "The signal behind it is no longer stored."
                  : tellSignal(trade.signal)}</p>
              </div>
            </li>
          `
        )}
      </ol>
    `;
  }
}

/** The latest wishes of the ensemble, traded or not. */
export function signalsSection({ signals, marketTime }: PageData): Html {
  return section("signals", "Latest signals", "newest first, traded or not", table());

  function table(): Html {
    if (signals === null) return unreadable("Signals");
    if (signals.length === 0) {
      return empty(
        "No signal yet. The strategies first fill their windows with bars; from then on, every bar " +
          "whose votes reach the threshold makes one.",
      );
    }
    return html`
      <table>
        <thead>
          <tr>
            <th scope="col">Time</th>
            <th scope="col">Ticker</th>
            <th scope="col">Side</th>
            <th scope="col" class="p2">Votes</th>
            <th scope="col" class="num">Score</th>
            <th scope="col" class="num p2">Needed</th>
            <th scope="col" class="num">Price</th>
          </tr>
        </thead>
        <tbody>${signals.map((signal) =>
          html`
            <tr>
              <td class="nowrap">${moment(signal.at, marketTime)}</td>
              <th scope="row" class="tick">${signal.ticker}</th>
              <td>${sideMark(signal.side)}</td>
              <td class="p2 mid">${votesInShort(signal.votes)}${refusal(signal)}</td>
              <td class="num">${score(signal.score)}</td>
              <td class="num p2">±${grouped(signal.threshold, 3)}</td>
              <td class="num">${grouped(signal.price, 2)}</td>
            </tr>
          `
        )}</tbody>
      </table>
    `;
  }
}

/** What is held, and what it would earn if it were sold now. */
export function positionsSection({ positions }: PageData): Html {
  const note = positions === null ? "" : counted(positions.length, "position");
  return section("positions", "Positions", note, table());

  function table(): Html {
    if (positions === null) return unreadable("Positions");
    if (positions.length === 0) {
      return empty(
        "Nothing is held: all of the equity is cash. The next buy that fills stands here.",
      );
    }
    return html`
      <table>
        <thead>
          <tr>
            <th scope="col">Ticker</th>
            <th scope="col" class="num">Shares</th>
            <th scope="col" class="num p2">Paid</th>
            <th scope="col" class="num p2">Price</th>
            <th scope="col" class="num">Value</th>
            <th scope="col" class="num">Open P&amp;L</th>
          </tr>
        </thead>
        <tbody>${positions.map((position) =>
          html`
            <tr>
              <th scope="row" class="tick">${position.ticker}</th>
              <td class="num">${shares(position.quantity)}</td>
              <td class="num p2">${orDash(position.averagePrice, (text) => grouped(text, 3))}</td>
              <td class="num p2">${orDash(position.marketPrice, (text) => grouped(text, 2))}</td>
              <td class="num">${money(position.marketValue)}</td>
              <td class="num">${change(position.unrealisedPnl)}</td>
            </tr>
          `
        )}</tbody>
      </table>
    `;
  }
}

/** What the account comes to. */
export function moneySection({ portfolio, mode }: PageData): Html {
  const kind = mode === "live" ? "real money" : "simulated money";
  return section("money", "Account", kind, list());

  function list(): Html {
    if (portfolio === null) return unreadable("The account");
    return html`
      <dl class="facts">
        <div>
          <dt>Equity</dt>
          <dd class="big">${orDash(portfolio.equity, money)}</dd>
        </div>
        <div>
          <dt>Cash</dt>
          <dd>${orDash(portfolio.cash, money)}</dd>
        </div>
        <div>
          <dt>Realised P&amp;L, after fees</dt>
          <dd>${orDash(portfolio.realisedPnl, change)}</dd>
        </div>
        <div>
          <dt>Open P&amp;L</dt>
          <dd>${orDash(portfolio.unrealisedPnl, change)}</dd>
        </div>
      </dl>
    `;
  }
}

/** Signals that risk refused, with the rule that they broke. */
export function rejectionsSection({ rejections, totals, marketTime }: PageData): Html {
  const note = noteOf(totals?.rejections, "refusal");
  return section("rejections", "Refused by risk", note, list());

  function list(): Html {
    if (rejections === null) return unreadable("Refusals");
    if (rejections.length === 0) {
      return empty(
        "Nothing has been refused. When a risk rule stops a signal, the rule and what it found " +
          "stand here.",
      );
    }
    return html`
      <ol class="story brief">
        ${rejections.map((rejection) =>
          html`
            <li>
              ${moment(rejection.at, marketTime)}
              <div>
                <p><b>${rejection.ticker}</b> ${sideMark(rejection.side)}: ${spaced(
                  rejection.rule,
                )}</p>
                <p class="mid">${rejection.message}</p>
              </div>
            </li>
          `
        )}
      </ol>
    `;
  }
}

function refusal({ rejection }: SignalView): Html | string {
  return rejection === null
    ? ""
    : html`<br><span title="${rejection.message}">refused: ${spaced(rejection.rule)}</span>`;
}

function noteOf(count: number | undefined, what: string): string {
  return count === undefined ? "newest first" : `${counted(count, what)}, newest first`;
}
