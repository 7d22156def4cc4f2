import type { ComponentChildren } from "preact";
import type { Frame } from "../data/frame.ts";
import { figuresOf, type Reader } from "../words/reader.ts";
import { machineClock } from "../words/status.ts";
import { Change } from "./parts.tsx";
import { Strip } from "./Strip.tsx";

/** The market's clock and the machine's, with a word on how they are kept up to date. */
export function Clocks(
  { frame, reader, children }: { frame: Frame; reader: Reader; children?: ComponentChildren },
) {
  const newYork = figuresOf(reader);
  return (
    <dl class="read clocks">
      <div>
        <dt>Market time, New York</dt>
        <dd>
          {frame.marketTime === null ? "not started" : (
            <>
              <time dateTime={frame.marketTime} title={`${frame.marketTime.slice(0, 19)} UTC`}>
                <b>{newYork.marketMoment(frame.marketTime)}</b>
              </time>{" "}
              <span class="mid">{frame.session}</span>
            </>
          )}
        </dd>
      </div>
      <div>
        <dt>This machine's clock</dt>
        <dd>
          <time dateTime={frame.now}>{machineClock(Date.parse(frame.now), reader.timeZone)}</time>
          {" "}
          {children}
        </dd>
      </div>
    </dl>
  );
}

/** What the account comes to. */
export function Money({ frame, reader }: { frame: Frame; reader: Reader }) {
  const figures = figuresOf(reader);
  return (
    <dl class="read acctr">
      <div class="acct">
        <dt>Equity, {frame.mode === "live" ? "real" : "simulated"}</dt>
        <dd class="big">{figures.money(frame.portfolio?.equity ?? null)}</dd>
      </div>
      <div class="acct">
        <dt>Today</dt>
        <dd class="big">
          <Change value={frame.today?.pnl ?? null} reader={reader} />{" "}
          <span class="share">{figures.percentChange(frame.today?.share ?? null)}</span>
        </dd>
      </div>
    </dl>
  );
}

/** Actors of the frame. */
export function FrameStrip({ frame }: { frame: Frame }) {
  return <Strip actors={frame.actors} health={frame.health} />;
}
