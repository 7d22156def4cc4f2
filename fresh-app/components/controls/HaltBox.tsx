import type { ControlsView } from "../../api/control_views.ts";
import type { Reader } from "../../words/reader.ts";
import { Time } from "../parts.tsx";

/** What is to be stopped, counted from the account now. */
export interface AtStake {
  readonly orders: number | null;
  readonly positions: number | null;
  /** Worth of all positions, written. */
  readonly value: string;
}

/** Halting: what it does, counted, and the word that arms it. */
export function HaltBox({ stake, unarmed }: { stake: AtStake; unarmed: boolean }) {
  const counted = (count: number | null) => count === null ? "–" : String(count);
  return (
    <form class="haltbox" id="halt" method="post" action="/controls/halt">
      <h2>Halt all trading</h2>
      <p>New orders stop at once. Then, in this order:</p>
      <ul>
        <li>
          <span>Cancel open orders</span>
          <b>{counted(stake.orders)}</b>
        </li>
        <li>
          <span>Close positions at market</span>
          <b>{counted(stake.positions)}</b>
        </li>
        <li>
          <span>Value to be closed</span>
          <b>{stake.value}</b>
        </li>
      </ul>
      <p class="mid">
        The halt is done when the broker itself reports 0 open orders and 0 positions. It holds
        across restarts until somebody resumes.
      </p>
      {unarmed
        ? <p class="problem" role="alert">Type HALT, in capitals, to arm the button.</p>
        : null}
      <label for="typed">Type HALT to arm the button</label>
      <div class="row">
        <input
          id="typed"
          name="typed"
          type="text"
          pattern="HALT"
          required
          autocomplete="off"
          autocapitalize="characters"
        />
        <label class="vh" for="halt-reason">Why, for the record</label>
        <input id="halt-reason" name="reason" type="text" class="reason" placeholder="Why" />
        <button class="halt solid" type="submit">Halt now</button>
      </div>
    </form>
  );
}

const WORDS = {
  trading: "TRADING",
  paused: "PAUSED · exits still run",
  halting: "HALTING",
  halted: "HALTED · trading is off",
} as const;

/** Where the trading stands, and why. */
export function StateBand({ controls, reader }: { controls: ControlsView; reader: Reader }) {
  const { state, halt, paused } = controls;
  const mark = halt ?? paused;
  const isHalt = state === "halting" || state === "halted";
  return (
    <div class={`state-band ${isHalt ? "is-halt" : state}`} role={isHalt ? "alert" : "status"}>
      <b>{WORDS[state]}</b>
      {mark === null ? <span>Entries and exits go on.</span> : (
        <span>
          by {mark.by} since <Time at={mark.at} reader={reader} exact />
          {mark.reason === "" ? "" : `: ${mark.reason}`}
        </span>
      )}
      {halt === null ? null : <p>{halt.report.sentence}</p>}
    </div>
  );
}
