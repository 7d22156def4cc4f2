import type { ComponentChildren } from "preact";
import { duration } from "../../words/format.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";

/** What every step is told. */
export interface StepFrame {
  readonly reader: Reader;
  /** The moment that the way began at; elapsed times count from it. */
  readonly begun: string | null;
}

/** One step of the story: when it was, how long after the beginning, who took it, and what happened. */
export function Step(
  { id, heading, actor, at, later, decisive, frame, children }: {
    id: string;
    heading: string;
    /** The actor whose step it is. */
    actor: string;
    at: string | null;
    /** Told apart: it belongs to another day. */
    later?: boolean;
    decisive?: boolean;
    frame: StepFrame;
    children: ComponentChildren;
  },
) {
  const kind = [decisive === true ? "key1" : "", later === true ? "later" : ""].join(" ").trim();
  return (
    <li class={kind} id={id}>
      <div class="when">
        {at === null ? <b>–</b> : <When at={at} frame={frame} />}
      </div>
      <div class="rail" aria-hidden="true" />
      <div class="what">
        <h2>
          <b>{heading}</b>
          <span class="mono">{actor}</span>
        </h2>
        {children}
      </div>
    </li>
  );
}

function When({ at, frame: { reader, begun } }: { at: string; frame: StepFrame }) {
  const figures = figuresOf(reader);
  const exact = figures.moment(at);
  const comma = exact.lastIndexOf(", ");
  const elapsed = begun === null ? 0 : Date.parse(at) - Date.parse(begun);
  return (
    <>
      <time dateTime={at} title={`${at.slice(0, 23).replace("T", " ")} UTC`}>
        <b>{exact.slice(comma + 2)}</b>
        <span>{exact.slice(0, comma)}</span>
      </time>
      <span>{elapsed <= 0 ? "start" : `+${duration(elapsed)}`}</span>
    </>
  );
}

/** Facts side by side. */
export function Facts({ items }: { items: readonly (readonly [string, ComponentChildren])[] }) {
  return (
    <dl class="facts">
      {items.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
