import type { LineageView } from "../../api/lineage_views.ts";
import type { SignalView } from "../../api/views.ts";
import { duration } from "../../words/format.ts";
import { nothingWords, tellSizing, tellVerdict } from "../../words/lineage_telling.ts";
import { sentenceCase, spaced } from "../../words/names.ts";
import { figuresOf, type Reader } from "../../words/reader.ts";
import { tellReason } from "../../words/telling.ts";
import { Score } from "../parts.tsx";
import { voteClass } from "../VoteBar.tsx";
import { WhatIf } from "./NewsSteps.tsx";
import { Step, type StepFrame } from "./Step.tsx";
import { SumBar } from "./SumBar.tsx";

/** Votes and the signal that they made. */
export function SignalSteps(
  { lineage, signal, frame }: { lineage: LineageView; signal: SignalView; frame: StepFrame },
) {
  const { reader } = frame;
  const figures = figuresOf(reader);
  const { silent, counterfactuals } = lineage;
  const spare = Math.abs(signal.score) - signal.threshold;
  return (
    <>
      <Step
        id="votes"
        heading="Votes at the bar’s close"
        actor="signal_generator"
        at={signal.at}
        frame={frame}
      >
        <p class="s">
          The bar closed at {figures.number(signal.price)}. {votesSentence(signal)}
        </p>
        <Votes signal={signal} reader={reader} />
        {silent.length === 0 ? null : (
          <p class="mid">
            {silent.map(({ strategy, warm }) =>
              `${sentenceCase(strategy)} ${
                warm ? "had no opinion" : "has not seen enough bars yet"
              }`
            ).join(". ")}.
          </p>
        )}
      </Step>
      <Step
        id="signal"
        heading="Signal"
        actor="signal_generator"
        at={signal.at}
        decisive
        frame={frame}
      >
        <p class="s">
          Together the votes make{" "}
          <b>
            <Score value={signal.score} reader={reader} />
          </b>. It takes{" "}
          {figures.signed(signal.side === "buy" ? signal.threshold : -signal.threshold)}
          , so this became a <b>{signal.side}</b> signal, with {figures.number(spare, 3)} to spare.
        </p>
        <SumBar signal={signal} reader={reader} />
        {counterfactuals.map((what) => (
          <WhatIf
            what={what}
            name={what.without.kind === "strategy"
              ? `Without ${spaced(what.without.strategy)}`
              : "Without any headline"}
          />
        ))}
      </Step>
    </>
  );
}

function votesSentence({ votes, side }: SignalView): string {
  const wanted = votes.filter(({ direction }) => direction === (side === "buy" ? 1 : -1)).length;
  const against = votes.filter(({ direction }) => direction === (side === "buy" ? -1 : 1)).length;
  const all = votes.length === 1
    ? "The one strategy that voted"
    : `${wanted} of ${votes.length} that voted`;
  const contra = against === 0
    ? ""
    : against === 1
    ? "; one was against it"
    : `; ${against} were against it`;
  return `${all} wanted to ${side}${contra}.`;
}

function Votes({ signal: { votes }, reader }: { signal: SignalView; reader: Reader }) {
  const figures = figuresOf(reader);
  return (
    <table class="w">
      <thead>
        <tr>
          <th scope="col">Strategy</th>
          <th scope="col">Vote</th>
          <th scope="col" class="num p2">Strength</th>
          <th scope="col" class="num p2">Weight</th>
          <th scope="col" class="num">Adds</th>
        </tr>
      </thead>
      <tbody>
        {votes.map(({ strategy, direction, strength, weight, contribution, reason }) => (
          <>
            <tr class="with-reason">
              <th scope="row" class="nowrap">
                <svg class="swatch" width="10" height="10" aria-hidden="true">
                  <rect class={voteClass(strategy)} x=".5" y=".5" width="9" height="9" />
                </svg>
                {spaced(strategy)}
              </th>
              <td class="nowrap">
                {direction === 0
                  ? "none"
                  : direction > 0
                  ? <span class="up">▲ buy</span>
                  : <span class="down">▼ sell</span>}
              </td>
              <td class="num p2">{figures.number(strength)}</td>
              <td class="num p2">× {figures.number(weight, 3)}</td>
              <td class="num strong">{figures.signed(contribution)}</td>
            </tr>
            <tr class="reason-row">
              <td colSpan={5} class="mid">{tellReason(reason)}</td>
            </tr>
          </>
        ))}
      </tbody>
    </table>
  );
}

/** What risk said, check by check, and how large it became. */
export function RiskStep({ lineage, frame }: { lineage: LineageView; frame: StepFrame }) {
  const { decision } = lineage;
  if (decision === null) return null;
  if (decision.outcome === "nothing") {
    return (
      <Step id="risk" heading="Nothing to do" actor="trade_executor" at={decision.at} frame={frame}>
        <p class="s">
          No order followed:{" "}
          {nothingWords(decision.reason ?? "")}. Risk is asked only where there is something to
          order.
        </p>
      </Step>
    );
  }
  const sizing = tellSizing(lineage);
  return (
    <Step
      id="risk"
      heading="Risk"
      actor="trade_executor"
      at={decision.at}
      decisive={decision.outcome === "refused"}
      frame={frame}
    >
      <p class="s">{tellVerdict(lineage)}</p>
      <table class="checks">
        <thead>
          <tr>
            <th scope="col">Check</th>
            <th scope="col" class="num">Value</th>
            <th scope="col" class="num">Limit</th>
            <th scope="col" class="p2">Used</th>
          </tr>
        </thead>
        <tbody>
          {decision.checks.map((check) => (
            <tr key={check.rule}>
              <th scope="row">
                {check.passed
                  ? <span class="ok" role="img" aria-label="passed">✓</span>
                  : <span class="down" role="img" aria-label="failed">✕</span>}{" "}
                {sentenceCase(check.rule)}
              </th>
              <td class="num wraps">
                <b>{shown(check.value, frame.reader)}</b>
              </td>
              <td class="num wraps">{shown(check.limit, frame.reader)}</td>
              <td class="used p2">
                {check.used === null ? null : <Gauge used={check.used} />}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {sizing === null ? null : <p class="mid sizing">{sizing}</p>}
    </Step>
  );
}

function Gauge({ used }: { used: number }) {
  const share = Math.min(1, used);
  return (
    <svg
      class={used >= 0.9 ? "meter near" : "meter"}
      viewBox="0 0 100 5"
      preserveAspectRatio="none"
      role="img"
      aria-label={`${Math.round(used * 100)}% of the limit`}
    >
      <rect class="all" width="100" height="5" />
      <rect class="is" width={(100 * share).toFixed(1)} height="5" />
    </svg>
  );
}

/** Amounts grouped, durations and moments in the reader's words; anything else as it is. */
function shown(text: string, reader: Reader): string {
  const figures = figuresOf(reader);
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return figures.moment(text);
  return text.replaceAll(/\b(\d+) ms\b/g, (_, ms: string) => duration(Number(ms)))
    .replaceAll(/(?<![\d.])-?\d+\.\d\d(?!\d)/g, (amount) => figures.number(amount));
}
