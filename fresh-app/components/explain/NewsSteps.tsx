import type { CounterfactualView, HeadlineView, LineageView } from "../../api/lineage_views.ts";
import { counted } from "../../words/names.ts";
import { duration } from "../../words/format.ts";
import { mattered, tellSeen } from "../../words/lineage_telling.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { Score } from "../parts.tsx";
import { Facts, Step, type StepFrame } from "./Step.tsx";

/** Headlines that are shown before the rest is folded in. */
const SHOWN = 4;

/** The headlines behind a decision, and how the one that mattered most was judged. */
export function NewsSteps({ lineage, frame }: { lineage: LineageView; frame: StepFrame }) {
  const [lead, ...others] = lineage.headlines;
  if (lead === undefined) return null;
  const { sentiment } = lead;
  if (!mattered(lead)) return <Unmoved headlines={lineage.headlines} frame={frame} />;
  return (
    <>
      <Step
        id="headline"
        heading="Headline"
        actor="news_fetcher"
        at={lead.firstSeenAt ?? lead.at}
        frame={frame}
      >
        <Headline headline={lead} />
        {others.length === 0 ? null : <Others headlines={others} reader={frame.reader} />}
      </Step>
      {sentiment === null ? null : (
        <Step
          id="score"
          heading="Score"
          actor="sentiment_analyzer"
          at={lead.at}
          frame={frame}
        >
          <Judgement sentiment={sentiment} reader={frame.reader} />
        </Step>
      )}
    </>
  );
}

/** Headlines that were known and had no part in the decision. */
function Unmoved(
  { headlines, frame }: { headlines: readonly HeadlineView[]; frame: StepFrame },
) {
  const newest = headlines.reduce((last, { at }) => at !== null && at > last ? at : last, "");
  return (
    <Step
      id="headline"
      heading="News"
      actor="news_fetcher"
      at={newest === "" ? null : newest}
      frame={frame}
    >
      <p class="s">
        {headlines.length === 1 ? "One headline was" : `${headlines.length} headlines were`}{" "}
        known by then, and none of them moved this decision: without any one of them it would have
        been the same.
      </p>
      <details>
        <summary>Show {headlines.length === 1 ? "it" : "them"}</summary>
        <HeadlineList items={headlines} reader={frame.reader} />
      </details>
    </Step>
  );
}

function Headline({ headline }: { headline: HeadlineView }) {
  const { title, source, url, copies, stood, without } = headline;
  if (title === null) {
    return (
      <p class="s">
        The headline itself is no longer stored; what it was judged to mean is.
      </p>
    );
  }
  return (
    <>
      <p class="s">
        {source} wrote: {url === null ? <q>{title}</q> : (
          <q>
            <a href={url} rel="noreferrer">{title}</a>
          </q>
        )} {tellSeen(headline)}
      </p>
      {without === null ? null : <WhatIf what={without} name="Without it" />}
      {stood === null
        ? (
          <p class="mid">
            It did not stand in a buffer that a signal was decided on.
          </p>
        )
        : null}
      {copies.length === 0 ? null : (
        <ul class="copies">
          {copies.map((copy) => (
            <li key={copy.articleId}>
              <span class="dim">{copy.source}</span> {copy.title}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Others({ headlines, reader }: { headlines: readonly HeadlineView[]; reader: Reader }) {
  const rest = headlines.slice(SHOWN);
  return (
    <>
      <h3>Also known of it then</h3>
      <HeadlineList items={headlines.slice(0, SHOWN)} reader={reader} />
      {rest.length === 0 ? null : (
        <details>
          <summary>{counted(rest.length, "more headline")}</summary>
          <HeadlineList items={rest} reader={reader} />
        </details>
      )}
    </>
  );
}

function HeadlineList({ items, reader }: { items: readonly HeadlineView[]; reader: Reader }) {
  return (
    <ul class="heads">
      {items.map((each) => (
        <li key={each.storyId}>
          <span>
            {each.title ?? "A headline that is no longer stored"}
            <span class="src">
              {each.source ?? "–"}
              {each.stood === null ? "" : ` · ${duration(each.stood.ageMs)} old then`}
              {each.without === null ? "" : ` · without it ${each.without.sentence}`}
            </span>
          </span>
          {each.stood === null
            ? null
            : <Score value={each.stood.score} places={2} reader={reader} />}
        </li>
      ))}
    </ul>
  );
}

function Judgement(
  { sentiment, reader }: { sentiment: NonNullable<HeadlineView["sentiment"]>; reader: Reader },
) {
  const figures = figuresOf(reader);
  const { label, score, confidence, analyzer, model, why, probabilities, tickers } = sentiment;
  const parts = [
    ["positive", "a", probabilities.positive],
    ["neutral", "b", probabilities.neutral],
    ["negative", "c", probabilities.negative],
  ] as const;
  let left = 0;
  return (
    <>
      <p class="s">
        {analyzer} read it as <b>{label}</b>,{" "}
        <Score value={score} places={2} reader={reader} />, with a confidence of{" "}
        {figures.number(confidence)}. {sentence(why)}
        {sentiment.recorded ? " The judgement came with the recording." : ""}
      </p>
      <svg
        class="prob"
        viewBox="0 0 420 8"
        preserveAspectRatio="none"
        role="img"
        aria-label={parts.map(([name, , share]) => `${name} ${figures.number(share)}`).join(", ")}
      >
        {parts.map(([name, kind, share]) => {
          const x = left;
          left += 420 * share;
          return (
            <rect
              key={name}
              class={kind}
              x={x.toFixed(1)}
              width={(420 * share).toFixed(1)}
              height="8"
            />
          );
        })}
      </svg>
      <Facts
        items={[
          ...parts.map(([name, , share]) => [name, figures.number(share)] as const),
          ["speaks of", tickers.join(", ") || "no ticker"],
          ["model", <span key="model" class="mono">{model.id}</span>],
        ]}
      />
    </>
  );
}

function sentence(text: string): string {
  const whole = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(whole) ? whole : `${whole}.`;
}

/** What would have been otherwise, in a line of its own. */
export function WhatIf({ what, name }: { what: CounterfactualView; name: string }) {
  const mark = {
    no_signal: "✕",
    opposite: "⇄",
    weaker: "↓",
    stronger: "↑",
    same: "=",
    unknown: "?",
  };
  return (
    <p class="whatif">
      <span class="mark" aria-hidden="true">{mark[what.outcome]}</span>
      <span>
        <b>{name}:</b>{" "}
        {what.outcome === "unknown" ? `it cannot be told: ${what.sentence}` : what.sentence}.
      </span>
    </p>
  );
}
