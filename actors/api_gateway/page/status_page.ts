import { html } from "hono/html";
import { nextSession, sessionAt } from "../../domain/calendar.ts";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { duration, machineClock, marketMoment, money } from "./format.ts";
import { deadLettersSection, failuresSection, headline, healthStrip } from "./health_strip.ts";
import { newsSection } from "./news.ts";
import type { PageData } from "./page_data.ts";
import { change, type Html, orDash } from "./parts.ts";
import {
  moneySection,
  positionsSection,
  rejectionsSection,
  signalsSection,
  tradesSection,
} from "./trading.ts";

/** How often the page asks for itself anew unless it is told not to, in seconds. */
export const REFRESH_SECONDS = 5;

/** The whole page. It needs no script: it is made anew with every request. */
export function statusPage(data: PageData): Html {
  return html`
    <!doctype html>
    <html lang="en">
      <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            ${data.refreshSeconds === null
              ? ""
              : html`<meta http-equiv="refresh" content="${data.refreshSeconds}">`}
            <title>${headline(data)} · Pitboss</title>
            <link rel="icon" href="data:,">
            <link rel="stylesheet" href="/status.css">
          </head>
      <body>
            <a class="skip" href="#main">Skip to content</a>
            ${bar(data)}
            <nav aria-label="Actors">${healthStrip(data)}</nav>
            <main id="main" class="page" tabindex="-1">
              <h1>${headline(data)}</h1>
              <p class="lead">${lead(data)}</p>
              <div class="cols">
                <div>${tradesSection(data)} ${newsSection(data)} ${signalsSection(data)}</div>
                <div>
                  ${moneySection(data)} ${positionsSection(data)} ${failuresSection(data)}
                  ${rejectionsSection(data)} ${deadLettersSection(data)}
                </div>
              </div>
            </main>
            ${foot(data)}
          </body>
    </html>
  `;
}

function bar({ mode, marketTime, now, portfolio }: PageData): Html {
  return html`
    <header class="bar">
      <div class="brand">
        <a class="mark" href="/">Pitboss</a>
        <span class="mode ${mode}">${mode.toUpperCase()}</span>
        <span class="mid">${mode === "live" ? "real money" : "simulated money"}</span>
      </div>
      <dl class="read clocks">
        <div>
          <dt>Market time, New York</dt>
          <dd>${marketTime === null ? "not started" : html`
            <time datetime="${new Date(marketTime).toISOString()}"><b>${marketMoment(
              marketTime,
            )}</b></time>
            <span class="mid">${session(marketTime)}</span>
          `}</dd>
        </div>
        <div>
          <dt>Your clock</dt>
          <dd><time datetime="${new Date(now).toISOString()}">${machineClock(now)}</time></dd>
        </div>
      </dl>
      <dl class="read acct">
        <div>
          <dt>Equity, ${mode === "live" ? "real" : "simulated"}</dt>
          <dd class="big">${orDash(portfolio?.equity ?? null, money)}</dd>
        </div>
        <div>
          <dt>Open P&amp;L</dt>
          <dd class="big">${orDash(portfolio?.unrealisedPnl ?? null, change)}</dd>
        </div>
      </dl>
    </header>
  `;
}

function session(marketTime: Millis): string {
  const open = sessionAt(marketTime);
  return open === null
    ? `closed, opens in ${duration(nextSession(marketTime).open - marketTime)}`
    : `open, ${duration(open.close - marketTime)} left`;
}

function lead({ mode }: PageData): string {
  switch (mode) {
    case "demo":
      return "A simulated market trades against a simulated exchange: no account, no key, no real money.";
    case "replay":
      return "Recorded prices trade against a simulated exchange: no real money.";
    case "paper":
      return "Real prices, and orders on the broker's paper account: no real money.";
    case "live":
      return "Orders go to the broker, with real money.";
  }
}

function foot({ refreshSeconds }: PageData): Html {
  return html`
    <footer class="foot">
      <span>Times are market time, New York, unless marked.</span>
      <span>${refreshSeconds === null
        ? html`The page stands still. <a href="/">Refresh it every ${REFRESH_SECONDS} s</a>`
        : html`The page is made anew every ${refreshSeconds} s. <a href="/?refresh=off">Stop that</a>`}</span>
      <span>As data: ${[
        "trades",
        "signals",
        "news",
        "sources",
        "orders",
        "positions",
        "portfolio",
        "actors",
        "dead-letters",
      ]
        .map((name) =>
          html`
            <a href="/api/${name}">${name}</a>
          `
        )} <a href="/metrics">metrics</a></span>
    </footer>
  `;
}
