import type { ComponentChildren } from "preact";
import { figuresOf, type Reader, signOf } from "../words/reader.ts";

/** A section: a rule, a heading and content. */
export function Section(
  { id, heading, note, end, children }: {
    id: string;
    heading: string;
    note?: ComponentChildren;
    end?: ComponentChildren;
    children: ComponentChildren;
  },
) {
  return (
    <section class="sec" aria-labelledby={id}>
      <header>
        <h2 id={id}>{heading}</h2>
        {note === undefined ? null : <span class="note">{note}</span>}
        {end === undefined ? null : <span class="end">{end}</span>}
      </header>
      {children}
    </section>
  );
}

/** What stands where a list is empty: why, and what comes next. */
export function Empty({ children }: { children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** What stands where something could not be read. */
export function Unreadable({ what }: { what: string }) {
  return (
    <p class="empty bad">
      {what}{" "}
      cannot be read now: the database or the mailbox did not answer in time. The log tells more. It
      is tried again; what is read appears here.
    </p>
  );
}

/** A moment in the reader's time zone, with UTC and New York on hover. */
export function Time(
  { at, today, reader, exact }: {
    at: string;
    today?: string | null;
    reader: Reader;
    /** With day and milliseconds. */
    exact?: boolean;
  },
) {
  const figures = figuresOf(reader);
  return (
    <time dateTime={at} title={figures.elsewhere(at)} data-as={exact === true ? "moment" : "clock"}>
      {exact === true ? figures.moment(at) : figures.clock(at, today ?? null)}
    </time>
  );
}

/** A change in money: sign, arrow and colour say the same. */
export function Change({ value, reader }: { value: string | null; reader: Reader }) {
  const text = figuresOf(reader).change(value);
  const sign = signOf(value);
  if (sign === 0) return <>{text}</>;
  return sign > 0 ? <span class="up">▲ {text}</span> : <span class="down">▼ {text}</span>;
}

/** A score with its sign and an arrow. */
export function Score(
  { value, places, reader }: { value: number; places?: number; reader: Reader },
) {
  const text = figuresOf(reader).signed(value, places ?? 3);
  if (Math.abs(value) < 0.5 * 10 ** -(places ?? 3)) return <span class="dim">{text}</span>;
  return value > 0
    ? <span class="up nowrap">▲ {text}</span>
    : <span class="down nowrap">▼ {text}</span>;
}

/** Leads to the whole story of a trade, order, signal, article or round trip. */
export function Explained({ id, children }: { id: string; children: ComponentChildren }) {
  return <a class="explains" href={`/explain/${encodeURIComponent(id)}`}>{children}</a>;
}

/** A side: an arrow, hollow for buying and filled for selling, and the word. */
export function SideMark({ side }: { side: "buy" | "sell" }) {
  return side === "buy"
    ? <span class="up nowrap">△ buy</span>
    : <span class="down nowrap">▼ sell</span>;
}
