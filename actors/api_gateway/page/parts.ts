import { html } from "hono/html";
import type { Millis } from "../../../runtime/clock/clock.ts";
import { marketClock, signedMoney, signOf } from "./format.ts";

/** A piece of the page. Everything put into one is escaped. */
export type Html = ReturnType<typeof html>;

/** A section: a rule, a heading and content. */
export function section(id: string, heading: string, note: string, content: Html): Html {
  return html`
    <section class="sec" aria-labelledby="${id}">
      <header><h2 id="${id}">${heading}</h2><span class="note">${note}</span></header>
      ${content}
    </section>
  `;
}

/** What stands where a list is empty: why, and what comes next. */
export function empty(sentence: string): Html {
  return html`<p class="empty">${sentence}</p>`;
}

/** What stands where something could not be read. */
export function unreadable(what: string): Html {
  return html`
    <p class="empty bad">
      ${what} cannot be read now: the database or the mailbox did not answer in time. The log tells
      more; this page tries again when it is loaded again.
    </p>
  `;
}

/** A moment of market time, in New York's time, with UTC on hover. */
export function moment(isoText: string, today: Millis | null): Html {
  const at = Date.parse(isoText);
  return html`<time datetime="${isoText}" title="${isoText}">${marketClock(at, today)}</time>`;
}

/** A change in money: sign, arrow and colour say the same. */
export function change(value: string): Html {
  const sign = signOf(value);
  if (sign === 0) return html`${signedMoney(value)}`;
  return sign > 0
    ? html`<span class="up">▲ ${signedMoney(value)}</span>`
    : html`<span class="down">▼ ${signedMoney(value)}</span>`;
}

/** A side: an arrow, hollow for buying and filled for selling, and the word. */
export function sideMark(side: "buy" | "sell"): Html {
  return side === "buy"
    ? html`<span class="up nowrap">△ buy</span>`
    : html`<span class="down nowrap">▼ sell</span>`;
}

/** What is known, shown; a dash for what is not. */
export function orDash(text: string | null, show: (text: string) => Html | string): Html | string {
  return text === null ? "–" : show(text);
}
